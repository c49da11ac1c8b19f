"""Programs whose value is right and whose gradient is NaN, for a branch that is not taken."""

import jax
import jax.numpy as jnp
from jax import lax

X = jnp.array([0.0, 1.0, 4.0])


# A square root at zero.
def root(x):
    return jnp.sum(jnp.where(x > 0, jnp.sqrt(x), 0.0))  # JAX606


def bug_sqrt():
    return jax.grad(root)(X)


# A logarithm at zero, under jit.
@jax.jit
@jax.value_and_grad
def entropy(p):
    return -jnp.sum(jnp.where(p != 0, p * jnp.log(p), 0.0))  # JAX606


def bug_log_under_jit():
    return entropy(X)[1]


# A norm that is divided by, in steps.
def direction(v):
    length = jnp.sqrt(jnp.sum(v**2))
    unit = v / length
    return jnp.where(length > 0.0, unit, jnp.ones(3))  # JAX606


def bug_division_by_norm():
    return jax.grad(lambda v: direction(v).sum())(jnp.zeros(3))


# The unsafe branch is the second one.
def bug_second_branch():
    def loss(x):
        empty = x == 0
        return jnp.sum(jnp.where(empty, 1.0, 1.0 / x))  # JAX606

    return jax.grad(loss)(X)


# A power with a fraction.
def bug_power():
    return jax.grad(lambda x: jnp.where(x > 0, x**0.5, 0.0).sum())(X)  # JAX606


# An angle at the ends of its range.
def angle(c):
    return jnp.where(jnp.abs(c) < 1.0, jnp.arccos(c), 0.0)  # JAX606


def bug_arccos():
    return jax.grad(lambda c: angle(c).sum())(X)


# The select of lax, and an operand out of a dict.
def score(params):
    w = params["w"]
    return lax.select(w > 0, jnp.log(w), jnp.zeros(3)).sum()  # JAX606


def bug_select():
    return jax.grad(score)({"w": X})["w"]


# A weighted root, in a method.
class Model:
    def __init__(self, scale):
        self.scale = scale

    def loss(self, x):
        return jnp.where(x >= 0.5, self.scale * jnp.sqrt(x) + 1.0, 0.0).sum()  # JAX606


def bug_method():
    return jax.grad(Model(2.0).loss)(X)


# A Jacobian in reverse mode.
def bug_jacobian():
    return jax.jacrev(lambda x: jnp.where(0 < x, jnp.reciprocal(x), 0.0))(X)  # JAX606
