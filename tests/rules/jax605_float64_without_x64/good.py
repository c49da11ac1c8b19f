"""A program that asks for 32 bits, or for 64 bits of NumPy."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# 32 bits by name.
@jax.jit
def total(xs):
    return jnp.sum(xs.astype(jnp.float32), dtype=jnp.float32)


def ok_float32():
    return total(jnp.ones(4)), jnp.zeros(3, "int32"), jnp.ones(3, jnp.complex64)


# The types of Python mean the default.
def ok_python_types():
    return jnp.zeros(3, dtype=float), jnp.arange(3).astype(int), jnp.ones(2, complex)


# NumPy on an array of JAX.
def ok_numpy_of_a_jax_array():
    x = jnp.ones(3)
    return np.asarray(x, np.float64), np.asarray(x).astype("float64"), np.float64(x.sum())


# NumPy on its own arrays.
def ok_numpy_arrays():
    table = np.zeros((2, 2), dtype=np.float64)
    return table.astype(np.int64), np.arange(3, dtype="int64"), np.linspace(0, 1, 3)


# Arrays of NumPy in 64 bits, handed to JAX.
def ok_handed_to_jax():
    return jnp.asarray(np.linspace(0.0, 1.0, 5)), jnp.array(np.arange(3))


# Comparisons of dtypes.
@jax.jit
def safe_log(x):
    eps = 1e-12 if x.dtype == jnp.float64 else 1e-6
    return jnp.log(x + eps)


def ok_comparison():
    return safe_log(jnp.ones(3))


# Facts about dtypes.
def ok_facts():
    return (
        jnp.finfo(jnp.float64).eps,
        jnp.iinfo("int64").max,
        jnp.issubdtype(jnp.float64, jnp.floating),
        jnp.promote_types(jnp.float64, jnp.float32).itemsize,
        jnp.result_type(jnp.float32, jnp.float32).itemsize,
        np.dtype(np.float64).itemsize,
        jnp.can_cast(jnp.float32, jnp.float64),
    )


# The dtype that JAX makes of it.
def ok_canonical():
    return jnp.zeros(3, dtype=jax.dtypes.canonicalize_dtype(jnp.float64))


# The dtype of another array.
@jax.jit
def like(x):
    return jnp.zeros(3, x.dtype) + jnp.ones_like(x)


def ok_dtype_of_an_array():
    return like(jnp.ones(3))


# A dtype that is given.
@partial(jax.jit, static_argnames="dtype")
def cast(x, dtype):
    return x.astype(dtype)


def ok_argument():
    return cast(jnp.ones(3), "bfloat16")


# A callback that computes in double precision on the host.
@jax.jit
def exact_sum(x):
    def host(values):
        return np.sum(np.asarray(values), dtype=np.float64).astype(np.float32)

    return jax.pure_callback(host, jax.ShapeDtypeStruct((), jnp.float32), x)


def ok_callback():
    return exact_sum(jnp.ones(3))


# Texts and keys that are called like a dtype.
def ok_text():
    names = {"float64": 1.0, "int64": 2.0}
    return jnp.array([names["float64"], names["int64"]]), "float64".upper()


# Compensated summation, which needs no 64 bits.
@jax.jit
def kahan(xs):
    def body(carry, x):
        total, lost = carry
        y = x - lost
        after = total + y
        return (after, (after - total) - y), None

    return lax.scan(body, (0.0, 0.0), xs)[0][0]


def ok_compensated():
    return kahan(jnp.ones(5))


if __name__ == "__main__":
    print(ok_compensated())
