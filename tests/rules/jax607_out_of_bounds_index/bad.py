"""Constant indices that arrays do not have."""

import functools
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import lax

# 1. A column too many of a table at the top of a module.
CORNERS = jnp.array([[0.0, 0.0], [1.0, 2.0]])


def bug_column_of_literal():
    return CORNERS[1, 2]  # JAX607


# 2. The first index is 1 in other languages.
def bug_index_from_one():
    weights = jnp.zeros(3) + 0.5
    return weights[1] + weights[2] + weights[3]  # JAX607


# 3. An update that is dropped.
def bug_update():
    one_hot = jnp.zeros(4).at[4].set(1.0)  # JAX607
    return one_hot.sum()


# 4. Too far on the negative side.
def bug_negative():
    history = jnp.arange(3)
    return history[-4]  # JAX607


# 5. In a helper of a jitted function.
def third(vector):
    return vector[2]  # JAX607


@jax.jit
def cross(a, b):
    return third(a) * b[0] - a[0] * b[1]


def bug_helper():
    return cross(jnp.ones(2), jnp.ones(2))


# 6. After a reshape, behind other axes.
def bug_after_reshape():
    grid = jnp.arange(12.0).reshape(3, 4)
    return grid[..., 4] + grid.T[1, 0]  # JAX607


# 7. In a method of a dataclass.
@dataclass
class Board:
    size: int

    def last(self):
        cells = jnp.ones((self.size, self.size))
        return cells[-1, self.size]  # JAX607


def bug_method():
    return Board(3).last()


# 8. The state of a scan.
def step(state, x):
    position, velocity = state[0], state[2]  # JAX607
    return jnp.stack([position + velocity, velocity + x]), position


def bug_scan_state():
    return lax.scan(step, jnp.zeros(2), jnp.ones(4))


# 9. A row of a batch, mapped by vmap.
def norm(point):
    return point[0] ** 2 + point[1] ** 2 + point[2] ** 2  # JAX607


def bug_vmap():
    return jax.vmap(norm)(jnp.ones((5, 2)))


# 10. Through a partial, by a keyword.
def component(field, axis):
    return field[axis].mean()  # JAX607


first = functools.partial(component, axis=1)


def bug_partial():
    return first(jnp.ones((1, 4)))


# 11. Below what a reduction leaves.
@jax.jit
def spread(table):
    low = table.min(axis=0)
    return low[3]  # JAX607


def bug_after_reduction():
    return spread(jnp.ones((8, 3)))


# 12. A loop over known indices.
@jax.jit
def pairs(x):
    total = 0.0
    for i in (0, 1, 2):
        total = total + x[i] * x[i + 1]  # JAX607
    return total


def bug_unrolled_loop():
    return pairs(jnp.ones(3))


# 13. An addition at a place that is not there.
@jax.jit
def deposit(amount):
    bins = jnp.zeros((2, 2))
    return bins.at[0, 2].add(amount)  # JAX607


def bug_update_under_jit():
    return deposit(1.0)


# 14. A key more than were split off, from the middle of them.
def init_layers(key):
    keys = jax.random.split(key, 4)
    first, rest = keys[0], keys[1:]
    return {
        "in": jax.random.normal(first, (2,)),
        "out": jax.random.normal(rest[3], (2,)),  # JAX607
    }


def bug_key_past_the_last():
    return init_layers(jax.random.PRNGKey(0))


# 15. The keys of a step, by their numbers, under jit.
@jax.jit
def jittered(key, x):
    keys = jax.random.split(key)
    return x + jax.random.normal(keys[2], x.shape)  # JAX607


def bug_third_of_two_keys():
    return jittered(jax.random.PRNGKey(0), jnp.ones(3))
