"""Branches that JAX can take, however much they look like branches on traced values."""

import dataclasses
import enum
import functools
import json
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import jit, lax


# What is known about a tracer without its value.
@jax.jit
def standardise(x, axis=-1):
    if x.ndim < 2:
        x = x[None, :]
    if x.shape[axis] == 1 or x.size == 0:
        return jnp.zeros_like(x)
    if x.dtype != jnp.float32 and jnp.issubdtype(x.dtype, jnp.integer):
        x = x.astype(jnp.float32)
    count, features = x.shape
    spread = x.std(axis=axis, keepdims=True) if features > 1 else jnp.ones((count, 1))
    return (x - x.mean(axis=axis, keepdims=True)) / spread


def ok_shape_ndim_dtype_size():
    return standardise(jnp.arange(6).reshape(2, 3)), standardise(jnp.ones(4))


# None, the type, and the attributes of a tracer are Python facts.
@jax.jit
def attend(query, key, mask=None, bias=None):
    scores = query @ key.T
    if mask is not None:
        scores = jnp.where(mask, scores, -1e9)
    if isinstance(bias, tuple):
        scores = scores + bias[0]
    elif hasattr(bias, "shape") and len(bias.shape) == 2:
        scores = scores + bias
    return jax.nn.softmax(scores)


def ok_none_isinstance_hasattr():
    ones = jnp.ones((2, 2))
    return attend(ones, ones), attend(ones, ones, mask=ones > 0, bias=ones)


# Static by name, by position, and by negative position.
@functools.partial(jax.jit, static_argnames=("kind", "train"))
def dense(x, w, *, kind="relu", train=False):
    y = x @ w
    if train:
        y = 0.9 * y
    if kind in ("relu", "relu6"):
        return jax.nn.relu(y)
    return jnp.tanh(y) if kind == "tanh" else y


def power(x, n):
    if n == 0:
        return jnp.ones_like(x)
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


fast_power = jit(power, static_argnums=(1,))


def ok_static_arguments():
    return dense(jnp.ones((2, 2)), jnp.eye(2), kind="tanh", train=True), fast_power(jnp.ones(2), 5)


# A default which nobody overrides stays a Python number.
def damp(x, rate=0.5, passes=2):
    if rate > 1.0:
        raise ValueError("rate must not exceed one")
    for i in range(passes):
        if i == 0:
            x = x * rate
        elif i == passes - 1:
            x = x - rate
    return x


fast_damp = jax.jit(damp)


def ok_default_not_overridden():
    return fast_damp(jnp.ones(3))


# Configuration: a dict, a frozen dataclass, a string.
CONFIG = {"clip": 1.0, "norm": "l2", "debug": False}


@dataclasses.dataclass(frozen=True)
class Options:
    momentum: float = 0.9
    nesterov: bool = True


def make_update(options):
    @jax.jit
    def update(velocity, grad):
        if "clip" in CONFIG and CONFIG["clip"] > 0:
            grad = jnp.clip(grad, -CONFIG["clip"], CONFIG["clip"])
        if CONFIG["norm"] == "l2" and not CONFIG["debug"]:
            grad = grad / (1.0 + jnp.linalg.norm(grad))
        velocity = options.momentum * velocity + grad
        return velocity + grad if options.nesterov else velocity

    return update


def ok_configuration():
    return make_update(Options())(jnp.zeros(2), jnp.ones(2))


# Plain grad knows the value, so Python may branch on it.
def pinball(u, tau=0.3):
    if u > 0:
        return tau * u
    return (tau - 1.0) * u


def ok_plain_grad():
    return jax.grad(pinball)(2.0), jax.grad(pinball)(-1.0)


# The same jitted function, but the branch is taken outside, on its result.
@jax.jit
def residual_norm(x, y):
    return jnp.linalg.norm(x - y)


def fit(target, tol=1e-2):
    guess = jnp.zeros_like(target)
    for step in range(20):
        error = residual_norm(guess, target)
        if error < tol:
            return step, guess
        guess = guess + 0.5 * (target - guess)
    return None, guess


def ok_concrete_result_of_jit():
    step, _ = fit(jnp.ones(3))
    assert step is not None


# The host side of a callback gets NumPy arrays.
def host_pivot(matrix):
    matrix = np.asarray(matrix)
    if matrix[0, 0] == 0.0:
        matrix = matrix[::-1]
    return np.float32(matrix[0, 0] if matrix.any() else 1.0)


@jax.jit
def first_pivot(matrix):
    return jax.pure_callback(host_pivot, jax.ShapeDtypeStruct((), jnp.float32), matrix)


def ok_callback_body():
    return jax.block_until_ready(first_pivot(jnp.array([[0.0, 1.0], [2.0, 3.0]])))


