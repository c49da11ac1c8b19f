"""Loops that call compiled functions with static arguments, as they should."""

from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

X = jnp.arange(12.0).reshape(4, 3)
N = 6


@jax.jit
def update(w, grad, step):
    return w - 0.5 * 0.9**step * grad


def ok_traced_step():
    w = jnp.ones(3)
    for step in range(N):
        w = update(w, 0.1 * w, step=step)
    return w


@partial(jax.jit, static_argnums=1)
def head(x, n):
    return jnp.zeros(n) + x[0, 0]


def ok_size():
    return [head(X, n) for n in range(1, N)]


@partial(jax.jit, static_argnums=1)
def power(x, n):
    y = x
    for _ in range(n):
        y = y * x
    return y


def ok_range():
    for n in range(N):
        y = power(X, n)
    return y


@partial(jax.jit, static_argnames="step")
def warm(w, step):
    if step < 3:
        return w
    return 0.9 * w


def ok_branch():
    w = X
    for step in range(N):
        w = warm(w, step=step)
    return w


@partial(jax.jit, static_argnames="layer")
def layered(params, x, layer):
    return jnp.tanh(params[layer] * x)


def ok_index_of_list():
    params = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    x = X
    for layer in range(N):
        x = layered(params, x, layer)
    return x


def ok_few_rounds():
    return [masked(X, i) for i in range(3)]


@partial(jax.jit, static_argnums=1)
def masked(x, i):
    return jnp.where(jnp.arange(3) <= i, x, 0.0)


def ok_few_values():
    x = X
    for step in range(N):
        x = masked(x, step % 2)
        x = masked(x, step == 0)
    return x


def ok_same_value():
    n, x = 2, X
    for _ in range(N):
        x = masked(x, n)
    return x


@partial(jax.jit, static_argnames="kind")
def activated(x, kind):
    return {"relu": jax.nn.relu, "tanh": jnp.tanh}[kind](x)


def ok_names():
    return [activated(X, kind) for kind in ["relu", "tanh"]]


def ok_widths():
    return [masked(X, width) for width in (1, 2, 4, 8, 16, 32)]


def ok_in_trace():
    @jax.jit
    def run(x):
        for i in range(N):
            x = masked(x, i)
        return x

    return run(X)


def ok_once():
    x = X
    for i in range(N):
        if i == 3:
            x = masked(x, i)
    return x


def ok_left_at_once():
    for i in range(N):
        x = masked(X, i)
        break
    return x


@partial(jax.jit, static_argnums=1)
def labelled(x, i):
    with jax.named_scope(f"round{i}"):
        return x + 1


def ok_text():
    return [labelled(X, i) for i in range(N)]


@partial(jax.jit, static_argnums=1)
def reshaped(x, i):
    columns = 2 * i
    return x.reshape(-1)[:1].repeat(columns)


def ok_derived_size():
    return [reshaped(X, i) for i in range(N)]


def other(x, n):
    return x[:n]


@partial(jax.jit, static_argnums=1)
def through(x, n):
    return other(x, n)


def ok_helper_with_size():
    return [through(X, n) for n in range(N)]


def ok_not_jitted():
    return [other(X, n) for n in range(N)]


@partial(jax.jit, static_argnums=1)
def scaled(x, factor):
    return x * factor


def ok_nothing_added():
    x, factor = X, 1.0
    for _ in range(N):
        x = scaled(x, factor)
        factor *= 1.0
    return x


def ok_few_steps():
    return [scaled(X, factor) for factor in np.linspace(0.0, 1.0, 3)]


# filter_jit traces NumPy's numbers as well as arrays, and a number may have to be Python's.
@eqx.filter_jit
def scaled_by(w, rate):
    return rate * w


@eqx.filter_jit
def repeated(w, count):
    for _ in range(count):
        w = w * 0.5
    return w


def ok_arrays_under_filter_jit():
    w = jnp.ones(3)
    for rate in np.linspace(0.0, 1.0, 8):
        w = scaled_by(w, rate)
    for step in range(8):
        w = scaled_by(w, jnp.asarray(step))
    return [repeated(w, count) for count in range(8)]


# The layers are a list, which only a number of Python can index.
@partial(jax.jit, static_argnums=2)
def listed_layer(layers, x, number):
    return jnp.tanh(x @ layers[number])


def ok_list_of_layers():
    layers, x = [jnp.ones((3, 3))] * 8, jnp.ones(3)
    for i in range(8):
        x = listed_layer(layers, x, i)
    return x
