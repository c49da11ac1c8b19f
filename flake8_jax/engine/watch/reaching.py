"""What numbers arrays may hold, by how they were made: at a point of what they depend on, and all.

Under a derivative, tracers keep how they were made. Where that is not arithmetic, nothing is sure.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from typing import Final

from flake8_jax.libraries.jax_partial import (
    ENTERED,
    MADE_OF_ALL,
    NORMS,
    ONE_BY_ONE,
    PRODUCTS,
    SAME_NUMBERS,
)
from flake8_jax.libraries.jax_smooth import ITEM
from flake8_jax.values.arrays import Made, Tracer, Tree
from flake8_jax.values.base import Const, Value
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.traced import items_of

_DEEPEST: Final = 8
Range = tuple[float, float]
_ALL: Final[Range] = (-math.inf, math.inf)
_POSITIVE: Final[Range] = (0.0, math.inf)
_ITEMS: Final = (ENTERED, ITEM)
Points = Sequence[tuple[Value, float]]
"""What some values are taken to be."""


def how(value: Value) -> Made | None:
    """How a value was made, as far as that is kept."""
    return value.how if isinstance(value, Tracer) else None


def same(a: Value, b: Value) -> bool:
    """Whether two values are one array."""
    if isinstance(a, Tree) and isinstance(b, Tree):
        return a.cells is b.cells
    return a is b


def number(value: Value) -> float | None:
    """The number that a constant is."""
    given = value.value if isinstance(value, Const) else None
    return float(given) if isinstance(given, (int, float)) else None


def at(value: Value, points: Points, depth: int = _DEEPEST) -> float | None:
    """What a value is where others are what `points` say; None if that is not known."""
    for base, point in points:
        if same(value, base):
            return point
    made = how(value)
    if made is None or not depth:
        return number(value)
    given = [at(operand, points, depth - 1) for operand in made.operands]
    function = ONE_BY_ONE.get(made.op)
    known = [x for x in given if x is not None]
    if function is not None and len(known) == len(given):
        return _computed(function, known)
    return 0.0 if _is_zero(made, given) else None


def _is_zero(made: Made, given: list[float | None]) -> bool:
    """Whether an array is zero for all that is known of its operands."""
    if made.op in PRODUCTS:
        return 0.0 in given
    whole = made.op in SAME_NUMBERS or made.op in NORMS or made.op is ast.Div
    return whole and given[:1] == [0.0]


def _computed(function: Callable[..., float], given: list[float]) -> float | None:
    try:
        found: object = function(*given)
    except (ArithmeticError, ValueError, TypeError):
        return None
    return found if isinstance(found, float) else None


def reach(value: Value, depth: int = _DEEPEST) -> Range | None:
    """The numbers that an array may hold, its ends included; None if nothing is sure."""
    made = how(value)
    if made is None:
        fixed = number(value)
        if fixed is not None:
            return fixed, fixed
        return _ALL if isinstance(value, (Tracer, Tree)) else None
    if not depth:
        return None
    if made.op in SAME_NUMBERS:
        inner = reach(made.operands[0], depth - 1)
        return inner if made.op in _ITEMS or inner in (_ALL, _POSITIVE) else None
    if made.op in MADE_OF_ALL:
        return _several(made.operands, depth)
    parts = [reach(operand, depth - 1) for operand in made.operands]
    ranges = [part for part in parts if part is not None]
    if ranges and len(ranges) == len(parts):
        return _combined(made, ranges)
    scaled = made.op in PRODUCTS or (made.op is ast.Div and parts[0] is not None)
    return _scaled(ranges[0]) if scaled and ranges else None


def _several(operands: Sequence[Value], depth: int) -> Range | None:
    """What the items of a list that is made an array may hold."""
    first = operands[0] if operands else None
    items = items_of(first) if isinstance(first, (List, Tuple)) and _is_known(first) else ()
    parts = [reach(item, depth - 1) for item in items]
    ranges = [part for part in parts if part is not None]
    if not ranges or len(ranges) != len(parts):
        return None
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _is_known(value: List | Tuple) -> bool:
    return isinstance(value, Tuple) or value.items.known is not None


def _combined(made: Made, ranges: list[Range]) -> Range | None:
    first, second = ranges[0], ranges[-1]
    if made.op in NORMS:
        return _POSITIVE
    if made.op in PRODUCTS:
        itself = len(ranges) == 2 and same(*made.operands[:2])
        return _POSITIVE if itself else _product(first, second)
    if made.op is ast.Pow:
        return _power(first, number(made.operands[1]))
    if made.op in _CLIPS and len(ranges) == len(made.operands) == 3:
        return max(first[0], ranges[1][0]), min(first[1], second[1])
    arithmetic = _RANGES.get(made.op)
    if arithmetic is None:
        return None
    if made.op is ast.Add and _ALL in ranges and any(a == b for a, b in ranges):
        return None  # ``x + eps`` is written to keep `x` away from zero
    return arithmetic(first, second)


def _product(a: Range, b: Range) -> Range:
    ends = [0.0 if 0.0 in (x, y) else x * y for x in a for y in b]
    return min(ends), max(ends)


def _scaled(known: Range) -> Range | None:
    """A product with something that is not known: all numbers are so again, and zero stays zero."""
    if known == _ALL:
        return known
    return (0.0, 0.0) if known[0] <= 0 <= known[1] else None


def _quotient(a: Range, b: Range) -> Range:
    if a == _ALL:
        return a
    signs = (math.copysign(math.inf, b[0]) if b[0] < 0 else 0.0, math.inf if b[1] > 0 else 0.0)
    return _product(a, signs)


def _power(base: Range, exponent: float | None) -> Range | None:
    if exponent is None:
        return _POSITIVE
    if exponent % 2 == 1:
        return base
    return _POSITIVE if base[1] > 0 or exponent % 2 == 0 else None


_CLIPS: Final = frozenset({"jax.numpy.clip", "jax.Array.clip"})
_RANGES: Final[dict[object, Callable[[Range, Range], Range]]] = {
    ast.Add: lambda a, b: (a[0] + b[0], a[1] + b[1]),
    ast.Sub: lambda a, b: (a[0] - b[1], a[1] - b[0]),
    ast.Div: _quotient,
    ast.USub: lambda a, _: (-a[1], -a[0]),
    ast.UAdd: lambda a, _: a,
    "jax.numpy.subtract": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "jax.numpy.negative": lambda a, _: (-a[1], -a[0]),
    "jax.numpy.maximum": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "jax.numpy.minimum": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
}
