"""Choices between arrays of which the one that is not taken spoils the gradient.

Under a derivative, tracers keep how they were made. So a condition can be held against what its
branches compute: if both are about the same value, and the branch has no finite derivative where
the condition turns it down, the gradient is NaN there.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final

from flake8_jax.engine.events import UnsafeChoice
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.libraries.jax_partial import (
    CHOICES,
    CUTS,
    POSITIVE,
    QUOTIENTS,
    REACHING,
    REGIONS,
    REVERSE,
    Region,
    power_region,
)
from flake8_jax.values.arrays import Made, Tracer, Tree
from flake8_jax.values.base import Const, Value

_DEEPEST: Final = 5
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
        "jax.numpy.not_equal": _TESTS[ast.NotEq],
    }
)
_LINEAR: Final = frozenset({ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub, ast.UAdd, ast.Pow})
_ABS: Final = frozenset({"jax.numpy.abs", "jax.numpy.absolute", "builtins.abs"})


def check_choice(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> None:
    """Tells of a choice whose branch spoils the gradient where it is not taken."""
    trace = next((t for t in reversed(it.traces) if t.transform in REVERSE), None)
    if trace is None or it.traces[-1] is not trace or args.more:
        return
    keywords = trace.node.keywords if isinstance(trace.node, ast.Call) else []
    if any(keyword.arg == "has_aux" for keyword in keywords):
        return  # it may be no part of what is differentiated
    condition, *branches = (args.get(i, name) for i, name in enumerate(CHOICES[path]))
    for taken, branch in zip((True, False), branches, strict=True):
        if condition is None or branch is None:
            return
        for tested, holds in _tests(condition):
            for made, region in _partial(branch, tested):
                if any(region(p) and holds(p) is not taken for p in _POINTS):
                    it.emit(UnsafeChoice(node, path, made.node, trace))
                    return


_POINTS: Final = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Where conditions and regions are tried; each region has one of them."""


def _tests(condition: Value) -> Iterator[tuple[Value, Callable[[float], bool]]]:
    """What the condition compares with a constant, and when it holds."""
    made = condition.how if isinstance(condition, Tracer) else None
    if made is None or made.op not in _TESTS or len(made.operands) != 2:
        return
    test, (left, right) = _TESTS[made.op], made.operands
    if isinstance(right, Const) and isinstance(right.value, (int, float)):
        bound = float(right.value)
        yield left, lambda x: test(x, bound)
        inner = left.how if isinstance(left, Tracer) else None
        if inner is not None and inner.op in _ABS:
            yield inner.operands[0], lambda x: test(abs(x), bound)
    elif isinstance(left, Const) and isinstance(left.value, (int, float)):
        bound = float(left.value)
        yield right, lambda x: test(bound, x)


def _partial(value: Value, tested: Value, depth: int = _DEEPEST) -> Iterator[tuple[Made, Region]]:
    """The operations on `tested` in the making of a value that have no finite derivative."""
    made = value.how if isinstance(value, Tracer) else None
    if made is None or not depth:
        return
    operand, region = _region(made)
    depends = any(map(_differentiated, made.operands))
    known = depends and operand is not None and _same(operand, tested)
    if known and region is not None and _reaches(tested, region):
        yield made, region
    if made.op in _LINEAR or made.op in REGIONS or made.op in QUOTIENTS:
        for below in made.operands:
            yield from _partial(below, tested, depth - 1)


def _region(made: Made) -> tuple[Value | None, Region | None]:
    """The operand on which an operation may have no finite derivative, and where."""
    operands = made.operands
    if made.op in REGIONS:
        return operands[0], REGIONS[str(made.op)]
    if len(operands) == 2 and (made.op is ast.Div or made.op in QUOTIENTS):
        return operands[1], REGIONS["jax.numpy.reciprocal"]
    exponent = operands[1] if made.op is ast.Pow and len(operands) == 2 else None
    if isinstance(exponent, Const) and isinstance(exponent.value, (int, float)):
        return operands[0], power_region(exponent.value)
    return None, None


def _same(a: Value, b: Value) -> bool:
    if isinstance(a, Tree) and isinstance(b, Tree):
        return a.cells is b.cells
    return a is b


def _reaches(value: Value, region: Region, depth: int = _DEEPEST) -> bool:
    """Whether nothing keeps a value out of the region: not sure of what many functions make."""
    made = value.how if isinstance(value, Tracer) else None
    if made is None:
        return isinstance(value, (Tracer, Tree))
    constant = any(isinstance(operand, Const) for operand in made.operands)
    if not depth or made.op not in REACHING or (made.op is ast.Add and constant):
        return False
    if made.op in POSITIVE and not region(0.0):
        return False
    parts = [v for v in made.operands if isinstance(v, (Tracer, Tree))]
    return all(_reaches(part, region, depth - 1) for part in parts)


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
