"""What varies between the rounds of a loop, by the names that code reads and binds.

A function is made anew on purpose if it depends on what makes one round differ from another: its
layer size, say. These are questions to a few statements, asked where a fault is about to be told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flake8_jax.source.walking import walk
from flake8_jax.values import kinds

Region = ast.For | ast.AsyncFor | ast.While | ast.FunctionDef | ast.AsyncFunctionDef | ast.expr
"""A loop (a comprehension is an expression) or a function."""
REGIONS: Final = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef, ast.expr)
_MANY: Final = 3
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LEAVING: Final = (ast.Return, ast.Break, ast.Continue, ast.Raise)
_ORDERS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_FREE: Final = (ast.Name, ast.Constant, ast.UnaryOp, ast.BoolOp, ast.BinOp, ast.Compare)


def names(nodes: Iterable[ast.AST], context: type = ast.Load) -> set[str]:
    """The names that code reads, or binds."""
    return {
        inner.id
        for node in nodes
        for inner in walk(node)
        if isinstance(inner, ast.Name) and type(inner.ctx) is context
    }


def free_names(node: ast.AST) -> set[str]:
    """The names that code reads and does not bind itself, where it is a function."""
    found = names([node])
    for inner in walk(node):
        if isinstance(inner, _FUNCTIONS):
            spec = inner.args
            found -= {a.arg for a in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}
            found -= {a.arg for a in (spec.vararg, spec.kwarg) if a is not None}
            if not isinstance(inner, ast.Lambda):
                found -= names(inner.body, ast.Store)
        elif isinstance(inner, ast.comprehension):
            found -= names([inner.target], ast.Store)
    return found


def body_of(region: Region) -> Sequence[ast.AST]:
    """What runs again in each round, or each call."""
    if isinstance(region, ast.expr):
        parts = [getattr(region, part, None) for part in ("elt", "key", "value")]
        found: list[ast.AST] = [part for part in parts if part is not None]
        return found if hasattr(region, "generators") else [region]
    return region.body


def few_rounds(region: ast.AST) -> bool:
    """Whether a loop is written for one round or two: to compare them, say."""
    generators: list[ast.comprehension] = getattr(region, "generators", [])
    source = generators[0].iter if len(generators) == 1 else getattr(region, "iter", None)
    if isinstance(source, (ast.Tuple, ast.List)):
        return len(source.elts) < _MANY
    if not isinstance(source, ast.Call) or names([source.func]) != {"range"}:
        return False
    last = source.args[0] if len(source.args) == 1 else None
    number = last.value if isinstance(last, ast.Constant) else None
    return isinstance(number, int) and number < _MANY


# -- what runs every time ----------------------------------------------------------------------


def runs_every_time(region: Region, target: ast.AST) -> bool:
    """Whether each round of a loop, or each call of a function, runs a part of it.

    A test that may well hold again and again, such as one for every tenth round, is no matter.
    """
    body = body_of(region)
    rebound = names(body, ast.Store) if isinstance(region, (ast.For, ast.While)) else set()
    if isinstance(region, (ast.For, ast.AsyncFor, ast.While)) and _leaves(region.body):
        return False
    return _reaches(body, target, rebound)


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a round always ends the loop."""
    for statement in body:
        if isinstance(statement, (ast.Return, ast.Break, ast.Raise)):
            return True
        if isinstance(statement, (ast.With, ast.Try)) and _leaves(statement.body):
            return True
    return False


def _reaches(nodes: Sequence[ast.AST], target: ast.AST, rebound: set[str]) -> bool:
    for node in nodes:
        if any(inner is target for inner in walk(node)):
            return node is target or _enters(node, target, rebound)
        if isinstance(node, ast.If) and _holds_again(node.test, rebound):
            continue
        if isinstance(node, (ast.If, ast.Try, ast.Match)) and _may_leave(node):
            return False
    return False


def _may_leave(node: ast.AST) -> bool:
    return any(isinstance(inner, _LEAVING) for inner in walk(node))


def _enters(node: ast.AST, target: ast.AST, rebound: set[str]) -> bool:
    """Whether a part of a statement runs whenever the statement does."""
    if isinstance(node, (ast.IfExp, ast.BoolOp, ast.Match, ast.Lambda, ast.ClassDef)):
        return False
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _reaches(node.decorator_list, target, rebound)
    if isinstance(node, (ast.If, ast.While)):
        if any(inner is target for inner in walk(node.test)):
            return True
        again = isinstance(node, ast.While) or _holds_again(node.test, rebound)
        return again and (
            _reaches(node.body, target, rebound) or _reaches(node.orelse, target, rebound)
        )
    if isinstance(node, ast.Try):
        return _reaches([*node.body, *node.orelse, *node.finalbody], target, rebound)
    return _reaches(list(ast.iter_child_nodes(node)), target, rebound)


def _holds_again(test: ast.expr, rebound: set[str]) -> bool:
    """Whether a test that holds once can be taken to hold often."""
    parts = [n for n in walk(test) if isinstance(n, ast.expr)]
    if any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mod) for n in parts):
        return True
    if not all(isinstance(n, _FREE) for n in parts):
        return False
    compared = [o for n in parts if isinstance(n, ast.Compare) for o in n.ops]
    if compared:
        return all(isinstance(o, _ORDERS) for o in compared)
    return names([test]).isdisjoint(rebound)


