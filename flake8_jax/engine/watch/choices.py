"""Choices between arrays of which the one that is not taken spoils the gradient.

Under a derivative, tracers keep how they were made. So a condition can be held against what its
branches compute: if both are about the same value, and the branch has no finite derivative where
the condition turns it down, the gradient is NaN there.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from typing import Final

from flake8_jax.engine.events import UnsafeChoice
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.trace import Trace
from flake8_jax.engine.watch.reaching import at, how, number, reach
from flake8_jax.libraries.jax_partial import (
    ALONG,
    CHOICES,
    CUTS,
    QUOTIENTS,
    REGIONS,
    REVERSE,
    THROUGH,
    Region,
    power_region,
)
from flake8_jax.libraries.jax_smooth import ITEM
from flake8_jax.values import kinds
from flake8_jax.values.arrays import Made, Tracer, Tree
from flake8_jax.values.base import Value

_DEEPEST: Final = 8
_POINTS: Final = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Where conditions and regions are tried; each region has one of them."""
_TESTS: Final[dict[object, Callable[[float, float], bool]]] = {
    ast.Gt: lambda x, c: x > c,
    ast.GtE: lambda x, c: x >= c,
    ast.Lt: lambda x, c: x < c,
    ast.LtE: lambda x, c: x <= c,
    ast.Eq: lambda x, c: x == c,
    ast.NotEq: lambda x, c: x != c,
}
_TESTS.update(
    {
        "jax.numpy.greater": _TESTS[ast.Gt],
        "jax.numpy.greater_equal": _TESTS[ast.GtE],
        "jax.numpy.less": _TESTS[ast.Lt],
        "jax.numpy.less_equal": _TESTS[ast.LtE],
        "jax.numpy.equal": _TESTS[ast.Eq],
        "jax.numpy.isclose": _TESTS[ast.Eq],
        "jax.numpy.not_equal": _TESTS[ast.NotEq],
    }
)
_ALL_HOLD: Final = frozenset({ast.BitAnd, "jax.numpy.logical_and", "jax.numpy.bitwise_and"})
_ONE_HOLDS: Final = frozenset({ast.BitOr, "jax.numpy.logical_or", "jax.numpy.bitwise_or"})
_NEGATED: Final = frozenset({ast.Invert, "jax.numpy.logical_not", "jax.numpy.invert"})


@kinds.value
class _Test:
    """A comparison that a condition consists of, or that settles it.

    `decides` says what the condition is if the comparison holds (or not): None if others decide.
    """

    op: object
    left: Value
    right: Value
    decides: tuple[bool | None, bool | None]

    def outcome(self, left: float, right: float) -> bool | None:
        """What the condition is where its sides are these numbers."""
        holds = _TESTS[self.op](left, right)
        return self.decides[0] if holds else self.decides[1]


