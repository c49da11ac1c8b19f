from probes import reveal
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.experimental import checkify, io_callback
from jax.flatten_util import ravel_pytree
from jax.scipy.sparse.linalg import cg

SHAPE = jax.ShapeDtypeStruct((2,), jnp.float32)


@jax.jit
def derived(x):
    y = x * 1.0
    primal, tangent = jax.jvp(lambda v: {"a": reveal(v)}, (y,), (y,))  # abstract tracer
    reveal(primal)  # {'a': abstract tracer}
    reveal(tangent)  # {'a': abstract tracer}
    out, back = jax.vjp(lambda a, b: a * b, y, y)
    reveal(out)  # abstract tracer
    reveal(back)  # jax.vjp()
    one, other = back(out)
    reveal(one)  # abstract tree
    reveal(one * 2)  # abstract tracer
    number, _ = jax.vjp(lambda v: 2.0, y)
    reveal(number)  # 2.0
    with_aux = jax.vjp(lambda v: (v, {"aux": v}), y, has_aux=True)
    reveal(with_aux)  # unknown
    flat, unravel = ravel_pytree({"y": y, "z": 1.0})
    reveal(flat)  # abstract tracer
    reveal(unravel(flat))  # unknown
    solution, info = cg(lambda v: reveal(v), y)  # abstract tracer
    reveal(solution)  # abstract tracer
    reveal(jax.pure_callback(np.asarray, SHAPE, y) * 1)  # abstract tracer
    first, second = io_callback(lambda v: (v, v), (SHAPE, SHAPE), y)
    reveal(first + second)  # abstract tracer
    return y


derived(jnp.ones(2))
reveal(jax.jvp(jnp.sin, (1.0,), (1.0,)))  # (array, array)
reveal(jax.vjp(lambda x: x * 2, jnp.ones(2))[0])  # array


@checkify.checkify
def checked(x):
    reveal(x)  # array
    reveal(x > 0)  # abstract tracer
    checkify.check(jnp.all(x > 0), "positive")
    return x * 2


reveal(checked(jnp.ones(2)))  # (unknown, array)


def first_of(pair):
    reveal(pair)  # (abstract tracer, abstract tracer)
    return pair[0]


def one_operand(x):
    return lax.cond(x > 0, first_of, first_of, operand=(x, x))


reveal(one_operand(jnp.ones(())))  # array


@partial(jax.vmap, in_axes=({"a": 0, "b": None}, (None, 0), 0))
def by_trees_of_axes(params, pair, tree):
    reveal(params)  # {'a': batched tracer, 'b': 2.0}
    reveal(pair)  # (1, batched tracer)
    reveal(tree)  # {'c': batched tracer}
    return params["a"]


by_trees_of_axes({"a": jnp.ones(2), "b": 2.0}, (1, jnp.ones(2)), {"c": jnp.ones(2)})


@partial(jax.vmap, in_axes=None, out_axes=None, axis_size=2)
def by_name(first, *, second):
    reveal(first)  # 1.0
    reveal(second)  # batched tracer
    return first


by_name(1.0, second=jnp.ones(2))
