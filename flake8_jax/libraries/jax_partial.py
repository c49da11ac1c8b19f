"""Functions whose derivative is not finite everywhere, and where.

Reverse mode multiplies the derivative by zero where `jnp.where` takes the other branch: zero times
infinity is NaN. A test runs JAX's gradient at each place.
"""

import ast
import math
from collections.abc import Callable, Mapping
from typing import Final

from flake8_jax.libraries.jax_smooth import ITEM

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
    "jax.numpy.linalg.norm": _POLE,
}
"""By the function's first argument."""

QUOTIENTS: Final = frozenset({"jax.numpy.divide", "jax.numpy.true_divide", "jax.lax.div"})
"""Functions that divide their first argument by the second."""


def power_region(exponent: float) -> Region | None:
    """Where the derivative of ``x ** exponent`` is not finite; None if it is everywhere."""
    if exponent == int(exponent):
        return _POLE if exponent < 0 else None
    return _ROOT if exponent < 1 else lambda x: x < 0


ENTERED: Final = "entered"
"""How an argument of an inner trace was made: it is what stands outside, or elements of it."""

NORMS: Final[frozenset[object]] = frozenset(
    {"jax.numpy.abs", "jax.numpy.absolute", "jax.numpy.linalg.norm", "builtins.abs"}
    | {"jax.numpy.sqrt", "jax.numpy.square"}
)
"""Functions whose result is never negative, and zero where their operand is."""
PRODUCTS: Final[frozenset[object]] = frozenset(
    {ast.Mult, ast.MatMult, "jax.Array.dot"}
    | {f"jax.numpy.{name}" for name in ("dot", "matmul", "multiply", "vdot")}
)
"""Products of two arrays, and sums of such."""
_NAMES: Final = (
    "cumsum diagonal diff expand_dims max mean min ravel repeat reshape roll squeeze "
    "sum swapaxes take transpose"
)
SAME_NUMBERS: Final[frozenset[object]] = frozenset(
    [ITEM, ENTERED, "jax.Array.flatten"]
    + [f"{module}.{name}" for module in ("jax.Array", "jax.numpy") for name in _NAMES.split()]
)
"""What gives numbers of its operand, or sums of them."""
MADE_OF_ALL: Final[frozenset[object]] = frozenset(
    {"jax.numpy.array", "jax.numpy.asarray", "jax.numpy.stack", "jax.numpy.concatenate"}
)
"""Functions that make an array of the numbers in a list."""

ONE_BY_ONE: Final[Mapping[object, Callable[..., float]]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
    ast.USub: lambda a: -a,
    ast.UAdd: lambda a: a,
    "builtins.abs": abs,
    "jax.numpy.abs": abs,
    "jax.numpy.absolute": abs,
    "jax.numpy.add": lambda a, b: a + b,
    "jax.Array.clip": lambda x, low, high: min(max(x, low), high),
    "jax.numpy.clip": lambda x, low, high: min(max(x, low), high),
    "jax.numpy.divide": lambda a, b: a / b,
    "jax.numpy.maximum": max,
    "jax.numpy.minimum": min,
    "jax.numpy.multiply": lambda a, b: a * b,
    "jax.numpy.negative": lambda a: -a,
    "jax.numpy.sqrt": math.sqrt,
    "jax.numpy.square": lambda a: a * a,
    "jax.numpy.subtract": lambda a, b: a - b,
}
"""What operations compute, number by number."""

_SMOOTH: Final = (
    "add abs absolute cos cosh dot exp exp2 expm1 linalg.norm log log1p log2 log10 matmul maximum "
    "minimum multiply negative power prod sin sinh square subtract tan tanh vdot where arctan"
)
THROUGH: Final[frozenset[object]] = (
    frozenset(REGIONS)
    | QUOTIENTS
    | PRODUCTS
    | SAME_NUMBERS
    | MADE_OF_ALL
    | {ast.Add, ast.Sub, ast.Div, ast.USub, ast.UAdd, ast.Pow}
    | {f"jax.numpy.{name}" for name in _SMOOTH.split()}
    | {f"jax.nn.{name}" for name in ("relu", "sigmoid", "softplus", "tanh", "gelu", "silu")}
)
"""Operations whose derivative times zero is zero, so that NaN comes of what they are applied to."""

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

ALONG: Final = frozenset(
    {
        "jax.checkpoint",
        "jax.jit",
        "jax.lax.fori_loop",
        "jax.lax.map",
        "jax.lax.scan",
        "jax.remat",
        "jax.vmap",
        "equinox.filter_checkpoint",
        "equinox.filter_jit",
        "equinox.filter_vmap",
    }
)
"""Transforms inside of which a reverse-mode derivative around them is computed just as well."""
