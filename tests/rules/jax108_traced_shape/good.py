"""Programs whose shapes only look as if they depended on traced values."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random


# Sizes from shapes.
@jax.jit
def halves(x):
    n = x.shape[0] // 2
    return x[:n], x[n:], jnp.zeros((n, *x.shape[1:])), x.reshape(n, -1), jnp.eye(len(x))


def ok_sizes_from_shapes():
    return halves(jnp.ones(4))


# Static arguments.
@partial(jax.jit, static_argnums=(1,), static_argnames=("axis",))
def reduced(x, n, axis=0):
    return jnp.sum(x[:n].reshape(n, -1), axis=axis)


def ok_static_arguments():
    return reduced(jnp.ones((4, 2)), 3, axis=1)


# What may be traced: indices, starts, shifts, bounds, counts of fori_loop.
@jax.jit
def moved(x, i):
    window = lax.dynamic_slice_in_dim(x, i, 2) + lax.dynamic_slice(x, (i,), (2,))
    rolled = jnp.roll(x, i) + x.at[i].set(1.0) + jnp.linspace(i, i + 1, 4)
    return window, rolled, x[i], lax.fori_loop(0, i, lambda k, s: s + x[k], 0.0), jnp.take(x, i)


def ok_traced_starts():
    return moved(jnp.arange(4.0), 2)


# A mask in place of a slice.
@jax.jit
def leading_sum(x, n):
    return jnp.where(jnp.arange(x.shape[0]) < n, x, 0.0).sum()


def ok_mask():
    return leading_sum(jnp.ones(4), 2)


# Outside of a trace, sizes may come from arrays.
def ok_host_code():
    lengths = jnp.array([2, 3])
    x = jnp.ones(5)
    return jnp.zeros(lengths.max()), x[: lengths[0]], x.reshape(-1, int(lengths[0]) - 1)


# Plain grad knows the values.
def ok_plain_grad():
    def loss(w, n):
        return jnp.sum(w[:n]) + jnp.zeros(n).sum() + jnp.sum(w[: int(w[0]) + 1])

    return jax.grad(loss)(jnp.ones(4), 2)


# Arguments that vmap does not map.
def ok_unmapped():
    def leading(x, n):
        return x[:n] + jnp.arange(n)

    return jax.vmap(leading, in_axes=(0, None))(jnp.ones((2, 4)), 3)


# Defaults that no call overrides, and an axis that is given by name in closures.
def total(x, axis=None, keepdims=False):
    return jnp.sum(x, axis=axis, keepdims=keepdims)


def ok_defaults():
    x = jnp.ones((2, 3))
    by_axis = [jax.jit(lambda x, axis=axis: total(x, axis=axis)) for axis in (0, 1)]
    return jax.jit(total)(x), jax.vmap(total)(x), [jax.jit(partial(total, axis=1))(x)], len(by_axis)


# Sizes in NumPy and math.
@jax.jit
def flattened(params):
    sizes = [p.size for p in params]
    flat = jnp.concatenate([p.ravel() for p in params])
    side = math.isqrt(sum(sizes))
    return jnp.split(flat, np.cumsum(sizes)[:-1]), jnp.zeros((side, side)), jnp.ones(len(params))


def ok_numpy_and_math():
    return flattened([jnp.ones(2), jnp.ones(2)])


# Configuration in an object.
class Model:
    def __init__(self, width, depth):
        self.width = width
        self.shape = (depth, width)

    def __call__(self, x):
        return x[: self.width] @ jnp.ones((self.width, 2)) + jnp.zeros(self.shape).sum()


def ok_configuration():
    model = Model(3, 2)
    return jax.jit(model)(jnp.ones(4)), jax.jit(lambda x: model(x))(jnp.ones(4))


# A size that is computed only where none is given.
def selected(x, size=None):
    if size is None:
        size = jnp.sum(x > 0)
    return jnp.nonzero(x, size=size)[0]


def ok_computed_if_missing():
    x = jnp.arange(3)
    return selected(x), jax.jit(lambda x: selected(x, 2))(x)


# The parameters of distributions are arrays.
@jax.jit
def draws(key, p, low, high):
    a, b, c = random.split(key, 3)
    normal = random.normal(a, (3,)) * p
    return normal, random.bernoulli(b, p, (3,)), random.uniform(c, (3,), minval=low, maxval=high)


def ok_random():
    return draws(random.key(0), 0.5, 1.0, 2.0)


# Values beside the shape.
@jax.jit
def filled(x, value, step):
    full = jnp.full((3,), value) + jnp.full_like(x, value) + jnp.clip(x, value, None)
    return full + jnp.pad(x, (1, 1), constant_values=value)[1:-1] + jnp.arange(3) * step


def ok_values():
    return filled(jnp.ones(3), 2.0, 0.5)


# Known while compiling.
@jax.jit
def folded(x):
    with jax.ensure_compile_time_eval():
        n = jnp.arange(3).sum()
        return x + jnp.zeros(n)


def ok_compile_time_eval():
    return folded(1.0)


# Attributes of a composite, and what a sharded function takes as it is.
@partial(lax.composite, name="a.top_k")
def top(x, *, k):
    return lax.top_k(x, k)[0]


def ok_attributes():
    return jax.jit(lambda x: top(x, k=2))(jnp.arange(4.0))


def ok_settings_of_shards():
    mesh = jax.make_mesh((1,), ("i",), axis_types=(jax.sharding.AxisType.Auto,))
    spec = jax.sharding.PartitionSpec("i")

    @partial(jax.shard_map, mesh=mesh, in_specs=(spec, None), out_specs=spec)
    def grown(x, n):
        return x + jnp.ones((n, 1)).sum()

    return jax.jit(lambda x: grown(x, 3))(jnp.ones(2))


# Arrays to choose from and to repeat, where a count may stand as well.
def ok_arrays_for_counts():
    def drawn(key, x):
        chosen, order = jax.random.split(key)
        return jax.random.choice(chosen, x), jax.random.permutation(order, x), jnp.repeat(x, 2)

    return jax.jit(drawn)(jax.random.key(0), jnp.arange(3.0))
