"""Loops that call compiled functions with arrays of one size, or few sizes."""

from collections import deque

import jax
import jax.numpy as jnp

N = 8
SERIES = jnp.arange(1.0, N + 1)


@jax.jit
def mean_square(x):
    return jnp.mean(x**2)


def ok_window():
    return [mean_square(SERIES[i : i + 3]) for i in range(N - 3)]


def ok_dynamic_slice():
    return [mean_square(jax.lax.dynamic_slice(SERIES, (i,), (3,))) for i in range(N - 3)]


def ok_item():
    table = jnp.ones((N, 3))
    return [mean_square(table[i]) for i in range(N)]


def ok_column():
    table = jnp.ones((3, N))
    return [mean_square(table[:, i]) for i in range(N)]


def ok_batches():
    size, out = 3, []
    for start in range(0, N, size):
        out.append(mean_square(SERIES[start : start + size]))
    return out


def ok_data():
    return [mean_square(batch) for batch in (jnp.ones(3), jnp.ones(2))]


def ok_padded():
    out = []
    for i in range(1, N):
        out.append(mean_square(jnp.pad(SERIES[:i], (0, N - i))))
    return out


def ok_masked():
    return [mean_square(jnp.where(jnp.arange(N) < i, SERIES, 0.0)) for i in range(1, N)]


def ok_room_for_all():
    history = jnp.zeros(N)
    for i in range(N):
        history = history.at[i].set(mean_square(history))
    return history


def ok_rolling():
    history = jnp.ones(3)
    for _ in range(N):
        history = jnp.concatenate([history[1:], mean_square(history)[None]])
    return history


def ok_cut_back():
    history = jnp.ones(3)
    for _ in range(N):
        value = mean_square(history)
        history = jnp.append(history, value)
        history = history[-3:]
    return history


def ok_cut_back_for_the_call():
    history = jnp.ones(3)
    for _ in range(N):
        history = jnp.append(history, mean_square(history[-3:]))
    return history


def ok_few_rounds():
    history = jnp.ones(1)
    for _ in range(3):
        history = jnp.append(history, mean_square(history))
    return history


def ok_not_jitted():
    history = jnp.ones(1)
    for _ in range(N):
        history = jnp.append(history, jnp.mean(history))
    return mean_square(history)


def ok_in_trace():
    @jax.jit
    def run(history):
        for _ in range(5):
            history = jnp.append(history, mean_square(history))
        return history

    return run(jnp.ones(1))


def ok_list_after_loop():
    scores = []
    for i in range(N):
        scores.append(mean_square(SERIES * i))
    return mean_square(jnp.array(scores))


def ok_list_of_each_round():
    out = []
    for i in range(N):
        pair = []
        pair.append(float(i))
        out.append(mean_square(jnp.array(pair)))
    return out


def ok_list_in_inner_loop():
    out = []
    for i in range(N):
        row = []
        for j in range(3):
            row.append(float(i * j))
        out.append(mean_square(jnp.array(row)))
    return out


def ok_bounded_list():
    recent = deque([0.0, 0.0], maxlen=2)
    for i in range(N):
        recent.append(float(i))
        best = mean_square(jnp.array(recent))
    return best


def ok_emptied_list():
    rows, out = [], []
    for i in range(N):
        rows.append(float(i))
        out.append(mean_square(jnp.array(rows)))
        rows.clear()
    return out


def ok_now_and_then():
    history = jnp.ones(1)
    for i in range(N):
        if i == 3:
            mean_square(history)
        history = jnp.append(history, 1.0)
    return history


def ok_same_bound():
    n = 3
    return [mean_square(i * SERIES[:n]) for i in range(N)]


# Attributes that keep their size, or that something else may set.
class Ring:
    def __init__(self):
        self.rows = jnp.zeros(4)

    def add(self, value):
        self.rows = jnp.roll(self.rows, 1).at[0].set(value)

    def add_and_drop(self, value):
        self.rows = jnp.append(self.rows, value)
        self.rows = self.rows[1:]

    def grow(self, value):
        self.rows = jnp.append(self.rows, value)

    def clear(self):
        self.rows = jnp.zeros(1)

    def add_at_first(self, value):
        if self.rows.size < 5:
            self.rows = jnp.append(self.rows, value)


def ok_ring():
    ring, total = Ring(), 0.0
    for i in range(N):
        ring.add(i)
        total += mean_square(ring.rows)
    return total


def ok_added_and_dropped():
    ring, total = Ring(), 0.0
    for i in range(N):
        ring.add_and_drop(i)
        total += mean_square(ring.rows)
    return total


def ok_grows_once():
    ring, total = Ring(), 0.0
    for i in range(N):
        ring.add_at_first(i)
        total += mean_square(ring.rows)
    return total


def ok_reset_by_each_round():
    ring, total = Ring(), 0.0
    for i in range(N):
        ring.rows = jnp.zeros(4)
        ring.rows = jnp.append(ring.rows, i)
        total += mean_square(ring.rows)
    return total


def ok_cleared_at_times():
    ring, total = Ring(), 0.0
    for i in range(N):
        if i % 2:
            ring.clear()
        ring.grow(i)
        total += mean_square(ring.rows)
    return total


# Each round has a row of its own, which is as long as the others.
def ok_one_more_than_each_row():
    total = 0.0
    for number, row in enumerate(jnp.ones((N, 4))):
        row = jnp.append(row, number)
        total += mean_square(row)
    return total
