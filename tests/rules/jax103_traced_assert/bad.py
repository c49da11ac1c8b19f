"""Assertions about values which JAX has not computed yet."""

import dataclasses
import functools
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import jax.numpy as np
from jax import jit
from jax import lax as L


# 1. Straight in a decorated function, between two assertions about shapes.
@jax.jit
def cholesky_solve(matrix, rhs):
    assert matrix.ndim == 2
    assert jnp.allclose(matrix, matrix.T), "matrix must be symmetric"  # JAX103
    assert matrix.shape[0] == rhs.shape[0], f"{matrix.shape} does not fit {rhs.shape}"
    factor = jnp.linalg.cholesky(matrix)
    return jax.scipy.linalg.cho_solve((factor, True), rhs)


def bug_decorated_function():
    return cholesky_solve(jnp.eye(2), jnp.ones(2))


# 2. Validation in a helper of a helper.
def check_probabilities(p, atol=1e-5):
    assert p.dtype == jnp.float32
    excess = jnp.abs(p.sum(axis=-1) - 1.0)
    assert excess.max() < atol  # JAX103


def entropy(p):
    check_probabilities(p)
    return -jnp.sum(p * jnp.log(p + 1e-9), axis=-1)


@jit
def mean_entropy(logits):
    return entropy(jax.nn.softmax(logits)).mean()


def bug_helper_of_helper():
    return mean_entropy(jnp.ones((2, 3)))


# 3. `axis` is static, the learning rate is not.
@functools.partial(jax.jit, static_argnames=("axis",))
def sgd(params, grads, lr, *, axis=0):
    assert axis in (0, 1), "axis must be 0 or 1"
    assert lr > 0, "the learning rate must be positive"  # JAX103
    return params - lr * jnp.mean(grads, axis=axis)


def bug_partial_jit_with_static_names():
    return sgd(jnp.ones(3), jnp.ones((3, 3)), 0.1, axis=1)


# 4. jit by assignment.
def lookup(table, index):
    assert isinstance(table, jax.Array)
    assert index < len(table), "index out of range"  # JAX103
    return table[index]


fast_lookup = jax.jit(lookup)


def bug_jit_by_assignment():
    return fast_lookup(jnp.arange(4.0), 2)


# 5. The step that a factory makes and jits; the bound comes from the closure.
def make_step(limit):
    assert limit > 0

    @jit
    def step(velocity, force):
        velocity = velocity + 0.1 * force
        speed = np.linalg.norm(velocity)
        assert speed <= limit, "too fast"  # JAX103
        return velocity

    return step


cautious_step = make_step(limit=10.0)


def bug_factory():
    return cautious_step(jnp.zeros(2), jnp.ones(2))


# 6. A method which __init__ jits; the value lies in a dict of parameters.
class Gaussian:
    def __init__(self, dim):
        self.dim = dim
        self.density = jax.jit(self._density)

    def _density(self, params, x):
        assert x.shape == (self.dim,), "wrong dimension"
        assert set(params) == {"mean", "scale"}
        assert jnp.all(params["scale"] > 0), "scale must be positive"  # JAX103
        z = (x - params["mean"]) / params["scale"]
        return jnp.exp(-0.5 * jnp.sum(z**2)) / jnp.prod(params["scale"])


def bug_bound_method():
    return Gaussian(2).density({"mean": jnp.zeros(2), "scale": jnp.ones(2)}, jnp.ones(2))


# 7. The body of a scan whose carry is a named tuple.
class Tank(NamedTuple):
    level: jax.Array
    spilled: jax.Array


def fill(tank, inflow, *, capacity):
    level = tank.level + inflow
    assert level <= capacity  # JAX103
    return tank._replace(level=level), level


def bug_scan_body():
    tank = Tank(jnp.array(0.0), jnp.array(0.0))
    return L.scan(partial(fill, capacity=5.0), tank, jnp.array([1.0, 2.0, 1.5]))


# 8. The body of while_loop; conservation is tested by ==.
def transfer(accounts):
    before = accounts.sum()
    accounts = accounts + jnp.array([-1, 1])
    assert accounts.sum() == before  # JAX103
    return accounts


def bug_while_body():
    return L.while_loop(lambda a: a[0] > a[1], transfer, jnp.array([9, 1]))


# 9. vmap of a check for one example.
def bounding_box(box):
    left, top, right, bottom = box
    assert right > left, "empty box"  # JAX103
    return (right - left) * (bottom - top)


def bug_vmap():
    return jax.vmap(bounding_box)(jnp.array([[0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 3.0, 2.0]]))


# 10. The loss under value_and_grad under jit.
def nll(weights, x, labels):
    logits = x @ weights["w"]
    picked = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1)
    loss = -picked.mean()
    assert jnp.isfinite(loss), "loss is not finite"  # JAX103
    return loss


@jax.jit
def update(weights, x, labels):
    loss, grads = jax.value_and_grad(nll)(weights, x, labels)
    return loss, jax.tree.map(lambda w, g: w - 0.1 * g, weights, grads)


def bug_value_and_grad_under_jit():
    return update({"w": jnp.zeros((2, 3))}, jnp.ones((4, 2)), jnp.array([0, 1, 2, 0]))


# 11. The flag is computed in one place and asserted in another.
@dataclasses.dataclass
class Checks:
    ordered: jax.Array
    count: int


def inspect_knots(knots):
    return Checks(ordered=jnp.all(jnp.diff(knots) > 0), count=knots.size)


@jax.jit
def interpolate(x, knots, values):
    checks = inspect_knots(knots)
    assert checks.count >= 2
    assert checks.ordered, "knots must increase"  # JAX103
    return jnp.interp(x, knots, values)


def bug_flag_in_dataclass():
    return interpolate(0.5, jnp.arange(3.0), jnp.arange(3.0))


# 12. A branch of cond; a static method that validates.
class Rotation:
    @staticmethod
    def validated(q):
        length = jnp.sqrt(jnp.sum(q**2))
        assert abs(length - 1.0) < 1e-3, "not a unit quaternion"  # JAX103
        return q


def orient(q, flip):
    return L.cond(flip, lambda v: Rotation.validated(q=-v), lambda v: v, q)


def bug_cond_branch():
    return orient(jnp.array([1.0, 0.0, 0.0, 0.0]), flip=jnp.array(True))


# 13. A parenthesised test with a message below it.
@partial(jit, static_argnums=(1,))
def window_mean(signal, width):
    assert 0 < width <= signal.shape[0], "bad width"
    kernel = jnp.ones(width) / width
    smooth = jnp.convolve(signal, kernel, mode="valid")
    assert jnp.max(jnp.abs(smooth)) <= jnp.max(jnp.abs(signal)) + 1e-6, (  # JAX103
        f"a mean over {width} samples of {signal.shape[0]} cannot exceed all of them"
    )
    return smooth


def bug_message_on_another_line():
    return window_mean(jnp.arange(5.0), 2)


# 14. Inside a Python loop over layers, under eval_shape.
def init_layers(gain, sizes=(3, 4, 2)):
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:]):
        assert fan_in > 0
        scale = gain / fan_in
        assert scale < 1.0, "gain too large"  # JAX103
        layers.append(jnp.full((fan_in, fan_out), scale))
    return layers


def bug_eval_shape():
    return jax.eval_shape(init_layers, 0.5)
