"""Loops that build something: each round does its own to an object that is not seen."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.syntax.guards import is_plain
from flake8_jax.engine.watch.flows import names
from flake8_jax.libraries import is_modest
from flake8_jax.source.walking import walk
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import Unknown, Value
from flake8_jax.values.functions import External, Imported

_UNSEEN: Final = (Unknown, Opaque, Imported)


def builds(it: Interpreter, loop: ast.stmt | ast.comprehension) -> bool:
    """Whether a loop calls, for the effect alone, what is not seen with the number of the round.

    A gate is put on each wire of a circuit, say. A loop of JAX, which runs its body once, would do
    that once.
    """
    if not isinstance(loop, ast.For):
        return False
    counted = {name for part in walk(loop) for name in _bound(part)}
    return any(_acts(it, part, counted) for part in walk(loop))


def _bound(part: ast.AST) -> set[str]:
    return names([part.target], ast.Store) if isinstance(part, ast.For) else set()


def _acts(it: Interpreter, part: ast.AST, counted: set[str]) -> bool:
    call = part.value if isinstance(part, ast.Expr) else None
    if not isinstance(call, ast.Call) or not is_plain(call.func):
        return False
    given = names([*call.args, *(keyword.value for keyword in call.keywords)])
    return not given.isdisjoint(counted) and _is_unseen(it.evaluate(call.func))


def _is_unseen(callee: Value) -> bool:
    if isinstance(callee, External):
        return not is_modest(callee.path)
    return isinstance(callee, _UNSEEN)
