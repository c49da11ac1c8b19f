"""Programs with a traced value where JAX needs a number while tracing."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax, random


# Slices of fields up to a traced position.
class Cache(NamedTuple):
    k: jax.Array
    v: jax.Array


@partial(jax.jit, static_argnums=(2,))
def keys_so_far(cache, position, repeats=1):
    keys = cache.k[:position]  # JAX108
    return jnp.repeat(keys, repeats, axis=1)


def bug_slice_of_field():
    return keys_so_far(Cache(jnp.ones((4, 2)), jnp.ones((4, 2))), 3, 2)


# A reshape whose sizes are arguments of the jitted gradient.
def fit(x, rows, columns, lam=0.1):
    images = jnp.reshape(x, (x.shape[0], rows, columns))  # JAX108
    return lam * jnp.sum(images**2)


def bug_reshape_by_arguments():
    return jax.jit(jax.grad(fit))(jnp.ones((2, 6)), 2, 3)


def bug_reshape_method():
    @jax.jit
    def flat(x, n):
        return x.reshape(n, -1)  # JAX108

    return flat(jnp.ones((2, 3)), 3)


# Arrays of a traced size, in a helper and a method.
def empty_buffer(size):
    return jnp.zeros((size, 2))  # JAX108


def bug_zeros_in_helper():
    return jax.jit(lambda n: empty_buffer(n + 1))(3)


class Grid:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def points(self, count):
        return jnp.linspace(self.low, self.high, count)  # JAX108


def bug_linspace_in_method():
    grid = Grid(0.0, 1.0)
    return jax.jit(lambda n: grid.points(n).sum())(3)


@jax.jit
def longest_range(mask):
    lengths = mask.sum(axis=1)
    return jnp.arange(lengths.max())  # JAX108


def bug_arange_of_lengths():
    return longest_range(jnp.ones((2, 3)))


def bug_eye():
    return jax.jit(lambda n: jnp.eye(n))(3)  # JAX108


# An axis, and a number of parts.
@jax.jit
def normalized(x, axis):
    return x / jnp.sum(x, axis=axis, keepdims=True)  # JAX108


def bug_axis():
    return normalized(jnp.ones((2, 3)), 1)


@jax.jit
def heads(x, n):
    return jnp.stack(jnp.split(x, n))  # JAX108


def bug_split():
    return heads(jnp.ones(6), 2)


# Random numbers.
@jax.jit
def noise(key, n):
    return random.normal(key, shape=(n,))  # JAX108


def bug_random_shape():
    return noise(random.key(0), 3)


def bug_number_of_keys():
    return jax.jit(lambda key, n: random.split(key, n))(random.key(0), 3)  # JAX108


# Loops, windows, classes.
def bug_scan_length():
    @jax.jit
    def grow(x, n):
        return lax.scan(lambda c, _: (c * 2, c), x, None, length=n)  # JAX108

    return grow(1.0, 3)


def bug_size_of_dynamic_slice():
    @jax.jit
    def window(x, size):
        return lax.dynamic_slice(x, (0,), (size,))  # JAX108

    return window(jnp.arange(5.0), 3)


@jax.jit
def one_hot(labels):
    return jax.nn.one_hot(labels, num_classes=labels.max() + 1)  # JAX108


def bug_number_of_classes():
    return one_hot(jnp.arange(3))


# Under vmap, and in a scan body.
def bug_slice_under_vmap():
    x = jnp.arange(6.0)
    return jax.vmap(lambda i: x[i : i + 2])(jnp.arange(3))  # JAX108


def bug_padding_under_vmap():
    def padded(x, before):
        return jnp.pad(x, (before, 0))  # JAX108

    return jax.vmap(padded)(jnp.ones((2, 3)), jnp.arange(2))


def bug_growing_window_in_scan():
    x = jnp.arange(4.0)

    def body(total, t):
        return total + x[:t].sum(), t  # JAX108

    return lax.scan(body, 0.0, jnp.arange(4))


# Updates, indices that were made before, partials.
@jax.jit
def clear(x, n):
    return x.at[:n].set(0.0)  # JAX108


def bug_update_of_slice():
    return clear(jnp.ones(4), 2)


@jax.jit
def tail(x, n):
    rest = slice(n, None)
    return x[..., rest]  # JAX108


def bug_slice_object():
    return tail(jnp.ones(4), 2)


zeros = partial(jnp.zeros, dtype=jnp.float32)


@jax.jit
def padded_batch(x, n):
    return jnp.concatenate([x, zeros((n, *x.shape[1:]))])  # JAX108


def bug_partial_and_tuple():
    return padded_batch(jnp.ones((2, 3)), 1)


@jax.jit
def tiled(x, times):
    return jnp.tile(x, times)  # JAX108


def bug_tile():
    return tiled(jnp.ones(2), 3)


@jax.jit
def broadcast(x, n):
    return jnp.broadcast_to(x, (n,) + x.shape)  # JAX108


def bug_shape_tuples_joined():
    return broadcast(jnp.ones(2), 3)


@jax.jit
def grid_of(n):
    return jnp.mgrid[0:n]  # JAX108


def bug_mgrid():
    return grid_of(3)


# A count where an array may stand as well.
def bug_choice_from_a_count():
    draw = jax.jit(lambda key, n: jax.random.choice(key, n))  # JAX108
    return draw(jax.random.key(0), 3)


def bug_order_of_a_count():
    return jax.jit(lambda key, n: jax.random.permutation(key, n))(jax.random.key(0), 3)  # JAX108


def bug_repeat_as_often():
    return jax.jit(lambda x, n: jnp.repeat(x, n) + x.repeat(2))(jnp.ones(2), 3)  # JAX108
