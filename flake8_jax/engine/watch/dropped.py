"""Values that a statement computes and throws away."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.events import Discarded
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.syntax.guards import is_plain
from flake8_jax.source.walking import walk
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.functions import External, Function

_PURE: Final = ("jax.numpy.", "jax.lax.", "jax.nn.")


def tell_if_dropped(
    it: Interpreter, path: str, value: Value, node: ast.expr, key: str = ""
) -> None:
    """Tells of a value that is computed for nothing, unless the call is expected to fail."""
    if node is it.dropped and not it.guarded:
        root = it.callers.name or it.frame.name
        it.emit(Discarded(node, path, value, key, it.abstract_trace(), it.frame.name, root))


def tell_dropped_copy(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> None:
    """Tells of a changed copy of a pytree that is made for nothing."""
    if path != "jax.tree.map" or _only_computes(it, first(args)):
        tell_if_dropped(it, path, UNKNOWN, node)


def _only_computes(it: Interpreter, function: Value) -> bool:
    """Whether a function is one expression that has no effect for sure."""
    if not isinstance(function, Function) or not isinstance(function.node, ast.Lambda):
        return False
    if isinstance(function.node.body, (ast.Constant, ast.Name)):
        return False  # it only shows that trees have one structure
    calls = [n.func for n in walk(function.node.body) if isinstance(n, ast.Call)]
    return all(is_plain(called) and _is_pure(it.evaluate(called)) for called in calls)


def _is_pure(function: Value) -> bool:
    return isinstance(function, External) and function.path.startswith(_PURE)
