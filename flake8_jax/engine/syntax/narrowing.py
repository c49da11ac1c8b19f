"""What a test says of a value on the path where it holds, or where it fails."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.containers import NOT_NONE, TRUTH, learn
from flake8_jax.engine.syntax.guards import forget_what_is_guarded, is_plain, reread
from flake8_jax.values.arrays import Form, Opaque, Tracer, Tree
from flake8_jax.values.base import NONE, STATIC, UNKNOWN, Unknown, Value
from flake8_jax.values.cells import Fact
from flake8_jax.values.functions import External, Scope

_UNSURE = (Unknown, Opaque, Tree, Tracer)
_ARRAYS = frozenset({"jax.Array", "jax.core.Tracer", "jax.numpy.ndarray"})
_ISINSTANCE = External("builtins.isinstance")
_HASATTR = External("builtins.hasattr")
DOUBTED = ("doubted",)
"""The slot of a scope's cells that is filled where something unknown is taken for missing.

A value that is computed only where none was given is often one that the caller gives under a trace;
so is an array where something else is expected.
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
    else:
        _forget(it, test, holds)


def _forget(it: Interpreter, test: ast.expr, holds: bool) -> None:
    """Forgets what one of several tests would tell: nothing says which one it was."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        _forget(it, test.operand, not holds)
    elif isinstance(test, ast.BoolOp):
        for operand in test.values:
            _forget(it, operand, holds)
    elif isinstance(test, ast.Call) and _shown(it, test, holds) is not None:
        _refine(it, test.args[0], UNKNOWN)


def _named(it: Interpreter, test: ast.Name, holds: bool) -> None:
    learn(it, it.lookup(test.id), TRUTH, holds)


def _part(it: Interpreter, test: ast.Attribute, holds: bool) -> None:
    if is_plain(test):
        learn(it, reread(it, test), TRUTH, holds)


def _compared(it: Interpreter, test: ast.Compare, holds: bool) -> None:
    op, other = test.ops[0], test.comparators[0]
    if type(op) not in _IDENTITY or len(test.ops) > 1:
        return
    is_none = isinstance(other, ast.Constant) and other.value is None
    if not is_none or not is_plain(test.left):
        return
    absent = isinstance(op, ast.Is) is holds
    value = reread(it, test.left)
    learn(it, value, NOT_NONE, not absent)
    if absent and it.traces:
        _doubt(it, value)
    if absent:
        _refine(it, test.left, NONE)


def _called(it: Interpreter, test: ast.Call, holds: bool) -> None:
    value = _shown(it, test, holds)
    if value is None:
        return
    if it.traces and not holds and value is UNKNOWN and is_plain(test.args[0]):
        _doubt(it, reread(it, test.args[0]))
    _refine(it, test.args[0], value)


def _doubt(it: Interpreter, value: Value) -> None:
    """Code that runs only if a value is missing, or no array, may well never run under a trace."""
    unknown = isinstance(value, (Unknown, Opaque))
    if unknown or (isinstance(value, Tree) and value.form is not Form.OPTIONAL):
        it.write(it.frame.scope.cells, DOUBTED, Fact(holds=True))


def _shown(it: Interpreter, test: ast.Call, holds: bool) -> Value | None:
    """What a test of the type of its first argument shows that to be; None if that is nothing."""
    if len(test.args) != 2 or not isinstance(test.func, ast.Name):
        return None
    called = it.evaluate(test.func)
    if type(called) is not External:
        return None
    if called == _ISINSTANCE:
        return _instance_of(it, test.args[1], holds)
    # Who asks for `shape` and the like asks for an array.
    return UNKNOWN if called == _HASATTR and not holds else None


def _instance_of(it: Interpreter, classes: ast.expr, holds: bool) -> Value | None:
    kinds = classes.elts if isinstance(classes, ast.Tuple) else [classes]
    paths = {k.path if isinstance(k := it.evaluate(e), External) else "" for e in kinds}
    if paths & _ARRAYS:
        # What is none of these is not traced; what is one of several may be either.
        return None if holds else UNKNOWN
    if not holds:
        return None
    return STATIC if paths <= _SCALARS else UNKNOWN


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
    """Whether this code runs only if something unknown is missing, or is no array."""
    scope: Scope | None = it.frame.scope
    while scope is not None:
        if DOUBTED in scope.cells:
            return True
        scope = scope.parent
    return False