# Constants that are computed while JAX traces.
@jax.jit
def stencil(u):
    with jax.ensure_compile_time_eval():
        weights = jnp.array([1.0, -2.0, 1.0])
        if jnp.abs(weights.sum()) > 1e-6:
            raise ValueError("weights must sum to zero")
    return jnp.convolve(u, weights, mode="same")


def ok_compile_time_eval():
    return stencil(jnp.arange(5.0))


# A test for tracers, which are no numbers then.
@jax.jit
def checked_sqrt(x):
    if not isinstance(x, jax.core.Tracer) and x < 0:
        raise ValueError("negative")
    return jnp.sqrt(jnp.maximum(x, 0.0))


def ok_isinstance_tracer():
    return checked_sqrt(4.0)


# Containers of tracers are true when they are not empty.
@jax.jit
def total_loss(losses, extras):
    terms = [w * v for w, v in zip((1.0, 0.5), losses)]
    if extras:
        terms.append(sum(extras.values()))
    if not terms:
        return jnp.float32(0.0)
    named = {name: extras[name] for name in extras if name.startswith("aux")}
    return sum(terms) + (sum(named.values()) if named else 0.0)


def ok_truth_of_containers():
    return total_loss((jnp.array(1.0), jnp.array(2.0)), {"aux_l2": jnp.array(0.1)})


# Under vmap an argument that is not mapped keeps its value.
def scaled_distance(point, scale):
    if scale > 1.0:
        point = point / scale
    return jnp.sum(point**2)


def ok_vmap_unmapped_argument():
    return jax.vmap(scaled_distance, in_axes=(0, None))(jnp.ones((3, 2)), 2.0)


# NumPy arithmetic on shapes, and the number of leaves.
@jax.jit
def pool(image, params):
    height, width = image.shape
    if np.prod(image.shape) % 4 == 0 and max(height, width) > 1:
        image = image.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    if len(jax.tree.leaves(params)) > 1:
        image = image * params["gain"]
    return image + params["offset"]


def ok_numpy_on_shapes():
    return pool(jnp.ones((4, 4)), {"gain": jnp.array(2.0), "offset": jnp.array(0.0)})


# The name of the traced argument is rebound to something static.
@jax.jit
def bin_counts(values, limit):
    scaled = values / limit
    limit = values.shape[0]
    if limit > 3:
        scaled = scaled[:3]
    return [v for i, v in enumerate(scaled) if i % 2 == 0]


def ok_rebound_name():
    return bin_counts(jnp.arange(5.0), 4.0)


# A function of the module which is jitted elsewhere under its own name only.
def threshold(x, limit):
    return x if x > limit else limit


@jax.jit
def apply_threshold(x, limit):
    def threshold(value, bound):
        return jnp.maximum(value, bound)

    return threshold(x, limit)


def ok_shadowed_function():
    return apply_threshold(jnp.ones(2), 2.0), threshold(3.0, 2.0)


# A callable or a static choice in a closure.
def make_layer(activation, residual):
    @jit
    def layer(x):
        y = activation(x) if callable(activation) else x
        match residual:
            case True if y.shape == x.shape:
                return x + y
            case _:
                return y

    return layer


def ok_callable_and_match():
    return make_layer(jnp.tanh, True)(jnp.ones(2)), make_layer(None, False)(jnp.ones(2))


# The repairs of bad.py.
@jax.jit
def clip_gradient(grad, max_norm):
    if grad.ndim == 0:
        return grad
    norm = jnp.linalg.norm(grad)
    return lax.cond(norm > max_norm, lambda g: g * (max_norm / norm), lambda g: g, grad)


def ok_repaired_with_cond():
    assert jnp.allclose(clip_gradient(jnp.array([3.0, 4.0]), 1.0), jnp.array([0.6, 0.8]))


def step_size(residual, shrink=0.5):
    return jnp.where(jnp.max(jnp.abs(residual)) > 1.0, shrink, 1.0)


@jax.jit
def relax(x, rhs):
    residual = rhs - 2.0 * x
    return x + step_size(residual) * residual


def ok_repaired_helper():
    return relax(jnp.zeros(3), jnp.arange(3.0))


class Pendulum:
    def __init__(self, length=1.0, wrap=True):
        self.length = length
        self.wrap = wrap
        self.step = jax.jit(self._step)

    def _step(self, state, dt):
        angle, speed = state
        speed = speed - dt * 9.81 / self.length * jnp.sin(angle)
        angle = angle + dt * speed
        if self.wrap and self.length > 0:
            angle = (angle + jnp.pi) % (2.0 * jnp.pi) - jnp.pi
        return angle, speed


def ok_repaired_method():
    return Pendulum(length=2.0).step((jnp.array(3.1), jnp.array(2.0)), 0.1)


class Walker(NamedTuple):
    position: jax.Array
    energy: jax.Array


