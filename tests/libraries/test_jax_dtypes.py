"""Which dtypes functions of `jax.lax` take together, against what JAX takes."""

import inspect
import itertools
from collections.abc import Callable, Mapping
from typing import Any, Final

import jax
import jax.numpy as jnp
import pytest
from jax import lax

from flake8_jax.check import check
from flake8_jax.libraries.jax_dtypes import INTEGER_EXPONENT, SAME_DTYPE
from tests.libraries.running import find

DTYPES: Final = ("bool", "int8", "int32", "uint8", "float16", "bfloat16", "float32", "complex64")
CONV: Final = ((1, 1), "SAME")


def _grids(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda a, b: function(_as_4d(a), _as_4d(b), *CONV)


def _as_4d(x: Any) -> jax.Array:
    return jnp.broadcast_to(x, (2, 2))[None, None]


def _square(x: Any) -> jax.Array:
    return jnp.broadcast_to(x, (2, 2))


def _scalar(x: Any) -> Any:
    return x if isinstance(x, (bool, int, float)) else x[0, 0]


RUN: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "betainc": lambda a, b: lax.betainc(a, b, b),
    "clamp": lambda a, b: lax.clamp(_scalar(a), _square(b), _scalar(a)),
    "select": lambda a, b: lax.select(jnp.ones((2, 2), bool), _square(a), _square(b)),
    "select_n": lambda a, b: lax.select_n(jnp.ones((2, 2), bool), _square(a), _square(b)),
    "concatenate": lambda a, b: lax.concatenate([_square(a), _square(b)], 0),
    "stack": lambda a, b: lax.stack([_square(a), _square(b)]),
    "pad": lambda a, b: lax.pad(_square(a), _scalar(b), ((1, 1, 0), (1, 1, 0))),
    "dynamic_update_slice": lambda a, b: lax.dynamic_update_slice(_square(a), _square(b), (0, 0)),
    "dynamic_update_slice_in_dim": lambda a, b: lax.dynamic_update_slice_in_dim(
        _square(a), _square(b), 0, 0
    ),
    "dynamic_update_index_in_dim": lambda a, b: lax.dynamic_update_index_in_dim(
        _square(a), _square(b)[0], 0, 0
    ),
    "conv": _grids(lax.conv),
    "conv_general_dilated": _grids(lax.conv_general_dilated),
    "conv_transpose": _grids(lax.conv_transpose),
    "conv_with_general_padding": lambda a, b: lax.conv_with_general_padding(
        _as_4d(a), _as_4d(b), *CONV, None, None
    ),
}
"""How to call the functions that take more than two operands, or want a certain shape."""


def takes(path: str, a: Any, b: Any) -> bool:
    name = path.removeprefix("jax.lax.")
    try:
        RUN.get(name, find(path))(a, b)
    except TypeError:
        return False
    return True


def weak(number: float) -> jax.Array:
    """A weakly typed array."""
    made: jax.Array = jax.jit(lambda: jnp.broadcast_to(jnp.asarray(number), (2, 2)))()
    assert made.weak_type
    return made


def taken_alone(path: str) -> list[str]:
    """The dtypes of which the function takes two operands, or one before an integer."""
    ones = {dtype: jnp.ones((2, 2), dtype) for dtype in DTYPES}
    return [dtype for dtype, x in ones.items() if takes(path, x, x)]


@pytest.mark.parametrize("path", sorted(SAME_DTYPE))
def test_operands_of_one_dtype_only(path: str) -> None:
    dtypes = taken_alone(path)
    assert dtypes
    for a, b in itertools.permutations(DTYPES, 2):
        exponent = path in INTEGER_EXPONENT and "int" in b and a in dtypes
        assert takes(path, jnp.ones((2, 2), a), jnp.ones((2, 2), b)) is exponent


@pytest.mark.parametrize("path", sorted(SAME_DTYPE))
@pytest.mark.parametrize("number", [True, 1, 1.0])
def test_numbers_and_weak_arrays_count_as_the_default_dtype(path: str, number: float) -> None:
    default = jnp.asarray(number).dtype
    operands = [number] if type(number) is bool else [number, weak(number)]
    for dtype, operand in itertools.product(taken_alone(path), operands):
        if dtype != default and not (path in INTEGER_EXPONENT and type(number) is int):
            array = jnp.ones((2, 2), dtype)
            assert not takes(path, array, _square(operand))
        elif dtype == default:
            assert takes(path, jnp.ones((2, 2), dtype), operand)


@pytest.mark.parametrize("path", sorted(SAME_DTYPE))
def test_parameters_have_these_names(path: str) -> None:
    signature = inspect.signature(find(path))
    written = [param.strip("-*[]") for param in SAME_DTYPE[path]]
    assert list(signature.parameters)[: len(written)] == written


@pytest.mark.parametrize("path", ["jax.lax.dot", "jax.lax.dot_general", "jax.lax.reduce_window"])
def test_functions_that_mix_are_left_alone(path: str) -> None:
    assert path not in SAME_DTYPE


@pytest.mark.parametrize("a", ["0", "0.5", "True", "jnp.float32(1)", "jnp.arange(3)", "jnp.pi"])
@pytest.mark.parametrize("dtype", ["int32", "float32", "bfloat16", "bool"])
def test_the_verdict_is_that_of_jax(a: str, dtype: str) -> None:
    program = f"import jax.numpy as jnp\nfrom jax import lax\nlax.eq(jnp.ones(3, '{dtype}'), {a})\n"
    fits = takes("jax.lax.eq", jnp.ones(3, dtype), eval(a, {"jnp": jnp}))
    assert bool(check(program)) is not fits
