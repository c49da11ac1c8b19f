"""One key used several times, on purpose.

``permutation(key, x)`` and ``permutation(key, y)`` put features and labels in one order.
``split(key, n)[i]`` takes another key for each ``i``, as ``fold_in`` does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.trace import Trace
from flake8_jax.libraries.rows import Function
from flake8_jax.source.walking import walk
from flake8_jax.values.base import Const, Static, TraceKind, Value
from flake8_jax.values.keys import Place, Pool, Use, UseKind


def pool_of(args: Arguments, row: Function, bound: Mapping[str, Value]) -> Pool | None:
    """The array of whose rows a sampler picks; None if it makes its own numbers."""
    name = row.shuffles or row.picks
    shown = args.expression(row.params.index(name), name) if name else None
    if shown is None:
        return None
    made = isinstance(bound.get(name), (Const, Static)) or not _is_part(shown)
    return Pool(shown, bool(row.shuffles), made) if row.shuffles or not made else None


def _is_part(shown: ast.expr) -> bool:
    return isinstance(shown, (ast.Name, ast.Attribute, ast.Subscript))


def keeps_together(
    it: Interpreter, first: Use, again: Use, loop: Place | None, shared: int
) -> bool:
    """Whether two draws with one key are of the same rows of different arrays.

    The ways to both are the same for `shared` places; they are rounds of the `loop`, if one is set.
    """
    one, other = first.pool, again.pool
    if one is None or other is None:
        return False
    if one.made or other.made:
        # The leaves of a pytree are put in one order, by the numbers of their rows.
        if loop is None or not isinstance(loop.node, ast.Call) or first.node is not again.node:
            return False
        return not _hands_out_rows(it, loop, shared)
    if loop is None and one.whole and other.whole and _elsewhere(first, again):
        # Helpers that shuffle what they are given, called with different things.
        return ast.dump(_step(first, shared)) != ast.dump(_step(again, shared))
    if first.within is not again.within:
        return False
    if loop is None:
        # Who picks at random of what it is not given may mean the choices to be independent.
        given = other.whole or _names([one.shown, other.shown]) <= _parameters(it)
        return given and _differ_alone(first.node, again.node, one.shown, other.shown)
    if first.node is not again.node:
        return False
    names = _names([one.shown])
    if not isinstance(loop.node, ast.Call):
        return one.whole and not names.isdisjoint(_targets(loop.node))
    # The leaves of a pytree, as `jax.tree.map` hands them out; `vmap` hands out rows.
    return not _hands_out_rows(it, loop, shared) and not names.isdisjoint(_parameters(it))


def numbered_apart(it: Interpreter, first: Use, again: Use) -> bool:
    """Whether two splits take keys by a number that is computed: ``split(key, n)[i]``."""
    if first.kind is not UseKind.SPLIT or again.kind is not UseKind.SPLIT:
        return False
    one = _number(it, first)
    if first.node is again.node or one is None:
        return one is not None
    other = _number(it, again)
    alike = ast.dump(first.node) == ast.dump(again.node)
    return other is not None and alike and ast.dump(one) != ast.dump(other)


def _number(it: Interpreter, use: Use) -> ast.expr | None:
    """What stands behind a split in brackets, if it is no constant."""
    whole = use.within or it.tree
    for node in walk(whole) if whole is not None else ():
        if isinstance(node, ast.Subscript) and node.value is use.node:
            names = any(isinstance(part, ast.Name) for part in walk(node.slice))
            return node.slice if names else None
    return None


def _elsewhere(first: Use, again: Use) -> bool:
    """Whether two draws are made by different functions, or by two calls of one."""
    return first.within is not again.within or first.node is again.node


def _step(use: Use, shared: int) -> ast.AST:
    """Where the way to a use leaves that to another one, with which it shares some places."""
    return use.places[shared].node if shared < len(use.places) else use.node


def _hands_out_rows(it: Interpreter, loop: Place, shared: int) -> bool:
    return any(_runs(trace, loop, shared) for trace in it.traces)


def _runs(trace: Trace, loop: Place, shared: int) -> bool:
    """Whether a trace belongs to what runs the rounds, or to something inside of them."""
    if trace.depth == shared:
        return trace.kind is TraceKind.BATCHED or trace.node is loop.node
    return trace.depth > shared


def _differ_alone(call: ast.expr, other: ast.expr, pool: ast.expr, another: ast.expr) -> bool:
    """Whether two calls differ in the array, and in nothing else."""
    if not isinstance(call, ast.Call) or not isinstance(other, ast.Call):
        return False
    rest = [_without(call, pool), _without(other, another)]
    return rest[0] == rest[1] and ast.dump(pool) != ast.dump(another)


def _without(call: ast.Call, pool: ast.expr) -> list[str]:
    """The callee and the arguments of a call but one."""
    parts = [call.func, *call.args, *(keyword.value for keyword in call.keywords)]
    return [ast.dump(part) for part in parts if part is not pool]


def _names(shown: Iterable[ast.expr]) -> set[str]:
    return {n.id for part in shown for n in walk(part) if isinstance(n, ast.Name)}


def _parameters(it: Interpreter) -> set[str]:
    if it.frame.function is None:
        return set()
    spec = it.frame.function.node.args
    return {a.arg for a in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}


def _targets(loop: ast.AST) -> set[str]:
    """The names that a loop binds to what it goes over."""
    parts = [loop, *getattr(loop, "generators", ())]
    found = [part.target for part in parts if hasattr(part, "target")]
    return _names(found)
