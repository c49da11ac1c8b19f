"""Indices that are there, or that may be there, or are meant to lie outside."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# 1. The last element, counted from either side.
def ok_last():
    x = jnp.arange(3)
    return x[2], x[-1], x[-3], x.reshape(1, 3)[0, -3], x[None, 0], x[..., 2]


# 2. Slices end where the array does.
def ok_slices():
    x = jnp.arange(3)
    return x[:5], x[2:7], x[-9:], x[5:], x.at[1:9].set(0)


# 3. A mode says what is meant.
def ok_mode():
    x = jnp.arange(3.0)
    return x.at[5].get(mode="fill", fill_value=0.0), x.at[3].set(1.0, mode="drop")


# 4. A size that is not known here.
def tail(x):
    return x[7]


def ok_unknown_size():
    return tail(jnp.asarray(np.ones(9))), tail(jnp.concatenate([jnp.ones(2)] * 4))


# 5. A test that knows the size.
def depth(point):
    if point.shape[0] > 2:
        return point[2]
    return point[1]


def ok_size_is_tested():
    return depth(jnp.ones(2)), depth(jnp.ones(3))


# 6. A flag that belongs to the size.
def height(point, *, spatial):
    if spatial:
        return point[2]
    return point[1]


def ok_flag(dims=(2,)):
    return height(jnp.ones(2), spatial=len(dims) > 1)


# 7. An array that grows in a loop.
def ok_grows():
    x = jnp.zeros(1)
    for _ in range(3):
        x = jnp.concatenate([x, jnp.ones(1)])
    return x[3]


# 8. NumPy, lists and tuples have rules of their own.
def ok_not_of_jax():
    table = np.zeros((3, 4))
    rest = [1, 2, 3, 4]
    return table[2, 3], rest[3], jnp.zeros((2, 3)).shape[1]


# 9. A loop that ends in time.
@jax.jit
def pairs(x):
    total = 0.0
    for i in range(3):
        if i + 1 == x.shape[0]:
            break
        total = total + x[i] * x[i + 1]
    return total


def ok_break():
    return pairs(jnp.ones(3))


# 10. A new axis is not counted, and a mask takes as many as it has.
def ok_axes():
    grid = jnp.ones((2, 2, 5))
    mask = np.array([[True, False], [True, True]])
    return grid[None, 0, 1, 4], grid[:, None, 1, 4], grid[mask, 4], grid[0, None, None, 1]


# 11. An index that is traced.
def ok_traced_index():
    return lax.fori_loop(0, 3, lambda i, acc: acc + jnp.arange(3)[i], 0)


# 12. Each branch has a size of its own.
def ok_joined(flags=(True,)):
    x = jnp.zeros(4) if len(flags) > 0 else jnp.zeros(2)
    return x[3]


# 13. Of several arrays in a list, one.
def ok_list_of_arrays():
    parts = [jnp.zeros(1), jnp.zeros(2)]
    return parts[1][1], jnp.split(jnp.arange(6), 3)[2]


# 14. An early return knows the size.
def checked(x, known=None):
    if known is not None:
        return x[0]
    if x.size < 4 and jax.default_backend() != "none":
        return x[0]
    return x[3]


def ok_early_return():
    return checked(jnp.ones(3))


# 15. A buffer that a function replaces.
buffer = jnp.zeros(2)


def enlarge():
    global buffer
    buffer = jnp.zeros(8)


def ok_replaced():
    enlarge()
    return buffer[5]


# 16. The last of the keys, counted from either end, and as many keys as are asked for.
def init_layers(key, n):
    few, many = jax.random.split(key)
    keys, many = jax.random.split(few, 4), jax.random.split(many, n)
    return [keys[3], keys[-4], keys[1:][2], keys[:2][1], keys[2:][-2], many[4], many[n - 1]]


def ok_keys():
    return init_layers(jax.random.PRNGKey(0), 5)


# 17. A grid of keys.
def ok_grid_of_keys():
    keys = jax.random.split(jax.random.PRNGKey(0), (2, 3))
    return keys[1, 2], keys[1][2], keys[:, 2]


# 18. As many keys as the branch needs.
def ok_keys_by_branch(deep=True):
    keys = jax.random.split(jax.random.PRNGKey(0), 4 if deep else 2)
    return keys[3] if deep else keys[1]
