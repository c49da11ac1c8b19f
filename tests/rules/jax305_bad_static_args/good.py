"""Programs whose static arguments jit takes."""

import enum
from collections import namedtuple
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax.core import FrozenDict, freeze

X = jnp.arange(6.0)


@partial(jax.jit, static_argnums=(1,))
def clipped(x, limits):
    return jnp.clip(x, limits[0], limits[1])


def ok_tuple():
    return clipped(X, (0.0, 2.0)), clipped(X, tuple([0.0, 2.0]))


def ok_tuple_from_generator():
    return clipped(X, tuple(float(i) for i in [0, 2]))


class Config(NamedTuple):
    rate: float = 0.1
    power: int = 2


@partial(jax.jit, static_argnames="config")
def decayed(x, config):
    return x * config.rate**config.power


def ok_named_tuple():
    return decayed(X, config=Config(power=3))


@dataclass(frozen=True)
class Frozen:
    rate: float = 0.1
    power: int = 2


@dataclass(unsafe_hash=True)
class Hashed:
    rate: float = 0.1
    power: int = 2


@dataclass(eq=False)
class ByIdentity:
    rate: float = 0.1
    power: int = 2


@dataclass
class OwnHash:
    rate: float = 0.1
    power: int = 2

    def __hash__(self):
        return hash((self.rate, self.power))


@dataclass(frozen=True)
class Cached(Frozen):
    table: dict = field(default_factory=dict, compare=False)


class Plain:
    rate, power = 0.1, 2


class Compared(Plain):
    def __eq__(self, other):
        return type(self) is type(other)

    __hash__ = object.__hash__


def ok_dataclasses():
    kinds = (Frozen(), Hashed(), ByIdentity(), OwnHash(), Cached(), Plain(), Compared())
    return [decayed(X, kind) for kind in kinds]


def ok_each_dataclass():
    return (
        decayed(X, Frozen()),
        decayed(X, Hashed()),
        decayed(X, ByIdentity()),
        decayed(X, OwnHash()),
        decayed(X, Cached()),
        decayed(X, Plain()),
        decayed(X, Compared()),
    )


class Kind(enum.Enum):
    FIRST = 1
    SECOND = 2


def ok_hashable_odds_and_ends():
    keep = jax.jit(lambda x, what: x + 1, static_argnums=1)
    scalars = np.float32(1.0), np.sum(np.ones(3)), np.int64(3)
    others = None, "a", frozenset({1}), jnp.float32, Kind.FIRST, jnp.sin, lambda x: x, range(3)
    return [keep(X, what) for what in (*scalars, *others)]


def ok_scalar_of_numpy():
    keep = jax.jit(lambda x, what: x + 1, static_argnums=1)
    return keep(X, np.float32(2)), keep(X, np.arange(3)[0]), keep(X, np.max(np.ones(2)))


def ok_traced_list():
    return jax.jit(lambda x, pair: x * pair[0], static_argnames=())(X, [1.0, 2.0])


def ok_static_all_the_way():
    inner = jax.jit(lambda x, n: x[:n], static_argnums=1)
    outer = jax.jit(lambda x, n: inner(x, n).sum(), static_argnums=1)
    return outer(X, 3)


def ok_size_in_trace():
    inner = jax.jit(lambda x, n: x[: n - 1], static_argnums=1)
    return jax.jit(lambda x: inner(x, x.shape[0]))(X)


def ok_keywords():
    return jax.jit(lambda x, **options: x * options["n"], static_argnames="n")(X, n=2)


def ok_rest():
    return jax.jit(lambda x, *more: x * more[1], static_argnums=2)(X, 1, 2)


def ok_negative_index():
    return jax.jit(lambda x, n: x[:n], static_argnums=-1)(X, 2)


def ok_keyword_only():
    return jax.jit(lambda x, *, n: x[:n], static_argnames="n")(X, n=2)


def ok_partial_keyword():
    def top(x, n=1, k=1):
        return x[:n] * k

    return jax.jit(partial(top, n=2), static_argnames=("n", "k"))(X, k=3)


def called(function):
    @wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


def of_two(function):
    @wraps(function)
    def inner(x, n):
        return function(x, n, 2)

    return inner


def ok_wrapped():
    @called
    def top(x, n):
        return x[:n]

    @of_two
    def head(x, n, m):
        return x[:n] * m

    by_name = jax.jit(head, static_argnames=("n", "m"))
    return jax.jit(top, static_argnames="n")(X, n=2), by_name


def ok_bound_method():
    class Taker:
        def take(self, x, n):
            return x[:n]

    return jax.jit(Taker().take, static_argnums=1)(X, 2)


def ok_expected():
    with pytest.raises(ValueError, match="Non-hashable"):
        clipped(X, [0.0, 2.0])
    with pytest.raises(ValueError, match="invalid argnames"):
        jax.jit(lambda x: x, static_argnames="n")
    return X


def ok_caught():
    try:
        return clipped(X, [0.0, 2.0])
    except ValueError:
        return clipped(X, (0.0, 2.0))


def ok_checkpoint():
    return jax.checkpoint(lambda x, pair: x * pair[0], static_argnums=1)(X, [2.0, 3.0])


def ok_list_made_a_tuple(limits=None):
    limits = [0.0, 1.0] if limits is None else limits
    if isinstance(limits, list):
        limits = tuple(limits)
    return clipped(X, limits)


def ok_default_is_not_hashed():
    def scaled(x, factors=[2.0]):  # noqa: B006
        return x * factors[0]

    return jax.jit(scaled, static_argnames="factors")(X)


def ok_namedtuple_of_numbers():
    grid = namedtuple("Grid", "points spacing")(6, 0.2)
    return jax.jit(lambda y, grid: jnp.sum(y) * grid.spacing, static_argnames="grid")(X, grid)


def ok_without_jit():
    with jax.disable_jit():
        return clipped(X, [0.0, 2.0])


# An order of axes that NumPy makes, as a tuple, and a single place of it.
@partial(jax.jit, static_argnames=("order", "first"))
def reordered(x, order, first):
    return jnp.flip(jnp.transpose(x, order), first)


def ok_order_of_numpy():
    order = np.argsort([2, 0, 1])
    return reordered(jnp.ones((2, 3, 4)), order=tuple(order.tolist()), first=order[0])


# Flax's frozen dicts have a hash, if what they hold has one.
@partial(jax.jit, static_argnames="options")
def by_options(x, options):
    return x * options["rates"]["high"]


def ok_frozen_dict():
    frozen = by_options(X, FrozenDict({"rates": {"high": 2.0}}))
    return frozen + by_options(X, options=freeze({"rates": {"high": 2.0}}))
