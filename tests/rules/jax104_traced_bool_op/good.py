"""Operators and builtins on facts that Python knows, and the array forms of the others."""

import bisect
import dataclasses
import functools
import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import jit, lax


# Shapes and dtypes.
@jax.jit
def as_batch(x, y):
    if x.ndim == 1 and y.ndim == 1 and not x.shape == (0,):
        x, y = x[:, None], y[:, None]
    width = min(x.shape[-1], y.shape[-1])
    length = max(len(x), len(y))
    if not 0 < width <= length or x.dtype not in (jnp.float32, jnp.float16):
        raise ValueError((x.shape, y.shape))
    axes = sorted({0, x.ndim - 1})
    if all(n > 0 for n in x.shape) and any(n > 1 for n in y.shape):
        return x[:, :width] + y[:, :width], axes
    return x, axes


def ok_shapes():
    return as_batch(jnp.ones(4), jnp.zeros(4))


# None, types, attributes.
@jax.jit
def attend(query, key, mask=None, bias=None):
    scores = query @ key.T
    if mask is not None and bias is None:
        scores = jnp.where(mask, scores, -1e9)
    if not isinstance(bias, tuple) and hasattr(bias, "shape"):
        scores = scores + bias
    return jax.nn.softmax(scores)


def ok_none_and_types():
    ones = jnp.ones((2, 2))
    return attend(ones, ones), attend(ones, ones, mask=ones > 0)


# A static first operand is asked for its truth; the second, traced, is only handed on.
@functools.partial(jax.jit, static_argnames=("use_mask", "order"))
def masked_norm(x, use_mask=True, order=None):
    mask = use_mask and x > 0
    x = jnp.where(mask, x, 0.0)
    return jnp.linalg.norm(x, ord=order or 2)


def ok_static_first_operand():
    return masked_norm(jnp.array([3.0, -4.0])), masked_norm(jnp.ones(2), use_mask=False)


# `None or traced`, and a default that is a Python number.
@jit
def scale_by(x, factor=None, floor=0.0):
    factor = factor or jnp.max(x)
    floor = floor or 1e-6
    limit = max(floor, 1e-3)
    return x / factor + limit * (not floor > 1.0)


def ok_or_default():
    return scale_by(jnp.arange(3.0))


# Membership in dicts, strings, and tuples of static values.
ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}


@functools.partial(jax.jit, static_argnums=2)
def mlp(params, x, name):
    if name not in ACTIVATIONS or "elu" not in name:
        raise ValueError(name)
    hidden = ACTIVATIONS[name](x @ params["w"])
    if "b" in params and "scale" not in params:
        hidden = hidden + params["b"]
    return hidden


def ok_membership():
    return mlp({"w": jnp.eye(2), "b": jnp.ones(2)}, jnp.ones((1, 2)), "relu")


# Truth, order and extremes of containers that hold tracers.
@jax.jit
def collect(metrics, extras):
    names = sorted(metrics)
    rows = [metrics[name] for name in names]
    rows = rows or [jnp.zeros(())]
    if not extras:
        return jnp.stack(rows)
    first = min(extras)
    longest = max(extras.values(), key=len)
    pairs = sorted(extras.items(), key=lambda item: item[0])
    return jnp.stack(rows).sum() + extras[first][0] + longest.sum() + pairs[0][1].sum()


def ok_containers():
    metrics = {"loss": jnp.array(1.0), "acc": jnp.array(0.5)}
    return collect(metrics, {"a": jnp.ones(2), "b": jnp.ones(3)}), collect(metrics, {})


# all and any over facts about the leaves of a pytree.
@jax.jit
def global_norm(tree):
    leaves = jax.tree.leaves(tree)
    if not all(jnp.issubdtype(leaf.dtype, jnp.floating) for leaf in leaves):
        raise TypeError("floating leaves only")
    if any(leaf.ndim > 3 for leaf in leaves) or not leaves:
        raise ValueError("no such layer")
    return jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in leaves))


def ok_leaves():
    return global_norm({"w": jnp.ones((2, 2)), "b": jnp.zeros(2)})


