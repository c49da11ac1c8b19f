"""Python's own functions that ask for a number or a hash refuse a tracer."""

import cmath
import importlib
import inspect
import math
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import jax
import jax.numpy as jnp
import pytest

from flake8_jax.libraries.python import HASHES, NUMBERS_NEEDED, TAKES_ARRAYS

NO_VALUE: Final = (
    TypeError,
    jax.errors.ConcretizationTypeError,
    jax.errors.TracerIntegerConversionError,
)
SEVERAL: Final = frozenset({"math.dist", "math.fsum", "math.prod", "math.sumprod"})
"""Functions that take sequences."""
WITHOUT_SIGNATURE: Final = {"math.gcd": 2, "math.hypot": 2, "math.lcm": 2, "time.sleep": 1}


def public(module: ModuleType) -> list[str]:
    """The functions of a module."""
    names = [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]
    return [f"{module.__name__}.{name}" for name in names]


def under_jit(path: str) -> None:
    """Calls a function with a tracer for each parameter that must be given."""
    module, _, name = path.rpartition(".")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    count = WITHOUT_SIGNATURE.get(path) or required(function)

    def program(x: Any) -> int:
        function(*[x * jnp.ones(2, int) if path in SEVERAL else x] * count)
        return 0

    jax.jit(program)(1)


def required(function: Callable[..., Any]) -> int:
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return 1  # written in C, such as math.log
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.default is p.empty and p.kind in kinds for p in parameters)


@pytest.mark.parametrize("path", [*NUMBERS_NEEDED, *HASHES, *public(math), *public(cmath)])
def test_a_number_or_a_hash_is_asked_for(path: str) -> None:
    if path in TAKES_ARRAYS:
        under_jit(path)
        return
    with pytest.raises(NO_VALUE) as raised:
        under_jit(path)
    assert "race" in str(raised.value)
