from probes import reveal
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
from jax.sharding import Mesh, PartitionSpec as P
import numpy as np


def mapped_inside(x):
    reveal(x)  # abstract tracer
    return x


mesh = Mesh(np.array(jax.devices()[:1]), ("i",))
sharded = jax.shard_map(mapped_inside, mesh=mesh, in_specs=P("i"), out_specs=P("i"))
reveal(jax.jit(sharded)(jnp.ones(2)))  # array


@partial(
    jax.shard_map,
    mesh=mesh,
    in_specs=(P("i"), None, {"a": P(), "b": None}),
    out_specs=P("i"),
)
def with_settings(x, size, both):
    reveal(x)  # abstract tracer
    reveal(size)  # 3
    reveal(both["a"])  # abstract tracer
    reveal(both["b"])  # 4
    return x


jax.jit(lambda x: with_settings(x, 3, {"a": x, "b": 4}))(jnp.ones(2))


def gradient_of_each(w, x):
    reveal(w)  # batched tracer
    reveal(x)  # batched tracer
    return (w * x).sum()


jax.vmap(jax.grad(gradient_of_each))(jnp.ones((2, 2)), jnp.ones((2, 2)))


def each_gradient(w, x):
    reveal(w)  # concrete tracer
    reveal(x)  # batched tracer
    return (w * x).sum()


jax.vmap(jax.grad(each_gradient), in_axes=(None, 0))(jnp.ones(2), jnp.ones((2, 2)))


def twice_derived(x):
    reveal(x)  # concrete tracer
    return x * x


jax.grad(jax.grad(twice_derived))(1.0)


@jax.jit
def scan_in_jit(x):
    def step(carry, row):
        reveal(carry)  # abstract tracer
        reveal(row)  # abstract tree
        reveal(x)  # abstract tree
        return carry + 1.0, carry

    total, rows = lax.scan(step, 0.0, x)
    reveal(total)  # abstract tracer
    reveal(rows)  # abstract tracer
    return total


@jax.jit
def cond_in_jit(x):
    y = x * 1.0
    z = lax.cond(y > 0, lambda v: reveal(v), lambda v: v + 1, y)  # abstract tracer
    reveal(z)  # abstract tracer
    return z


def closed_over(w):
    """A closure keeps the kind of the trace that its variable came from."""

    def step(carry, _):
        reveal(w)  # concrete tracer
        reveal(w * carry)  # abstract tracer
        return carry, None

    lax.scan(step, 1.0, None, length=2)
    return w * 1.0


jax.grad(closed_over)(1.0)


def mapped_loss(w):
    def one(x):
        reveal(x)  # batched tracer
        reveal(w)  # concrete tracer
        reveal(w * x)  # batched tracer
        return w * x

    return jax.vmap(one)(jnp.ones(3)).sum()


jax.grad(mapped_loss)(1.0)


@partial(jax.vmap, in_axes=({"a": 0, "b": None},))
def axes_in_a_dict(params):
    reveal(params["b"])  # 1.0
    return params["a"]


axes_in_a_dict({"a": jnp.ones(2), "b": 1.0})


@jax.jit
def at_compile_time(x):
    with jax.ensure_compile_time_eval():
        reveal(jnp.ones(2))  # array
    reveal(jnp.ones(2))  # abstract tracer
    return x


def jitted_by_method():
    compiled = jax.jit(lambda x: x + 1)
    reveal(compiled.lower(1.0))  # unknown
    return compiled


@partial(jax.jit, donate_argnums=0)
@partial(jax.vmap, in_axes=0)
def stacked(x):
    reveal(x)  # abstract tree
    return x


def in_partial(n, x):
    reveal(n)  # 2
    reveal(x)  # abstract tracer
    return x


jax.jit(partial(in_partial, 2))(jnp.ones(2))


def by_keyword(x, *, n):
    reveal(n)  # 4
    return x


jax.jit(partial(by_keyword, n=4))(jnp.ones(2))


def kept_static(shape, x):
    reveal(jnp.zeros(shape))  # abstract tracer
    reveal(shape)  # (2, 3)
    return x


jax.jit(kept_static, static_argnums=0)((2, 3), 1.0)


@jax.jit
def returns_static(x):
    return x.shape[0]


reveal(returns_static(jnp.ones(2)))  # array


# run
scan_in_jit(jnp.ones(2))
cond_in_jit(1.0)
at_compile_time(1.0)
jitted_by_method()
stacked(jnp.ones(2))
