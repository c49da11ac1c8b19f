"""Instances in compiled methods that do as they are told.

Each `ok_*` returns pairs: what a method gives, and what it should.
"""

import dataclasses
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp

X = jnp.arange(1.0, 4.0)


# Only the constructor sets what is read.
class Filter:
    def __init__(self, gain):
        self.gain = gain
        self.calls = 0

    def apply(self, x):
        self.calls += 1
        return self._apply(x)

    @partial(jax.jit, static_argnums=0)
    def _apply(self, x):
        return self.gain * x


def ok_never_set_again():
    return [(Filter(1.0).apply(X), X), (Filter(2.0).apply(X), 2.0 * X)]


# What changes is an argument.
class Regression:
    def __init__(self, size):
        self.weights = jnp.ones(size)
        self.power = 2

    @partial(jax.jit, static_argnums=0)
    def loss(self, weights, x):
        return jnp.sum((x * weights) ** self.power)

    def double(self):
        self.weights = 2.0 * self.weights

    def value(self, x):
        return self.loss(self.weights, x)


def ok_passed_as_an_argument():
    model = Regression(3)
    before = model.value(X)
    model.double()
    return [(before, jnp.sum(X**2)), (model.value(X), 4.0 * jnp.sum(X**2))]


# The class says when two instances are the same.
class Potential:
    def __init__(self, depth):
        self.depth = depth

    def __eq__(self, other):
        return isinstance(other, Potential) and other.depth == self.depth

    def __hash__(self):
        return hash(self.depth)

    def deepen(self):
        self.depth = 2.0 * self.depth

    @partial(jax.jit, static_argnums=0)
    def energy(self, x):
        return self.depth * x


def ok_own_hash():
    well = Potential(1.0)
    before = well.energy(X)
    well = Potential(1.0)
    well.deepen()
    return [(before, X), (well.energy(X), 2.0 * X)]


# Frozen data.
@dataclasses.dataclass(frozen=True)
class Oscillator:
    frequency: float

    @partial(jax.jit, static_argnums=0)
    def phase(self, t):
        return jnp.sin(self.frequency * t)

    def faster(self):
        return dataclasses.replace(self, frequency=2.0 * self.frequency)


def ok_frozen():
    slow = Oscillator(1.0)
    return [(slow.phase(X), jnp.sin(X)), (slow.faster().phase(X), jnp.sin(2.0 * X))]


# A pytree: its fields are traced.
class Line(eqx.Module):
    slope: jax.Array

    @eqx.filter_jit
    def __call__(self, x):
        return self.slope * x


def ok_pytree():
    line = Line(jnp.array(1.0))
    steep = eqx.tree_at(lambda one: one.slope, line, jnp.array(3.0))
    return [(line(X), X), (steep(X), 3.0 * X)]


# Registered, and traced.
@jax.tree_util.register_pytree_node_class
class Camera:
    def __init__(self, zoom):
        self.zoom = zoom

    def set_zoom(self, zoom):
        self.zoom = zoom

    @jax.jit
    def project(self, x):
        return x * self.zoom

    def tree_flatten(self):
        return (self.zoom,), None

    @classmethod
    def tree_unflatten(cls, _, children):
        return cls(*children)


def ok_traced():
    camera = Camera(1.0)
    before = camera.project(X)
    camera.set_zoom(4.0)
    return [(before, X), (camera.project(X), 4.0 * X)]


# Set before the first call only.
class Kernel:
    def __init__(self, width):
        self.width = width

    @partial(jax.jit, static_argnums=0)
    def of(self, x):
        return jnp.exp(-x / self.width)


def ok_set_before_the_first_call():
    kernel = Kernel(1.0)
    kernel.width = 2.0
    return [(kernel.of(X), jnp.exp(-X / 2.0))]


# Filled in once.
class Nearest:
    def __init__(self):
        self.points = None

    def fit(self, points):
        self.points = points
        return self

    @partial(jax.jit, static_argnums=0)
    def distance(self, x):
        return jnp.abs(x[:, None] - self.points).min(axis=1)


def ok_filled_in_once():
    return [(Nearest().fit(X).distance(X), jnp.zeros(3)), (Nearest().fit(X + 1).distance(X)[1], 0)]


# Set by a helper of the constructor.
class Grid:
    def __init__(self, size):
        self.size = size
        self._build()

    def _build(self):
        self.points = jnp.linspace(0.0, 1.0, self.size)

    @partial(jax.jit, static_argnums=0)
    def integral(self, f):
        return jnp.sum(f * self.points) / self.size


def ok_helper_of_the_constructor():
    return [(Grid(3).integral(jnp.ones(3)), 0.5), (Grid(5).integral(jnp.ones(5)), 0.5)]


# A new instance for each setting.
class Decay:
    def __init__(self, rate):
        self.rate = rate

    @partial(jax.jit, static_argnums=0)
    def step(self, y):
        return y - self.rate * y


def ok_new_instances():
    return [(Decay(rate).step(X), X - rate * X) for rate in (0.1, 0.5)]


# The host reads what changes.
class Trainer:
    def __init__(self, rate):
        self.rate = rate
        self.best = jnp.inf

    @partial(jax.jit, static_argnums=0)
    def step(self, w):
        return w - self.rate * w

    def run(self, w):
        w = self.step(w)
        if w.sum() < self.best:
            self.best = w.sum()
        return w


def ok_host_reads_it():
    trainer = Trainer(0.5)
    return [(trainer.run(X), 0.5 * X), (trainer.run(0.5 * X), 0.25 * X), (trainer.best, 1.5)]


# The method is compiled anew after a change.
class Model:
    def __init__(self, scale):
        self.set_scale(scale)

    def set_scale(self, scale):
        self.scale = scale
        self.forward = jax.jit(self._forward)

    def _forward(self, x):
        return self.scale * x


def ok_compiled_anew():
    model = Model(1.0)
    before = model.forward(X)
    model.set_scale(2.0)
    return [(before, X), (model.forward(X), 2.0 * X)]


# Another method of the same name in a class that is not compiled.
class Meter:
    def __init__(self):
        self.total = 0.0

    def add(self, value):
        self.total = self.total + value

    def mean(self, count):
        return self.total / count


def ok_not_compiled():
    meter = Meter()
    meter.add(4.0)
    return [(meter.mean(2), 2.0)]
