"""A program that asks JAX for 64 bits, and does not switch them on."""

from dataclasses import dataclass
from functools import partial

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# A sum in double precision, under jit.
@jax.jit
def total(xs):
    return jnp.sum(xs.astype(jnp.float64))  # JAX605


def bug_astype_under_jit():
    return total(jnp.ones(4))


# The name of the dtype, in eager code.
def bug_name_of_the_dtype():
    return jnp.ones(3).astype("int64")  # JAX605


# A constructor, by keyword.
def bug_zeros():
    return jnp.zeros((2, 2), dtype=jnp.float64)  # JAX605


# The same by position, with a name.
def bug_zeros_by_position():
    return jnp.zeros(3, "float64")  # JAX605


# A type of NumPy.
def bug_numpy_type():
    return jnp.array([1, 2, 3], dtype=np.int64)  # JAX605


# A type of JAX, called.
@jax.jit
def tolerance(scale):
    return jnp.float64(1e-12) * scale  # JAX605


def bug_conversion():
    return tolerance(2.0)


# The conversion of lax.
def bug_convert_element_type():
    return lax.convert_element_type(jnp.arange(3), jnp.int64)  # JAX605


# Random numbers.
def bug_random():
    return jax.random.uniform(jax.random.key(0), (3,), dtype=jnp.float64)  # JAX605


# The accumulator of a mean, in a method of a dataclass.
@dataclass
class Statistics:
    scale: float = 1.0

    def mean(self, x):
        return self.scale * jnp.mean(x, dtype="float64")  # JAX605


def bug_mean_in_method():
    return Statistics(2.0).mean(jnp.ones(3))


# The default of a parameter.
def grid(count, dtype=jnp.float64):
    return jnp.linspace(
        0.0,
        1.0,
        count,
        dtype=dtype,  # JAX605
    )


def bug_default_of_parameter():
    return grid(5)


# A constant of the module, in a scan body.
WIDE = jnp.complex128


def bug_scan_body():
    def body(total, x):
        return total + x.astype(WIDE), None  # JAX605

    return lax.scan(body, 0j, jnp.ones(3))[0]


# A partial, under vmap.
zeros = partial(jnp.full, fill_value=0)


def bug_partial_under_vmap():
    def shifted(n):
        return n + zeros((2,), dtype="uint64")  # JAX605

    return jax.vmap(shifted)(jnp.arange(3, dtype="uint32"))


# A layer that will make its parameters.
def bug_layer():
    layer = nn.Dense(
        2,
        param_dtype=jnp.float64,  # JAX605
    )
    return layer.init(jax.random.key(0), jnp.ones(3))


if __name__ == "__main__":
    print(bug_zeros())