def metropolis(walker, move):
    proposal = walker.position + move
    moved = Walker(proposal, 0.5 * proposal**2)
    better = moved.energy < walker.energy
    walker = jax.tree.map(lambda new, old: jnp.where(better, new, old), moved, walker)
    return walker, walker.energy


def ok_repaired_scan_body():
    start = Walker(jnp.array(1.0), jnp.array(0.5))
    return lax.scan(metropolis, start, jnp.array([0.3, -0.2, 0.1]))


def cumulative(values):
    def body(i, total):
        before = jnp.where(i == 0, 1.0, values[i - 1])
        return total + values[i] * before

    return lax.fori_loop(0, values.shape[0], body, jnp.float32(0.0))


def ok_repaired_fori_body():
    assert cumulative(jnp.arange(1.0, 4.0)) == 9.0


def hinge(weights, x, label):
    return jnp.maximum(0.0, 1.0 - label * jnp.dot(x, weights))


hinge_step = jit(jax.value_and_grad(hinge))


def ok_repaired_loss():
    return hinge_step(jnp.array([0.1, 0.2]), jnp.array([1.0, 1.0]), -1.0)


@jax.jit
def newton_root(x, tol):
    def unfinished(state):
        _, update = state
        return jnp.abs(update) >= tol

    def improve(state):
        x, _ = state
        update = (x * x - 2.0) / (2.0 * x)
        return x - update, update

    return lax.while_loop(unfinished, improve, (x, jnp.inf))[0]


def ok_repaired_early_break():
    assert jnp.allclose(newton_root(jnp.array(1.5), 1e-4), 2.0**0.5)


@jax.jit
def mean_of_active(losses, weights):
    active = [jnp.where(w > 0.0, loss, 0.0) for loss, w in zip(losses, weights)]
    return sum(active) / len(losses)


def ok_repaired_comprehension():
    return mean_of_active((1.0, 2.0), (jnp.array(1.0), jnp.array(0.0)))


# A function with a rule of its own gets what it is given where nothing is compiled.
@jax.custom_jvp
def law(x, n):
    return jnp.ones_like(x) if n == 0 else x**n


@law.defjvp
def law_jvp(primals, tangents):
    return law(*primals), tangents[0]


@functools.partial(jax.custom_jvp, nondiff_argnums=(1,))
def fixed_law(x, n):
    return jnp.ones_like(x) if n == 0 else x**n


@fixed_law.defjvp
def fixed_law_jvp(n, primals, tangents):
    return fixed_law(primals[0], n), tangents[0]


def ok_custom_jvp():
    direct = law(2.0, 3) + jax.grad(law)(2.0, 3)
    mapped = jax.vmap(lambda x: law(x, 2))(jnp.ones(2))
    return direct, mapped, jax.jit(lambda x: fixed_law(x, 2))(jnp.ones(2))


# Axes of one, and those that the signature names, are not mapped.
@jnp.vectorize
def clipped(x, level):
    return x if level > 0 and x.ndim == 0 else -x


@jnp.vectorize
def magnitude(x):
    return x if x > 0 else -x


@functools.partial(jnp.vectorize, signature="(n)->()")
def largest(row):
    return row.max() if row.shape[0] > 2 else row[0]


def ok_vectorize():
    clipped(jnp.ones(3), 2.0)
    largest(jnp.ones((2, 3)))
    return magnitude(jnp.ones(1)), magnitude(2.0), magnitude(jnp.ones((1, 1)))


# What is none of the sorts that JAX traces is never given.
class Scaling(enum.Enum):
    NORMAL = 1
    BOUNDS = 2


@jit
def scaled(x, scaling=Scaling.NORMAL):
    if scaling == Scaling.NORMAL:
        return (x - x.mean()) / x.std()
    return x / x.max()


def ok_enum_by_default():
    return scaled(jnp.arange(3.0))


# Room is made only where none is given, which the update under a trace does not do.
class Neighbors(NamedTuple):
    index: jax.Array
    room: int


def neighbor_list(limit):
    def found(x, neighbors=None):
        def search(x, room=None):
            index = jnp.argsort(x)
            needed = (x < limit).sum()
            if room is None:
                room = int(needed) + 1
                if room > needed:
                    index = jnp.concatenate([index, index])
            return index[:room]

        if neighbors is None:
            return search(x)
        search = functools.partial(search, room=neighbors.room)
        return lax.cond(jnp.any(x > limit), search, lambda x: neighbors.index, x)

    return found


OPTIONS = json.loads('{"room": 4}')


@jax.jit
def smallest(x, limit, room=OPTIONS["room"]):
    if room is None:
        room = 2
        if (x < limit).sum() > room:
            room = 4
    return jnp.sort(x)[:room]


def ok_room_by_default():
    return smallest(jnp.arange(6.0), 3.0)


def ok_room_is_given():
    find, x = neighbor_list(2.0), jnp.arange(4.0)
    first = find(x)
    return find(x, Neighbors(first, first.shape[0]))
