"""Programs that store into arrays of JAX."""

import functools
from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# A table that a loop fills, as with NumPy.
def trapezoid_table(f, n):
    table = jnp.zeros(n)
    grid = jnp.linspace(0.0, 1.0, n)
    for i in range(1, n):
        table[i] = table[i - 1] + 0.5 * (f(grid[i]) + f(grid[i - 1])) / n  # JAX601
    return table


def bug_loop():
    return trapezoid_table(jnp.sin, 4)


# Under jit, the parameter itself, with an index that only arrays take.
@jax.jit
def center_columns(x):
    x[:, 0] -= x[:, 0].mean()  # JAX601
    return x


def bug_parameter_under_jit():
    return center_columns(jnp.ones((3, 2)))


# A mask.
@jax.jit
def relu_gradient(x):
    g = jnp.ones_like(x)
    g[x < 0] = 0.0  # JAX601
    return g


def bug_mask():
    return relu_gradient(jnp.array([-1.0, 2.0]))


# An attribute that the constructor made.
class Histogram:
    def __init__(self, bins):
        self.counts = jnp.zeros(bins, dtype=int)
        self.names = ["" for _ in range(bins)]

    def add(self, index, name):
        self.names[index] = name
        self.counts[index] += 1  # JAX601


def bug_attribute():
    Histogram(4).add(2, "two")


# A field of a dataclass.
@dataclass
class Buffer:
    rows: jax.Array = field(default_factory=lambda: jnp.zeros((2, 2)))
    size: int = 0

    def push(self, row):
        self.rows[self.size] = row  # JAX601
        self.size += 1


def bug_dataclass_field():
    Buffer().push(jnp.ones(2))


# A helper that wants to fill what it is given.
def fill_borders(grid, value):
    grid[0, :] = value  # JAX601
    return grid


def bug_helper():
    return fill_borders(jnp.zeros((3, 3)), 1.0)


# The carry of a scan.
def running_max(xs):
    def body(carry, x):
        carry[0] = jnp.maximum(carry[0], x)  # JAX601
        return carry, x

    return lax.scan(body, jnp.zeros(1), xs)


def bug_scan_body():
    return running_max(jnp.arange(3.0))


# Deleting an item.
def bug_delete():
    weights = jnp.arange(3.0)
    del weights[0]  # JAX601
    return weights


# A nested function, called through a partial, of vmapped rows.
def bug_nested_under_vmap():
    def clamp_first(low, row):
        row[..., 0] = low  # JAX601
        return row

    return jax.vmap(functools.partial(clamp_first, 0.0))(jnp.ones((2, 3)))


# Rows of an array, an entry of a dict, targets of one unpacking.
def bug_row_of_an_array():
    for row in jnp.eye(3):
        row[0] = 1.0  # JAX601


def bug_entry_of_a_dict():
    params = {"w": jnp.ones(3), "b": np.zeros(3)}
    params["b"][0] = 1.0
    params["w"][0] = 1.0  # JAX601


def bug_swap():
    order = jnp.arange(4)
    order[0], order[1] = order[1], order[0]  # JAX601
    return order


# `.at` taken for pandas'.
def bug_assigned_to_at():
    prices = jnp.ones(3)
    prices.at[0] = 2.0  # JAX601
    return prices


# A gradient under plain grad, in its loss.
def bug_under_grad():
    def loss(w):
        scaled = w * 2.0
        scaled[0] = 0.0  # JAX601
        return scaled.sum()

    return jax.grad(loss)(jnp.ones(2))


# One of several results.
def bug_eigenvalues():
    values, vectors = jnp.linalg.eigh(jnp.eye(3))
    values[values < 0.0] = 0.0  # JAX601
    return vectors * values


# An array of NumPy that was put on a device.
def bug_put_on_device():
    table = jax.device_put({"x": np.zeros(3)})
    table["x"][0] = 1.0  # JAX601
    return table
