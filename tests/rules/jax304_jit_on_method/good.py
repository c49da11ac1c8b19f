"""Jitted methods that JAX can call."""

import abc
import dataclasses
from functools import partial
from typing import NamedTuple

import chex
import equinox as eqx
import flax.linen as nn
import flax.struct
import jax
import jax.numpy as jnp
from jax import tree_util


# `self` is static, by number or by name.
class Spring:
    def __init__(self, stiffness):
        self.stiffness = stiffness

    @partial(jax.jit, static_argnums=0)
    def force(self, x):
        return -self.stiffness * x

    @partial(jax.jit, static_argnames=("self", "power"))
    def energy(self, x, power=2):
        return 0.5 * self.stiffness * x**power


def ok_static_by_number():
    return Spring(2.0).force(jnp.ones(3))


def ok_static_by_name():
    return Spring(2.0).energy(jnp.ones(3), power=2)


# A bound method has its instance already.
class Encoder:
    def __init__(self, weights):
        self.weights = weights
        self.encode = jax.jit(self._encode)

    def _encode(self, x):
        return jnp.tanh(x @ self.weights)


def ok_bound_method():
    return Encoder(jnp.eye(3)).encode(jnp.ones(3))


# Registered classes.
@tree_util.register_pytree_node_class
class Gaussian:
    def __init__(self, mean, scale):
        self.mean, self.scale = mean, scale

    @jax.jit
    def log_prob(self, x):
        return -0.5 * jnp.sum(((x - self.mean) / self.scale) ** 2)

    def tree_flatten(self):
        return (self.mean, self.scale), None

    @classmethod
    def tree_unflatten(cls, _, children):
        return cls(*children)


def ok_registered_class():
    return Gaussian(jnp.zeros(3), 1.0).log_prob(jnp.ones(3))


class Line:
    def __init__(self, slope, offset):
        self.slope, self.offset = slope, offset

    @jax.jit
    def __call__(self, x):
        return self.slope * x + self.offset


tree_util.register_pytree_node(
    Line, lambda line: ((line.slope, line.offset), None), lambda _, parts: Line(*parts)
)


def ok_registered_later():
    return Line(2.0, 1.0)(jnp.ones(3))


@partial(tree_util.register_dataclass, data_fields=["gain"], meta_fields=["name"])
@dataclasses.dataclass
class Amplifier:
    gain: float
    name: str

    @jax.jit
    def apply(self, x):
        return self.gain * x


def ok_registered_dataclass():
    return Amplifier(3.0, "a").apply(jnp.ones(2))


# Classes of libraries, and of named tuples.
class Linear(eqx.Module):
    weights: jax.Array

    @jax.jit
    def __call__(self, x):
        return x @ self.weights


def ok_module():
    return Linear(jnp.eye(3))(jnp.ones(3))


@flax.struct.dataclass
class State:
    position: jax.Array

    @jax.jit
    def moved(self, by):
        return self.replace(position=self.position + by)


def ok_struct():
    return State(jnp.zeros(2)).moved(1.0)


@chex.dataclass
class Moments:
    mean: jax.Array

    @jax.jit
    def shifted(self, by):
        return self.mean + by


def ok_chex():
    return Moments(mean=jnp.zeros(2)).shifted(1.0)


class Bounds(NamedTuple):
    low: jax.Array
    high: jax.Array

    @jax.jit
    def clip(self, x):
        return jnp.clip(x, self.low, self.high)


def ok_named_tuple():
    return Bounds(jnp.zeros(2), jnp.ones(2)).clip(jnp.array([-1.0, 3.0]))


# A mixin of classes that are pytrees.
class Integrates:
    @jax.jit
    def step(self, y, dt):
        return y + dt * self.rhs(y)


class Decay(Integrates, eqx.Module):
    rate: float

    def rhs(self, y):
        return -self.rate * y


def ok_mixin():
    return Decay(0.5).step(jnp.ones(2), 0.1)


class Solver(abc.ABC):
    def __init__(self, dt):
        self.dt = dt

    @abc.abstractmethod
    def rhs(self, y): ...

    @jax.jit
    def step(self, y):
        return y + self.dt * self.rhs(y)


@tree_util.register_pytree_node_class
class Growth(Solver):
    def rhs(self, y):
        return y

    def tree_flatten(self):
        return (self.dt,), None

    @classmethod
    def tree_unflatten(cls, _, children):
        return cls(*children)


def ok_registered_subclass():
    return Growth(0.1).step(jnp.ones(2))


# No instance at all.
class Activations:
    def __init__(self, slope):
        self.slope = slope

    @staticmethod
    @jax.jit
    def relu(x):
        return jnp.maximum(x, 0.0)

    @eqx.filter_jit
    def leaky(self, x):
        return jnp.where(x > 0, x, self.slope * x)


def ok_static_method():
    return Activations(0.1).relu(jnp.ones(2))


def ok_filter_jit():
    return Activations(0.1).leaky(jnp.ones(2))


# A local function that happens to take something of this name.
class Report:
    def __init__(self, losses):
        self.losses = losses

    def mean(self):
        @jax.jit
        def mean(self):
            return jnp.mean(self)

        return mean(self.losses)


def ok_local_function():
    return Report(jnp.ones(3)).mean()


# All classes of a table are registered.
class Disc:
    def __init__(self, radius):
        self.radius = radius

    @jax.jit
    def area(self):
        return jnp.pi * self.radius**2


for _shape in (Disc,):
    tree_util.register_pytree_node(
        _shape, lambda s: ((s.radius,), None), lambda _, parts, c=_shape: c(*parts)
    )


def ok_registered_in_a_loop():
    return Disc(2.0).area()


# Flax's own jit, which hands the module on.
class Dense(nn.Module):
    size: int

    @nn.jit
    @nn.compact
    def __call__(self, x):
        return nn.Dense(self.size)(x)


def ok_lifted():
    return Dense(3).init_with_output(jax.random.key(0), jnp.ones(2))[0]
