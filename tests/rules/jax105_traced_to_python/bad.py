"""Programs in which Python asks a traced value for its value."""

import functools
import math
import time
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax


# A step size as a Python number, in an argument of a helper.
class Adaptation(NamedTuple):
    log_step: jax.Array
    length: jax.Array


def capped(length, step, most=1000):
    return jnp.minimum(length, most * step)


def adapt(estimate=False):
    def run(state, accepted):
        log_step = state.log_step + 0.1 * (accepted - 0.8)
        length = state.length
        if estimate:
            length = capped(
                length,
                float(jnp.exp(log_step)),  # JAX105
            )
        return Adaptation(log_step, length)

    return run


def bug_float_in_closure():
    start = Adaptation(jnp.log(0.1), jnp.array(0.5))
    jax.jit(adapt())(start, 0.7)
    return jax.jit(adapt(estimate=True))(start, 0.7)


# A list indexed under vmap.
def bug_list_index_under_vmap():
    pairs = [(0, 1), (1, 2)]

    def one(n):
        i, j = pairs[n]  # JAX105
        return i + j

    return jax.vmap(one)(jnp.arange(2))


# The count of a loop.
@jax.jit
def power(x, n):
    result = 1.0
    for _ in range(n):  # JAX105
        result = result * x
    return result


def bug_range_of_argument():
    return power(2.0, 3)


# A number in a text.
@jax.jit
def train_step(w, x):
    loss = jnp.mean((x @ w) ** 2)
    message = f"loss {loss:.3f}"  # JAX105
    return w - 0.1 * loss, len(message)


def bug_f_string():
    return train_step(jnp.ones(2), jnp.eye(2))


def described(loss, step):
    return "step %d: loss %.3f" % (step, loss)  # JAX105


def bug_percent_in_scan():
    def body(loss, step):
        described(loss, 3)
        return 0.9 * loss, step

    return lax.scan(body, 1.0, jnp.arange(3))


@jax.jit
def checkpoint_name(step):
    return len("ckpt_{:04d}".format(step))  # JAX105


def bug_str_format():
    return checkpoint_name(7)


# The math module.
def schedule(step, warmup=10):
    return math.exp(-step / warmup)  # JAX105


def bug_math_in_schedule():
    @jax.jit
    def update(w, step):
        return w - schedule(step) * w

    return update(1.0, 3)


@jax.jit
def level_of(x):
    return math.floor(jnp.max(x))  # JAX105


def bug_math_floor():
    return level_of(jnp.arange(3.0))


# The value of an array, in a method and in a comprehension.
class Meter:
    def __init__(self):
        self.seen = []

    def add(self, loss):
        self.seen.append(loss.item())  # JAX105
        return loss


def bug_item_in_method():
    meter = Meter()
    return jax.jit(lambda x: meter.add(jnp.sum(x)))(jnp.ones(3))


@jax.jit
def as_list(x):
    return [v * 2 for v in x.tolist()]  # JAX105


def bug_tolist():
    return as_list(jnp.ones(3))


def bug_float_in_comprehension():
    @jax.jit
    def total(xs):
        return sum([float(x) for x in xs])  # JAX105

    return total(jnp.ones(3))


def bug_map_int():
    @jax.jit
    def total(a, b):
        return sum(map(int, [a, b]))  # JAX105

    return total(1.0, 2.0)


# The key of a dict, of a cache, of a set.
OPTIMIZERS = {0: jnp.sin, 1: jnp.cos}


@jax.jit
def optimize(x, kind):
    return OPTIMIZERS[kind](x)  # JAX105


def bug_dict_key():
    return optimize(1.0, 1)


def bug_dict_get():
    @jax.jit
    def look_up(i):
        return {0: 1.0, 1: 2.0}.get(i, 0.0)  # JAX105

    return look_up(1)


def bug_set_of_tracers():
    def distinct(a, b):
        return len({a, b})  # JAX105

    return jax.jit(distinct)(1, 2)


# Fields of a dataclass, attributes, text, slices.
@dataclass(frozen=True)
class Config:
    widths: tuple = (2, 3, 4)
    names: list = field(default_factory=lambda: ["a", "b"])


CONFIG = Config()


@jax.jit
def width(i):
    return CONFIG.widths[i + 1]  # JAX105


def bug_field_of_dataclass():
    return width(1)


@partial(jax.jit, static_argnums=0)
def first_layers(layers, n):
    return sum(layers[:n])  # JAX105


def bug_slice_of_tuple():
    return first_layers((1.0, 2.0, 3.0), 2)


def bug_argmax_as_index():
    @jax.jit
    def predict(x):
        return len("ab"[jnp.argmax(x)])  # JAX105

    return predict(jnp.arange(2.0))


def bug_repetition():
    @jax.jit
    def indented(n):
        return len(" " * n)  # JAX105

    return indented(3)


# Sleeping, truth, a loop body, a while loop's condition.
def bug_sleep():
    @jax.jit
    def wait(x):
        time.sleep(x)  # JAX105
        return x

    return wait(0)


def bug_bool():
    @jax.jit
    def any_positive(x):
        return bool(jnp.any(x > 0))  # JAX105

    return any_positive(jnp.ones(2))


def bug_fori_index():
    rates = [0.1, 0.2, 0.3]
    return lax.fori_loop(0, 3, lambda i, x: x * rates[i], 1.0)  # JAX105


def bug_int_in_while_loop():
    def unfinished(state):
        return int(state) < 3  # JAX105

    return lax.while_loop(unfinished, lambda s: s + 1, 0)


# Through decorators and partials.
def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        result = function(*args)
        print("result: {:.3f}".format(result))  # JAX105
        return result

    return wrapper


@jax.jit
@logged
def loss_of(w):
    return jnp.sum(w**2)


def bug_in_decorator():
    return loss_of(jnp.ones(2))


# Plain grad gives no number with a fraction of what has a derivative.
def bug_float_of_a_loss():
    history = []

    def loss(w, x):
        value = jnp.mean((jnp.dot(x, w["a"]) - 1.0) ** 2)
        history.append(float(value))  # JAX105
        return value

    return jax.value_and_grad(loss)({"a": jnp.ones(2)}, jnp.ones((3, 2)))


def bug_math_in_grad():
    return jax.grad(lambda w: math.log(jnp.sum(w)))(jnp.ones(2))  # JAX105


def bug_format_in_jvp():
    def report(x):
        first, *_ = jnp.tanh(x)
        return "%.3f" % first, jnp.sum(x)  # JAX105

    return jax.jvp(report, (jnp.ones(2),), (jnp.ones(2),))


def bug_list_in_jacfwd():
    return jax.jacfwd(lambda x: jnp.stack([2.0 * x, x]).T.tolist())(1.0)  # JAX105
