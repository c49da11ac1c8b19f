"""Arithmetic on sizes that stays static, or that is only used as a number."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# math.prod, np.prod and .size.
@jax.jit
def flatten(x):
    width = math.prod(x.shape[1:])
    return x.reshape((x.shape[0], width))


def ok_math_prod():
    return flatten(jnp.ones((2, 3, 4)))


def n_elements(shape):
    return int(np.prod(np.array(shape)))


@jax.jit
def like_flat(x):
    return jnp.zeros(n_elements(x.shape)) + jnp.zeros(x.size) + x.ravel()


def ok_numpy_prod_and_size():
    return like_flat(jnp.ones((2, 3)))


# Division rounded up and down by `//`.
@partial(jax.jit, static_argnames="block")
def block_starts(x, block):
    n_blocks = -(-x.shape[0] // block)
    return block * jnp.arange(n_blocks)


def rotate_half(x):
    half = x.shape[-1] // 2
    return jnp.concatenate([-x[..., half:], x[..., :half]], axis=-1)


@jax.jit
def rotary(q, cos, sin):
    return q * cos + rotate_half(q) * sin


def ok_floor_division():
    return block_starts(jnp.ones(10), block=4), rotary(jnp.ones((2, 4)), 1.0, 0.0)


# min, max, sum, divmod and ** of Python.
@partial(jax.jit, static_argnums=1)
def leading(x, k):
    return jnp.sort(x)[: min(k, x.shape[0])]


@jax.jit
def flat_momentum(params):
    return jnp.zeros(shape=(sum(p.size for p in jax.tree.leaves(params)),))


@jax.jit
def align(a, b):
    length = max(a.shape[0], b.shape[0])
    return jnp.broadcast_to(a, (length,)), jnp.broadcast_to(b, (length,))


@partial(jax.jit, static_argnames=["n_qubits"])
def zero_state(phase, n_qubits):
    return phase * jnp.eye(1, 2**n_qubits)[0]


def ok_python_arithmetic():
    momentum = flat_momentum({"w": jnp.ones((2, 3)), "b": jnp.ones(3)})
    return leading(jnp.arange(5.0), 10), momentum, align(np.ones(1), np.ones(4)), zero_state(1.0, 3)


# The math module in a method.
class Pool:
    def __init__(self, window, stride):
        self.window = window
        self.stride = stride

    def out_size(self, n):
        return 1 + math.floor((n - self.window) / self.stride)

    def __call__(self, x):
        rows = jnp.arange(self.window) + self.stride * jnp.arange(self.out_size(len(x)))[:, None]
        return x[rows].max(axis=1)


pool = Pool(window=3, stride=2)


@jax.jit
def pooled(x):
    return pool(x)


def ok_math_in_method():
    return pooled(jnp.arange(9.0))


# The same in a scan body, and under vmap.
def moving_means(x):
    def body(start, _):
        window = lax.dynamic_slice(x, (start,), (max(1, x.shape[0] // 4),))
        return start + 1, window.mean()

    return lax.scan(body, 0, None, length=3)[1]


def pad_to_multiple(row, multiple=8):
    return jnp.pad(row, (0, -row.shape[0] % multiple))


@jax.jit
def pad_rows(rows):
    return jax.vmap(pad_to_multiple)(rows)


def ok_scan_body_and_vmap():
    return moving_means(jnp.arange(8.0)), pad_rows(jnp.ones((2, 5)))


# math.isqrt for a side, NumPy for the bounds of a split.
HEAD_WIDTHS = [2, 3, 1]


@jax.jit
def as_image(pixels):
    return jnp.reshape(pixels, (math.isqrt(pixels.size), -1))


@jax.jit
def heads(features):
    return jnp.split(features, np.cumsum(HEAD_WIDTHS)[:-1], axis=-1)


def ok_isqrt_and_numpy_bounds():
    return as_image(jnp.arange(16.0)), heads(jnp.ones((4, 6)))


# Sizes as numbers of the computation: jnp is right there.
@jax.jit
def attention(q, k):
    scores = q @ k.T / jnp.sqrt(k.shape[-1])
    return jax.nn.softmax(scores)


@jax.jit
def log_mean_exp(x):
    return jax.nn.logsumexp(x, axis=0) - jnp.log(x.shape[0])


@jax.jit
def effective_lr(x, base):
    scale = jnp.minimum(1.0, x.shape[0] / 256)
    return base * scale * jnp.ceil(x.shape[0] / 4) * jnp.prod(jnp.array(x.shape))


def ok_sizes_as_numbers():
    x = jnp.ones((3, 4))
    return attention(x, x), log_mean_exp(x), effective_lr(x, 0.1)


# jnp.shape, jnp.ndim and jnp.size give plain Python numbers.
@jax.jit
def tile_rows(x):
    rows, cols = jnp.shape(x)
    total = jnp.size(x) // rows
    return jnp.zeros((rows, cols, total, jnp.ndim(x)))


def ok_static_jnp_functions():
    return tile_rows(jnp.ones((2, 3)))


# Outside jit a jnp number has a value.
def make_grid(image):
    n_tiles = int(jnp.ceil(image.shape[0] / 2))
    count = jnp.minimum(4, image.shape[0])
    total = jnp.prod(jnp.array(image.shape))
    return jnp.zeros(n_tiles), image[:count], jnp.ones(total)


def ok_outside_jit():
    return make_grid(jnp.ones((5, 2)))


# Array sizes by jnp.arange, jnp.linspace and the like.
@jax.jit
def positions(x):
    steps = jnp.arange(x.shape[0])
    grid = jnp.linspace(0.0, 1.0, x.shape[-1])
    return x + steps[:, None] / x.shape[0] + grid, jnp.mod(steps, x.shape[0] // 2)


def ok_arange_of_shape():
    return positions(jnp.ones((4, 3)))


# The number of jnp is where a traced one may stand: a start, an index, a bound of a mask.
@jax.jit
def middle(x):
    start = jnp.floor_divide(x.shape[0], 4)
    window = lax.dynamic_slice_in_dim(x, start, x.shape[0] // 2)
    last = x[jnp.minimum(10, x.shape[0] - 1)]
    return window, last, jnp.where(jnp.arange(x.shape[0]) < start, 0.0, x)


def ok_traced_start_and_index():
    return middle(jnp.arange(8.0))


# A static helper that runs at compile time in spite of jnp.
@jax.jit
def constant_folded(x):
    with jax.ensure_compile_time_eval():
        width = int(jnp.prod(jnp.array(x.shape)))
    return x.reshape(width)


def ok_compile_time_eval():
    return constant_folded(jnp.ones((2, 3)))


# The trip count of fori_loop may be traced.
@jax.jit
def repeat_smoothing(x):
    rounds = jnp.maximum(1, x.shape[0] // 2)
    return lax.fori_loop(0, rounds, lambda _, y: 0.5 * (y + jnp.roll(y, 1)), x)


def ok_traced_trip_count():
    return repeat_smoothing(jnp.arange(6.0))


# The length of a list of arrays.
@jax.jit
def stack_heads(parts):
    merged = jnp.stack(parts)
    n_parts = len(parts)
    return merged.reshape((n_parts * parts[0].shape[0], *parts[0].shape[1:]))


def ok_len_of_list():
    return stack_heads([jnp.ones((2, 3)), jnp.zeros((2, 3))])


# Python numbers in the same places: int, item, a joined shape, a list index.
@jax.jit
def in_python(x):
    count = int(np.ceil(x.shape[0] / 2)) + np.prod(x.shape).item()
    merged = x.reshape(x.shape[:-2] + (math.prod(x.shape[-2:]),))
    spread = x.reshape((*x.shape[:-2], x.shape[-2] * x.shape[-1]))
    rows, cols = np.array(x.shape) * 2
    return (
        jnp.zeros(count),
        merged,
        spread,
        jnp.zeros((rows, cols)),
        [1.0, 2.0, 3.0][min(x.ndim, 2)],
    )


def ok_python_numbers():
    return in_python(jnp.ones((2, 3)))


# Arrays to compute with, made of sizes.
@jax.jit
def positional(x):
    total = jnp.zeros(())
    for i in range(x.shape[0]):
        total = total + jnp.float32(i) * jnp.sqrt(x.shape[-1])
    return total + jnp.asarray(x.shape).sum() / jnp.maximum(x.shape[0], 1)


def ok_numbers_in_arrays():
    return positional(jnp.ones((2, 3)))
