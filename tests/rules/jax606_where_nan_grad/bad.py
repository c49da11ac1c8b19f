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


# Distances of particles, by slices, and the force between them.
def distances(points):
    apart = points[:, None] - points[None, :]
    squared = jnp.sum(apart**2, axis=-1)
    return jnp.where(squared > 0, jnp.sqrt(squared), 0.0)  # JAX606


def bug_slices():
    points = jnp.array([[0.0, 1.0], [2.0, 3.0]])
    return jax.jit(jax.grad(lambda x: jnp.exp(-distances(x)).sum()))(points)


# What is tested is the operand but for a factor, or a number.
def hardening(stress, stiffness):
    return jnp.where(stress > 0.0, (stress / stiffness) ** 0.5, 0.0)  # JAX606


def bug_scaled():
    return jax.grad(lambda s: hardening(s, 10.0).sum())(X)


def bug_shifted():
    return jax.grad(lambda x: jnp.where(x > 1.0, jnp.log(x - 1.0), 0.0).sum())(X)  # JAX606


def bug_inside_a_circle():
    def height(x):
        return jnp.where(jnp.abs(x) < 1.0, jnp.sqrt(1.0 - x**2), 0.0).sum()  # JAX606

    return jax.grad(height)(X)


# Two arrays are compared.
def bug_below_a_limit():
    def gap(limit):
        return lax.select(X < limit, jnp.log(limit - X), jnp.zeros(3)).sum()  # JAX606

    return jax.grad(gap)(1.0)


# One of two conditions, and what is not so.
def bug_both_conditions():
    def near(x):
        return jnp.where((x > 0) & (x < 9.0), 1.0 / x, 0.0).sum()  # JAX606

    return jax.grad(near)(X)


def bug_negated_condition():
    def inverse(x):
        return jnp.where(jnp.logical_not(x == 0), 1.0 / x, 0.0).sum()  # JAX606

    return jax.grad(inverse)(X)


# A cosine that reaches one, and one that is cut there.
def bend(u, v):
    cosine = u @ v / (jnp.linalg.norm(u) * jnp.linalg.norm(v))
    return jnp.where(jnp.abs(cosine) < 1.0, jnp.arccos(cosine), 0.0)  # JAX606


def bug_cosine():
    return jax.grad(bend)(jnp.array([1.0, 0.0]), jnp.array([2.0, 0.0]))


def bug_cut_weights():
    def mean(w):
        w = jnp.maximum(w, 0.0)
        total = jnp.sum(w)
        return jnp.where(total > 0, w @ X / total, 0.0)  # JAX606

    return jax.grad(mean)(jnp.zeros(3))


# The norm itself has no derivative at zero.
def bug_norm():
    def length(v):
        squared = jnp.sum(v**2)
        return jnp.where(squared > 0, jnp.linalg.norm(v), 0.0)  # JAX606

    return jax.grad(length)(jnp.zeros(3))


# A function of what is unsafe.
def bug_bump():
    def bump(x):
        return jnp.where(x > 0, jnp.exp(-1.0 / x), 0.0).sum()  # JAX606

    return jax.grad(bump)(X)


# In a function that is mapped, compiled or scanned, while something around it is differentiated.
def pull(x):
    return jnp.where(x > 0, jnp.sqrt(x), 0.0)  # JAX606


def bug_mapped():
    return jax.grad(lambda x: jax.vmap(pull)(2.0 * x).sum())(X)


@jax.jit
def push(x):
    return jnp.where(x > 0, jnp.log(x), 0.0)  # JAX606


def bug_compiled_inside():
    return jax.grad(lambda x: push(2.0 * x).sum())(X)
