"""Functions of the program: making them, and running their bodies once per context."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from flake8_jax.engine import limits
from flake8_jax.engine.machine.arguments import Arguments, bind_function
from flake8_jax.engine.machine.frames import Exit, Frame
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join
from flake8_jax.engine.machine.registry import CALLS
from flake8_jax.engine.objects.bases import traits
from flake8_jax.engine.objects.containers import escape
from flake8_jax.engine.watch.uses import called_again
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Indexer, Opaque, Ref, Tracer, Tree
from flake8_jax.values.base import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    Unknown,
    Value,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict, List, Stream, Trips, Tuple
from flake8_jax.values.functions import (
    Class,
    External,
    Function,
    Instance,
    Object,
    Scope,
    module_of,
)
from flake8_jax.values.keys import USE, Key, Keys, Place
from flake8_jax.values.origin import How, Origin

_HOLDERS: Final = frozenset({List, Dict, Instance})
_DEEPEST: Final = 2
_TRACED = frozenset({Tracer, Tree})
_new: Final = tuple.__new__
"""What a `NamedTuple` does when it is called, without the Python function around it."""
_PLAIN: Final = frozenset({Const, Static, Unknown, Array, NumpyArray, External, Tracer})

_TELL_LITTLE = frozenset({Const, Static, Unknown, Opaque, External, NumpyArray, Tuple})


def make_function(
    it: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, name: str
) -> Function:
    """The function that a `def` or `lambda` makes here; its defaults are evaluated now."""
    spec = node.args
    defaults: dict[str, Value] = {}
    if spec.defaults:
        positional = [*spec.posonlyargs, *spec.args]
        for argument, default in zip(reversed(positional), reversed(spec.defaults), strict=False):
            defaults[argument.arg] = it.evaluate(default)
    for argument, keyword in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        if keyword is not None:
            defaults[argument.arg] = it.evaluate(keyword)
    # The body of a class is no scope for its methods.
    inside_class = it.frame.cls is not None and it.frame.function is None
    scope = it.frame.scope.parent if inside_class else it.frame.scope
    assert scope is not None
    made = Function(node, name, scope, defaults, it.frame.cls if inside_class else None)
    it.functions.append(made)
    if not isinstance(node, ast.Lambda):
        for statement in node.body:
            if type(statement) is ast.Global:
                it.callers.rebound.update(statement.names)
    if it.frame.module is it.module:
        it.waiting.append(made)
    return made


@CALLS.on(Function)
def call_function(it: Interpreter, callee: Function, args: Arguments, node: ast.expr) -> Value:
    bound = bind_function(callee, args)
    if bound is None:
        return UNKNOWN
    receiver = args.positional[0] if callee.owner is not None and args.positional else None
    it.callers.reached.add(id(callee.node))
    if it.places and it.places[-1].node is node:
        return run(it, callee, bound, receiver)
    places = it.places
    it.places = (*places, _new(Place, (node, 0, False, args.all(), it.frame.module, callee, 0)))
    try:
        return run(it, callee, bound, receiver)
    finally:
        it.places = places


def run(
    it: Interpreter, function: Function, bound: Mapping[str, Value], receiver: Value | None = None
) -> Value:
    """The result of the body with parameters `bound`; what lies past the budgets is unknown."""
    ident = id(function.node)
    if it.depth >= limits.CALL_DEPTH or it.active[ident] > 1 or it.steps_left < 0:
        return _left_out(it, bound)
    key = (ident, it.level, bool(it.traces), _closure(function), _fingerprint(bound.values()))
    kept = it.memo.get(key)
    if kept is not None:
        if not kept[2]:
            return kept[0]
        # Outside of traces it matters whether a loop makes what is called here.
        if it.traces or not any(place.loop for place in it.places):
            called_again(it, kept[2])
            return kept[0]
    if it.runs[ident] and not _may_run(it, function, bound):
        return _left_out(it, bound)
    it.runs[ident] += 1
    it.active[ident] += 1
    it.depth += 1
    caller = it.frame
    cells = Cells(_passed(it, function, bound) if it.traces else bound)
    frame = Frame(
        Scope(cells, function.scope),
        function.name,
        module_of(function.scope),
        function,
        receiver,
        function.owner,
    )
    frame.mark = it.journal.mark()
    inner = len(it.compiled_calls)
    it.frame = frame
    loop_depth, it.loop_depth = it.loop_depth, min(it.loop_depth, 1)
    try:
        result = _body(it, function, frame)
        if _same_every_time(result) and not it.journal.reached(frame.mark, cells.serial):
            # The arguments are kept with the result, so that their identities stay taken.
            it.memo[key] = (result, (function, tuple(bound.values())), it.compiled_calls[inner:])
        return result
    finally:
        it.loop_depth = loop_depth
        it.frame = caller
        it.depth -= 1
        it.active[ident] -= 1


def _may_run(it: Interpreter, function: Function, bound: Mapping[str, Value]) -> bool:
    """Whether a function that ran already in other contexts may do so in one more."""
    node = function.node
    short = isinstance(node, ast.Lambda) or len(node.body) <= limits.SHORT_BODY
    if short:
        most = limits.RUNS_OF_SHORT_UNTRACED
    else:
        plain = all(type(value) in _TELL_LITTLE for value in bound.values())
        most = 1 if plain else limits.RUNS_UNTRACED
    if it.traces:
        most = limits.RUNS_PER_FUNCTION
    if any(type(v) is Key for v in bound.values()):
        most = limits.RUNS_WITH_KEY
    if short and function.owner is not None and not isinstance(node, ast.Lambda):
        # A method of a few statements.
        most = limits.RUNS_OF_SHORT
    return bool(it.unmetered) or it.runs[id(node)] < most


def _left_out(it: Interpreter, bound: Mapping[str, Value]) -> Value:
    """What is not analysed may do anything to what it is given."""
    for value in bound.values():
        escape(it, value)
    return UNKNOWN


def _body(it: Interpreter, function: Function, frame: Frame) -> Value:
    node = function.node
    if isinstance(node, ast.Lambda):
        return it.evaluate(node.body)
    falls = it.execute(node.body)
    if falls:
        frame.exits.append(Exit(NONE, None))
    result = _leave(it, frame)
    if frame.yields:
        element: Value = frame.yields[0]
        for value in frame.yields[1:]:
            element = join(element, value)
        return Stream(element, Trips())
    opaque = isinstance(node, ast.AsyncFunctionDef) or (falls and _is_stub(node))
    return UNKNOWN if opaque else result


def _leave(it: Interpreter, frame: Frame) -> Value:
    """Joins the ways out of a function: their values, and what they wrote."""
    exits = frame.exits
    if not exits:
        return UNKNOWN
    result: Value = exits[0].value
    for other in exits[1:]:
        result = join(result, other.value)
    if len(exits) > 1 or exits[0].changes is not None:
        journal = it.journal
        now = journal.changes(frame.mark)
        ends = [now if e.changes is None else e.changes for e in exits]
        journal.rollback(frame.mark)
        journal.merge(ends, join)
    return result


def _is_stub(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A body without statements of its own: an abstract method, a protocol."""
    return all(
        isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in node.body
    )


