from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Optional, Union

import chex
import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike
from jaxtyping import Array, Bool, Float, PRNGKeyArray
from probes import reveal


@jax.jit
def arrays(
    a: jax.Array,
    b: Float[Array, "n m"],
    c: jnp.ndarray,
    d: chex.Array,
    e: ArrayLike,
    f: Float[np.ndarray, "n"],
    g: "jax.Array",
    h: Union[jax.Array, float],
    i: Bool[Array, ""] | np.ndarray,
):
    reveal(a == 0)  # abstract tracer
    for item in a:
        reveal(item)  # abstract tracer
    for item in b:
        reveal(item)  # abstract tracer
    for item in c:
        reveal(item)  # abstract tracer
    for item in d:
        reveal(item)  # abstract tracer
    for item in e:
        reveal(item)  # abstract tracer
    for item in f:
        reveal(item)  # abstract tracer
    for item in g:
        reveal(item)  # abstract tracer
    for item in h:
        reveal(item)  # abstract tracer
    for item in i:
        reveal(item)  # abstract tracer
    for item in a[0]:
        reveal(item)  # abstract tracer
    return a


@jax.jit
def maybe(
    a: Optional[jax.Array],
    b: Float[Array, "n"] | None,
    c: list[jax.Array],
    d: dict[str, Array],
    e: tuple[Array, ...],
):
    for item in a:
        reveal(item)  # unknown
    for item in b:
        reveal(item)  # unknown
    for item in c:
        reveal(item)  # unknown
    for item in d:
        reveal(item)  # unknown
    for item in e:
        reveal(item)  # unknown
    return a


def inner(function: Callable, mode: Literal["a", "b"], name: str):
    reveal(function)  # opaque
    reveal(mode)  # opaque
    reveal(name)  # opaque


@jax.jit
def numbers(x: Array, n: int, rate: float, flag: bool):
    reveal(n)  # abstract tree
    reveal(n > 0)  # abstract tracer
    reveal(rate > 0)  # abstract tracer
    reveal(flag == 0)  # abstract tracer
    return x


@eqx.filter_jit
def filtered(
    x: Float[Array, "n"], n: int, e: ArrayLike, function: Callable, maybe: Array | None, other
):
    reveal(x > 0)  # abstract tracer
    reveal(n > 0)  # unknown
    reveal(e > 0)  # unknown
    reveal(function)  # opaque
    reveal(maybe > 0)  # unknown
    reveal(other > 0)  # unknown
    return x


@jax.jit
def keys(key: PRNGKeyArray, other: jax.Array):
    reveal(jax.random.normal(key))  # abstract tracer
    reveal(jax.random.normal(other))  # abstract tracer


def outside(x: jax.Array, n: int):
    reveal(x)  # opaque
    reveal(n)  # opaque
    reveal(x > 0)  # unknown
    return x


# run
ones = jnp.ones((2, 2))
arrays(ones, ones, ones, ones, ones, np.ones((2, 2)), ones, ones, ones)
maybe(ones, ones, [ones], {"a": ones}, (ones,))
inner(jnp.tanh, "a", "b")
numbers(ones, 1, 0.1, True)
filtered(ones, 1, 2.0, jnp.tanh, ones, 3)
keys(jax.random.key(0), jax.random.key(1))
outside(ones, 1)
