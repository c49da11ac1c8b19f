"""Telling the rules what is stored where."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

from flake8_jax.engine.events import Into, Store
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.trace import Trace
from flake8_jax.engine.watch.effects import keeps, note
from flake8_jax.values.arrays import Indexer, Tracer, Tree
from flake8_jax.values.base import NONE, Array, Const, Value
from flake8_jax.values.boxes import Box
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict, List
from flake8_jax.values.functions import Class, Instance
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
    made = getattr(owner, "cells", None) if cells is None else cells
    if it.traces and made is not None and it.stored is not None:
        _note(it, target, into, owner, key, value or NONE, made, node)
    if it.listens(Store):
        trace = it.traces[-1] if it.traces else None
        outlives = None if made is None else _outlived(it, made)
        it.emit(Store(node, target, into, owner, key, value, trace, outlives, it.guarded > 0))


def tell_added(it: Interpreter, node: ast.expr, owner: Value, values: Iterable[Value]) -> None:
    """Tells that a call of a method puts `values` into a container."""
    if it.traces and isinstance(node, ast.Call):
        target = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        for value in values:
            tell_stored(it, node, target, Into.METHOD, owner, NONE, value)


def _note(
    it: Interpreter,
    target: ast.expr,
    into: Into,
    owner: Value | None,
    key: Value,
    value: Value,
    cells: Cells,
    node: ast.stmt | ast.expr,
) -> None:
    """Notes what may be left when the trace ends, in names, instances, classes, lists and dicts."""
    if into is Into.NAME or (isinstance(owner, (Instance, Class)) and keeps(it, owner)):
        name = key.value if isinstance(key, Const) else None
        note(it, cells, name, value, target, target)
    elif isinstance(owner, (List, Dict)):
        at = node if isinstance(node, ast.expr) else target
        shown = target.value if isinstance(target, ast.Subscript) else target
        note(it, cells, ("item", _slot(target, into, key, value, node)), value, at, shown)


def _slot(
    target: ast.expr, into: Into, key: Value, value: Value, node: ast.stmt | ast.expr
) -> object:
    """What tells an item of a container from others, which it does not replace."""
    if into is not Into.ITEM:
        return (id(node), id(value))  # what is added by a method stands beside what is there
    if isinstance(key, Const):
        return key.value
    # A key that is not known is the same where it is written in the same way.
    return ("shown", ast.dump(target.slice if isinstance(target, ast.Subscript) else target))


def _outlived(it: Interpreter, made: Cells) -> Trace | None:
    """The innermost trace that began after these cells were made."""
    return next((t for t in reversed(it.traces) if made.serial <= t.serial), None)
