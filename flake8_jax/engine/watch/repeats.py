"""Functions that are made anew in each round of a loop, so that each is compiled anew.

JAX keeps a compiled program under the function itself. A function that was made in a round, or in a
call in one, is a new one.
"""

from __future__ import annotations

import ast
from collections.abc import Set
from typing import Final, TypeGuard

from flake8_jax.engine.events import Remade
from flake8_jax.engine.jax.tracing import signature
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import traits
from flake8_jax.engine.watch import flows
from flake8_jax.engine.watch.seeds import asks_numbers, is_test, reads_clock
from flake8_jax.libraries.traits import Trait
from flake8_jax.values import kinds
from flake8_jax.values.arrays import Form, Opaque
from flake8_jax.values.base import Array, NumpyArray, Value
from flake8_jax.values.cells import MISSING
from flake8_jax.values.containers import Dict, List, Tuple
from flake8_jax.values.functions import (
    Bound,
    Class,
    External,
    Function,
    Instance,
    Partial,
    Scope,
    Transformed,
)
from flake8_jax.values.keys import Key, Keys, Place
from flake8_jax.values.traced import items_of

_MADE: Final = (Function, Partial, Transformed, Bound)
_STABLE: Final = (Function, Partial, Transformed, Bound, External, Instance, Class)
"""What a call gives that is known to make such an object: it differs if its arguments do."""
_TRANSPARENT: Final = frozenset(
    {"property", "staticmethod", "classmethod", "override", "abstractmethod", "final", "overload"}
)
"""Decorators that leave it to the caller how often a function runs."""


@kinds.value
class Making:
    """A compiled function was made at `node`, reached through `places`, in a loop."""

    transformed: Transformed
    node: ast.expr
    places: tuple[Place, ...]
    loop: int
    """The number of the loop on the way."""


def made(it: Interpreter, transformed: Transformed, shown: ast.expr | None) -> None:
    """A function is compiled: remembers it if that is done again in the next round."""
    if it.traces or not it.listens(Remade) or it.config.jit_off:
        return
    loop = _loop(it, _since(transformed, shown))
    node = transformed.node
    if loop is not None and _again(it, transformed.function, shown, node, loop, _options(node)):
        it.callers.remade[id(transformed)] = Making(transformed, node, it.places, loop)


def called(it: Interpreter, transformed: Transformed) -> None:
    """A compiled function is called: tells of it if the round that made it does so."""
    making = it.callers.remade.get(id(transformed))
    if making is None or it.guarded:
        return
    made_at, now = making.places, it.places
    shared = 0
    for one, other in zip(made_at, now, strict=False):
        if one is not other:
            break
        shared += 1
    if shared <= making.loop:
        return
    node: ast.AST = making.node
    if shared < len(made_at):
        # A factory made it, which the loop calls.
        node = made_at[shared].node
        if made_at[shared].loop or _makes_object(made_at[shared]):
            return
    loop, below = made_at[making.loop], made_at[making.loop + 1 : shared]
    often = any(place.loop for place in now[shared:])
    if often and any(not place.loop for place in below):
        # It is made once for a loop of its own; that is wrong only if this is one step of many.
        step = next(place for place in below if not place.loop)
        if not (flows.hands_on(loop.node, step.node) or _goes_on(loop, step)):
            return
    name, _ = signature(transformed.function)
    it.emit(Remade(node, transformed.path, name, loop.node, False))  # type: ignore[arg-type]


def given(
    it: Interpreter, path: str, function: Value, shown: ast.expr | None, node: ast.expr
) -> None:
    """A function is given to what compiles it at once, such as ``lax.scan``."""
    if it.traces or it.guarded or shown is None or it.config.jit_off:
        return
    loop = _loop(it, _born(function, shown))
    # A function that a loop calls may well be meant to be jitted by others.
    if loop is None or not all(place.loop for place in it.places[loop:]) or not _is_eager(it):
        return
    if _again(it, function, shown, node, loop):
        name, _ = signature(function)
        it.emit(Remade(node, path, name, it.places[loop].node, True))  # type: ignore[arg-type]


def _is_eager(it: Interpreter) -> bool:
    """Whether the function that runs is surely not meant to be traced by who calls it.

    The program itself calls it, or it can be given nothing, or it needs numbers.
    """
    function = it.frame.function
    if not it.callers.root or function is None:
        return True
    spec, body = function.node.args, function.node.body
    named = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg)
    nothing = function.scope.parent is None and not any(named)
    return nothing or (isinstance(body, list) and asks_numbers(body))


def _since(transformed: Transformed, shown: ast.expr | None) -> float:
    """Since when the function that is compiled is what it is; -1 if JAX knows it by its content."""
    function = transformed.function
    if transformed.row.arrays_only:
        while _is_seen_through(function):
            function = function.function
        if isinstance(function, Bound):
            return -1
    return _born(function, shown)


def _is_seen_through(function: Value) -> TypeGuard[Transformed | Partial]:
    """Whether a function is a pytree, which two of are the same if they hold the same."""
    if isinstance(function, Partial):
        return function.pytree
    return isinstance(function, Transformed) and function.row.arrays_only


def _born(function: Value, shown: ast.expr | None) -> float:
    if isinstance(function, (Function, Partial)):
        return function.born
    if isinstance(function, Transformed):
        if function.row.kind is None or function.row.compiles:
            return -1
        return _born(function.function, None) if function.row.arrays_only else function.born
    if isinstance(function, Bound) and isinstance(shown, ast.Attribute):
        # A method is bound anew whenever it is read; that of a module of a library has a hash.
        receiver = function.receiver
        plain = isinstance(receiver, Instance) and not traits(receiver.cls) & Trait.PYTREE
        return float("inf") if plain and isinstance(function.function, Function) else -1
    return -1


