"""Tests that ask what sort of value there is, and so may keep tracers out of either arm.

Nothing is claimed behind them of the names that they ask of. The test may be made by a function, or
be kept in a variable first.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.libraries.host import PACKAGES as HOST_PACKAGES
from flake8_jax.source.walking import walk
from flake8_jax.values.arrays import Opaque, Tracer, Tree
from flake8_jax.values.base import Unknown, Value
from flake8_jax.values.cells import MISSING
from flake8_jax.values.functions import Bound, External, Function, Imported, Scope

_TYPE: Final = External("builtins.type")
_ISINSTANCE: Final = External("builtins.isinstance")
_UNSEEN: Final = (Unknown, Opaque, Imported)
_OTHERS: Final = sys.stdlib_module_names | HOST_PACKAGES | {"numpy", "scipy"}
"""Packages whose functions know no tracers."""
_STEPS: Final = 8
"""Assignments that are followed to where a text comes from."""
_SORTS: Final = frozenset({"isinstance", "type"})

Forget = Callable[[ast.expr], None]
"""Takes back what is known of a name."""


def forget_what_is_guarded(it: Interpreter, test: ast.expr, forget: Forget) -> None:
    """A test holds, or fails: forgets the names of whose sort it may ask.

    Functions that are not seen may well do so; so does who asks for the type.
    """
    for name in _operands(test):
        for source in _sources(it, name):
            for subject in _asked_of(it, source, kept=True):
                forget(subject)
    if type(test) is ast.Name:
        return
    for subject in _asked_of(it, test, kept=False):
        forget(subject)
    if _tells_apart(it, test):
        for slot, value in list(it.frame.scope.cells.items()):
            if isinstance(slot, str) and isinstance(value, (Tracer, Tree)):
                forget(ast.Name(slot, ast.Load()))


def _tells_apart(it: Interpreter, test: ast.expr) -> bool:
    """Whether a text that some function made of a value is compared: the library that it is of.

    Code for several libraries keeps all of its values to one, so no arm knows of any what it is.
    """
    if not isinstance(test, ast.Compare) or not _is_text(test.comparators[0]):
        return False
    waiting, seen = [test.left], 0
    while waiting and seen < _STEPS:
        seen += 1
        source = waiting.pop()
        if isinstance(source, ast.Name):
            waiting.extend(_sources(it, source.id))
        elif isinstance(source, ast.Call) and any(True for _ in _asked_of(it, source, kept=False)):
            return True
    return False


def _is_text(shown: ast.expr) -> bool:
    parts = shown.elts if isinstance(shown, (ast.Tuple, ast.List, ast.Set)) else [shown]
    return all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts)


def _operands(test: ast.expr) -> Iterator[str]:
    """The names whose bare truth is tested."""
    if isinstance(test, ast.Name):
        yield test.id
    elif isinstance(test, ast.UnaryOp):
        yield from _operands(test.operand)
    elif isinstance(test, ast.BoolOp):
        for operand in test.values:
            yield from _operands(operand)


def _sources(it: Interpreter, name: str) -> tuple[ast.expr, ...]:
    """What the function that runs assigns to a name."""
    if it.frame.function is None:
        return ()
    node = it.frame.function.node
    kept = it.callers.kept.get(id(node))
    if kept is None:
        kept = it.callers.kept[id(node)] = _kept(node)
    return kept.get(name, ())


def _kept(function: ast.AST) -> dict[str, tuple[ast.expr, ...]]:
    """The assignments to names in a function that may keep such a test."""
    found: dict[str, tuple[ast.expr, ...]] = {}
    for node in walk(function):
        if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        targets, values = [target], [node.value]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            targets, values = target.elts, [*node.value.elts]
        for one, value in zip(targets, values, strict=False):
            if isinstance(one, ast.Name) and value is not None:
                found[one.id] = (*found.get(one.id, ()), value)
    return found


def _asked_of(it: Interpreter, test: ast.expr, kept: bool) -> Iterator[ast.expr]:
    """The names of whose sort a test may ask; of one that is made on the spot, arms know more."""
    for node in walk(test):
        if isinstance(node, ast.Attribute) and node.attr == "__class__":
            yield node.value
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
            if not is_plain(node.func):
                continue
            callee = it.evaluate(node.func)
            if _asks(it, callee, set()) or (kept and callee == _ISINSTANCE):
                yield node.args[0]


def is_plain(expression: ast.expr) -> bool:
    """A constant, or a name and attributes of it: only a property may do something twice."""
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    return isinstance(expression, (ast.Name, ast.Constant))


@contextmanager
def unheard(it: Interpreter) -> Iterator[None]:
    """Looks at values once more: nobody hears of what that does, and none of it stays.

    A property, and iterating over an instance, run code of the program.
    """
    listeners, mark = it.listeners, it.journal.mark()
    it.listeners = {}
    try:
        yield
    finally:
        it.listeners = listeners
        it.journal.rollback(mark)


def reread(it: Interpreter, expression: ast.expr) -> Value:
    """The value of a plain expression that was evaluated already."""
    if not isinstance(expression, ast.Attribute):
        return it.evaluate(expression)
    with unheard(it):
        return it.evaluate(expression)


def _asks(it: Interpreter, callee: Value, seen: set[int]) -> bool:
    """Whether a function may ask for the sort of its argument."""
    if isinstance(callee, Bound):
        callee = callee.function
    if isinstance(callee, External):
        return callee == _TYPE or _is_untold(it, callee.path)
    if not isinstance(callee, Function):
        return isinstance(callee, _UNSEEN)
    if id(callee.node) in seen:
        return False
    seen.add(id(callee.node))
    for node in walk(callee.node):
        if isinstance(node, ast.Attribute) and node.attr == "__class__":
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            inner = _found(callee.scope, name)
            if name in _SORTS or (inner is not None and _asks(it, inner, seen)):
                return True
    return False


def _is_untold(it: Interpreter, path: str) -> bool:
    """Whether it is a function of a library of which the tables tell nothing."""
    told = path in EXTERNALS or it.library.row(path) is not None
    return not told and path.partition(".")[0] not in _OTHERS


def _found(scope: Scope | None, name: str) -> Value | None:
    while scope is not None:
        value = scope.cells.get(name, MISSING)
        if value is not MISSING:
            return value if isinstance(value, Value) else None
        scope = scope.parent
    return None
