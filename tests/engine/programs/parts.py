"""Objects that are taken apart into arrays and all else, and put together again."""

import equinox as eqx
import jax
import jax.numpy as jnp
from flax import nnx
from probes import reveal


class Net(eqx.Module):
    weight: jax.Array
    layers: list
    depth: int
    bias: jax.Array | None = None

    def __call__(self, x):
        reveal(self.weight)  # abstract tracer
        reveal(self.depth)  # 2
        reveal(self.bias)  # None
        reveal(self.layers[0](x))  # abstract tracer
        return (x * self.weight).sum()


net = Net(jnp.ones(2), [eqx.nn.Linear(2, 2, key=jax.random.key(0))], 2)
params, static = eqx.partition(net, eqx.is_array)
reveal(params)  # opaque


@jax.jit
def loss(params, x):
    reveal(params)  # abstract tree
    return eqx.combine(params, static)(x)


loss(params, jnp.ones(2))

floats, others = eqx.partition(net, eqx.is_inexact_array)
jax.jit(lambda p: eqx.combine(p, others)(jnp.ones(2)))(floats)


class Table(eqx.Module):
    rows: jax.Array


@jax.grad
def slope(whole):
    reveal(eqx.combine(more, whole).rows)  # concrete tracer
    return whole.rows.sum()


whole, more = eqx.partition(Table(jnp.ones(2)), eqx.is_array)
slope(whole)


table = Table(jnp.arange(3))
chosen, rest = eqx.partition(table, eqx.is_inexact_array)
picked, unpicked = eqx.partition(table, lambda leaf: leaf.ndim > 0)


@jax.jit
def looked_up(chosen, picked):
    # Which arrays are traced cannot be told.
    reveal(eqx.combine(chosen, rest))  # unknown
    reveal(eqx.combine(picked, unpicked))  # unknown
    reveal(eqx.combine(rest, unpicked))  # unknown
    return jnp.ones(2)


looked_up(chosen, picked)


class Layer(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.scale = nnx.Param(jnp.ones(2))
        self.count = nnx.Variable(jnp.array(0))
        self.deep = True

    def __call__(self, x):
        reveal(self.deep)  # True
        reveal(self.scale * 2)  # abstract tracer
        reveal(self.linear(x))  # abstract tracer
        return x


graphdef, state = nnx.split(Layer(nnx.Rngs(0)))


@jax.jit
def forward(state, x):
    return nnx.merge(graphdef, state)(x)


forward(state, jnp.ones((1, 2)))
halves = nnx.split(Layer(nnx.Rngs(0)), nnx.Param, ...)


@jax.jit
def by_halves(weights, counts, x):
    nnx.merge(halves[0], weights, counts)(x[None])
    reveal(nnx.merge(halves[0], weights, halves[2]))  # unknown
    return x


by_halves(halves[1], halves[2], jnp.ones(2))