def _loop(it: Interpreter, born: float) -> int | None:
    """The outermost loop on the way whose round is older than a function."""
    for index, place in enumerate(it.places):
        if place.loop and place.serial < born and not flows.few_rounds(place.node):
            return index
    return None


def _options(node: ast.expr) -> set[str]:
    """The names in what a transform is told besides the function."""
    if not isinstance(node, ast.Call):
        return set()
    return flows.names([*node.args[1:], *(keyword.value for keyword in node.keywords)])


def _again(
    it: Interpreter,
    function: Value,
    shown: ast.expr | None,
    node: ast.expr,
    loop: int,
    options: Set[str] = frozenset(),
) -> bool:
    """Whether the next round does the same again, for nothing."""
    way = it.places[loop:]
    if is_test(it) or any(place.module is not it.module for place in way):
        return False
    regions: list[flows.Region] = []
    for place in way:
        region = place.node if place.loop else _callee(place)
        if not isinstance(region, flows.REGIONS) or reads_clock(flows.body_of(region)):
            return False
        regions.append(region)
    targets = [*(place.node for place in way[1:]), node]
    if not all(map(flows.runs_every_time, regions, targets)) or flows.is_given(regions[-1], node):
        return False
    differs: set[str] = set()
    counts: set[str] = set()
    for place, region in zip(way, regions, strict=True):
        inner = region is regions[-1]
        if isinstance(region, (ast.FunctionDef, ast.AsyncFunctionDef)):
            differs = flows.tainted(region, place.node, differs)
            counts = flows.tainted(region, place.node, counts)
        differs = flows.varying(region, differs, _stable(it, region) if inner else set())
        counts = flows.varying(region, counts, flows.names(flows.body_of(region), ast.Store))
    if not counts.isdisjoint(options):
        return False  # each round asks for something else
    captured = _captured(it, function, shown, regions, way[0].serial)
    if any(isinstance(it.lookup(n), _MADE) for n in captured & flows.chosen(regions[-1], differs)):
        return False  # it is one of several functions
    return _from_data(it, captured & differs, differs, regions[-1])


def _callee(place: Place) -> ast.AST | None:
    """The function that a call runs, if nothing keeps its results."""
    if place.callee is None:
        return None
    node = place.callee.node
    for decorator in getattr(node, "decorator_list", ()):
        name = getattr(decorator, "attr", getattr(decorator, "id", ""))
        if name not in _TRANSPARENT and name not in ("setter", "getter"):
            return None
    return node


def _goes_on(loop: Place, step: Place) -> bool:
    """Whether a method is called in the same way in each round: it goes on where it was."""
    if step.callee is None or step.callee.owner is None or not isinstance(loop.node, ast.For):
        return False
    return flows.names([step.node]).isdisjoint(flows.varying(loop.node, set(), set()))


def _makes_object(place: Place) -> bool:
    return place.callee is None or place.callee.owner is not None


def _stable(it: Interpreter, region: flows.Region) -> set[str]:
    bound = flows.names(flows.body_of(region), ast.Store)
    return {name for name in bound if isinstance(it.lookup(name), _STABLE)}


def _captured(
    it: Interpreter,
    function: Value,
    shown: ast.expr | None,
    regions: list[flows.Region],
    since: float,
) -> set[str]:
    """The names on which a function depends that is made in the regions, `since` a round began."""
    found: set[str] = set()
    while isinstance(function, (Transformed, Partial, Bound)):
        # A decorator that wraps it hides it: there is no name by which it is given.
        function = function.function
    if isinstance(function, Function) and function.born > since:
        found |= flows.free_names(function.node)
    if shown is not None:
        found |= flows.free_names(shown)
    sources: dict[str, list[ast.AST]] = {}
    for region in regions:
        for one in flows.bindings(flows.body_of(region)):
            for name in one.names:
                sources.setdefault(name, []).append(one.source)
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        if not isinstance(it.lookup(name), _MADE):
            continue
        for source in sources.get(name, ()):
            more = flows.free_names(source) - found
            found |= more
            waiting.extend(more)
    return found


def _from_data(
    it: Interpreter, captured: set[str], differs: set[str], region: flows.Region
) -> bool:
    """Whether what differs could be arguments, and is made of nothing else that differs."""
    bound = list(flows.bindings(flows.body_of(region)))
    done: set[str] = set()
    waiting = list(captured)
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        # What the rest of the round will bind is looked for in what it is made of.
        if not _is_data(it.lookup(name)) and _is_bound(it, name):
            return False
        for one in bound:
            if name in one.names:
                waiting.extend(flows.free_names(one.source) & differs)
    return True


def _is_bound(it: Interpreter, name: str) -> bool:
    scope: Scope | None = it.frame.scope
    while scope is not None:
        if scope.cells.get(name, MISSING) is not MISSING:
            return True
        scope = scope.parent
    return False


def _is_data(value: Value) -> bool:
    """Whether a value can be an argument to be traced, or only leads to such values."""
    if isinstance(value, (Array, NumpyArray, Key, Keys, *_STABLE)):
        return not isinstance(value, (Instance, Class, External))
    if isinstance(value, Opaque):
        return value.form is Form.ARRAY
    if isinstance(value, (Tuple, List, Dict)):
        items = items_of(value)
        return bool(items) and all(map(_is_data, items))
    return False
