"""Programs that give functions of jax.lax operands of different dtypes."""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax

KEY = jax.random.key(0)


# A fraction of steps, under jit.
@jax.jit
def fraction(step):
    return lax.div(step, 100.0)  # JAX603


def bug_integer_by_float():
    return fraction(jnp.arange(4))


# A Python integer added to floats, in eager code.
def bug_python_integer():
    x = jnp.linspace(0.0, 1.0, 5)
    return lax.add(x, 1)  # JAX603


# A Python float with bfloat16, through a helper.
def scaled(x):
    return lax.mul(x, 0.5)  # JAX603


@jax.jit
def halve(weights):
    return scaled(weights.astype(jnp.bfloat16))


def bug_half_precision():
    return halve(jnp.ones(3))


# The zero of a relu, of a method.
@dataclass
class Relu:
    floor: int = 0

    def __call__(self, x):
        return lax.max(x, self.floor)  # JAX603


def bug_relu_of_integer_zero():
    return Relu()(jax.random.normal(KEY, (4,)))


# Branches of a select that differ.
@jax.jit
def masked(mask, x):
    return lax.select(mask, x, jnp.zeros(3, jnp.int32))  # JAX603


def bug_select():
    return masked(jnp.array([True, False, True]), jnp.ones(3))


# The bounds of clamp are integers.
def bug_clamp():
    logits = jnp.zeros((2, 3))
    return lax.clamp(-5, logits, 5)  # JAX603


# One-hot labels joined with probabilities.
def bug_concatenate():
    labels = jnp.zeros((2,), dtype="int32")
    return lax.concatenate([labels, jnp.ones(2)], 0)  # JAX603


# An integer row written into a table of floats.
@partial(jax.jit, static_argnums=1)
def write_row(table, row):
    return lax.dynamic_update_slice(table, jnp.arange(3)[None], (row, 0))  # JAX603


def bug_update_slice():
    return write_row(jnp.zeros((2, 3)), 1)


# The carry of a scan is an integer, its element a float.
def bug_scan_body():
    def body(total, x):
        return lax.add(total, x), None  # JAX603

    return lax.scan(body, 0, jnp.ones(4))[0]


# Padding with an integer zero.
def bug_pad():
    return lax.pad(jnp.ones((2, 2)), 0, ((1, 1, 0), (1, 1, 0)))  # JAX603


# An integer base of a power, under vmap.
def bug_power_under_vmap():
    return jax.vmap(lambda n: lax.pow(n, 0.5))(jnp.arange(3))  # JAX603


# A mask multiplied with values, in a closure.
def masker(mask):
    def apply(x):
        return lax.mul(mask, x)  # JAX603

    return apply


def bug_mask_as_factor():
    x = jnp.ones(3)
    return jax.jit(masker(x > 0))(x)


# A comparison of sizes of the shape with floats.
@jax.jit
def below_mean(x):
    return lax.lt(x, x.shape[0])  # JAX603


def bug_comparison_with_size():
    return below_mean(jnp.ones(3))


# Rounded values and the scale that they were divided by.
def quantized(x):
    scale = jnp.linalg.norm(x, axis=-1, keepdims=True)
    return jnp.round(127 * x / scale).astype(jnp.int8), scale


@jax.jit
def quantization_error(x):
    values, scale = quantized(x)
    return x - lax.mul(values, scale) / 127  # JAX603


def bug_integers_by_scale():
    return quantization_error(jnp.ones((2, 3)))


# A float of half the width, from a sum of products.
def bug_contraction_of_halves():
    w = jnp.ones((2, 3), jnp.bfloat16)
    return lax.add(jnp.einsum("ij,kj->ik", w, w), jnp.cumsum(jnp.ones(4)).reshape(2, 2))  # JAX603
