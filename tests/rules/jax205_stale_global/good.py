"""Names that are bound anew where no compiled code is left behind. Each `ok_` returns results."""

from dataclasses import dataclass, replace
from functools import partial

import jax
import jax.numpy as jnp

X = jnp.arange(1.0, 4.0)
SCALE = 2.0
LIMIT = 1.0
CALLS = 0


@jax.jit
def scaled(x):
    return SCALE * x


def ok_before_the_first_call():
    global SCALE
    SCALE = 3.0
    return scaled(X), scaled(X)


def ok_passed_in():
    step = jax.jit(lambda x, rate: x - rate * x)
    rate = 0.1
    found = []
    for _ in range(3):
        found.append(step(X, rate))
        rate = 0.5 * rate
    return found


def ok_factory():
    def make():
        return jax.jit(lambda x: x * factor)

    factor = 2.0
    first = make()(X)
    factor = 3.0
    return first, make()(X)


def ok_compiled_anew():
    found = []
    for power in (2, 3):

        @jax.jit
        def f(x):
            return x**power

        found.append(f(X))
    return found


def ok_compiled_by_each_round():
    found = []
    power = 2
    for _ in range(3):

        @jax.jit
        def f(x):
            return x**power

        found.append(f(X))
        power = power + 1
    return found


def ok_compiled_for_each_setting():
    found = []
    for power in (2, 3, 4):
        shown = power
        found.append(jax.jit(lambda x: x**shown)(X))
    return found


def ok_given_what_the_loop_gives():
    scale = 1.0

    @partial(jax.jit, static_argnums=1)
    def f(x, n):
        return x * scale + n

    found = []
    for n in (1, 2, 3, 4, 5):
        scale = 2.0 * n
        found.append(f(X, n))
    return found


def ok_one_of_two_values():
    odd = 0.0

    @jax.jit
    def f(x):
        return x + 0.0 * odd

    found = []
    for n in range(4):
        odd = 1.0 if n > 5 else 0.0
        found.append(f(X))
    return found


def ok_another_shape():
    size = 2.0

    @jax.jit
    def f(x):
        return x * size

    first = f(jnp.ones(2))
    size = 3.0
    return first, f(jnp.ones(3))


def ok_another_static_argument():
    gain = 1.0

    @partial(jax.jit, static_argnames="mode")
    def f(x, mode):
        return x * gain if mode == "up" else x / gain

    first = f(X, mode="up")
    gain = 2.0
    return first, f(X, mode="down")


def ok_another_type():
    gain = 1.0
    f = jax.jit(lambda x: x * gain)
    first = f(1)
    gain = 2.0
    return first, f(1.0)


@jax.tree_util.register_dataclass
@dataclass
class Model:
    weights: jax.Array

    @jax.jit
    def predict(self, x):
        return x @ self.weights


def ok_pytree():
    model = Model(jnp.ones(3))
    first = model.predict(X)
    model.weights = jnp.zeros(3)
    second = model.predict(X)
    return first, second, replace(model, weights=X).predict(X)


class Trainer:
    def __init__(self):
        self.weights = jnp.ones(3)
        self.steps = 0
        self.rate = 0.5
        self.step = jax.jit(self._step)

    def _step(self, weights):
        return weights - self.rate * weights

    def train(self):
        for _ in range(3):
            self.weights = self.step(self.weights)
            self.steps += 1
        return self.weights


def ok_attributes_that_are_not_read():
    return Trainer().train()


def ok_the_same_value():
    trainer = Trainer()
    first = trainer.step(X)
    trainer.rate = 0.5
    return first, trainer.step(X)


def ok_local_name():
    limit = 1.0

    @jax.jit
    def f(x):
        limit = 2.0
        return x + limit

    first = f(X)
    limit = 3.0
    return first, f(X), limit


def ok_after_the_last_call():
    global LIMIT
    f = jax.jit(lambda x: x + LIMIT)
    found = f(X), f(X)
    LIMIT = 2.0
    return found


def ok_exclusive_branches():
    gain = 1.0
    f = jax.jit(lambda x: x * gain)
    if X.sum() > 100:
        found = f(X)
    else:
        gain = 2.0
        found = f(X)
    return found


def ok_without_jit():
    gain = 1.0
    f = jax.jit(lambda x: x * gain)
    with jax.disable_jit():
        first = f(X)
        gain = 2.0
        return first, f(X)


def ok_caches_cleared():
    gain = 1.0
    f = jax.jit(lambda x: x * gain)
    first = f(X)
    gain = 2.0
    jax.clear_caches()
    second = f(X)
    gain = 3.0
    f.clear_cache()
    return first, second, f(X)


def ok_bound_before_each_call():
    found = []
    f = jax.jit(lambda x: x + step)
    for _ in range(2):
        step = 1.0
        found.append(f(X))
        step = 2.0
    return found, step


def ok_new_object_each_time():
    found = []
    for rate in (0.1, 0.2):
        trainer = Trainer()
        trainer.rate = rate
        found.append(trainer.step(X))
    return found


def ok_plain_gradient():
    gain = 1.0
    gradient = jax.grad(lambda x: jnp.sum(gain * x))
    first = gradient(X)
    gain = 2.0
    return first, gradient(X)


CHOSEN = jnp.tanh


def ok_function_chosen_before():
    global CHOSEN
    CHOSEN = jnp.sin
    return jax.jit(lambda x: CHOSEN(x))(X)


def helper(x):
    return 2.0 * x


@jax.jit
def helped(x):
    return helper(x)


def ok_function_wrapped_to_do_the_same():
    global helper
    first = helped(X)
    helper = jax.jit(helper)
    return first, helped(X)