def _passed(it: Interpreter, function: Function, bound: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters, with the step into this function added to the way of the traced ones."""
    return {
        name: _step(it, value, name, function.name) if type(value) in _TRACED else value
        for name, value in bound.items()
    }


def _step(it: Interpreter, value: Value, name: str, function: str) -> Value:
    if not isinstance(value, (Tracer, Tree)) or value.origin.function == function:
        return value
    line, path = 0, ""
    if it.places:
        call = it.places[-1]
        line, path = getattr(call.node, "lineno", 0), it.path(call.module)
    passed = Origin(How.PASSED, name, function, line, parent=value.origin, path=path)
    if isinstance(value, Tracer):
        return Tracer(value.kind, passed, value.maker, value.aval, value.how, value.firm)
    return Tree(value.cells, value.kind, passed, value.form)


def _same_every_time(value: Value) -> bool:
    """Whether two calls may share this result: it has no identity and cannot be changed."""
    if isinstance(value, Tuple):
        return all(map(_same_every_time, value.items))
    return type(value) in _PLAIN


def _closure(function: Function) -> Any:
    """What a result depends on besides the arguments: the variables around a nested function."""
    versions = []
    scope = function.scope
    while scope.parent is not None:
        versions.append((id(scope.cells), scope.cells.version))
        scope = scope.parent
    return tuple(versions)


def _fingerprint(values: Any) -> Any:
    return tuple([v if type(v) in _PLAIN else fingerprint(v) for v in values])


def fingerprint(value: Value) -> Any:
    """Equal for values between which a function cannot tell."""
    kind = type(value)
    if kind in _PLAIN or kind is Ref:
        return value
    if type(value) is Opaque:
        return value.form if not value.cells else (id(value.cells), value.cells.version)
    if type(value) is Tuple:
        return _fingerprint(value.items)
    if isinstance(value, (Key, Keys)):
        part = (id(value.cells), value.start, value.count) if isinstance(value, Keys) else ()
        return (kind, USE in value.cells, value.tracer, part)
    if isinstance(value, Tree):
        known = (id(value.cells), value.cells.version) if value.cells else None
        return (kind, value.kind, value.form, known)
    if isinstance(value, Function):
        return (id(value.node), _closure(value))
    if isinstance(value, Indexer):
        return (kind, fingerprint(value.array))
    return _identity(value)


def _identity(value: Value) -> Any:
    """What tells two objects apart: who they are and what they hold, or that alone."""
    if isinstance(value, Object) or (
        isinstance(value, Instance) and Trait.SETUP in traits(value.cls)
    ):
        return _content(value, _DEEPEST)
    cells = getattr(value, "cells", None)
    if isinstance(cells, Cells) and not isinstance(value, Class):
        return (type(value), id(cells), cells.version, *_held(value, _DEEPEST))
    return (type(value), id(value))


def _content(value: Value, depth: int) -> Any:
    """What an object holds, if it is made where it is called: two that hold the same do the same.

    It may hold itself: what lies deep is told apart by its identity.
    """
    if not depth:
        return id(value)
    if isinstance(value, Object):
        held: Iterable[Any] = value.given.values()
        return (value.path, tuple(value.given), *(_content(v, depth - 1) for v in held))
    if isinstance(value, Instance) and Trait.SETUP in traits(value.cls):
        held = [v for v in value.cells.values() if isinstance(v, Value)]
        names = (id(value.cls), *value.cells)
        return (names, *(_content(v, depth - 1) for v in held))
    return fingerprint(value)


def _held(value: Value, depth: int) -> Iterator[tuple[int, int]]:
    """The versions of the objects that an object holds: a function sees what they hold as well."""
    held: Iterable[Any] = ()
    if isinstance(value, Instance):
        held = value.cells.values()
    elif isinstance(value, List):
        held = value.items.known or (value.items.element,)
    elif isinstance(value, Dict):
        held = value.entries.known.values()
    for item in held:
        if type(item) in _HOLDERS:
            yield (id(item.cells), item.cells.version)
            if depth:
                yield from _held(item, depth - 1)
