"""Functions whose derivative is not finite everywhere, and where.

Reverse mode multiplies the derivative by zero where `jnp.where` takes the other branch: zero times
infinity is NaN. A test runs JAX's gradient at each place.
"""

import ast
from collections.abc import Callable, Mapping
from typing import Final

Region = Callable[[float], bool]
"""Whether the derivative at a point is infinite or NaN."""

_ROOT: Final[Region] = lambda x: x <= 0  # noqa: E731
_POLE: Final[Region] = lambda x: x == 0  # noqa: E731
_ARC: Final[Region] = lambda x: abs(x) >= 1  # noqa: E731

REGIONS: Final[Mapping[str, Region]] = {
    "jax.numpy.sqrt": _ROOT,
    "jax.lax.sqrt": _ROOT,
    "jax.lax.rsqrt": _ROOT,
    "jax.numpy.log": _POLE,
    "jax.numpy.log2": _POLE,
    "jax.numpy.log10": _POLE,
    "jax.lax.log": _POLE,
    "jax.numpy.reciprocal": _POLE,
    "jax.numpy.arccos": _ARC,
    "jax.numpy.arcsin": _ARC,
    "jax.numpy.acos": _ARC,
    "jax.numpy.asin": _ARC,
    "jax.numpy.log1p": lambda x: x == -1,
    "jax.numpy.arctanh": lambda x: abs(x) == 1,
    "jax.numpy.arccosh": lambda x: -1 < x <= 1,
}
"""By the function's first argument."""

QUOTIENTS: Final = frozenset({"jax.numpy.divide", "jax.numpy.true_divide", "jax.lax.div"})
"""Functions that divide their first argument by the second."""


def power_region(exponent: float) -> Region | None:
    """Where the derivative of ``x ** exponent`` is not finite; None if it is everywhere."""
    if exponent == int(exponent):
        return _POLE if exponent < 0 else None
    return _ROOT if exponent < 1 else lambda x: x < 0


POSITIVE: Final[frozenset[object]] = frozenset(
    {ast.Pow, "jax.numpy.abs", "jax.numpy.absolute", "jax.numpy.linalg.norm"}
    | {"jax.numpy.sqrt", "jax.numpy.square"}
)
"""Operations whose result may be positive always, but also zero."""
_NAMES: Final = "dot matmul mean multiply ravel reshape squeeze subtract sum vdot"
REACHING: Final[frozenset[object]] = POSITIVE | frozenset(
    [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.USub, ast.UAdd]
    + [f"{module}.{name}" for module in ("jax.Array", "jax.numpy") for name in _NAMES.split()]
)
"""Operations that give zero, and where they are not positive all numbers, of such operands."""

CUTS: Final = frozenset(
    {"jax.lax.stop_gradient"}
    | {f"jax.numpy.{name}" for name in ("ceil", "floor", "rint", "round", "sign", "trunc")}
)
"""Functions whose derivative is zero, and known to be."""
CHOICES: Final[Mapping[str, tuple[str, str, str]]] = {
    "jax.numpy.where": ("condition", "x", "y"),
    "jax.lax.select": ("pred", "on_true", "on_false"),
}
"""Functions that take one of two arrays at each place: the condition, and both."""

REVERSE: Final = frozenset(
    {
        "jax.grad",
        "jax.value_and_grad",
        "jax.jacrev",
        "jax.jacobian",
        "jax.hessian",
        "equinox.filter_grad",
        "equinox.filter_value_and_grad",
        "flax.nnx.grad",
        "flax.nnx.value_and_grad",
    }
)
"""Transforms that differentiate in reverse mode; forward mode takes no part in this."""
