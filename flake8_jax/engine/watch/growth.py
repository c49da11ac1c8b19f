"""Arrays of another size in each round of a loop: those that grow, and those cut by a counter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import find
from flake8_jax.engine.syntax.guards import is_plain
from flake8_jax.engine.watch.counting import Counted, bound_once, called_path, items
from flake8_jax.engine.watch.flows import body_of, runs_every_time
from flake8_jax.libraries.growing import ARRAYS, GROWING
from flake8_jax.source.walking import walk
from flake8_jax.values.base import Value
from flake8_jax.values.containers import BOUNDED, List
from flake8_jax.values.functions import Function, Instance


def varies_in_shape(it: Interpreter, node: ast.expr, found: Counted) -> bool:
    """Whether an expression gives an array, or a list, of another size in each round."""
    if isinstance(node, ast.Name):
        source = bound_once(found.loop, node.id)
        if source is None:
            return _is_appended(it, node, found)
        return _grows(it, node, source) or (
            not isinstance(source, ast.Name) and varies_in_shape(it, source, found)
        )
    if isinstance(node, ast.Attribute):
        return any(_grows(it, target, source) for target, source in _stores(it, node, found))
    if isinstance(node, ast.Subscript):
        return any(_opens(part, found) for part in _index(node))
    if isinstance(node, ast.Call) and len(node.args) == 1 and called_path(it, node) in ARRAYS:
        parts = items(node.args[0]) or [node.args[0]]
        return any(varies_in_shape(it, part, found) for part in parts)
    return False


def _index(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _opens(part: ast.expr, found: Counted) -> bool:
    """Whether a slice has one bound that counts, so that it is longer or shorter each time."""
    if not isinstance(part, ast.Slice) or part.step is not None:
        return False
    bounds = [b for b in (part.lower, part.upper) if b is not None]
    return sum(found.varies(b) for b in bounds) == 1 and all(
        found.varies(b) or isinstance(b, ast.Constant) for b in bounds
    )


def _stores(
    it: Interpreter, node: ast.Attribute, found: Counted
) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Where each round sets an attribute, itself or by a method, if that is one place alone."""
    if not isinstance(found.loop, (ast.For, ast.While)) or not is_plain(node.value):
        return
    stores = list(_stored(found.loop, node.attr, ast.unparse(node.value)))
    owner = it.evaluate(node.value)
    for part in body_of(found.loop) if isinstance(owner, Instance) else ():
        for call in walk(part):
            function = call.func if isinstance(call, ast.Call) else None
            if not isinstance(function, ast.Attribute) or not isinstance(owner, Instance):
                continue
            if ast.unparse(function.value) != ast.unparse(node.value):
                continue
            method = find(owner.cls, function.attr)
            if not isinstance(method, Function) or not isinstance(method.node, ast.FunctionDef):
                return  # it may do anything
            me = method.node.args.args[0].arg if method.node.args.args else ""
            often = runs_every_time(found.loop, call)
            stores += (s if often else None for s in _stored(method.node, node.attr, me))
    if len(stores) == 1 and stores[0] is not None:
        yield stores[0]


def _stored(
    region: ast.For | ast.While | ast.FunctionDef, name: str, owner: str
) -> Iterator[tuple[ast.expr, ast.expr] | None]:
    """The assignments to an attribute; None for one that is not made each time."""
    for part in region.body:
        for inner in walk(part):
            if not isinstance(inner, ast.Attribute) or inner.attr != name:
                continue
            if type(inner.ctx) is ast.Load or ast.unparse(inner.value) != owner:
                continue
            single = isinstance(part, ast.Assign) and part.targets == [inner]
            yield (inner, part.value) if single and isinstance(part, ast.Assign) else None


def _grows(it: Interpreter, target: ast.expr, source: ast.expr) -> bool:
    """Whether a name or attribute is set to an array that holds all that it held, and more."""
    text = ast.unparse(target)
    if isinstance(source, ast.BinOp) and isinstance(source.op, ast.Add):
        name = target.id if isinstance(target, ast.Name) else ""
        longer = isinstance(it.lookup(name), List) and bool(items(source.right))
        return longer and ast.unparse(source.left) == text
    if (
        not isinstance(source, ast.Call)
        or not source.args
        or called_path(it, source) not in GROWING
    ):
        return False
    parts = items(source.args[0]) if len(source.args) == 1 or source.keywords else source.args[:2]
    parts = parts or source.args[:2]
    return [ast.unparse(part) for part in parts].count(text) == 1 and len(parts) > 1


def _is_appended(it: Interpreter, node: ast.Name, found: Counted) -> bool:
    """Whether a list gets an item in each round, and keeps them all."""
    value: Value = it.lookup(node.id)
    if not isinstance(value, List) or BOUNDED in value.cells:
        return False
    calls = [
        inner
        for inner in walk(found.loop)
        if isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Attribute)
        and isinstance(inner.func.value, ast.Name)
        and inner.func.value.id == node.id
    ]
    methods = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    if methods != {"append"} or found.rebinds(node.id):
        return False
    return any(runs_every_time(found.loop, call) for call in calls)
