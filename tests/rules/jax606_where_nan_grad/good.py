"""Choices whose gradient is finite, although they look alike."""

import jax
import jax.numpy as jnp
from jax import lax

X = jnp.array([0.0, 1.0, 4.0])


# The double where.
def root(x):
    safe = jnp.where(x > 0, x, 1.0)
    return jnp.sum(jnp.where(x > 0, jnp.sqrt(safe), 0.0))


def ok_double_where():
    return jax.grad(root)(X)


# Operands that are kept away from zero.
def ok_maximum():
    return jax.grad(lambda x: jnp.where(x > 0, jnp.log(jnp.maximum(x, 1e-6)), 0.0).sum())(X)


def ok_plus_a_number():
    def loss(x):
        shifted = x + 1.0
        return jnp.where(shifted > 0, jnp.sqrt(shifted), 0.0).sum()

    return jax.grad(loss)(X)


def ok_exponential():
    def loss(x):
        rate = jnp.exp(x)
        return jnp.where(rate > 0, jnp.log(rate), 0.0).sum()

    return jax.grad(loss)(X)


# Functions with a derivative everywhere.
def ok_total_functions():
    def loss(x):
        return jnp.where(x > 0, jnp.tanh(x) + x**2 + jnp.abs(x), 0.0).sum()

    return jax.grad(loss)(X)


# Forward mode has no such product.
def ok_forward_mode():
    return jax.jacfwd(lambda x: jnp.where(x > 0, jnp.sqrt(x), 0.0))(X)


# Nothing is differentiated.
@jax.jit
def value(x):
    return jnp.where(x > 0, jnp.sqrt(x), 0.0)


def ok_no_derivative():
    return value(X)


# What is not differentiated.
def ok_other_argument():
    def loss(w, x):
        return jnp.sum(w * jnp.where(x > 0, jnp.sqrt(x), 0.0))

    return jax.grad(loss)(X, X)


def ok_stop_gradient():
    def loss(x):
        fixed = lax.stop_gradient(x)
        return jnp.sum(x * jnp.where(fixed > 0, jnp.sqrt(fixed), 0.0))

    return jax.grad(loss)(X)


# The branch is turned down where it is fine.
def ok_condition_elsewhere():
    return jax.grad(lambda x: jnp.where(x < 3.0, jnp.exp(x), 1.0 / (x + 1.0)).sum())(X)


def ok_logarithm_of_negative_numbers():
    # At a negative number the derivative of log is finite.
    return jax.grad(lambda x: jnp.where(x >= 0, jnp.log(x), 0.0).sum())(X - 0.5)


# A power with a whole number.
def ok_whole_power():
    return jax.grad(lambda x: jnp.where(x > 0, x**3, 0.0).sum())(X)


# lax.cond computes one branch.
def ok_cond():
    return jax.grad(lambda x: lax.cond(x > 0, jnp.sqrt, jnp.zeros_like, x))(0.0)


# A metric beside the loss.
def ok_auxiliary():
    def loss(x):
        return jnp.sum(x**2), jnp.where(x > 0, jnp.log(x), 0.0)

    return jax.grad(loss, has_aux=True)(X)[0]


# What other functions make is not known to reach zero.
def ok_probabilities():
    def entropy(x):
        p = jax.nn.softmax(x)
        return -jnp.where(p > 0, p * jnp.log(p), 0.0).sum()

    return jax.grad(entropy)(X)


def ok_scaled_exponential():
    def loss(x):
        rate = jnp.sum(2.0 * jnp.exp(x))
        first = jnp.exp(x)[0]
        return jnp.where(rate > 0, jnp.log(rate), 0.0) + jnp.where(first > 0, jnp.log(first), 0.0)

    return jax.grad(loss)(X)


def ok_square_above_minus_one():
    def loss(x):
        square = x**2
        return jnp.where(square >= 0, jnp.log1p(square), 0.0).sum()

    return jax.grad(loss)(X)


# Slices of what is made safe.
def ok_safe_distances():
    def energy(points):
        apart = points[:, None] - points[None, :]
        squared = jnp.sum(apart**2, axis=-1)
        safe = jnp.where(squared > 0, squared, 1.0)
        return jnp.where(squared > 0, jnp.sqrt(safe), 0.0).sum()

    return jax.grad(energy)(jnp.array([[0.0, 1.0], [2.0, 3.0]]))


# Numbers that are kept away from where the derivative is not finite.
def ok_squares_and_more():
    def loss(x):
        squared = x**2 + 1e-6
        return jnp.where(squared > 1.0, jnp.sqrt(squared), 1.0).sum()

    return jax.grad(loss)(X)


def ok_shifted_up():
    return jax.grad(lambda x: jnp.where(x > 1.0, jnp.log(x + 1.0), 0.0).sum())(X)


def ok_cut_above_zero():
    def loss(x):
        cut = jnp.clip(x, 0.1, 10.0)
        return jnp.where(x > 0, jnp.sqrt(cut), 0.0).sum()

    return jax.grad(loss)(X)


def ok_cosine_that_is_cut():
    def loss(c):
        cut = jnp.clip(c, -0.999, 0.999)
        return jnp.where(jnp.abs(c) < 1.0, jnp.arccos(cut), 0.0).sum()

    return jax.grad(loss)(X)


# Either condition takes the branch, so that one alone turns it down nowhere.
def ok_either_condition():
    def loss(x):
        return jnp.where((x > 0) | (x > -9.0), x**2, 1.0 / (x + 9.0)).sum()

    return jax.grad(loss)(X)


def ok_both_conditions_for_the_other_branch():
    def loss(x):
        y = x + 0.5
        return jnp.where((x <= 0) & (x > 1.0), 0.0, jnp.sqrt(y)).sum()

    return jax.grad(loss)(X)


# What is compared is not what the branch is unsafe at.
def ok_other_limit():
    def gap(limit):
        return lax.select(X < limit, jnp.sqrt(limit + X + 1.0), jnp.zeros(3)).sum()

    return jax.grad(gap)(1.0)


# What an inner function is given depends on nothing that is differentiated.
def ok_mapped_data():
    def loss(w):
        return jnp.sum(w * jax.vmap(lambda v: jnp.where(v > 0, jnp.sqrt(v), 0.0))(X))

    return jax.grad(loss)(X)


# Rules of its own.
@jax.custom_vjp
def safe_root(x):
    return jnp.sqrt(x)


def root_forward(x):
    y = jnp.where(x > 0, jnp.sqrt(x), 0.0)
    return y, y


def root_backward(y, g):
    return (jnp.where(y > 0, g / (2.0 * jnp.where(y > 0, y, 1.0)), 0.0),)


safe_root.defvjp(root_forward, root_backward)


def ok_own_derivative():
    return jax.grad(lambda x: safe_root(x).sum())(X)


# Another item of the same array.
def ok_other_item():
    def loss(params):
        scale, knee = params[0], params[1]
        return jnp.where(scale > 0, scale / knee, 0.0)

    return jax.grad(loss)(jnp.array([0.0, 2.0]))


# The derivative of relu is a choice of its own, which lets no NaN through.
def ok_relu():
    def loss(x):
        rate = jax.nn.relu(x)
        return jnp.where(rate > 0, jnp.log(rate), 0.0).sum()

    return jax.grad(loss)(jnp.array([0.0, -1.0, 2.0]))
