"""What compiled code read when it was traced, and has not read again since.

A compiled function keeps the globals, the variables around it and the attributes of objects that
it saw while it was traced. What is bound anew between two of its calls is stale in the second one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from flake8_jax.engine.events import Stale
from flake8_jax.engine.jax.avals import aval_of
from flake8_jax.engine.jax.tracing import signature, underlying
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.frames import Rounds
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS, METHODS
from flake8_jax.engine.objects.bases import find
from flake8_jax.engine.watch.flows import names, stored_by
from flake8_jax.libraries.rows import Transform
from flake8_jax.source.walking import walk
from flake8_jax.values.avals import ANY
from flake8_jax.values.base import NONE, Array, Const, NumpyArray, Static, Value
from flake8_jax.values.cells import MISSING, Cells, Seen
from flake8_jax.values.containers import Dict, Entries, List, Tuple
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
from flake8_jax.values.keys import Key
from flake8_jax.values.kinds import identity

_DEEPEST: Final = 3
"""Calls inside of a compiled function in which reads are looked for."""
_MOST_OBJECTS: Final = 64
"""Objects whose content is kept for one call."""
_HOLDERS: Final = frozenset({Instance, Class, Dict})
_DATA: Final = (Const, Static, Array, NumpyArray, Tuple, List, Dict, Instance, Key)
_OBJECTS: Final = (Array, NumpyArray, Tuple, List, Dict, Instance, Key)

_CODE: Final = (Function, Transformed, Partial, Bound, Class)

Contents = Mapping[int, tuple[Cells, dict[Any, Any]]]
"""What cells held at one moment, by their identity."""


@identity
class Capture:
    """A call of a compiled function: what it was given, and what it could read."""

    callee: Transformed
    given: tuple[Any, ...]
    contents: Contents
    call: ast.expr | None


def check_captured(it: Interpreter, callee: Transformed, args: Arguments) -> None:
    """A compiled function is called: tells of what it read in an earlier call that is stale."""
    seen = it.captured.get(id(callee))
    if isinstance(seen, Seen) and seen.what.given == _given(it, callee, args):
        _tell(it, seen.what)


def note_captured(it: Interpreter, callee: Transformed, args: Arguments) -> None:
    """A compiled function was called, so that it keeps what it could read."""
    capture = Capture(callee, _given(it, callee, args), _contents(callee), args.call)
    it.write(it.captured, id(callee), Seen(capture))


@EXTERNALS.on("jax.clear_caches")
def _clear(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    for ident in list(it.captured):
        it.write(it.captured, ident, MISSING)
    return NONE


@METHODS.on((Transformed, "clear_cache"))
def _clear_one(it: Interpreter, owner: Transformed, args: Arguments, node: ast.expr) -> Value:
    it.write(it.captured, id(owner), MISSING)
    return NONE


def check_round(it: Interpreter, rounds: Rounds, loop: ast.stmt) -> None:
    """A round of a loop has ended: the next one calls what it called with what holds now."""
    before: set[tuple[int, object]] = set()
    for cells, slot, _ in list(it.journal.written(rounds.round_mark)):
        seen = cells.get(slot)
        if cells is it.captured and isinstance(seen, Seen):
            _check_kept(it, seen.what, rounds, loop, before)
        before.add((id(cells), slot))


def _check_kept(
    it: Interpreter,
    kept: Capture,
    rounds: Rounds,
    loop: ast.stmt,
    before: set[tuple[int, object]],
) -> None:
    if kept.callee.born >= rounds.began:
        return  # what a round compiles itself is compiled anew in the next one
    # What each round binds before the call is the same again, unless the loop tells it what.
    _tell(it, kept, before)
    if isinstance(loop, ast.For) and _same_call(kept.call, loop):
        _tell_read(it, kept, set(_bound_anew(kept, before, stored_by(loop))))


def _same_call(call: ast.expr | None, loop: ast.For) -> bool:
    """Whether a call in a loop is given the same in each round, as far as it shows that."""
    return call is not None and names([loop.target], ast.Store).isdisjoint(names([call]))


def _bound_anew(
    capture: Capture, before: set[tuple[int, object]], stored: frozenset[object]
) -> Iterator[tuple[int, object]]:
    """What each round binds to something else, before the call that could read it."""
    for ident, (_, held) in capture.contents.items():
        for slot, value in held.items():
            if (ident, slot) not in before or isinstance(value, _CODE):
                continue
            if isinstance(value, Entries):
                items = (("item", key) for key in value.known)
                yield from ((ident, item) for item in items if item in stored)
            elif slot in stored:
                yield ident, slot


def _given(it: Interpreter, callee: Transformed, args: Arguments) -> tuple[Any, ...]:
    """What a call is compiled for, as far as that is known."""
    row: Transform = callee.row
    static = row.static_nums in callee.options or row.static_names in callee.options
    shapes: list[Any] = []
    for value in args.all():
        aval = aval_of(it, value) if isinstance(value, (Array, Const)) else ANY
        fixed = value if static and isinstance(value, Const) else None
        shapes.append((type(value), fixed, aval.shape, aval.dtype))
    return (tuple(args.keywords), *shapes)


def _receiver(function: Value) -> Value | None:
    """The instance whose method is compiled."""
    while isinstance(function, (Partial, Transformed)):
        function = function.function
    return function.receiver if isinstance(function, Bound) else None


def _contents(callee: Transformed) -> Contents:
    found: dict[int, tuple[Cells, dict[Any, Any]]] = {}
    receiver = _receiver(callee.function)
    if isinstance(receiver, Instance):
        _gather(found, receiver.cells, 1)
    function = underlying(callee.function)
    scope: Scope | None = None if function is None else function.scope
    while scope is not None:
        _gather(found, scope.cells, 1 if scope.parent is None else 2)
        scope = scope.parent
    return found


def _gather(found: dict[int, tuple[Cells, dict[Any, Any]]], cells: Cells, depth: int) -> None:
    """Keeps what cells hold now, and what the objects in them do."""
    if id(cells) in found or len(found) >= _MOST_OBJECTS:
        return
    held = dict(cells)
    found[id(cells)] = (cells, held)
    for value in held.values() if depth else ():
        if type(value) in _HOLDERS:
            _gather(found, value.cells, depth - 1)


def _tell(it: Interpreter, capture: Capture, before: set[tuple[int, object]] | None = None) -> None:
    changed: set[tuple[int, object]] = set()
    for ident, (cells, held) in capture.contents.items():
        for slot, old in held.items():
            new = cells.get(slot)
            if old is not new and (ident, slot) not in (before or ()):
                changed.update((ident, name) for name in _changed(slot, old, new))
    _tell_read(it, capture, changed)


def _tell_read(it: Interpreter, capture: Capture, changed: set[tuple[int, object]]) -> None:
    """Tells of what compiled code reads of what was bound anew since."""
    function = underlying(capture.callee.function)
    if not changed or function is None:
        return
    reads = _Reads(changed)
    reads.of(function, _receiver(capture.callee.function), 0)
    name, _ = signature(capture.callee.function)
    for node, (ident, slot) in reads.found:
        if (ident, slot) not in reads.stored:
            it.emit(Stale(node, capture.callee.path, capture.callee.node, name), it.module)


def _changed(slot: object, old: object, new: object) -> Iterator[object]:
    """The names or items in a slot to which something else is bound."""
    if isinstance(old, Entries) and isinstance(new, Entries):
        for key, value in old.known.items():
            if _rebound(value, new.known.get(key)):
                yield ("item", key)
    elif isinstance(slot, str) and _rebound(old, new):
        yield slot


def _rebound(old: object, new: object) -> bool:
    """Whether something else is surely bound to a name, and not only more known of it."""
    if isinstance(old, (External, Function)) and isinstance(new, (External, Function)):
        return old != new
    if old is new or not isinstance(old, _DATA) or not isinstance(new, _DATA):
        return False
    if isinstance(old, Const) and isinstance(new, Const):
        return old != new
    if isinstance(old, Const):
        return old.value is not None and isinstance(new, (Static, *_OBJECTS))
    return isinstance(old, _OBJECTS) and new != Const(None)


class _Body(NamedTuple):
    """A function whose reads are looked for."""

    function: Function
    own: set[str]
    me: str
    receiver: Value | None

    def value(self, node: ast.expr) -> Value | None:
        """What a name or attribute means in it now, if it comes from outside."""
        if isinstance(node, ast.Name):
            if node.id == self.me:
                return self.receiver
            held = None if node.id in self.own else _holder(self.function.scope, node.id)
            return None if held is None else held.get(node.id)
        owner = self.value(node.value) if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.Attribute) and isinstance(owner, (Instance, Class)):
            return owner.cells.get(node.attr)
        return None


class _Reads:
    """The reads of changed names in a function, and in those that it calls."""

    def __init__(self, changed: set[tuple[int, object]]) -> None:
        self._changed = changed
        self._done: set[int] = set()
        self.found: list[tuple[ast.expr, tuple[int, object]]] = []
        self.stored: set[tuple[int, object]] = set()
        """What the compiled code binds itself, while it is traced."""

    def of(self, function: Function, receiver: Value | None, depth: int) -> None:
        if id(function.node) in self._done:
            return
        self._done.add(id(function.node))
        params = function.node.args.args
        me = params[0].arg if receiver is not None and params else ""
        body = _Body(function, _own_names(function.node), me, receiver)
        for node in walk(function.node):
            if isinstance(node, ast.Name) and node.id not in body.own:
                self._name(body, node, depth)
            elif isinstance(node, ast.Attribute):
                self._attribute(body, node, depth)
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                owner = body.value(node.value)
                if isinstance(owner, Dict):
                    self._touch(node, node.ctx, owner.cells, ("item", node.slice.value))

    def _name(self, body: _Body, node: ast.Name, depth: int) -> None:
        holder = _holder(body.function.scope, node.id)
        if holder is not None:
            self._touch(node, node.ctx, holder, node.id)
            self._follow(holder.get(node.id), None, depth)

    def _attribute(self, body: _Body, node: ast.Attribute, depth: int) -> None:
        owner = body.value(node.value)
        if isinstance(owner, (Instance, Class)):
            self._touch(node, node.ctx, owner.cells, node.attr)
            if isinstance(owner, Instance) and node.attr not in owner.cells:
                self._follow(find(owner.cls, node.attr), owner, depth)

    def _touch(self, node: ast.expr, context: ast.expr_context, cells: Cells, name: object) -> None:
        place = (id(cells), name)
        if place not in self._changed:
            return
        if isinstance(context, ast.Load):
            self.found.append((node, place))
        else:
            self.stored.add(place)

    def _follow(self, called: object, receiver: Value | None, depth: int) -> None:
        if isinstance(called, Function) and depth < _DEEPEST:
            self.of(called, receiver, depth + 1)


def _holder(scope: Scope | None, name: str) -> Cells | None:
    while scope is not None:
        if name in scope.cells:
            return scope.cells
        scope = scope.parent
    return None


def _own_names(node: ast.AST) -> set[str]:
    """The parameters and local variables of a function."""
    inner = list(walk(node))
    outer = {n for i in inner if isinstance(i, (ast.Global, ast.Nonlocal)) for n in i.names}
    stored = {n.id for n in inner if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return (stored - outer) | {a.arg for a in inner if isinstance(a, ast.arg)}
