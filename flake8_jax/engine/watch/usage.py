"""How a function uses a parameter: whether an array would do in its place."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.libraries.rows import Caller
from flake8_jax.libraries.rows import Function as FunctionRow
from flake8_jax.source.walking import walk
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import UNKNOWN, Array, Value
from flake8_jax.values.containers import Dict
from flake8_jax.values.functions import External, Function, Instance, Scope

_DEEPEST: Final = 2
_THROUGH: Final = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.List, ast.keyword)


def used_as_array(
    it: Interpreter,
    function: Function,
    param: str,
    depth: int = _DEEPEST,
    given: Mapping[str, Value] = MappingProxyType({}),
) -> bool:
    """Whether a function surely does nothing with a parameter that a traced value cannot do.

    It is only calculated and compared with, given to JAX, or an index of an array; whatever else
    happens to it, such as a test or a size, may need a number of Python. What other parameters are
    `given` shows which of them are arrays.
    """
    parents = {
        id(child): node for node in walk(function.node) for child in ast.iter_child_nodes(node)
    }
    waiting, done = [param], {param}
    used = False
    while waiting:
        name = waiting.pop()
        for node in walk(function.node):
            if not isinstance(node, ast.Name) or node.id != name:
                continue
            if type(node.ctx) is not ast.Load:
                if name == param:
                    return False
                continue
            used = True
            further = _taken_by(it, function, node, parents, depth, given)
            if further is None:
                return False
            waiting.extend(further - done)
            done |= further
    return used


def _taken_by(
    it: Interpreter,
    function: Function,
    node: ast.expr,
    parents: dict[int, ast.AST],
    depth: int,
    given: Mapping[str, Value],
) -> set[str] | None:
    """The names that what is made of a value is bound to; None if that needs a Python number."""
    inner: ast.AST = node
    outer = parents[id(inner)]
    while isinstance(outer, _THROUGH) or (
        isinstance(outer, ast.Tuple) and not isinstance(parents[id(outer)], ast.Subscript)
    ):
        if isinstance(outer, ast.Compare) and not _is_ordering(outer):
            return None
        inner, outer = outer, parents[id(outer)]
    if isinstance(outer, ast.Return):
        return set()
    if isinstance(outer, ast.Lambda) and outer is not function.node:
        return None
    if isinstance(outer, (ast.Assign, ast.AugAssign)) and inner is outer.value:
        targets = outer.targets if isinstance(outer, ast.Assign) else [outer.target]
        bound = {t.id for t in targets if isinstance(t, ast.Name)}
        return bound if len(bound) == len(targets) else None
    if isinstance(outer, ast.Lambda):
        return set()
    if isinstance(outer, ast.Call) and inner is not outer.func:
        return set() if _takes(it, function, outer, inner, depth) else None
    return set() if _is_index(it, inner, outer, parents, given) else None


def _is_ordering(node: ast.Compare) -> bool:
    plain = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
    return len(node.ops) == 1 and isinstance(node.ops[0], plain)


def _is_index(
    it: Interpreter,
    inner: ast.AST,
    outer: ast.AST,
    parents: dict[int, ast.AST],
    given: Mapping[str, Value],
) -> bool:
    """Whether a value is an index of what only an array can be: ``x[:, i]``, ``x.at[i]``."""
    others: list[ast.expr] = []
    if isinstance(outer, ast.Tuple):
        others, outer = outer.elts, parents[id(outer)]
    if not isinstance(outer, ast.Subscript) or type(outer.ctx) is not ast.Load:
        return False
    if isinstance(outer.value, ast.Attribute) and outer.value.attr == "at":
        return True
    if any(isinstance(o, ast.Slice) or _is_ellipsis(o) for o in others):
        return True
    return isinstance(_part(it, outer.value, given), (Array, Tracer))


def _part(it: Interpreter, node: ast.expr, given: Mapping[str, Value]) -> Value:
    """What a parameter, or a part of one that is named, was given."""
    if isinstance(node, ast.Name):
        return given.get(node.id, UNKNOWN)
    if isinstance(node, ast.Attribute):
        owner = _part(it, node.value, given)
        return it.attribute(owner, node.attr) if isinstance(owner, Instance) else UNKNOWN
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        owner = _part(it, node.value, given)
        known = owner.entries.known if isinstance(owner, Dict) else {}
        return known.get(node.slice.value, UNKNOWN)
    return UNKNOWN


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _takes(it: Interpreter, function: Function, call: ast.Call, given: ast.AST, depth: int) -> bool:
    """Whether what is called takes a traced value as this argument."""
    if any(isinstance(a, ast.Starred) for a in call.args) or any(not k.arg for k in call.keywords):
        return False
    name = given.arg if isinstance(given, ast.keyword) else None
    index = next((i for i, a in enumerate(call.args) if a is given), len(call.args))
    callee = _resolved(it, function.scope, call.func)
    if isinstance(callee, Function):
        spec = callee.node.args
        params = [a.arg for a in (*spec.posonlyargs, *spec.args)]
        name = params[index] if name is None and index < len(params) else name
        return depth > 0 and name is not None and used_as_array(it, callee, name, depth - 1)
    row = it.library.row(callee.path) if isinstance(callee, External) else None
    if isinstance(row, Caller):
        return row.exclusive and index == 0
    if not isinstance(row, FunctionRow) or not isinstance(callee, External):
        return False
    param = row.params[index] if name is None and index < len(row.params) else name
    return callee.path.startswith("jax.") and not _sizes(row, param)


def _sizes(row: FunctionRow, param: str | None) -> bool:
    """Whether a parameter, or one that may be meant, must be static."""
    if param is None:
        return bool(row.static)
    return param.lstrip("*") in row.static


def _resolved(it: Interpreter, scope: Scope | None, node: ast.expr) -> Value:
    """What an expression such as ``jnp.where`` means around a function."""
    if isinstance(node, ast.Attribute):
        owner = _resolved(it, scope, node.value)
        return it.attribute(owner, node.attr) if isinstance(owner, External) else UNKNOWN
    while scope is not None and isinstance(node, ast.Name):
        found = scope.cells.get(node.id)
        if isinstance(found, Value):
            return found
        scope = scope.parent
    return UNKNOWN
