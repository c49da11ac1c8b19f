"""Programs that make a size by jnp out of static values, and need it as a static size."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# The product of a shape, for a reshape.
@jax.jit
def flatten(x):
    width = jnp.prod(jnp.array(x.shape[1:]))  # JAX501
    return x.reshape((x.shape[0], width))


def bug_prod_of_shape():
    return flatten(jnp.ones((2, 3, 4)))


# The method of an array made of a shape, in a helper.
def n_elements(shape):
    return jnp.asarray(shape).prod()  # JAX501


@jax.jit
def like_flat(x):
    return jnp.zeros(n_elements(x.shape)) + x.ravel()


def bug_array_method_in_helper():
    return like_flat(jnp.ones((2, 3)))


# A number of blocks, rounded up.
@partial(jax.jit, static_argnames="block")
def block_starts(x, block):
    n_blocks = jnp.ceil(x.shape[0] / block).astype(int)  # JAX501
    return block * jnp.arange(n_blocks)


def bug_ceil_for_arange():
    return block_starts(jnp.ones(10), block=4)


# The smaller of two sizes, for a slice.
@partial(jax.jit, static_argnums=1)
def leading(x, k):
    count = jnp.minimum(k, x.shape[0])  # JAX501
    return jnp.sort(x)[:count]


def bug_minimum_for_slice():
    return leading(jnp.arange(5.0), 10)


# Half of the features, as rotary embeddings need them.
def rotate_half(x):
    half = jnp.floor_divide(x.shape[-1], 2)  # JAX501
    return jnp.concatenate([-x[..., half:], x[..., :half]], axis=-1)


@jax.jit
def rotary(q, cos, sin):
    return q * cos + rotate_half(q) * sin


def bug_floor_divide_for_slice():
    return rotary(jnp.ones((2, 4)), jnp.ones(4), jnp.zeros(4))


# The number of all parameters.
@jax.jit
def flat_momentum(params):
    sizes = [p.size for p in jax.tree.leaves(params)]
    total = jnp.sum(jnp.array(sizes))  # JAX501
    return jnp.zeros(shape=(total,))


def bug_sum_of_sizes():
    return flat_momentum({"w": jnp.ones((2, 3)), "b": jnp.ones(3)})


# The output size of a convolution, in a method.
class Pool:
    def __init__(self, window, stride):
        self.window = window
        self.stride = stride

    def out_size(self, n):
        return 1 + jnp.floor((n - self.window) / self.stride).astype(jnp.int32)  # JAX501

    def __call__(self, x):
        rows = jnp.arange(self.window) + self.stride * jnp.arange(self.out_size(len(x)))[:, None]
        return x[rows].max(axis=1)


pool = Pool(window=3, stride=2)


@jax.jit
def pooled(x):
    return pool(x)


def bug_floor_in_method():
    return pooled(jnp.arange(9.0))


# The size of a window, in a scan body.
def moving_means(x):
    def body(start, _):
        width = jnp.maximum(1, x.shape[0] // 4)  # JAX501
        window = lax.dynamic_slice(x, (start,), (width,))
        return start + 1, window.mean()

    return lax.scan(body, 0, None, length=3)[1]


def bug_maximum_in_scan_body():
    return moving_means(jnp.arange(8.0))


# The padding up to a multiple, under vmap and jit.
def pad_to_multiple(row, multiple=8):
    missing = jnp.mod(-row.shape[0], multiple)  # JAX501
    return jnp.pad(row, (0, missing))


@jax.jit
def pad_rows(rows):
    return jax.vmap(pad_to_multiple)(rows)


def bug_mod_for_pad():
    return pad_rows(jnp.ones((2, 5)))


# The side of a square image.
@jax.jit
def as_image(pixels):
    side = jnp.sqrt(pixels.size).astype("int32")  # JAX501
    return jnp.reshape(pixels, (side, -1))


def bug_sqrt_for_reshape():
    return as_image(jnp.arange(16.0))


# Where to split, out of a constant list of widths.
HEAD_WIDTHS = [2, 3, 1]


@jax.jit
def heads(features):
    bounds = jnp.cumsum(jnp.array(HEAD_WIDTHS))  # JAX501
    return jnp.split(features, bounds[:-1], axis=-1)


def bug_cumsum_for_split():
    return heads(jnp.ones((4, 6)))


# A power of a static argument.
@partial(jax.jit, static_argnames=["n_qubits"])
def zero_state(phase, n_qubits):
    dim = jnp.power(2, n_qubits)  # JAX501
    return phase * jnp.eye(1, dim)[0]


def bug_power_of_static_argument():
    return zero_state(1.0, n_qubits=3)


# The common length of two arrays, for broadcasting.
@jax.jit
def align(a, b):
    length = jnp.max(jnp.array([a.shape[0], b.shape[0]]))  # JAX501
    return jnp.broadcast_to(a, (length,)), jnp.broadcast_to(b, (length,))


def bug_max_of_two_shapes():
    return align(np.ones(1), np.ones(4))


# A size as a Python number: int, item, math, and a helper of a helper.
@jax.jit
def first_half(x):
    count = int(jnp.ceil(x.shape[0] / 2))  # JAX501
    return x[:count]


def bug_int_of_ceil():
    return first_half(jnp.arange(5.0))


@jax.jit
def ravelled(x):
    total = jnp.prod(jnp.array(x.shape)).item()  # JAX501
    return x.reshape(total)


def bug_item_of_prod():
    return ravelled(jnp.ones((2, 3)))


def bug_math_ceil_of_sqrt():
    @jax.jit
    def leading_rows(x):
        return x[: math.ceil(jnp.sqrt(x.shape[0]))]  # JAX501

    return leading_rows(jnp.arange(9.0))


def ratio(n, k):
    return jnp.true_divide(n, k)  # JAX501


def n_windows(n, size, stride):
    return ratio(n - size, stride) + 1


@jax.jit
def windows(x):
    count = int(n_windows(x.shape[0], 2, 2))
    return jnp.stack([x[2 * i : 2 * i + 2] for i in range(count)])


def bug_through_helpers():
    return windows(jnp.arange(6.0))


# The end of a shape, joined to the rest of it.
@jax.jit
def merge_heads(x):
    return x.reshape(x.shape[:-2] + (jnp.prod(jnp.array(x.shape[-2:])),))  # JAX501


def bug_joined_shape():
    return merge_heads(jnp.ones((2, 3, 4)))


@jax.jit
def merge_last(x):
    return x.reshape((*x.shape[:-2], jnp.multiply(x.shape[-2], x.shape[-1])))  # JAX501


def bug_spread_shape():
    return merge_last(jnp.ones((2, 3, 4)))


# A shape as an array, taken apart again.
@jax.jit
def double_image(image):
    rows, cols = jnp.array(image.shape) * 2  # JAX501
    return jax.image.resize(image, (rows, cols), "linear")


def bug_unpacked_shape():
    return double_image(jnp.ones((2, 3)))


@jax.jit
def with_batch(x):
    shape = jnp.concatenate([jnp.array([4]), np.array(x.shape)])  # JAX501
    return jnp.broadcast_to(x, tuple(shape))


def bug_concatenated_shape():
    return with_batch(jnp.ones((2, 3)))


# The count of a loop, and the index of a list.
@jax.jit
def doubled_often(x):
    for _ in range(jnp.log2(x.shape[0]).astype(int)):  # JAX501
        x = x * 2
    return x


def bug_range_of_log2():
    return doubled_often(jnp.arange(4.0))


def bug_list_index():
    scales = [1.0, 2.0, 3.0]
    return jax.jit(lambda x: x * scales[jnp.minimum(x.ndim, 2)])(jnp.ones(3))  # JAX501


def bug_lax_for_slice():
    return jax.jit(lambda x: x[: lax.div(x.shape[0], 2)])(jnp.arange(4.0))  # JAX501


def bug_builtin_sum_of_sizes():
    def flat(x, shapes):
        n = int(sum(jnp.prod(jnp.array(shape)) for shape in shapes))  # JAX501
        return x[:n]

    return jax.jit(flat, static_argnums=1)(jnp.ones(9), ((2, 3), (3, 1)))