# Builtins that tracers do support.
@jax.jit
def spread(x, digits):
    whole, rest = divmod(x, 2.0)
    return abs(sum(digits)) + pow(whole, 2) + round(rest) + sum(x * d for d in digits)


def ok_builtin_sum_abs_pow_round():
    return spread(jnp.float32(5.5), (jnp.array(1.0), jnp.array(-2.0)))


# Configuration, a range, and the counters of Python loops.
@dataclasses.dataclass(frozen=True)
class Config:
    layers: int = 3
    skip: tuple = (0, 2)
    clip: float | None = None


def make_network(config):
    low = min(config.skip)

    @jax.jit
    def network(x):
        for i in range(config.layers):
            if i in config.skip and not i == config.layers - 1:
                x = x + 1.0
            elif low <= i < config.layers or config.clip:
                x = jnp.tanh(x)
        return x if config.clip is None else jnp.clip(x, -config.clip, config.clip)

    return network


def ok_configuration():
    return make_network(Config())(jnp.ones(2))


# Concrete arrays: before the trace, after it, under plain grad.
@jax.jit
def losses_of(xs):
    return jnp.sum(xs**2, axis=-1)


def ok_concrete_arrays():
    losses = losses_of(jnp.arange(6.0).reshape(3, 2))
    best, worst = min(losses), max(losses)
    ordered = sorted(losses)
    assert 0.0 < best < worst and not jnp.isnan(worst)
    assert best in ordered and all(losses > 0.0)


def triangle_wave(x, period=2.0):
    if not x >= 0.0 or x > period:
        return 0.0 * x
    return min(x, period - x)


def ok_plain_grad():
    assert jax.grad(triangle_wave)(0.5) == 1.0


# The host side of a callback, and constants computed while JAX traces.
def host_mode(values):
    values = np.asarray(values)
    if values.size == 0 or not values.any():
        return np.int32(0)
    return np.int32(max(set(values.tolist()), key=values.tolist().count))


@jax.jit
def mode(values):
    return jax.pure_callback(host_mode, jax.ShapeDtypeStruct((), jnp.int32), values)


@jax.jit
def quadrature(samples):
    with jax.ensure_compile_time_eval():
        weights = jnp.array([0.25, 0.5, 0.25])
        valid = jnp.sum(weights) == 1.0 and not jnp.any(weights < 0)
    return samples @ weights if valid else jnp.nan


def ok_callback_and_compile_time_eval():
    assert mode(jnp.array([1, 2, 2])) == 2
    return quadrature(jnp.ones(3))


# Under vmap an argument that is not mapped keeps its value.
def banded(x, low, high):
    if not low < high:
        low, high = high, low
    inside = (x > max(low, 0.0)) & (x < high)
    return jnp.where(inside, x, 0.0)


def ok_vmap_unmapped_arguments():
    return jax.vmap(banded, in_axes=(0, None, None))(jnp.arange(3.0), 0.5, 1.5)


# A traced name that is rebound; builtins that are shadowed by array functions.
@jax.jit
def trimmed(values, low, high):
    max, min = jnp.maximum, jnp.minimum
    clipped = min(max(values, low), high)
    low = values.shape[0] // 2
    high = values.shape[0]
    return clipped[low:] if low < high and not high == 1 else clipped


def ok_rebound_and_shadowed_names():
    return trimmed(jnp.arange(4.0), 0.5, 2.5)


# Tracers told from numbers before they are compared.
@jax.jit
def checked_log(x):
    if isinstance(x, jax.core.Tracer) or x > 0:
        return jnp.log(x)
    return -math.inf


def ok_isinstance_tracer():
    return checked_log(2.0)


# The repairs of bad.py.
@jax.jit
def inside_unit_interval(x):
    return jnp.where(jnp.all(x > 0.0) & jnp.all(x < 1.0), x, 0.0)


def ok_repaired_and():
    return inside_unit_interval(jnp.array([0.2, 0.7]))


@jit
def advance(position, finished):
    return position + jnp.asarray(~finished, jnp.float32)


