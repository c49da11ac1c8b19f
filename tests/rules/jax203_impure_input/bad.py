"""Programs in which an input is read once for many calls or rounds. Each `bug_` returns results.

They should all differ, and do without tracing.
"""

import datetime
import itertools
import os
import random
import secrets
import time
import uuid
from collections.abc import Iterator
from datetime import datetime as clock
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from numpy.random import default_rng
from time import perf_counter

X = jnp.zeros(2)
RNG = default_rng(0)
OLD = np.random.RandomState(1)
PYTHON = random.Random(2)


def calls(function, count=3):
    return [float(jnp.sum(function(X))) for _ in range(count)]


@jax.jit
def numpy_draw(x):
    return x + np.random.normal(size=2)  # JAX203


def bug_numpy():
    return calls(numpy_draw)


def noise():
    return random.uniform(-1.0, 1.0)  # JAX203


def bug_helper():
    return calls(jax.jit(lambda x: x + noise()))


@partial(jax.jit, static_argnames="scale")
def with_generator(x, scale=1.0):
    return x + scale * RNG.standard_normal(2)  # JAX203


def bug_generator_of_the_module():
    return calls(with_generator)


class Environment:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.reset = jax.jit(self._reset)

    def _reset(self, x):
        return x + self.rng.uniform(0.0, 1.0)  # JAX203


def bug_generator_of_an_object():
    return calls(Environment(3).reset)


def bug_old_generators():
    @jax.jit
    def f(x):
        return x + OLD.rand()  # JAX203

    return calls(f)


def bug_generator_of_python():
    @jax.jit
    def f(x):
        return x + PYTHON.random()  # JAX203

    return calls(f)


def bug_generator_without_a_seed():
    @jax.jit
    def f(x):
        rng = np.random.default_rng()  # JAX203
        return x + rng.normal()

    return calls(f)


def bug_clock():
    start = time.time()

    @jax.jit
    def f(x):
        return x + (time.time() - start)  # JAX203

    return calls(f)


def bug_clock_under_its_own_name():
    start = perf_counter()
    return calls(jax.jit(lambda x: x + 1000 * (perf_counter() - start)))  # JAX203


def bug_date():
    begin = datetime.datetime(2024, 1, 1)

    @jax.jit
    def f(x):
        return x + (clock.now() - begin).microseconds  # JAX203

    return calls(f)


def bug_scan_body():
    def body(carry, _):
        step = np.random.randn()  # JAX203
        return carry + step, step

    _, steps = jax.lax.scan(body, 0.0, None, length=3)
    return steps.tolist()


def bug_one_draw_for_all_elements():
    return jax.vmap(lambda x: x + np.random.rand())(jnp.zeros(3)).tolist()  # JAX203


def batches() -> Iterator[np.ndarray]:
    yield from (np.full(2, i, np.float32) for i in itertools.count())


def bug_next_batch():
    stream = batches()

    @jax.jit
    def step(x):
        return x + next(stream)  # JAX203

    return calls(step)


class Loader:
    def __init__(self, values):
        self.values = iter(values)
        self.step = jax.jit(self._step)

    def _step(self, x):
        return x + next(self.values)  # JAX203


def bug_next_of_an_attribute():
    return calls(Loader([1.0, 2.0, 3.0]).step)


def bug_identity():
    @jax.jit
    def f(x):
        return x + uuid.uuid4().int % 10**6  # JAX203

    return calls(f)


def bug_secret():
    @jax.jit
    def f(x):
        return x + secrets.randbelow(10**6)  # JAX203

    return calls(f)


def bug_setting():
    @jax.jit
    def f(x):
        return x + float(os.environ["RATE"])  # JAX203

    found = []
    for rate in ("0.1", "0.2", "0.3"):
        os.environ["RATE"] = rate
        found += calls(f, 1)
    return found
