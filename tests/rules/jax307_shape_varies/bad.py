"""Loops that compile a function anew in each round, for an array that is another size."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

N = 7
TRACES = []
SERIES = jnp.arange(1.0, N + 1)


@jax.jit
def mean_square(x):
    TRACES.append("trace")
    return jnp.mean(x**2)


@jax.jit
def next_token(weights, tokens):
    TRACES.append("trace")
    return jnp.argmax(weights[tokens].sum(0))


# Tokens that are joined to the prompt.
def generate(weights, prompt, count):
    tokens = jnp.asarray(prompt)
    for _ in range(count):
        token = next_token(weights, tokens)  # JAX307
        tokens = jnp.concatenate([tokens, token[None]])
    return tokens


def bug_growing_tokens():
    return generate(jnp.eye(5), [1, 2], N)


# An appended history.
def bug_append():
    history = jnp.ones(2)
    for _ in range(N):
        history = jnp.append(history, mean_square(history))  # JAX307
    return history


# Rows that are stacked up.
def bug_vstack():
    seen = jnp.zeros((1, 3))
    total = 0.0
    for row in jnp.ones((N, 3)):
        seen = jnp.vstack((seen, row))
        total += mean_square(seen)  # JAX307
    return total


# A list that is made an array in each round.
def bug_list_of_scores():
    scores = []
    for i in range(N):
        scores.append(0.5 * i)
        best = mean_square(jnp.array(scores))  # JAX307
    return best


# The same, through a name.
def bug_list_through_name():
    scores, means = [], []
    for i in range(N):
        scores.append(float(i))
        window = np.asarray(scores)
        means.append(mean_square(window))  # JAX307
    return jnp.stack(means)


# A list is a pytree of as many arrays.
@jax.jit
def total(parts):
    TRACES.append("trace")
    return sum(parts)


def bug_list_itself():
    parts = []
    while len(parts) < N:
        parts.append(jnp.ones(2))
        done = total(parts)  # JAX307
    return done


# All that was before.
def bug_prefix():
    return jnp.stack([mean_square(SERIES[: i + 1]) for i in range(N)])  # JAX307


# All that is to come, by rows and columns.
@partial(jax.jit, static_argnames="power")
def moment(table, power):
    TRACES.append("trace")
    return jnp.sum(table**power)


def bug_suffix_of_columns():
    table = jnp.ones((2, N))
    out = []
    for k in range(N):
        out.append(moment(table[:, k:], power=2))  # JAX307
    return out


# A prefix through a name, in a method.
class Filter:
    def __init__(self, data):
        self.data = data
        self.step = jax.jit(self._step)

    def _step(self, seen):
        TRACES.append("trace")
        return seen.sum()

    def run(self):
        results = []
        for t, _ in enumerate(self.data, 1):
            seen = self.data[:t]
            results.append(self.step(seen))  # JAX307
        return results


def bug_prefix_in_method():
    return Filter(SERIES).run()


# A counter of a while loop.
def bug_while():
    end, sums = 1, []
    while end <= N:
        sums.append(mean_square(x=SERIES[:end]))  # JAX307
        end += 1
    return sums


# The gradient of a loss.
def bug_gradient_of_growing_data():
    def loss(w, data):
        TRACES.append("trace")
        return jnp.mean((data - w) ** 2)

    grad = jax.jit(jax.grad(loss))
    w, data = jnp.zeros(()), jnp.ones(1)
    for _ in range(N):
        w = w - 0.1 * grad(w, data)  # JAX307
        data = np.concatenate([data, np.ones(1, np.float32)])
    return w


# A batch of one list of tokens, which a sum makes longer.
def bug_list_by_sum():
    tokens = [0, 1]
    for _ in range(N):
        token = next_token(jnp.eye(3), jnp.array([tokens]))  # JAX307
        tokens = tokens + [int(token.sum()) % 3]
    return jnp.array(tokens)


# An attribute that grows, in the loop and by a method.
class Generator:
    def __init__(self, prompt):
        self.tokens = jnp.asarray(prompt)

    def run(self, weights, count):
        for _ in range(count):
            token = next_token(weights, self.tokens)  # JAX307
            self.tokens = jnp.append(self.tokens, token)
        return self.tokens


def bug_growing_attribute():
    return Generator([1, 2]).run(jnp.eye(5), N)


class Buffer:
    def __init__(self):
        self.rows = jnp.zeros((1, 2))
        self.count = 0

    def add(self, row):
        self.rows = jnp.vstack([self.rows, row])
        self.count += 1


def bug_growing_buffer():
    buffer, total = Buffer(), 0.0
    for i in range(N):
        buffer.add(jnp.full(2, i))
        total += mean_square(buffer.rows)  # JAX307
    return total