def is_given(region: Region, target: ast.AST) -> bool:
    """Whether a part of a region is an argument of a call, which may keep it or leave it."""
    for part in body_of(region):
        for node in walk(part):
            if isinstance(node, ast.Call) and (
                target in node.args or any(k.value is target for k in node.keywords)
            ):
                return True
    return False


# -- what varies -------------------------------------------------------------------------------


@kinds.value
class Binding:
    """Code that binds names: from what, and whether by a call, which may return what it likes."""

    names: frozenset[str]
    source: ast.AST
    calls: bool


def bindings(body: Iterable[ast.AST]) -> Iterator[Binding]:
    """The assignments in some code; one to an item changes what holds it."""
    for statement in body:
        for node in walk(statement):
            source: ast.AST | None = None
            targets: list[ast.AST] = []
            if isinstance(node, ast.Assign):
                source, targets = node.value, [*node.targets]
            elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)):
                source, targets = node.value, [node.target]
            elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
                source, targets = node.iter, [node.target]
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield Binding(frozenset([node.name]), node, False)
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                source, targets = node.context_expr, [node.optional_vars]
            if source is not None:
                calls = any(isinstance(n, ast.Call) for n in walk(source))
                stored = (t.value for t in targets if isinstance(t, ast.Subscript))
                changed = {base.id for base in stored if isinstance(base, ast.Name)}
                yield Binding(frozenset(names(targets, ast.Store) | changed), source, calls)


def varying(region: Region, given: set[str], stable: set[str]) -> set[str]:
    """The names in a loop or function that differ from round to round.

    `given` are those that do already. What a call returns may always differ, unless it is bound to
    a name that is `stable`: then it does if the arguments do.
    """
    body = body_of(region)
    found = set(given)
    if isinstance(region, (ast.For, ast.AsyncFor)):
        found |= names([region.target], ast.Store)
    for generator in getattr(region, "generators", ()):
        found |= names([generator.target], ast.Store)
    bound = list(bindings(body))
    if isinstance(region, (ast.For, ast.AsyncFor, ast.While)):
        found |= _carried(region.body)
    before = -1
    while before != len(found):
        before = len(found)
        for one in bound:
            unknown = one.calls and not one.names <= stable
            if unknown or not found.isdisjoint(free_names(one.source)):
                found |= one.names
    return found


def chosen(region: Region, differs: set[str]) -> set[str]:
    """The names that a region binds in an arm of a test of what differs from round to round."""
    found: set[str] = set()
    for part in body_of(region):
        for node in walk(part):
            if isinstance(node, ast.If) and not names([node.test]).isdisjoint(differs):
                for one in bindings([*node.body, *node.orelse]):
                    found |= one.names
    return found


def _carried(body: Sequence[ast.stmt]) -> set[str]:
    """Names that a round reads before it binds them: the round before has left something there."""
    found: set[str] = set()
    seen: set[str] = set()
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.AugAssign):
                found |= names([node.target], ast.Store)
        found |= names([statement], ast.Store) & (names([statement]) | seen)
        seen |= names([statement])
    return found


def tainted(
    function: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.AST, of: set[str]
) -> set[str]:
    """The parameters of a function that are given what varies, by a call."""
    spec = function.args
    params = [a.arg for a in (*spec.posonlyargs, *spec.args)]
    if not isinstance(call, ast.Call):
        return set(params)
    found: set[str] = set()
    receiver = isinstance(call.func, ast.Attribute) and params[:1] in (["self"], ["cls"])
    if not of.isdisjoint(names([call.func])):
        found |= set(params[:1]) if receiver else set(params)
    for index, given in enumerate(call.args, int(receiver)):
        if not of.isdisjoint(free_names(given)):
            found |= (
                set(params) if isinstance(given, ast.Starred) else set(params[index : index + 1])
            )
            if index >= len(params) and spec.vararg is not None:
                found.add(spec.vararg.arg)
    for keyword in call.keywords:
        if not of.isdisjoint(free_names(keyword.value)):
            found |= set(params) if keyword.arg is None else {keyword.arg}
            found |= set() if spec.kwarg is None else {spec.kwarg.arg}
    return found


def hands_on(region: ast.AST, call: ast.AST) -> bool:
    """Whether a call takes what it returned in the round before: a step of a computation."""
    for statement in walk(region):
        if isinstance(statement, ast.Assign) and any(n is call for n in walk(statement.value)):
            return not names(statement.targets, ast.Store).isdisjoint(names([call]))
    return False


def stored_by(loop: ast.For) -> frozenset[object]:
    """The names, attributes and constant items that each round binds to what the loop gives it.

    Only what is made of the loop's variable without a test or a remainder: that is another value.
    """
    given = names([loop.target], ast.Store)
    found: set[object] = set(given)
    for statement in loop.body:
        value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
        if value is None or given.isdisjoint(names([value])) or _repeats(value):
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name):
                given.add(target.id)
                found.add(target.id)
            elif isinstance(target, ast.Attribute):
                found.add(target.attr)
            elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                found.add(("item", target.slice.value))
    return frozenset(found)


def _repeats(value: ast.expr) -> bool:
    """Whether an expression may well give the same for different operands."""
    return any(
        isinstance(node, (ast.Compare, ast.BoolOp, ast.IfExp, ast.Mod, ast.FloorDiv, ast.Subscript))
        for node in walk(value)
    )
