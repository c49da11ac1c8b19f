"""Where functions are compiled, and where the compiled ones are called."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from flake8_jax.engine.events import Compiled
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.trace import Trace
from flake8_jax.engine.tracing import signature
from flake8_jax.values.base import TraceKind, Value
from flake8_jax.values.functions import Bound, Function, Partial, Transformed


@dataclass(slots=True)
class Use:
    """What was seen of one place where a function is compiled."""

    transformed: Transformed
    inside: Trace | None
    fresh: bool
    outside: bool = False
    calls: dict[int, ast.expr] = field(default_factory=dict)
    untraced: set[int] = field(default_factory=set)
    ways: set[tuple[int, ...]] = field(default_factory=set)
    repeated: bool = False
    callers: dict[str, None] = field(default_factory=dict)


def cached_trace(it: Interpreter) -> Trace | None:
    """The outermost trace whose result is kept."""
    for trace in it.traces:
        if trace.kind is TraceKind.ABSTRACT and trace.cached:
            return trace
    return None


def made(it: Interpreter, transformed: Transformed) -> None:
    """A transform was put on a function."""
    if not transformed.row.compiles:
        return
    trace = cached_trace(it)
    use = it.compiled.get(id(transformed.node))
    fresh = trace is not None and _born(transformed.function) > trace.serial
    if use is None:
        use = it.compiled[id(transformed.node)] = Use(transformed, trace, fresh)
    use.inside = use.inside and trace
    use.fresh = use.fresh and fresh


def _born(function: Value) -> float:
    """The age of a function; methods are bound anew at every use."""
    if isinstance(function, (Function, Partial, Transformed)):
        return function.born
    return float("inf") if isinstance(function, Bound) else -1


def called(it: Interpreter, transformed: Transformed, node: ast.expr) -> None:
    """A transformed function was called."""
    it.called.add(id(transformed.node))
    use = it.compiled.get(id(transformed.node))
    if use is None:
        return
    use.calls[id(node)] = node
    trace = cached_trace(it)
    if trace is None:
        use.untraced.add(id(node))
    else:
        use.callers[trace.function] = None
        _count(it, use, trace)
    it.compiled_calls.append(use)


def _count(it: Interpreter, use: Use, trace: Trace) -> None:
    """A function that one trace calls twice, or in a Python loop, is traced once thanks to jit."""
    way = it.places[trace.depth :]
    use.ways.add((id(trace.node), *(id(place.node) for place in way)))
    starts = {first for first, *_ in use.ways}
    if len(starts) < len(use.ways) or any(place.loop for place in way):
        use.repeated = True


def called_again(it: Interpreter, earlier: list[Use]) -> None:
    """A call whose result was known already stands for the calls inside of it."""
    trace = cached_trace(it)
    for use in earlier:
        it.compiled_calls.append(use)
        if trace is not None:
            _count(it, use, trace)


def tell(it: Interpreter, tree: ast.Module, script: bool) -> None:
    """Tells the rules of every place where a function is compiled."""
    for use in it.compiled.values():
        if use.inside is None and (not use.calls or len(use.untraced) == len(use.calls)):
            continue
        transformed = use.transformed
        name, _ = signature(transformed.function)
        calls = tuple(use.calls.values())
        it.emit(
            Compiled(
                transformed.node,
                transformed.path,
                name,
                use.inside,
                use.fresh,
                calls,
                tuple(c for c in calls if id(c) not in use.untraced),
                use.repeated,
                tuple(use.callers),
                _private(transformed, name, calls, tree, script),
            )
        )


def _private(
    transformed: Transformed, name: str, calls: tuple[ast.expr, ...], tree: ast.Module, script: bool
) -> bool:
    """Whether all that is done with the function is to make the calls seen."""
    function = transformed.function
    if not isinstance(function, Function) or function.owner is not None:
        return False
    if not (script or name.startswith("_") or function.scope.parent is not None):
        return False
    uses = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == name:
            uses += 1
        elif isinstance(node, ast.Attribute) and node.attr == name:
            return False
        elif isinstance(node, ast.Constant) and node.value == name:
            return False
    return uses == len(calls)