def check_choice(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> None:
    """Tells of a choice whose branch spoils the gradient where it is not taken."""
    trace = _derivative(it)
    if trace is None or args.more:
        return
    keywords = trace.node.keywords if isinstance(trace.node, ast.Call) else []
    if any(keyword.arg == "has_aux" for keyword in keywords):
        return  # it may be no part of what is differentiated
    condition, *branches = (args.get(i, name) for i, name in enumerate(CHOICES[path]))
    for taken, branch in zip((True, False), branches, strict=True):
        if condition is None or branch is None:
            return
        for test in _tests(condition, (True, False)):
            for made in _partial(branch):
                if made.node is not None and _spoils(test, made, not taken):
                    it.emit(UnsafeChoice(node, path, made.node, trace))
                    return


def _derivative(it: Interpreter) -> Trace | None:
    """The reverse-mode derivative that what runs here is a part of."""
    for trace in reversed(it.traces):
        if trace.transform in REVERSE:
            return trace
        if trace.transform not in ALONG:
            return None
    return None


def _tests(
    condition: Value, decides: tuple[bool | None, bool | None], depth: int = _DEEPEST
) -> Iterator[_Test]:
    """The comparisons that settle a condition; `decides` is what its outcomes settle."""
    made = how(condition)
    if made is None or not depth:
        return
    holds, fails = decides
    if made.op in _TESTS and len(made.operands) >= 2:
        yield _Test(made.op, made.operands[0], made.operands[1], decides)
    elif made.op in _NEGATED:
        yield from _tests(made.operands[0], (fails, holds), depth - 1)
    elif made.op in _ALL_HOLD:
        for operand in made.operands:
            yield from _tests(operand, (None, fails), depth - 1)
    elif made.op in _ONE_HOLDS:
        for operand in made.operands:
            yield from _tests(operand, (holds, None), depth - 1)


def _partial(value: Value, depth: int = _DEEPEST) -> Iterator[Made]:
    """The operations in the making of a value that may have no finite derivative."""
    made = how(value)
    if made is None or not depth:
        return
    if _region(made)[1] is not None and any(map(_differentiated, made.operands)):
        yield made
    if made.op in THROUGH:
        for below in made.operands:
            yield from _partial(below, depth - 1)


def _region(made: Made) -> tuple[Value | None, Region | None]:
    """The operand on which an operation may have no finite derivative, and where."""
    operands = made.operands
    if made.op in REGIONS:
        return operands[0], REGIONS[str(made.op)]
    if len(operands) == 2 and (made.op is ast.Div or made.op in QUOTIENTS):
        return operands[1], REGIONS["jax.numpy.reciprocal"]
    exponent = number(operands[1]) if made.op is ast.Pow and len(operands) == 2 else None
    return (operands[0], power_region(exponent)) if exponent is not None else (None, None)


def _spoils(test: _Test, made: Made, turned_down: bool) -> bool:
    """Whether an operation has no finite derivative where a comparison turns its branch down."""
    operand, region = _region(made)
    if operand is None or region is None:
        return False
    bound = number(test.right)
    if bound is None and number(test.left) is None:
        return _at_both(test, operand, region, turned_down)
    tested, fixed = (test.left, test.right) if bound is not None else (test.right, test.left)
    bound = number(fixed) or 0.0
    sure = reach(operand)
    for base in (*_chain(tested), operand):
        ends = reach(base) or _NOWHERE
        for point in {*_POINTS, bound, -bound, bound + 1, bound - 1}:
            x, y = (at(v, [(base, point)]) for v in (tested, operand))
            if x is None or y is None or not _holds(ends, point) or not region(y):
                continue
            sides = (x, bound) if fixed is test.right else (bound, x)
            # ``x + eps`` is written to keep `x` away, but not from where the condition changes.
            meant = x == bound or (sure is not None and _holds(sure, y))
            if meant and test.outcome(*sides) is turned_down:
                return True
    return False


def _chain(value: Value) -> Iterator[Value]:
    """A value, and what it is a function of alone."""
    for _ in range(_DEEPEST):
        yield value
        made = how(value)
        if made is None or made.op is ITEM or reach(value) is None:
            return  # other items of the same array are other numbers
        if len([v for v in made.operands if number(v) is None]) != 1:
            return
        value = made.operands[0]


_NOWHERE: Final = (1.0, -1.0)


def _all(ends: tuple[float, float] | None) -> tuple[float, float]:
    return ends if ends is not None and ends[0] == -ends[1] == -math.inf else _NOWHERE


def _holds(ends: tuple[float, float], point: float) -> bool:
    return ends[0] <= point <= ends[1]


def _at_both(test: _Test, operand: Value, region: Region, turned_down: bool) -> bool:
    """The same for a comparison of two values: where they are the same, whatever they are."""
    left, right = reach(test.left), reach(test.right)
    # What can be all numbers can be what the other one is, whatever that is.
    left, right = left or _all(right), right or _all(left)
    found = [
        at(operand, [(test.left, point), (test.right, point)])
        for point in _POINTS
        if _holds(left, point) and _holds(right, point)
    ]
    known = [y for y in found if y is not None]
    return len(known) > 1 and all(map(region, known)) and test.outcome(0.0, 0.0) is turned_down


def _differentiated(value: Value, depth: int = _DEEPEST) -> bool:
    """Whether a value depends on what is differentiated."""
    if isinstance(value, Tree):
        return value.origin.root.transform in REVERSE
    if not isinstance(value, Tracer) or (value.aval.dtype or "float")[:3] in ("int", "uin", "boo"):
        return False
    if value.how is None:
        return value.origin.root.transform in REVERSE
    if value.how.op in CUTS or not depth:
        return False
    return any(_differentiated(operand, depth - 1) for operand in value.how.operands)
