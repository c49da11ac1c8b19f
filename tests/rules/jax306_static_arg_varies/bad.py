"""Loops that compile a function anew in each round, for a static argument that counts.

A bug gives the functions that it traces and how often it runs; each notes its traces.
"""

import itertools
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

X = jnp.arange(12.0).reshape(4, 3)
N = 6
TRACES = []


# The step of a schedule, by keyword.
@partial(jax.jit, static_argnames=("step",))
def update(w, grad, step):
    TRACES.append("trace")
    rate = 0.5 * 0.9**step
    return w - rate * grad


def bug_step_by_keyword():
    w = jnp.ones(3)
    for step in range(N):
        w = update(w, 0.1 * w, step=step)  # JAX306
    return w


# An index of a column, by position.
@partial(jax.jit, static_argnums=1)
def column_norm(x, j):
    TRACES.append("trace")
    return jnp.sqrt(jnp.sum(x[:, j] ** 2))


def norms(x, count):
    return [column_norm(x, j) for j in range(count)]  # JAX306


def bug_column_in_comprehension():
    return jnp.stack(norms(jnp.ones((4, N)), N))


# A time that is computed from the counter.
@partial(jax.jit, static_argnums=(0,))
def wave(t, x):
    TRACES.append("trace")
    return jnp.sin(x - t)


def bug_time_from_counter():
    dt = 0.1
    total = jnp.zeros(3)
    for k in range(N):
        t = k * dt
        total += wave(t, X[0])  # JAX306
    return total


# A counter of a while loop.
@partial(jax.jit, static_argnames="n")
def average(mean, x, n):
    TRACES.append("trace")
    return mean + (x - mean) / n


def bug_while_counter():
    n, mean = 1, jnp.zeros(3)
    while n <= N:
        mean = average(mean, X[0], n)  # JAX306
        n += 1
    return mean


# A counter beside the items.
def bug_counter_of_its_own():
    mean, seen = jnp.zeros(3), 0
    for x in jnp.ones((N, 3)):
        seen = seen + 1
        mean = average(mean, x, n=seen)  # JAX306
    return mean


# The number of the epoch, in a method.
class Trainer:
    def __init__(self, epochs):
        self.epochs = epochs

    @partial(jax.jit, static_argnums=(0, 2))
    def train_epoch(self, w, epoch):
        TRACES.append("trace")
        return w * jnp.cos(jnp.pi * epoch / self.epochs)

    def fit(self, w):
        for epoch in range(1, self.epochs + 1):
            w = self.train_epoch(w, epoch)  # JAX306
        return w


def bug_epoch_of_method():
    return Trainer(N).fit(jnp.ones(2))


# A mask by position, through a helper.
def visible(size, position):
    return jnp.arange(size) <= position


@partial(jax.jit, static_argnames=["position"])
def attend(scores, position):
    TRACES.append("trace")
    return jnp.where(visible(scores.shape[-1], position), scores, -jnp.inf)


def bug_position_through_helper():
    names = [f"token{i}" for i in range(N)]
    rows = {}
    for position, name in enumerate(names):
        rows[name] = attend(jnp.zeros(N), position=position)  # JAX306
    return rows["token0"]


# A seed that is folded into a key.
@partial(jax.jit, static_argnums=1)
def sample(key, i):
    TRACES.append("trace")
    return jax.random.normal(jax.random.fold_in(key, i), (2,))


def bug_folded_counter():
    key = jax.random.key(0)
    draws = []
    for i in range(2, 2 + N):
        draws.append(sample(key, i + 1))  # JAX306
    return jnp.stack(draws)


# The derivative of a function with a static power.
def penalty(w, weight):
    TRACES.append("trace")
    return weight * jnp.sum(w**2)


penalty_grad = jax.jit(jax.grad(penalty), static_argnames="weight")


def bug_static_weight_of_gradient():
    w = jnp.ones(3)
    for weight in itertools.count():
        w = w - 0.01 * penalty_grad(w, weight=weight)  # JAX306
        if weight == N - 1:
            break
    return w


# An update at a place.
@partial(jax.jit, static_argnames="at")
def write(table, row, at):
    TRACES.append("trace")
    return table.at[at].set(row)


def bug_place_of_update():
    table = jnp.zeros((N, 3))
    for at in reversed(range(N)):
        table = write(table, X[0], at=at)  # JAX306
    return table


# A temperature that falls, by a factor or in even steps.
@partial(jax.jit, static_argnames="temperature")
def anneal(x, temperature):
    TRACES.append("trace")
    return jnp.exp(-x / temperature)


def bug_falling_temperature():
    x, temperature = X, 1.0
    for _ in range(N):
        x = anneal(x, temperature)  # JAX306
        temperature *= 0.9
    return x


def bug_even_steps():
    x = X
    for temperature in np.linspace(1.0, 0.1, N):
        x = anneal(x, temperature=float(temperature))  # JAX306
    return x


# filter_jit traces arrays alone.
@eqx.filter_jit
def annealed(w, step):
    TRACES.append("trace")
    return w / (1.0 + step)


def bug_number_under_filter_jit():
    w = jnp.ones(3)
    for step in range(N):
        w = annealed(w, step)  # JAX306
    return w


# A row of an array that the call shows to be one.
@partial(jax.jit, static_argnums=2)
def layer(params, x, number):
    TRACES.append("trace")
    return jnp.tanh(x @ params["w"][number])


def bug_row_of_an_array():
    params, x, i = {"w": jnp.ones((N, 3, 3))}, jnp.ones(3), 0
    while i < N:
        x = layer(params, x, i)  # JAX306
        i += 1
    return x
