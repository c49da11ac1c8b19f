"""Static `self`s whose attributes change: each `bug_*` returns two equal results that should differ.

A bug calls the compiled method, changes the instance, and calls the method again.
"""

from functools import partial

import jax
import jax.numpy as jnp
from jax import jit

X = jnp.arange(1.0, 4.0)


# A setter.
class Filter:
    def __init__(self, gain):
        self.gain = gain

    def tune(self, gain):
        self.gain = gain

    @partial(jax.jit, static_argnums=0)  # JAX308
    def apply(self, x):
        return self.gain * x


def bug_setter():
    f = Filter(1.0)
    before = f.apply(X)
    f.tune(2.0)
    return before, f.apply(X)


# Weights that training replaces, read by the gradient.
class Regression:
    def __init__(self, size):
        self.weights = jnp.ones(size)

    def loss(self, x):
        return jnp.sum((x @ self.weights) ** 2)

    @partial(jit, static_argnames=("self",))  # JAX308
    def gradient(self, x):
        return jax.grad(lambda scale: self.loss(scale * x))(1.0)

    def update(self, x, rate):
        self.weights = self.weights - rate * self.gradient(x)


def bug_read_through_a_method():
    model = Regression(3)
    before = model.gradient(X)
    model.update(X, 0.01)
    return before, model.gradient(X)


# A counter that a step increases.
class Schedule:
    def __init__(self, rate):
        self.rate = rate
        self.count = 0

    def tick(self):
        self.count += 1

    @partial(jax.jit, static_argnums=(0,))  # JAX308
    def scaled(self, gradient):
        return gradient * self.rate / (1.0 + self.count)


def bug_counter():
    schedule = Schedule(0.1)
    before = schedule.scaled(X)
    schedule.tick()
    return before, schedule.scaled(X)


# Set from outside between two calls.
class Potential:
    def __init__(self, depth):
        self.depth = depth

    @partial(jax.jit, static_argnums=0)  # JAX308
    def energy(self, x):
        return self.depth * (x**4 - x**2).sum()


def bug_set_from_outside():
    well = Potential(1.0)
    before = well.energy(X)
    well.depth = 5.0
    return before, well.energy(X)


# Set from outside in a loop.
class Oscillator:
    def __init__(self, frequency):
        self.frequency = frequency

    @partial(jax.jit, static_argnums=0)  # JAX308
    def phase(self, t):
        return jnp.sin(self.frequency * t)


def bug_set_in_a_loop():
    oscillator = Oscillator(1.0)
    found = []
    for frequency in (1.0, 3.0):
        oscillator.frequency = frequency
        found.append(oscillator.phase(X))
    return found[0], found[1]


# A switch.
class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.training = True

    def eval(self):
        self.training = False

    @partial(jax.jit, static_argnums=0)  # JAX308
    def __call__(self, x):
        return x * (1.0 - self.rate) if self.training else x


def bug_switch():
    layer = Dropout(0.5)
    before = layer(X)
    layer.eval()
    return before, layer(X)


# Behind properties.
class Camera:
    def __init__(self, zoom):
        self._zoom = zoom

    @property
    def zoom(self):
        return self._zoom

    @zoom.setter
    def zoom(self, value):
        self._zoom = value

    @partial(jax.jit, static_argnums=0)  # JAX308
    def project(self, x):
        return x * self.zoom


def bug_property():
    camera = Camera(1.0)
    before = camera.project(X)
    camera.zoom = 4.0
    return before, camera.project(X)


# Jitted as a function of the class.
class Kernel:
    def __init__(self, width):
        self.width = width

    def _gram(self, x):
        return jnp.exp(-(((x[:, None] - x) / self.width) ** 2))

    gram = jax.jit(_gram, static_argnums=0)  # JAX308

    def widen(self):
        self.width = 2.0 * self.width


def bug_function_of_the_class():
    kernel = Kernel(1.0)
    before = kernel.gram(X)
    kernel.widen()
    return before, kernel.gram(X)


# In a subclass; the attribute is set by the base.
class Model:
    def __init__(self, scale):
        self.scale = scale

    def rescale(self, factor):
        self.scale = self.scale * factor


class Affine(Model):
    def __init__(self, scale, offset):
        super().__init__(scale)
        self.offset = offset

    @partial(jax.jit, static_argnums=0)  # JAX308
    def forward(self, x):
        return self.scale * x + self.offset


def bug_inherited():
    model = Affine(1.0, 0.5)
    before = model.forward(X)
    model.rescale(3.0)
    return before, model.forward(X)


# An entry of a table.
class Material:
    def __init__(self, density):
        self.table = {"density": density}

    def change(self, name, value):
        self.table[name] = value

    @partial(jax.jit, static_argnums=0)  # JAX308
    def mass(self, volume):
        return self.table["density"] * volume


def bug_entry_of_a_table():
    steel = Material(7.8)
    before = steel.mass(X)
    steel.change("density", 8.0)
    return before, steel.mass(X)


# Data that is fitted again.
class Nearest:
    def __init__(self):
        self.points = None

    def fit(self, points):
        self.points = points
        return self

    @partial(jax.jit, static_argnums=0)  # JAX308
    def distance(self, x):
        return jnp.abs(x[:, None] - self.points).min(axis=1)


def bug_fitted_again():
    model = Nearest()
    model.fit(X)
    before = model.distance(X)
    model.fit(X + 10.0)
    return before, model.distance(X)
