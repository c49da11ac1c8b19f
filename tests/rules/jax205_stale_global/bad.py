"""Programs that call a compiled function, bind anew what it has read, and call it again.

Each `bug_` returns the results of the two calls, which should differ.
"""

from functools import partial

import jax
import jax.numpy as jnp

X = jnp.arange(1.0, 4.0)
SCALE = 2.0
OFFSET = 1.0
RATE = 0.5
WEIGHTS = jnp.ones(3)


@jax.jit
def scaled(x):
    return SCALE * x  # JAX205


def set_scale(value):
    global SCALE
    SCALE = value


def bug_global():
    set_scale(2.0)
    before = scaled(X)
    set_scale(3.0)
    return before, scaled(X)


def shifted(x):
    return x + OFFSET  # JAX205


@jax.jit
def total(x):
    return jnp.sum(shifted(x))


def bug_helper():
    global OFFSET
    OFFSET = 1.0
    before = total(X)
    OFFSET = 10.0
    return before, total(X)


class Trainer:
    def __init__(self, rate):
        self.rate = rate
        self.weights = jnp.ones(3)
        self.step = jax.jit(self._step)
        self.predict = jax.jit(lambda x: x @ self.weights)  # JAX205

    def _step(self, weights):
        return weights - self.rate * weights  # JAX205

    def decay(self):
        self.rate *= 0.1

    def fit(self):
        self.weights = self.weights + 1.0


def bug_attribute():
    trainer = Trainer(0.5)
    before = trainer.step(X)
    trainer.decay()
    return before, trainer.step(X)


def bug_weights_of_a_model():
    trainer = Trainer(0.5)
    before = trainer.predict(X)
    trainer.fit()
    return before, trainer.predict(X)


def bug_variable_around():
    power = 2

    @jax.jit
    def f(x):
        return x**power  # JAX205

    before = f(X)
    power = 3
    return before, f(X)


def bug_loop():
    temperature = 1.0
    sharpen = jax.jit(lambda x: jax.nn.softmax(x / temperature))  # JAX205
    found = []
    for _ in range(2):
        found.append(sharpen(X))
        temperature = 0.5 * temperature
    return tuple(found)


def loss(w):
    return jnp.sum((w * WEIGHTS) ** 2)  # JAX205


gradient = jax.jit(jax.grad(loss))


def bug_gradient():
    global WEIGHTS
    WEIGHTS = jnp.ones(3)
    before = gradient(X)
    WEIGHTS = jnp.zeros(3)
    return before, gradient(X)


class Settings:
    def __init__(self):
        self.gain = 1.0


settings = Settings()


@partial(jax.jit, static_argnames="power")
def amplified(x, power):
    return settings.gain * x**power  # JAX205


def bug_object_of_the_module():
    settings.gain = 1.0
    before = amplified(X, power=2)
    settings.gain = 4.0
    return before, amplified(X, power=2)


class Schedule:
    def __init__(self):
        self.rate = 1.0

        @jax.jit
        def update(x):
            return x - self.rate * x  # JAX205

        self.update = update

    def run(self):
        found = []
        for rate in (0.5, 0.1):
            self.rate = rate
            found.append(self.update(X))
        return tuple(found)


def bug_closure_over_self():
    return Schedule().run()


def bug_nonlocal():
    rate = RATE

    def slower():
        nonlocal rate
        rate = rate / 2

    @jax.jit
    def f(x):
        return rate * x  # JAX205

    before = f(X)
    slower()
    return before, f(X)


CONFIG = {"drop": 0.5, "seed": 0}


@jax.jit
def dropped(x):
    return x * (1 - CONFIG["drop"])  # JAX205


def bug_entry_of_a_dict():
    CONFIG["drop"] = 0.5
    before = dropped(X)
    CONFIG["drop"] = 0.0
    return before, dropped(X)


class Options:
    clip = 1.0


def bug_attribute_of_a_class():
    Options.clip = 1.0
    clipped = jax.jit(lambda x: jnp.minimum(x, Options.clip))  # JAX205
    before = clipped(X)
    Options.clip = 2.0
    return before, clipped(X)


class Simulation:
    def __init__(self, settings):
        self.settings = settings
        self.advance = jax.jit(self._advance)

    def _advance(self, x):
        return self._force(x) + x

    def _force(self, x):
        return -self.settings.gain * x  # JAX205


def bug_object_of_an_object():
    simulation = Simulation(Settings())
    before = simulation.advance(X)
    simulation.settings.gain = 0.5
    return before, simulation.advance(X)


SWEPT = {"temperature": 1.0}


@jax.jit
def softened(x):
    return jax.nn.softmax(x / SWEPT["temperature"])  # JAX205


def bug_entry_bound_by_each_round():
    found = []
    for temperature in (0.5, 1.0, 2.0):
        SWEPT["temperature"] = temperature
        found.append(softened(X))
    return found[0], found[-1]


LEVEL = 0.0


@jax.jit
def lifted(x):
    return x + LEVEL  # JAX205


def bug_global_bound_by_each_round():
    global LEVEL
    found = []
    for step in range(1, 10):
        LEVEL = 0.1 * step
        found.append(lifted(X))
    return found[0], found[-1]


ACTIVATION = jnp.tanh


@jax.jit
def activated(x):
    return ACTIVATION(x)  # JAX205


def bug_function():
    global ACTIVATION
    ACTIVATION = jnp.tanh
    before = activated(X)
    ACTIVATION = jnp.cos
    return before, activated(X)
