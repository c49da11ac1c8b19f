"""Programs that print the text of a tracer on each call. Each `bug_` makes two calls."""

from functools import partial

import jax
import jax.numpy as jnp
from jax import debug

X = jnp.arange(3.0)


def twice(function, *args):
    for _ in range(2):
        function(*args)


@jax.jit
def with_fstring(x):
    y = jnp.sin(x)
    jax.debug.print(f"y = {y}")  # JAX206
    return y


def bug_fstring():
    twice(with_fstring, X)


@jax.jit
def with_percent(x):
    jax.debug.print("x = %s" % x)  # JAX206
    return x


def bug_percent():
    twice(with_percent, X)


@partial(jax.jit, static_argnames="name")
def with_names(x, name):
    total = x.sum()
    jax.debug.print("%s = %s" % (name, total), ordered=True)  # JAX206
    return total


def bug_percent_of_several():
    twice(partial(with_names, name="total"), X)


def bug_format():
    @jax.jit
    def f(x):
        debug.print("x: {}".format(x))  # JAX206
        return x

    twice(f, X)


def bug_concatenation():
    @jax.jit
    def f(x):
        jax.debug.print("x: " + str(x))  # JAX206
        return x

    twice(f, X)


def report(name, value):
    jax.debug.print(f"{name}: {value}")  # JAX206


def bug_helper():
    @jax.jit
    def f(x):
        report("mean", jnp.mean(x))
        return x

    twice(f, X)


def bug_variable():
    @jax.jit
    def f(x):
        message = f"shape {x.shape}, largest {x.max()}"
        jax.debug.print(message)  # JAX206
        return x

    twice(f, X)


class Model:
    def __init__(self):
        self.w = jnp.ones(3)
        self.step = jax.jit(jax.grad(self.loss))

    def loss(self, w):
        value = jnp.sum(w**2)
        jax.debug.print(f"loss={value}")  # JAX206
        return value


def bug_method_under_grad():
    model = Model()
    twice(model.step, model.w)


def bug_scan_body():
    def body(carry, x):
        jax.debug.print(f"carry {carry} x {{x}}", x=x)  # JAX206
        return carry + x, None

    jax.lax.scan(body, 0.0, X)


def bug_vmap():
    twice(jax.vmap(lambda x: jax.debug.print(f"{x}")), X)  # JAX206


def bug_equals_sign():
    @jax.jit
    def f(x):
        jax.debug.print(f"{x = }")  # JAX206
        return x

    twice(f, X)
