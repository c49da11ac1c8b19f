"""Assertions which hold or fail before any value is known, and checks that run with the program."""

import dataclasses
import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import jit, lax
from jax.experimental import checkify
from jax.experimental import pallas as pl


# Shapes, dtypes, sizes.
@jax.jit
def batched_matmul(a, b):
    assert a.ndim == 3, f"expected three axes, got {a.shape}"
    assert a.shape[-1] == b.shape[-2]
    assert a.shape[:1] == b.shape[:1] and b.size > 0
    assert a.dtype == b.dtype, (a.dtype, b.dtype)
    assert jnp.issubdtype(a.dtype, jnp.floating)
    assert len(a) == len(b)
    return jnp.einsum("bij,bjk->bik", a, b)


def ok_shapes_and_dtypes():
    return batched_matmul(jnp.ones((2, 3, 4)), jnp.ones((2, 4, 5)))


# None, types, structure of a pytree.
@jax.jit
def merge(params, updates, mask=None):
    assert mask is None or callable(mask)
    assert isinstance(params, dict) and params, "no parameters"
    assert "w" in params
    assert set(params) == set(updates)
    assert jax.tree.structure(params) == jax.tree.structure(updates)
    assert hasattr(params["w"], "shape")
    assert all(p.shape == u.shape for p, u in zip(params.values(), updates.values()))
    return jax.tree.map(jnp.add, params, updates)


def ok_structure():
    return merge({"w": jnp.ones(2), "b": jnp.ones(1)}, {"w": jnp.ones(2), "b": jnp.zeros(1)})


# Static arguments.
@functools.partial(jax.jit, static_argnames=("axis", "mode"))
def reduce(x, axis, mode="mean"):
    assert 0 <= axis < x.ndim
    assert mode in ("mean", "sum"), mode
    return x.mean(axis=axis) if mode == "mean" else x.sum(axis=axis)


def moving_sum(x, width):
    assert width > 0 and width % 2 == 1, "width must be odd"
    return jnp.convolve(x, jnp.ones(width), mode="same")


fast_moving_sum = jit(moving_sum, static_argnums=1)


def ok_static_arguments():
    return reduce(jnp.ones((2, 3)), axis=1), fast_moving_sum(jnp.arange(5.0), 3)


# A default which nobody overrides.
def sgd(params, grads, lr=0.1, momentum=0.9):
    assert lr > 0, "the learning rate must be positive"
    assert 0.0 <= momentum < 1.0
    return params - lr * momentum * grads


fast_sgd = jax.jit(sgd)


def ok_default_not_overridden():
    return fast_sgd(jnp.ones(2), jnp.ones(2))


# Configuration in a closure.
@dataclasses.dataclass(frozen=True)
class Config:
    width: int = 4
    dropout: float = 0.1
    name: str = "mlp"


def make_layer(config):
    assert config.width > 0

    @jit
    def layer(x):
        assert config.dropout < 1.0
        assert config.name.startswith("mlp"), config.name
        return jnp.tile(x, config.width) * (1.0 - config.dropout)

    return layer


def ok_configuration():
    return make_layer(Config())(jnp.ones(2))


# Outside of jit the values are there.
@jax.jit
def normalise(x):
    return x / jnp.linalg.norm(x)


def ok_concrete_results():
    unit = normalise(jnp.array([3.0, 4.0]))
    assert jnp.allclose(jnp.sum(unit**2), 1.0)
    assert (unit > 0).all()
    assert unit[0] < unit[1], "order must be kept"


# Plain grad has them, too.
def log_barrier(x):
    assert x > 0, "outside of the domain"
    return -jnp.log(x)


def ok_plain_grad():
    assert jax.grad(log_barrier)(2.0) == -0.5


# The host side of callbacks.
def host_inverse(matrix):
    matrix = np.asarray(matrix)
    assert np.abs(np.linalg.det(matrix)) > 1e-9, "singular"
    return np.linalg.inv(matrix).astype(np.float32)


def host_check(loss):
    assert np.isfinite(loss)


@jax.jit
def solve(matrix, rhs):
    inverse = jax.pure_callback(
        host_inverse, jax.ShapeDtypeStruct(matrix.shape, jnp.float32), matrix
    )
    solution = inverse @ rhs
    jax.debug.callback(host_check, solution.sum())
    return solution


def ok_callback_bodies():
    solution = solve(2.0 * jnp.eye(2), jnp.ones(2))
    jax.effects_barrier()
    return solution


# Constants that are computed while JAX traces.
@jax.jit
def wavelet(signal):
    with jax.ensure_compile_time_eval():
        low = jnp.array([0.5, 0.5])
        high = jnp.array([0.5, -0.5])
        assert jnp.vdot(low, high) == 0.0, "filters must be orthogonal"
    return jnp.convolve(signal, low), jnp.convolve(signal, high)


def ok_compile_time_eval():
    return wavelet(jnp.arange(4.0))


# NumPy arithmetic on shapes; NumPy constants of the module.
WEIGHTS = np.array([0.25, 0.5, 0.25], np.float32)


@jax.jit
def blur(image):
    assert np.isclose(WEIGHTS.sum(), 1.0)
    assert np.prod(image.shape) % 2 == 0
    assert max(image.shape) < 1024
    return jax.vmap(lambda row: jnp.convolve(row, WEIGHTS, mode="same"))(image)


def ok_numpy_on_shapes():
    return blur(jnp.ones((2, 4)))


# The argument under vmap that is not mapped.
def scaled(x, factor):
    assert factor > 0
    return factor * x


