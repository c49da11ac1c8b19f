"""What a test says of a value on the path where it holds, or where it fails."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.containers import NOT_NONE, TRUTH, learn
from flake8_jax.engine.syntax.guards import forget_what_is_guarded, is_plain
from flake8_jax.values.arrays import Opaque, Tracer, Tree
from flake8_jax.values.base import NONE, STATIC, UNKNOWN, Unknown, Value
from flake8_jax.values.cells import Fact
from flake8_jax.values.functions import External, Scope

_UNSURE = (Unknown, Opaque, Tree, Tracer)
_ARRAYS = frozenset({"jax.Array", "jax.core.Tracer", "jax.numpy.ndarray"})
_ISINSTANCE = External("builtins.isinstance")
_HASATTR = External("builtins.hasattr")
DOUBTED = ("doubted",)
"""The slot of a scope's cells that is filled where something unknown is taken for missing.

A value that is computed only where none was given is often one that the caller gives under a trace.
"""
_SCALARS = frozenset(
    f"builtins.{name}" for name in ["int", "float", "bool", "str", "complex", "bytes", "type"]
)


def narrow(it: Interpreter, test: ast.expr, holds: bool) -> None:
    """Writes what is known of the names in `test` if it holds (or fails)."""
    if it.traces:
        forget_what_is_guarded(it, test, lambda name: _refine(it, name, UNKNOWN))
    _narrow(it, test, holds)


def _narrow(it: Interpreter, test: ast.expr, holds: bool) -> None:
    handler = _BY_TEST.get(type(test))
    if handler is not None:
        handler(it, test, holds)


def _negated(it: Interpreter, test: ast.UnaryOp, holds: bool) -> None:
    if isinstance(test.op, ast.Not):
        _narrow(it, test.operand, not holds)


def _several(it: Interpreter, test: ast.BoolOp, holds: bool) -> None:
    if isinstance(test.op, ast.And) is holds:
        for operand in test.values:
            _narrow(it, operand, holds)


def _named(it: Interpreter, test: ast.Name, holds: bool) -> None:
    learn(it, it.lookup(test.id), TRUTH, holds)


def _part(it: Interpreter, test: ast.Attribute, holds: bool) -> None:
    if is_plain(test):
        learn(it, it.evaluate(test), TRUTH, holds)


def _compared(it: Interpreter, test: ast.Compare, holds: bool) -> None:
    op, other = test.ops[0], test.comparators[0]
    if type(op) not in _IDENTITY or len(test.ops) > 1:
        return
    is_none = isinstance(other, ast.Constant) and other.value is None
    if not is_none or not is_plain(test.left):
        return
    absent = isinstance(op, ast.Is) is holds
    value = it.evaluate(test.left)
    learn(it, value, NOT_NONE, not absent)
    if absent and it.traces and isinstance(value, (Unknown, Opaque)):
        it.write(it.frame.scope.cells, DOUBTED, Fact(holds=True))
    if absent:
        _refine(it, test.left, NONE)


def _called(it: Interpreter, test: ast.Call, holds: bool) -> None:
    if len(test.args) != 2 or not isinstance(test.func, ast.Name):
        return
    called = it.evaluate(test.func)
    if type(called) is not External:
        return
    if called == _ISINSTANCE:
        _instance_of(it, test, holds)
    elif called == _HASATTR and not holds:
        # Who asks for `shape` and the like asks for an array.
        _refine(it, test.args[0], UNKNOWN)


def _instance_of(it: Interpreter, test: ast.Call, holds: bool) -> None:
    kinds = test.args[1].elts if isinstance(test.args[1], ast.Tuple) else [test.args[1]]
    paths = {k.path if isinstance(k := it.evaluate(e), External) else "" for e in kinds}
    if paths & _ARRAYS:
        # What is none of these is not traced; what is one of several may be either.
        if not holds:
            _refine(it, test.args[0], UNKNOWN)
    elif holds:
        _refine(it, test.args[0], STATIC if paths <= _SCALARS else UNKNOWN)


def _refine(it: Interpreter, subject: ast.expr, value: Value) -> None:
    if not isinstance(subject, ast.Name):
        return
    current = it.lookup(subject.id)
    if isinstance(current, _UNSURE):
        cells = it.bind(subject.id, value)
        it.narrowed.append(((id(cells), subject.id), value))


_IDENTITY: Final = frozenset({ast.Is, ast.IsNot})
_BY_TEST: Final[dict[type, Callable[..., None]]] = {
    ast.UnaryOp: _negated,
    ast.BoolOp: _several,
    ast.Compare: _compared,
    ast.Call: _called,
    ast.Name: _named,
    ast.Attribute: _part,
}


def doubted(it: Interpreter) -> bool:
    """Whether this code runs only if something unknown is missing."""
    scope: Scope | None = it.frame.scope
    while scope is not None:
        if DOUBTED in scope.cells:
            return True
        scope = scope.parent
    return False
