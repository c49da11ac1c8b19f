"""Where functions are compiled, and where the compiled ones are called."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from flake8_jax.engine.events import Compiled
from flake8_jax.engine.jax.tracing import signature
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.trace import Trace
from flake8_jax.source.project import is_in_package
from flake8_jax.values import kinds
from flake8_jax.values.base import NONE, TraceKind, Value
from flake8_jax.values.functions import Bound, Function, Partial, Transformed

_MEANT: Final = ("inline", "in_shardings", "out_shardings")
"""Options that say what an inner jit is for."""


@kinds.value
class Sight:
    """A place was reached: inside of a trace or not, from a root that was analysed alone.

    `way` leads from the trace to it; it is `indirect` if the call that began the trace makes it.
    It is `exported` if it stands in a function that other modules can call, and outside of a trace;
    where something is made, if the way leads through another such function.
    """

    root: int
    trace: Trace | None
    node: ast.expr
    fresh: bool = False
    way: tuple[int, ...] = ()
    loop: bool = False
    indirect: bool = False
    exported: bool = False


@dataclass(slots=True)
class Use:
    """What was seen of one place where a function is compiled."""

    transformed: Transformed
    made: list[Sight] = field(default_factory=list)
    calls: list[Sight] = field(default_factory=list)
    guarded: int = 0
    """How many of the calls are expected to fail."""


def cached_trace(it: Interpreter) -> Trace | None:
    """The outermost trace whose result is kept."""
    for trace in it.traces:
        if trace.kind is TraceKind.ABSTRACT and trace.cached:
            return trace
    return None


def made(it: Interpreter, transformed: Transformed) -> None:
    """A transform was put on a function."""
    if not transformed.row.compiles or transformed.module is not it.module:
        return
    if any(transformed.options.get(name, NONE) != NONE for name in _MEANT):
        return  # to be inlined, or laid out anew, is what it is for
    trace = cached_trace(it)
    use = it.compiled.setdefault(id(transformed.node), Use(transformed))
    fresh = trace is not None and _born(transformed.function) > trace.serial
    if fresh and _is_exported(it, it.frame.function):
        # A helper that jits what it is given may be called outside of traces as well.
        fresh = _born(transformed.function) > it.frame.scope.cells.serial
    through = trace is not None and any(
        _is_exported(it, place.callee) and place.callee is not it.frame.function
        for place in it.places[trace.depth :]
    )
    use.made.append(Sight(it.callers.root, trace, transformed.node, fresh, exported=through))


def _born(function: Value) -> float:
    """The age of a function; methods are bound anew at every use."""
    if isinstance(function, (Function, Partial, Transformed)):
        return function.born
    return float("inf") if isinstance(function, Bound) else -1


def called(it: Interpreter, transformed: Transformed, node: ast.expr) -> None:
    """A transformed function was called."""
    it.called.add(id(transformed.node))
    use = it.compiled.get(id(transformed.node))
    if use is not None:
        it.compiled_calls.append((use, node))
        use.calls.append(_sight(it, node))
        use.guarded += bool(it.guarded)


def _sight(it: Interpreter, node: ast.expr) -> Sight:
    trace = cached_trace(it)
    way = it.places[trace.depth :] if trace is not None else ()
    ids = (id(trace.node) if trace else 0, *(id(place.node) for place in way))
    # The call that begins the trace, such as that of ``jax.jit(jax.grad(f))``, lies outside of it.
    last = it.places[-1].node if it.places else None
    indirect = last is node and all(place.node is node for place in way)
    loop = any(place.loop for place in way)
    return Sight(
        it.callers.root,
        trace,
        node,
        way=ids,
        loop=loop,
        indirect=indirect,
        exported=_is_exported(it, it.frame.function),
    )


def _is_exported(it: Interpreter, function: Function | None) -> bool:
    """Whether other modules can call the function, which is no transformed one."""
    if function is None or function.scope.parent is not None:
        return False
    owner = "" if function.owner is None else function.owner.name
    if function.name.startswith("_") or owner.startswith("_"):
        return False
    if id(function.node) not in it.callers.wrapped:
        return True
    # What is put under a transform goes by its own name nevertheless, unless that is bound anew.
    cells = function.scope.cells if function.owner is None else function.owner.cells
    found = cells.get(function.name)
    return isinstance(found, Function) and found.node is function.node


def called_again(it: Interpreter, earlier: list[tuple[Use, ast.expr]]) -> None:
    """A call whose result was known already stands for the calls inside of it."""
    for use, node in earlier:
        it.compiled_calls.append((use, node))
        use.calls.append(_sight(it, node))


def tell(it: Interpreter, tree: ast.Module, script: bool) -> None:
    """Tells the rules of every place where a function is compiled."""
    for use in it.compiled.values():
        event = _event(it, use, tree, script)
        if event is not None:
            it.emit(event)


def _event(it: Interpreter, use: Use, tree: ast.Module, script: bool) -> Compiled | None:
    makings = list(_real(it, use.made))
    calls = list(_real(it, use.calls))
    inside = all(sight.trace is not None for sight in makings)
    if not inside and not any(sight.trace for sight in calls):
        return None
    outside = {id(sight.node) for sight in calls if sight.trace is None}
    nodes = {id(sight.node): sight.node for sight in calls}
    traced = tuple(node for ident, node in nodes.items() if ident not in outside)
    ways = {sight.way for sight in calls if sight.trace is not None}
    repeated = len({way[0] for way in ways}) < len(ways) or any(s.loop for s in calls)
    name, _ = signature(use.transformed.function)
    return Compiled(
        use.transformed.node,
        use.transformed.path,
        name,
        makings[0].trace if inside and makings else None,
        inside and all(s.fresh and (script or not s.exported) for s in makings),
        tuple(nodes.values()),
        traced,
        repeated,
        tuple({s.trace.function: None for s in calls if s.trace is not None}),
        not any(s.indirect or (s.exported and not script) for s in calls)
        and _private(it, use.transformed, name, len(nodes), tree, script),
    )


def _real(it: Interpreter, sights: Iterable[Sight]) -> Iterable[Sight]:
    """What was seen from roots that nothing calls: alone, the others were a mere supposition."""
    return (s for s in sights if s.trace is not None or s.root not in it.callers.reached)


def _private(
    it: Interpreter,
    transformed: Transformed,
    name: str,
    calls: int,
    tree: ast.Module,
    script: bool,
) -> bool:
    """Whether all that is done with the compiled function is to make the calls seen."""
    function = transformed.function
    module = it.module.cells
    nested = isinstance(function, Function) and function.scope.parent is not None
    if module.get(name) is not transformed and not nested:
        names = [n for n, v in module.items() if v is transformed]
        if len(names) == 1 and isinstance(names[0], str):
            name = names[0]
        elif not isinstance(function, Function):
            return False
    if not (script or name.startswith("_") or nested) or _may_be_inherited(it, function, name):
        return False
    return _mentions(tree, name, calls) == calls


def _may_be_inherited(it: Interpreter, function: Value, name: str) -> bool:
    """Whether it is a method that classes of other modules may inherit from one of a package."""
    if not isinstance(function, Function) or function.owner is None:
        return False
    return not function.owner.name.startswith("_") and (
        not name.startswith("__") and is_in_package(it.module.path)
    )


_NO_PARTS: Final[dict[str, Any]] = {}


def _mentions(tree: ast.Module, name: str, most: int) -> int:
    """How often a name is read in a module; far more than called, if it is a text as well.

    More than `most` are not counted.
    """
    count = 0
    below: list[Any] = [tree]
    while below and count <= most:
        node = below.pop()
        kind = type(node)
        if kind is ast.Name:
            count += node.id == name and type(node.ctx) is ast.Load
            continue
        if kind is ast.Constant:
            count += 1000 * (node.value == name)
            continue
        if kind is ast.Attribute:
            count += node.attr == name and type(node.ctx) is ast.Load
            below.append(node.value)
            continue
        # Written out for speed: `ast.walk` takes three times as long.
        for part in getattr(node, "__dict__", _NO_PARTS).values():
            if type(part) is list:
                below += part
            elif isinstance(part, ast.AST):
                below.append(part)
    return count