def ok_vmap_unmapped_argument():
    return jax.vmap(scaled, in_axes=(0, None))(jnp.ones(3), 2.0)


# The truth of a list of tracers is its length; the keys of a dict are strings.
@jax.jit
def average(terms, names):
    collected = [t for t in terms]
    assert collected, "nothing to average"
    assert len(collected) == len(names)
    by_name = dict(zip(names, collected))
    assert by_name.keys() == names.keys()
    return sum(by_name.values()) / len(collected)


def ok_truth_of_containers():
    return average((jnp.array(1.0), jnp.array(2.0)), {"a": 0.0, "b": 0.0})


# A name that is traced first and static afterwards; and tracers told from arrays.
@jax.jit
def truncate(values, limit):
    assert limit is not None
    assert isinstance(values, jax.core.Tracer) or (values >= 0).all()
    scaled_values = values / limit
    limit = values.shape[0] - 1
    assert limit > 0
    return scaled_values[:limit]


def ok_rebound_name():
    return truncate(jnp.arange(4.0), 2.0)


# The body of a scan, which asserts about shapes only.
class State(NamedTuple):
    hidden: jax.Array
    cell: jax.Array


def gate(state, x):
    assert state.hidden.shape == x.shape
    assert type(state) is State
    cell = 0.5 * state.cell + jnp.tanh(x)
    return State(hidden=jnp.tanh(cell), cell=cell), cell.sum()


def ok_scan_body():
    return lax.scan(gate, State(jnp.zeros(2), jnp.zeros(2)), jnp.ones((3, 2)))


# The repairs of bad.py. Asserted outside, before the jitted function is called ...
@jax.jit
def _cholesky_solve(matrix, rhs):
    factor = jnp.linalg.cholesky(matrix)
    return jax.scipy.linalg.cho_solve((factor, True), rhs)


def cholesky_solve(matrix, rhs):
    assert jnp.allclose(matrix, matrix.T), "matrix must be symmetric"
    return _cholesky_solve(matrix, rhs)


def ok_repaired_outside():
    return cholesky_solve(jnp.eye(2), jnp.ones(2))


# ... by checkify, which carries the error out of jit ...
def entropy(p):
    checkify.check(jnp.abs(p.sum() - 1.0) < 1e-5, "probabilities sum to {s}", s=p.sum())
    return -jnp.sum(p * jnp.log(p + 1e-9))


checked_entropy = jax.jit(checkify.checkify(entropy))


def ok_repaired_with_checkify():
    error, _ = checked_entropy(jnp.array([0.5, 0.5]))
    error.throw()
    error, _ = checked_entropy(jnp.array([0.5, 0.1]))
    assert "sum to" in (error.get() or "")


# ... by a flag that is returned ...
def make_step(limit):
    @jit
    def step(velocity, force):
        velocity = velocity + 0.1 * force
        return velocity, jnp.linalg.norm(velocity) <= limit

    return step


cautious_step = make_step(limit=10.0)


def ok_repaired_with_returned_flag():
    velocity, slow = cautious_step(jnp.zeros(2), jnp.ones(2))
    assert slow, "too fast"
    return velocity


def nll(weights, x, labels):
    logits = x @ weights["w"]
    picked = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1)
    return -picked.mean()


@jax.jit
def update(weights, x, labels):
    loss, grads = jax.value_and_grad(nll)(weights, x, labels)
    return loss, jax.tree.map(lambda w, g: w - 0.1 * g, weights, grads)


def ok_repaired_loss():
    loss, weights = update({"w": jnp.zeros((2, 3))}, jnp.ones((4, 2)), jnp.array([0, 1, 2, 0]))
    assert jnp.isfinite(loss), "loss is not finite"
    return weights


# ... in the carry of a scan ...
def fill(carry, inflow):
    level, overflowed = carry
    level = level + inflow
    return (level, overflowed | (level > 5.0)), level


def ok_repaired_scan_body():
    carry = (jnp.array(0.0), jnp.array(False))
    (_, overflowed), _ = lax.scan(fill, carry, jnp.array([1.0, 2.0, 1.5]))
    assert not overflowed


# ... or by a value that shows the fault.
def bounding_box(box):
    left, top, right, bottom = box
    area = (right - left) * (bottom - top)
    return jnp.where(right > left, area, jnp.nan)


def ok_repaired_vmap():
    areas = jax.vmap(bounding_box)(jnp.array([[0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 3.0, 2.0]]))
    assert not jnp.isnan(areas).any()


# A kernel knows the shapes of its references, and its options; it stores where it likes.
def softmax_rows(x_ref, o_ref, m_ref=None, *, block, stable=True):
    assert x_ref.shape == o_ref.shape
    assert x_ref.ndim == 2 and block > 0
    assert m_ref is None
    for row in range(block):
        top = jnp.max(x_ref[row, :]) if stable else 0.0
        o_ref[row, :] = jnp.exp(x_ref[row, :] - top)
    if o_ref.dtype == jnp.float32 and x_ref is not None:
        o_ref[...] /= jnp.sum(o_ref[...], axis=1, keepdims=True)

    @pl.when(pl.program_id(0) == 0)
    def _():
        o_ref[0, :] = o_ref[0, :] * 1.0


def ok_kernel():
    x = jnp.ones((4, 8))
    block = pl.BlockSpec((2, 8), lambda i: (i, 0))
    kernel = functools.partial(softmax_rows, block=2)
    shape = jax.ShapeDtypeStruct(x.shape, x.dtype)
    options = {"grid": (2,), "in_specs": [block], "out_specs": block, "interpret": True}
    return pl.pallas_call(kernel, out_shape=shape, **options)(x)