def ok_repaired_not():
    assert advance(1.0, jnp.array(False)) == 2.0


@jit
def scaled_norm(x, scale):
    return jnp.linalg.norm(x) / jnp.where(scale == 0.0, 1.0, scale)


def ok_repaired_or_default():
    return scaled_norm(jnp.ones(3), 0.0)


def make_window(low, high):
    if not 0.0 <= low < high:
        raise ValueError("bad window")
    return jax.jit(lambda freq: jnp.where((low < freq) & (freq < high), 1.0, 0.0))


passband = make_window(1.0, 3.0)


def ok_repaired_chained_comparison():
    assert passband(jnp.float32(2.0)) == 1.0


STOP_TOKENS = (0, 7)


def decode(count, token):
    stop = jnp.isin(token, jnp.array(STOP_TOKENS))
    return count + jnp.where(stop, 0, 1), stop


def ok_repaired_in():
    count, _ = lax.scan(decode, jnp.int32(0), jnp.array([3, 7, 4]))
    assert count == 2


leaky_relu = jit(lambda x, slope=0.1: jnp.maximum(x, slope * x))


def gap_to_nearest(point, others):
    return jnp.abs(others - point).min()


def ok_repaired_max_and_min():
    gaps = jax.vmap(gap_to_nearest, in_axes=(0, None))(jnp.arange(3.0), jnp.array([0.4, 2.2]))
    return leaky_relu(-2.0), gaps


def has_nan(tree):
    return jnp.stack([jnp.isnan(leaf).any() for leaf in jax.tree.leaves(tree)]).any()


@jax.jit
def penalised(params, x):
    return jnp.where(has_nan(params), jnp.inf, jnp.sum((params["w"] * x) ** 2))


def ok_repaired_any():
    return penalised({"w": jnp.ones(2), "b": jnp.zeros(1)}, jnp.ones(2))


class Chain(NamedTuple):
    left: jax.Array
    right: jax.Array


def contract(chain):
    mid = 0.5 * (chain.left + chain.right)
    ordered = (chain.right > mid) & (mid > chain.left)
    return Chain(jnp.where(ordered, mid, chain.left), chain.right)


def ok_repaired_all():
    start = Chain(jnp.array(0.0), jnp.array(1.0))
    return lax.while_loop(lambda c: c.right - c.left > 0.1, contract, start)


@jit
def median_of_three(a, b, c):
    return jnp.sort(jnp.stack([a, b, c]))[1]


@jit
def best_candidate(x):
    scales = jnp.array([0.5, 1.0, 2.0])
    fitness = jax.vmap(lambda scale: -jnp.sum((scale * x - 1.0) ** 2))(scales)
    return scales[jnp.argmax(fitness)]


def ok_repaired_sorted_and_max_by_key():
    assert median_of_three(3.0, 1.0, 2.0) == 2.0
    assert best_candidate(jnp.ones(2)) == 1.0


# What is asked for its truth is known.
def ok_filter():
    def total(params, x):
        named = filter(lambda name: name.startswith("w"), params)
        arrays = filter(lambda p: p.ndim == 1, params.values())
        return sum(params[name] @ x for name in named) + sum(a.sum() for a in arrays)

    return jax.jit(total)({"w1": jnp.ones(2), "b": jnp.ones(2)}, jnp.ones(2))


# What is looked for, and among what, is known.
def ok_searches():
    def scaled(params, x):
        names = list(params)
        names.sort()
        place = names.index("b") + names.count("w") + bisect.bisect([0, 2, 4], x.shape[0])
        names.remove("w")
        return jnp.stack([*x]) * place + params[names[0]]

    return jax.jit(scaled)({"w": jnp.ones(2), "b": jnp.ones(2)}, jnp.ones(2))


# Only where nothing is compiled.
def checked_total(x):
    total = jnp.sum(x)
    if jax.config.jax_disable_jit:
        assert not jnp.isnan(total), "nan"
    return total


def ok_where_jit_is_off():
    with jax.disable_jit():
        checked_total(jnp.ones(2))
    return jax.jit(checked_total)(jnp.ones(2))
