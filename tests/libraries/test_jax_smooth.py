"""Plain `grad` traces what the functions of the table make of what it traces."""

import importlib
from collections.abc import Callable
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.libraries.jax_smooth import ITEM, SMOOTH

X: Final = np.array([[2.0, 1.0], [1.0, 3.0]], np.float32) / 5
PROGRAMS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "broadcast_to": lambda f, x: f(x, (2, 2)),
    "convolve": lambda f, x: f(x[0], x[1]),
    "cross": lambda f, x: f(jnp.tile(x[0], 2)[:3], jnp.ones(3)),
    "dsplit": lambda f, x: f(x[None], 2),
    "einsum": lambda f, x: f("ij,jk", x, x),
    "expand_dims": lambda f, x: f(x, 0),
    "flatten": lambda f, x: f(x),
    "meshgrid": lambda f, x: f(x[0], x[1]),
    "moveaxis": lambda f, x: f(x, 0, 1),
    "pad": lambda f, x: f(x, 1),
    "permute_dims": lambda f, x: f(x, (1, 0)),
    "repeat": lambda f, x: f(x, 2),
    "reshape": lambda f, x: f(x, (4,)),
    "roll": lambda f, x: f(x, 1),
    "swapaxes": lambda f, x: f(x, 0, 1),
    "take": lambda f, x: f(x, jnp.array([0])),
    "tile": lambda f, x: f(x, 2),
}
ANY: Final[tuple[Callable[[Any, Any], Any], ...]] = (
    lambda f, x: f(x),
    lambda f, x: f(x, x),
    lambda f, x: f([x, x]),
    lambda f, x: f(x, 2),
)
"""Ways to call the others: the first that does not fail."""


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    if path == ITEM:
        return lambda x: x[0]
    if module == "jax.Array":
        return lambda x, *more: getattr(x, name)(*more)
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def _called(function: Callable[..., Any], name: str, x: Any) -> list[Any]:
    ways = (PROGRAMS[name],) if name in PROGRAMS else ANY
    for way in ways[:-1]:
        try:
            return jax.tree.leaves(way(function, x))
        except (TypeError, ValueError):
            continue
    return jax.tree.leaves(ways[-1](function, x))


@pytest.mark.parametrize("path", sorted(SMOOTH))
def test_result_is_traced(path: str) -> None:
    def program(x: Any) -> Any:
        leaves = _called(_function(path), path.rpartition(".")[2], x)
        assert leaves
        assert all(isinstance(leaf, jax.core.Tracer) for leaf in leaves)
        return jnp.sum(x)

    jax.grad(program)(X)
    jax.jvp(program, (X,), (X,))


@pytest.mark.parametrize("name", ["argmax", "floor", "sign", "isnan", "zeros_like", "rint"])
def test_others_are_not(name: str) -> None:
    assert f"jax.numpy.{name}" not in SMOOTH

    def program(x: Any) -> Any:
        assert not isinstance(getattr(jnp, name)(x), jax.core.Tracer)
        return jnp.sum(x)

    jax.grad(program)(X)


def test_a_dtype_that_is_asked_for() -> None:
    def program(x: Any) -> Any:
        assert not isinstance(jnp.array(x, int), jax.core.Tracer)
        assert not isinstance(jnp.sum(x, dtype=jnp.int32), jax.core.Tracer)
        return jnp.sum(x)

    jax.grad(program)(X)
