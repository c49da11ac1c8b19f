"""Constant indices past the end of an array whose size is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from flake8_jax.engine.events import OutOfBounds
from flake8_jax.engine.jax.indexing import expanded
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.avals import Aval
from flake8_jax.values.base import Array, Const, Static, Value
from flake8_jax.values.containers import List, Slice

_PLACED = (Const, Static, Slice, List)
"""Items of an index of which it is known how many axes they take."""


def check_bounds(
    it: Interpreter, aval: Aval, operands: Sequence[Value], node: ast.expr, update: bool
) -> None:
    """Tells of a constant of the index `node` that lies outside of its axis."""
    if aval.shape is None or not isinstance(node, ast.Subscript) or not _sure(it):
        return
    if type(node.ctx) is not ast.Load or not all(map(_is_placed, operands)):
        return
    whole = expanded(aval.shape, operands)
    if whole is None:
        return
    axis = 0
    for item in whole:
        if item == Const(None):
            continue
        size = aval.shape[axis]
        for index in _constants(item):
            # An empty array raises.
            if size and not -size <= index < size:
                shown = _expression(node.slice, operands, item)
                it.emit(OutOfBounds(shown, node.value, index, axis, size, update))
        axis += 1


def _sure(it: Interpreter) -> bool:
    """Whether nothing decides if the index is reached: such a test may well know the size."""
    frame = it.frame
    left = any(loop.breaks or loop.continues for loop in frame.loops)
    return not it.undecided and not frame.exits and not left


def _is_placed(item: Value) -> bool:
    if isinstance(item, (Tracer, Array)):
        # A mask takes as many axes as it has.
        return item.aval.dtype not in (None, "bool")
    return isinstance(item, _PLACED) and not (
        isinstance(item, Const) and isinstance(item.value, bool)
    )


def _constants(item: Value) -> Iterator[int]:
    items = (item.items.known or ()) if isinstance(item, List) else (item,)
    for one in items:
        if isinstance(one, Const) and type(one.value) is int:
            yield one.value


def _expression(index: ast.expr, operands: Sequence[Value], item: Value) -> ast.expr:
    """The expression of one item of an index."""
    if isinstance(index, ast.Tuple) and len(index.elts) == len(operands):
        for expression, value in zip(index.elts, operands, strict=True):
            if value is item and not isinstance(expression, ast.Starred):
                return expression
    return index
