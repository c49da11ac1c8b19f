from probes import reveal
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp


@jax.jit
def parameter(params, x):
    reveal(params)  # abstract tree
    reveal(params["w"])  # abstract tree
    reveal(params["w"] * 2)  # abstract tracer
    reveal(jnp.dot(params["w"], x))  # abstract tracer
    reveal(x.T)  # abstract tracer
    reveal(x.shape)  # shape
    reveal(x.sum())  # abstract tracer
    reveal(x > 0)  # abstract tracer
    reveal(-x)  # abstract tracer
    reveal(x @ x)  # abstract tracer
    reveal(x[:, 0])  # abstract tracer
    for name, leaf in params.items():
        reveal(name)  # static
        reveal(leaf)  # abstract tree
    return x


@jax.jit
def unpacked(pair):
    a, b = pair
    reveal(a)  # abstract tree
    reveal(a + b)  # abstract tree
    reveal(a - b)  # abstract tracer
    return a


@jax.jit
def seen_tuple(pair, n):
    reveal(pair)  # (abstract tracer, abstract tracer)
    reveal(n)  # abstract tracer
    reveal(pair[0])  # abstract tracer
    reveal(len(pair))  # 2
    return pair


reveal(seen_tuple((jnp.ones(2), 3.0), 4))  # (array, array)


@jax.jit
def seen_dict(params, batch):
    reveal(params)  # {'w': abstract tracer, 'b': abstract tracer}
    reveal(batch["x"])  # abstract tracer
    reveal("w" in params)  # True
    reveal("z" in params)  # False
    return {"loss": params["w"], "aux": batch}


result = seen_dict({"w": jnp.ones(2), "b": jnp.zeros(2)}, {"x": jnp.ones(2)})
reveal(result["loss"])  # array
reveal(result["aux"]["x"])  # array


@jax.jit
def seen_nested(tree):
    reveal(tree)  # ([abstract tracer, abstract tracer], {'k': (abstract tracer,)}, None)
    return tree


seen_nested(([jnp.ones(1), jnp.ones(2)], {"k": (jnp.ones(3),)}, None))


class Carry(NamedTuple):
    step: jax.Array
    rest: tuple


@jax.jit
def named(carry):
    reveal(carry.step)  # abstract tracer
    reveal(carry.rest)  # (abstract tracer, None)
    step, rest = carry
    reveal(step)  # abstract tracer
    return Carry(carry.step + 1, rest)


reveal(named(Carry(jnp.zeros(()), (jnp.ones(1), None))).step)  # array


@partial(jax.tree_util.register_dataclass, data_fields=["w"], meta_fields=["size"])
@dataclass
class Layer:
    w: jax.Array
    size: int


@jax.jit
def registered(layer):
    reveal(layer.w)  # abstract tracer
    reveal(layer.size)  # 4
    return layer


reveal(registered(Layer(jnp.ones(2), 4)).w)  # array
reveal(registered(Layer(jnp.ones(2), 4)).size)  # 4


@jax.tree_util.register_dataclass
@dataclass
class Plain:
    w: jax.Array
    b: jax.Array


@jax.jit
def plainly(layer):
    reveal(layer.w)  # abstract tracer
    reveal(layer.b)  # abstract tracer
    return layer


plainly(Plain(jnp.ones(2), jnp.ones(2)))


@jax.tree_util.register_pytree_node_class
class Custom:
    def __init__(self, w, size):
        self.w = w
        self.size = size

    def tree_flatten(self):
        return (self.w,), self.size

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children, aux)


@jax.jit
def customised(layer):
    reveal(layer.w)  # abstract tracer
    reveal(layer.size)  # 4
    return layer


reveal(customised(Custom(jnp.ones(2), 4)).w)  # array


@jax.jit
def mapped(params, x):
    doubled = jax.tree.map(lambda p: reveal(p) * 2, params)  # abstract tracer
    reveal(doubled)  # abstract tree
    pair = jax.tree.map(lambda a, b: a + b, (x * 1.0, x * 2.0), (x * 3.0, x * 4.0))
    reveal(pair)  # (abstract tracer, abstract tracer)
    reveal(jax.tree.leaves((x * 1.0, x * 2.0)))  # [abstract tracer, abstract tracer]
    reveal(jax.tree.leaves(params))  # [abstract tracer...]
    reveal(jax.tree.structure(params))  # static
    reveal(jax.tree.map(lambda leaf: leaf.shape, {"a": x * 1.0}))  # {'a': shape}
    reveal(jax.tree_util.tree_map(jnp.sin, {"a": x * 1.0}))  # {'a': abstract tracer}
    return doubled


reveal(jax.tree.map(jnp.sin, {"a": jnp.ones(2)}))  # {'a': array}


def of_unknown(load):
    for name in ("a", "b", "c"):
        state, logs = load(name)
    means = jax.tree.map(lambda leaf: jnp.mean(leaf), logs)
    reveal(means)  # unknown
    means["state"] = state
    return means


# run
parameter({"w": jnp.ones((2, 2))}, jnp.ones((2, 2)))
unpacked((1.0, 2.0))
mapped({"w": jnp.ones(2)}, 1.0)
of_unknown(lambda name: (name, {"a": jnp.ones(2)}))
