"""Functions of jax.lax whose operands agree, or that take different ones."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# jnp and operators promote.
@jax.jit
def fraction(step):
    return jnp.divide(step, 100.0) + step / 100


def ok_jnp_promotes():
    return fraction(jnp.arange(4))


# One operand converted.
@jax.jit
def converted(step, x):
    return lax.mul(step.astype(x.dtype), x), lax.div(step.astype(jnp.float32), 100.0)


def ok_astype():
    return converted(jnp.arange(3), jnp.ones(3))


# A Python float with float32, an integer with int32.
def ok_python_numbers_of_the_default_dtypes():
    x, n = jnp.ones(3), jnp.arange(3)
    return lax.add(x, 1.0), lax.max(0, n), lax.clamp(-1.0, x, 1.0), lax.mul(x, jnp.pi)


# A number made of sizes: a quotient is a float, a size an integer.
@jax.jit
def means(x, n):
    count = x.shape[0]
    return lax.div(x, float(count)), lax.mul(x, 1 / count), lax.sub(n, count), lax.mul(x, -1.0)


def ok_numbers_from_shapes():
    return means(jnp.ones(4), jnp.arange(4))


# The number given the dtype of the array.
@jax.jit
def plus_one(x):
    one = jnp.asarray(1, x.dtype)
    return lax.add(x, one), lax.add(x, lax.full_like(x, 1)), lax.max(x, jnp.zeros_like(x))


def ok_number_of_the_same_dtype():
    return plus_one(jnp.ones(3, jnp.bfloat16)), plus_one(jnp.arange(3))


# A branch for each dtype.
@jax.jit
def increment(x):
    if x.dtype == jnp.int32:
        return lax.add(x, 1)
    return lax.add(x, 1.0)


@jax.jit
def decrement(x):
    return lax.sub(x, 1) if jnp.issubdtype(x.dtype, jnp.integer) else lax.sub(x, 1.0)


@jax.jit
def zero_like(x):
    kind = x.dtype.kind
    if kind == "i" or x.dtype in (jnp.int8, jnp.int16):
        zero = 0
    else:
        zero = 0.0
    return lax.max(x, jnp.asarray(zero, x.dtype))


def ok_branch_by_dtype():
    values = (jnp.arange(3), jnp.ones(3))
    return [f(x) for f in (increment, decrement, zero_like) for x in values]


# Powers by integers.
@jax.jit
def cubes(x, n):
    return lax.pow(x, 3), lax.pow(x, n), lax.integer_pow(x, 2)


def ok_integer_exponents():
    return cubes(jnp.ones(3), jnp.arange(3))


# Products of mixed operands.
@jax.jit
def counts(table, weights):
    return lax.dot(table, weights), lax.dot_general(table, weights, (((1,), (0,)), ((), ())))


def ok_mixed_products():
    return counts(jnp.ones((2, 3), int), jnp.ones((3,)))


# The predicate of a select, the start of a slice, the index of an update are no operands.
@jax.jit
def moved(mask, x, start):
    chosen = lax.select(mask, x, -x)
    piece = lax.dynamic_slice(chosen, (start,), (2,))
    return lax.dynamic_update_slice(x, piece, (start,)), lax.select_n(mask, x, 2 * x)


def ok_predicates_and_indices():
    return moved(jnp.array([True, False, True]), jnp.ones(3), 1)


# A window is filled with a number of any kind, as reductions are.
def ok_initial_values():
    x = jnp.ones((2, 2))
    return lax.reduce_window(x, 0, lax.add, (2, 2), (1, 1), "SAME"), lax.reduce(x, 0, lax.add, (0,))


# The carry of a scan takes the dtype of what comes back.
def ok_carry_by_operator():
    return lax.scan(lambda total, x: (total + x, None), 0.0, jnp.ones(4))[0]


# 64 bits asked for where x64 is off.
def ok_widths_of_the_default():
    x = jnp.arange(3)
    return lax.add(x, jnp.asarray(np.arange(3))), lax.add(x, np.int32(1))


# Operands of unknown dtype.
def blend(a, b, t):
    return lax.add(lax.mul(a, t), lax.mul(b, 1.0 - t))


def ok_unknown_operands():
    return blend(jnp.ones(3), jnp.zeros(3), 0.25)


# An error that is expected.
def ok_expected_error():
    try:
        return lax.add(jnp.ones(3), 1)
    except TypeError:
        return None


# A dtype given by an argument.
@partial(jax.jit, static_argnames="dtype")
def grid(n, dtype=jnp.float32):
    return lax.mul(jnp.ones(3, dtype), n.astype(dtype))


def ok_dtype_as_argument():
    return grid(jnp.arange(3)), grid(jnp.arange(3), dtype=jnp.int8)


# Both branches of a Python test on a static flag.
@partial(jax.jit, static_argnames="integral")
def rescale(x, integral):
    factor = 2 if integral else 2.0
    return lax.mul(x, factor)


def ok_factor_by_static_flag():
    return rescale(jnp.ones(3), integral=False), rescale(jnp.arange(3), integral=True)


# Leaves of several trees, each of which meets its own kind.
def ok_leaves_of_trees():
    values = {"x": [jnp.ones(3), jnp.arange(3)]}
    start = {"x": [0.0, 0]}
    return lax.reduce(values, start, lambda x, y: jax.tree.map(lax.add, x, y), [0])


# Functions that keep a dtype, or bring two to a common one.
def ok_kept_dtypes():
    x, half = jnp.ones((2, 3)), jnp.ones(3, jnp.bfloat16)
    scale = jnp.linalg.norm(x, axis=-1)
    total = lax.mul(jnp.abs(jnp.einsum("ij,j->i", x, half)), scale)
    return lax.add(total, jnp.vdot(half, half).astype(jnp.float32) + jnp.cumsum(scale))


# The size of a complex number is a float.
def ok_size_of_complex():
    z = jnp.ones(3) * 1j
    return lax.mul(jnp.abs(z), jnp.ones(3)), lax.add(jnp.real(z), lax.abs(z))


# An accumulator of another dtype is asked for.
def ok_wider_accumulator():
    half = jnp.ones(3, jnp.bfloat16)
    wide = jnp.einsum("i,i->", half, half, preferred_element_type=jnp.float32)
    return lax.add(wide, jnp.float32(1)), lax.add(jnp.cumsum(half, dtype=jnp.float32), jnp.ones(3))
