"""Telling the rules what is stored where."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

from flake8_jax.engine.events import Into, Store
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.trace import Trace
from flake8_jax.values.arrays import Indexer, Tracer, Tree
from flake8_jax.values.base import NONE, Array, Value
from flake8_jax.values.boxes import Box
from flake8_jax.values.cells import Cells
from flake8_jax.values.keys import Key, Keys

_ARRAYS: Final = frozenset({Array, Tracer, Tree, Key, Keys, Indexer})


def tell_stored(
    it: Interpreter,
    node: ast.stmt | ast.expr,
    target: ast.expr,
    into: Into,
    owner: Value | None,
    key: Value,
    value: Value | None,
    cells: Cells | None = None,
) -> None:
    """Tells that `value` is stored in `owner`, or in the variables held by `cells`."""
    if type(owner) is Box or (not it.traces and type(owner) not in _ARRAYS):
        # The library that made a box carries what is stored in it out of the trace.
        return
    if it.listens(Store):
        trace = it.traces[-1] if it.traces else None
        made = getattr(owner, "cells", None) if cells is None else cells
        outlives = None if made is None else _outlived(it, made)
        it.emit(Store(node, target, into, owner, key, value, trace, outlives, it.guarded > 0))


def tell_added(it: Interpreter, node: ast.expr, owner: Value, values: Iterable[Value]) -> None:
    """Tells that a call of a method puts `values` into a container."""
    if it.traces and isinstance(node, ast.Call):
        target = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        for value in values:
            tell_stored(it, node, target, Into.METHOD, owner, NONE, value)


def _outlived(it: Interpreter, made: Cells) -> Trace | None:
    """The innermost trace that began after these cells were made."""
    return next((t for t in reversed(it.traces) if made.serial <= t.serial), None)
