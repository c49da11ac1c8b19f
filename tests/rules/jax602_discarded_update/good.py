"""Programs that only look as if they dropped an updated array."""

import contextlib

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax


# The result is used.
def ok_bound():
    x = jnp.zeros(3)
    x = x.at[0].set(1.0)
    _ = x.at[1].set(2.0)
    return x.at[2].set(3.0)


def ok_in_expressions():
    x = jnp.zeros(3)
    rows = [x.at[i].set(1.0) for i in range(2)]
    rows.append(x.at[2].set(1.0))
    if (y := x.at[0].add(1.0)).shape:
        rows.append(y)
    return rows


# As the body of a lambda.
def ok_lambda():
    return jax.tree.map(lambda x: x.at[0].set(1.0), {"w": jnp.zeros(3)})


# Lists and NumPy arrays change in place.
def ok_lists_and_numpy():
    items = [3, 1, 2]
    items.append(4)
    items.sort()
    x = np.array([3.0, 1.0])
    x.sort()
    x.fill(2.0)
    np.copyto(x, 1.0)
    np.add.at(x, 0, 1.0)
    return items, x


# References are stored into.
def ok_references():
    ref = jax.new_ref(jnp.zeros(3))
    ref[...] = jnp.ones(3)
    jax.ref.set(ref, 0, 2.0)
    jax.ref.swap(ref, 1, 3.0)
    return ref[...]


# Calls with an effect.
@jax.jit
def report(x):
    jax.debug.print("{x}", x=x.sum())
    jax.debug.callback(lambda _: None, x)
    return x


def ok_effects(tmp="/dev/null"):
    x = jnp.ones(3)
    x.block_until_ready()
    jax.block_until_ready(x)
    jnp.save(tmp, x)
    jnp.set_printoptions(precision=8)
    return report(x)


# Warming up and measuring.
@jax.jit
def step(x):
    return x * 2.0


def ok_warm_up():
    x = jnp.ones((2, 2))
    step(x)
    jnp.dot(x, x)
    x.sum()
    jax.device_put(x)
    return step(x)


# An error is foreseen.
def is_positive_definite(a):
    try:
        jnp.linalg.cholesky(a)
    except ValueError:
        return False
    return True


def ok_foreseen():
    with pytest.raises(TypeError):
        jnp.append(None, jnp.ones(3))
    with contextlib.suppress(TypeError):
        jnp.zeros(3).reshape("a")
    return jnp.array(is_positive_definite(jnp.eye(2)))


# A check while tracing.
@jax.jit
def weighted(x, w):
    jnp.broadcast_shapes(x.shape, w.shape)
    jnp.broadcast_to(w, x.shape)
    return x * w


def ok_shape_check():
    return weighted(jnp.ones((2, 3)), jnp.ones(3))


# A test of a function runs it.
def test_append_of_a_scalar():
    x = jnp.ones(3)
    jnp.append(x, 1.0)
    x.reshape(3, 1)
    return x


def ok_test():
    return test_append_of_a_scalar()


# Functions and methods of the program.
class Stack:
    def __init__(self):
        self.values = jnp.zeros(0)

    def append(self, value):
        self.values = jnp.append(self.values, value)
        return self.values


def ok_method():
    stack = Stack()
    stack.append(1.0)
    stack.append(2.0)
    return stack.values


# A loop of lax that is run for its effect on a reference.
def ok_loop_with_effect():
    ref = jax.new_ref(jnp.zeros(3))

    def body(i, carry):
        ref[i] = 1.0
        return carry

    lax.fori_loop(0, 3, body, 0)
    return ref[...]


# At the top level of a file, where a notebook shows it.
TABLE = jnp.arange(4.0)
TABLE.reshape(2, 2)
jnp.append(TABLE, 1.0)


def ok_top_level():
    return TABLE


# Leaves are visited for an effect.
def ok_effect_on_leaves():
    params = {"w": jnp.ones(2)}
    shapes = []
    jax.tree.map(lambda p: p.block_until_ready(), params)
    jax.tree.map(lambda p: shapes.append(p.shape), params)
    jax.tree.map(check_finite, params)
    jax.tree.map(lambda _a, _b: None, params, params)
    return params


def check_finite(x):
    assert bool(jnp.isfinite(x).all())


# A method of the program, whatever its name is.
class Text:
    def __init__(self):
        self.text = "a"

    def replace(self, **parts):
        self.text = str(parts)


def ok_method_that_replaces():
    text = Text()
    text.replace(x=1)
    return jnp.array(len(text.text))
