"""Programs with static arguments that jit cannot take."""

from collections import namedtuple
from dataclasses import dataclass, field
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax.core import FrozenDict

X = jnp.arange(6.0)


# Limits as a list, by position.
@partial(jax.jit, static_argnums=(1,))
def clipped(x, limits):
    return jnp.clip(x, limits[0], limits[1])


def bug_list_by_position():
    limits = [0.0, 2.0]
    return clipped(X, limits)  # JAX305


# A dict of options, by keyword, from defaults and overrides.
DEFAULTS = {"rate": 0.1, "power": 2}


@partial(jax.jit, static_argnames="config")
def decayed(x, config):
    return x * config["rate"] ** config["power"]


def run(**overrides):
    config = {**DEFAULTS, **overrides}
    for _ in range(2):
        y = decayed(
            X,
            config=config,  # JAX305
        )
    return y


def bug_config_dict():
    return run(rate=0.5)


# A set of the axes.
def bug_set_of_axes():
    total = jax.jit(lambda x, axes: x.sum(tuple(axes)), static_argnums=1)
    return total(X, {0})  # JAX305


# Weights of NumPy.
@partial(jax.jit, static_argnames=("weights",))
def smooth(x, weights):
    return jnp.convolve(x, weights)


def bug_numpy_weights():
    return smooth(X, np.ones(3) / 3), smooth(X, np.array([0.5, 0.5]))  # JAX305


# An array of JAX, through a partial.
def scaled(factor, offset, x):
    return factor * x + offset


def bug_array_through_partial():
    compiled = jax.jit(scaled, static_argnums=0)
    doubled = partial(compiled, 2 * jnp.ones(()))
    return doubled(1.0, X)  # JAX305


# A dataclass that is not frozen.
@dataclass
class Settings:
    rate: float = 0.1
    steps: int = 3


@partial(jax.jit, static_argnames=["settings"])
def descend(x, settings):
    return x - settings.rate * x


def train(x, settings):
    return descend(x, settings)  # JAX305


def bug_dataclass():
    return train(X, Settings(rate=0.2))


# A frozen one that holds a list.
@dataclass(frozen=True)
class Net:
    name: str
    widths: list = field(default_factory=list)


@partial(jax.jit, static_argnums=0)
def forward(net, x):
    for width in net.widths:
        x = jnp.tanh(x[:width])
    return x


def bug_frozen_with_list():
    return forward(Net("mlp", [4, 2]), X)  # JAX305


# A tuple of lists.
@partial(jax.jit, static_argnums=1)
def padded(x, pads):
    return jnp.pad(x, pads[0])


def bug_tuple_of_lists():
    pads = ([1, 1],)
    return padded(X, pads)  # JAX305


# A named tuple of arrays.
Grid = namedtuple("Grid", "points spacing")


@partial(jax.jit, static_argnames="grid")
def integrate(y, grid):
    return jnp.sum(y) * grid.spacing


def bug_named_tuple_of_arrays():
    grid = Grid(jnp.linspace(0, 1, 6), 0.2)
    return integrate(X, grid)  # JAX305


# Two compiled functions, the outer one traces what is static in the inner one.
@partial(jax.jit, static_argnames="order")
def power(x, order):
    return x**order if order > 1 else x


@jax.jit
def energy(x, order):
    return power(x, order).sum()  # JAX305


def bug_traced_in_outer():
    return energy(X, 2)


# What is mapped over is traced as well.
@partial(jax.jit, static_argnums=1)
def shifted(x, k):
    return x + k


def bug_mapped():
    return jax.vmap(lambda k: shifted(X, k))(jnp.arange(3))  # JAX305


# What is differentiated is traced as well.
def bug_differentiated():
    def loss(rate):
        return jnp.sum(descend_by(X, rate))  # JAX305

    return jax.grad(loss)(0.1)


@partial(jax.jit, static_argnames="rate")
def descend_by(x, rate):
    return x - rate * x


# A method whose layers are a list.
class Model:
    def __init__(self, sizes):
        self.sizes = sizes

    @partial(jax.jit, static_argnums=(0, 2))
    def apply(self, x, sizes):
        return x[: sizes[0]]

    def __call__(self, x):
        return self.apply(x, self.sizes)  # JAX305


def bug_method():
    return Model([2, 3])(X)


# A class that compares its instances, and so has no hash.
class Schedule:
    def __init__(self, rate):
        self.rate = rate

    def __eq__(self, other):
        return self.rate == other.rate


def bug_equality_without_hash():
    step = jax.jit(lambda x, schedule: schedule.rate * x, static_argnums=1)
    return step(X, Schedule(0.1))  # JAX305


# A key of random numbers.
def bug_key():
    draw = jax.jit(jax.random.normal, static_argnums=(0, 1))
    return draw(jax.random.key(0), (2,))  # JAX305


# pmap hashes as well.
def bug_pmap():
    step = jax.pmap(lambda x, axes: x.sum(axes[0]), static_broadcasted_argnums=1)
    return step(jnp.ones((1, 3)), [0])  # JAX305


# A name that is misspelt.
def bug_misspelt_name():
    @partial(jax.jit, static_argnames=("axis", "keep_dims"))  # JAX305
    def total(x, axis, keepdims):
        return x.sum(axis, keepdims=keepdims)

    return total(X, axis=0, keepdims=True)


# Names in one string.
def bug_names_in_one_string():
    def roll(x, shift, axis):
        return jnp.roll(x, shift, axis)

    return jax.jit(
        roll,
        static_argnames="shift, axis",  # JAX305
    )(X, 1, 0)


# An index that counts from one.
def bug_index_too_large():
    def take(x, n):
        return x[:n]

    return jax.jit(take, static_argnums=2)(X, 3)  # JAX305


# An index of the function without its partial.
def bug_index_behind_partial():
    def step(rate, x, n):
        return x[:n] * rate

    return jax.jit(partial(step, 0.1), static_argnums=(2,))(X, 3)  # JAX305


# The name of self, of a bound method.
class Counter:
    def count(self, x):
        return x.size


def bug_self_of_bound_method():
    return jax.jit(Counter().count, static_argnames="self")(X)  # JAX305


# A keyword-only parameter has no index.
def bug_index_of_keyword_only():
    def top(x, *, k):
        return jax.lax.top_k(x, k)

    return jax.jit(top, static_argnums=1)(X, k=2)  # JAX305


# The gradient has the parameters of its function.
def bug_name_through_grad():
    def loss(w, n):
        return jnp.sum(w[:n])

    return jax.jit(jax.grad(loss), static_argnames="count")(X, n=2)  # JAX305


# An order of axes that NumPy makes.
@partial(jax.jit, static_argnames="order")
def reordered(x, order):
    return jnp.transpose(x, order)


def bug_order_of_numpy():
    return reordered(jnp.ones((2, 3, 4)), order=np.argsort([2, 0, 1]))  # JAX305


# A frozen dict has no hash if it holds an array.
@partial(jax.jit, static_argnames="options")
def by_options(x, options):
    return x * options["rate"]


def bug_frozen_array():
    return by_options(X, options=FrozenDict({"rate": jnp.ones(6)}))  # JAX305
