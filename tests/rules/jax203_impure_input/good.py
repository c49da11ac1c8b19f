"""Inputs that are read where they should be. Each `ok_` returns what differs, twice in two calls."""

import itertools
import os
import random
import time

import jax
import jax.numpy as jnp
import numpy as np

X = jnp.zeros(2)
NAMES = itertools.count()


def ok_draw_outside():
    step = jax.jit(lambda x, noise: x + noise)
    rng = np.random.default_rng(0)
    return [step(X, rng.normal(size=2)).tolist() for _ in range(2)]


def ok_jax_random():
    @jax.jit
    def step(key, x):
        return x + jax.random.normal(key, (2,))

    return [step(key, X).tolist() for key in jax.random.split(jax.random.key(0))]


def ok_clock_around():
    step = jax.jit(lambda x: x + 1)
    times = []
    for _ in range(2):
        start = time.perf_counter()
        step(X).block_until_ready()
        times.append(time.perf_counter() - start)
    return times


def ok_callback():
    def draw(x):
        return (x + np.random.normal(size=2)).astype(np.float32)

    @jax.jit
    def step(x):
        return jax.pure_callback(draw, jax.ShapeDtypeStruct((2,), jnp.float32), x)

    return [step(X).tolist() for _ in range(2)]


def ok_plain_gradient():
    def loss(x):
        return jnp.sum(x * np.random.normal())

    return [jax.grad(loss)(X).tolist() for _ in range(2)]


def make_noisy(scale):
    offset = scale * np.random.normal()
    return jax.jit(lambda x: x + offset)


def ok_factory():
    return [make_noisy(1.0)(X).tolist() for _ in range(2)]


def ok_seeded_inside():
    @jax.jit
    def project(x):
        matrix = np.random.default_rng(0).normal(size=(2, 2))
        return x @ matrix + np.random.RandomState(1).rand()

    return [project(X + i).tolist() for i in range(2)]


def ok_switch():
    @jax.jit
    def step(x):
        if os.environ.get("DOUBLE") == "1" or os.getenv("TWICE"):
            return 2 * x
        return x + 1

    return [step(X + i).tolist() for i in range(2)]


def ok_names():
    @jax.jit
    def step(x):
        with jax.named_scope(f"layer{next(NAMES)}"):
            return x + 1

    return [step(X + i).tolist() for i in range(2)]


def ok_iterator_made_inside():
    @jax.jit
    def step(x):
        scales = iter((1.0, 2.0))
        return (x + next(scales)) * next(scales)

    return [step(X + i).tolist() for i in range(2)]


def ok_next_outside():
    stream = iter(np.arange(4.0).reshape(2, 2))
    step = jax.jit(lambda x, batch: x + batch)
    return [step(X, next(stream)).tolist() for _ in range(2)]


class Rng:
    def __init__(self):
        self.state = 0

    def random(self, x):
        return x + self.state


def ok_a_method_of_that_name():
    return [jax.jit(Rng().random)(X + i).tolist() for i in range(2)]


def ok_seeding():
    random.seed(0)
    np.random.seed(0)
    step = jax.jit(lambda x, y: x + y)
    return [step(X, random.random()).tolist() for _ in range(2)]


def ok_without_jit():
    @jax.jit
    def step(x):
        return x + random.random()

    with jax.disable_jit():
        return [step(X).tolist() for _ in range(2)]


# What works on both sides: a number is drawn here only where none is given.
def mixed(x, rng=None):
    weight = np.random.beta(1.0, 1.0) if rng is None else jax.random.beta(rng, 1.0, 1.0)
    return weight * x + (1.0 - weight) * x[::-1]


def ok_drawn_where_none_is_given(draw=None):
    draw = draw or jax.random.split
    keys = iter(draw(jax.random.key(0)))
    step = jax.jit(lambda x, settings: mixed(x, settings.get("rng")))
    return [step(jnp.arange(2.0), {"rng": next(keys)}).tolist() for _ in range(2)]
