"""Functions that call the functions they are given: `lax.scan`, `lax.cond`, callbacks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from flake8_jax.engine.events import Remade
from flake8_jax.engine.jax.keys import shown_key, use_up
from flake8_jax.engine.jax.refs import feed_rest, like
from flake8_jax.engine.jax.rounds import rounds, traced_only
from flake8_jax.engine.jax.tracing import element, signature, traced, untraced
from flake8_jax.engine.jax.transforms import outside_level
from flake8_jax.engine.machine.arguments import Arguments, bind_row, given_to
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join
from flake8_jax.engine.objects.containers import (
    iterate,
    map_leaves,
    store_part,
)
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.operations import made, source
from flake8_jax.engine.syntax.branches import branch
from flake8_jax.engine.trace import Trace
from flake8_jax.engine.watch.concretize import need_static, shown_argument
from flake8_jax.engine.watch.effects import ended, held_tracer
from flake8_jax.engine.watch.repeats import given
from flake8_jax.libraries.rows import (
    Body,
    Caller,
    Counter,
    Counters,
    Given,
    Kept,
    Like,
    NewKey,
    Out,
    Refs,
    Result,
    Same,
    Slice,
    Some,
    Spread,
)
from flake8_jax.values.arrays import Opaque, Tree
from flake8_jax.values.base import FALSE, NONE, NUMBER, STATIC, UNKNOWN, TraceKind, Value
from flake8_jax.values.cells import Cells, next_serial
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.keys import Key, UseKind
from flake8_jax.values.origin import Origin

Bindings = Mapping[str, Value]


def call_caller(it: Interpreter, path: str, row: Caller, args: Arguments, node: ast.expr) -> Value:
    """Calls a function that the tables describe as a caller of functions."""
    bound = bind_row(row.params, args)
    if args.more:
        bound["**"] = UNKNOWN
    if row.key:
        key = given_to(bound, row.key) or UNKNOWN
        use_up(it, node, key, UseKind.SAMPLE, shown_key(args, row))
    path, here = path.partition("()")[0], source(it, args.all(), node)
    if row.host:
        with it.untraced():
            _host(it, row, bound, node)
        return _result(it, path, row, bound, [], outside_level(it, args), here)
    outside = outside_level(it, args)
    for name in row.static:
        if name in bound:
            shown = shown_argument(
                args,
                row.params.index(name) if name in row.params else len(args.positional),
                node,
                name,
            )
            need_static(it, bound[name], shown, shown, path, name)
    if row.cached and row.kind is TraceKind.ABSTRACT and not it.traces and it.listens(Remade):
        _tell_if_remade(it, path, row, args, node)
    results: list[Value] = []

    def once(number: int) -> Value:
        previous = list(results)
        results.clear()
        results.extend(_bodies(it, path, row, bound, node, previous, number))
        return UNKNOWN

    with traced_only(it, row.result is Result.STATIC):
        rounds(it, node, once, args, row.repeats)
    return _result(it, path, row, bound, results, outside, here)


def _tell_if_remade(
    it: Interpreter, path: str, row: Caller, args: Arguments, node: ast.expr
) -> None:
    for body in row.bodies:
        if body.function not in row.params or body.each:
            continue
        index = row.params.index(body.function)
        function = args.get(index, body.function)
        if function is not None:
            given(it, path, function, args.expression(index, body.function), node)


def _host(it: Interpreter, row: Caller, bound: Bindings, node: ast.expr) -> None:
    for body in row.bodies:
        function = given_to(bound, body.function)
        if function is not None:
            it.call(function, Arguments(more=True), node)


def _bodies(
    it: Interpreter,
    path: str,
    row: Caller,
    bound: Bindings,
    node: ast.expr,
    previous: list[Value],
    count: int,
) -> list[Value]:
    """The results of all bodies; of several exclusive ones, what they have in common."""
    runs = [
        (body, function) for body in row.bodies for function in _functions(it, row, body, bound)
    ]

    def run(number: int) -> Value:
        body, function = runs[number]
        values = _feeds(it, body, bound, node, count)
        if number < len(previous) and body.carry is not None:
            values[body.carry] = _carried(body, previous[number])
        given = _arguments(row, body, bound, values)
        if body.feeds and isinstance(body.feeds[-1], (Counters, Refs)):
            given = feed_rest(it, function, body.feeds, bound)
        return _run(it, path, row, body, function, given, node)

    if not row.exclusive:
        return [run(i) for i in range(len(runs))]
    found: list[Value] = []

    def arm(number: int) -> Callable[[], bool]:
        def runs_it() -> bool:
            found.append(run(number))
            return True

        return runs_it

    branch(it, [arm(i) for i in range(len(runs))])
    result: Value = found[0] if found else UNKNOWN
    for other in found[1:]:
        result = join(result, other)
    return [result]


def _functions(it: Interpreter, row: Caller, body: Body, bound: Bindings) -> tuple[Value, ...]:
    given = given_to(bound, body.function)
    if given is None:
        # Left out, or the object is not one that was seen being made.
        return () if "." in body.function or body.function not in row.params else (UNKNOWN,)
    if not body.each:
        return (given,)
    source = iterate(it, given)
    found = source.items if isinstance(source, Tuple) else (source.element,)
    return tuple(it.attribute(f, body.method) for f in found) if body.method else found


def _arguments(row: Caller, body: Body, bound: Bindings, values: list[Value]) -> Arguments:
    """What a body is fed, and the keywords that are handed on to it."""
    if not body.keywords:
        return Arguments(tuple(values))
    own = {"**", *(param.lstrip("*") for param in row.params)}
    keywords = {name: value for name, value in bound.items() if name not in own}
    return Arguments(tuple(values), keywords, "**" in bound)


def _run(
    it: Interpreter,
    path: str,
    row: Caller,
    body: Body,
    function: Value,
    given: Arguments,
    node: ast.expr,
) -> Value:
    """Calls one body with what it is fed, inside of its trace."""
    name, params = signature(function)
    kind = row.kind
    if kind is None or body.inline or it.config.jit_off:
        return it.call(function, given, node)
    depth, module = len(it.places), it.frame.module
    kernel = any(isinstance(feed, Refs) for feed in body.feeds)
    trace = Trace(kind, path, node, name, row.cached, next_serial(), depth, module, kernel)
    if body.plain:
        with it.tracing(trace):
            value = it.call(function, given, node)
            ended(it, trace)
            return value

    def origin(index: int) -> Origin:
        param = params[index] if index < len(params) else f"argument {index + 1}"
        return it.parameter(param, name, trace)

    kept = sum(isinstance(feed, Kept) for feed in body.feeds)
    count = len(given.positional)
    first = count if body.arrays_from is None else body.arrays_from
    inner = tuple(
        v if i < kept else traced(it, v, kind, origin(i), i >= first)
        for i, v in enumerate(given.positional)
    )
    named = {
        n: traced(it, v, kind, it.parameter(n, name, trace)) for n, v in given.keywords.items()
    }
    with it.tracing(trace):
        value = it.call(function, Arguments(inner, named, given.more), node)
        ended(it, trace)
        return value


def _carried(body: Body, previous: Value) -> Value:
    if body.carry_item is None:
        return previous
    if isinstance(previous, Tuple) and len(previous.items) > body.carry_item:
        return previous.items[body.carry_item]
    return UNKNOWN


def _feeds(it: Interpreter, body: Body, bound: Bindings, node: ast.expr, count: int) -> list[Value]:
    values: list[Value] = []
    for feed in body.feeds:
        if isinstance(feed, (Same, Kept)):
            values.append(bound.get(feed.param, UNKNOWN))
        elif isinstance(feed, Slice):
            values.append(element(it, bound.get(feed.param, NONE), count, feed.axis))
        elif isinstance(feed, Spread):
            given = bound.get(feed.param, Tuple(()))
            if isinstance(given, Tuple):
                values.extend(given.items)
            elif isinstance(given, List) and given.items.known is not None:
                values.extend(given.items.known)
        elif isinstance(feed, Counter):
            values.append(NUMBER)
        elif isinstance(feed, Given) and feed.param in bound:
            values.append(bound[feed.param])
        elif isinstance(feed, (Some, NewKey)):
            values.append(_computed(it, node) if isinstance(feed, Some) else Key(Cells()))
    return values


def _computed(it: Interpreter, node: ast.expr) -> Value:
    """Arrays that a library computes: traced wherever everything is."""
    if it.level != TraceKind.ABSTRACT:
        return UNKNOWN
    return Tree(Cells(), TraceKind.ABSTRACT, made(it, node))


def _result(
    it: Interpreter,
    path: str,
    row: Caller,
    bound: Bindings,
    results: list[Value],
    outside: int,
    here: Origin,
) -> Value:
    if isinstance(row.result, Result):
        return STATIC if row.result is Result.STATIC else UNKNOWN
    if isinstance(row.result, tuple):
        if bound.get(row.aux, FALSE) != FALSE:
            return UNKNOWN
        further = it.library.external(f"{path}()")
        items = (
            (further if o is Result.OBJECT else UNKNOWN)
            if isinstance(o, Result)
            else _out(it, o, bound, results, outside, here)
            for o in row.result
        )
        return Tuple(tuple(items))
    return _out(it, row.result, bound, results, outside, here)


def _out(
    it: Interpreter,
    out: Out | Same | Like | Result,
    bound: Bindings,
    results: list[Value],
    outside: int,
    here: Origin,
) -> Value:
    if isinstance(out, Result):
        return UNKNOWN
    if isinstance(out, Like):
        return like(it, out, bound, outside, here)
    if isinstance(out, Same) and out.inside:
        held = held_tracer(bound.get(out.param, UNKNOWN))
        return UNKNOWN if held is None else Tree(Cells(), held.kind, held.origin)
    if isinstance(out, Same):
        value = map_leaves(bound.get(out.param, UNKNOWN), fresh)
    elif out.body >= len(results):
        return UNKNOWN
    else:
        value = results[out.body]
        if out.item is not None:
            items = value.items if isinstance(value, Tuple) else ()
            value = items[out.item] if out.item < len(items) else UNKNOWN
    compiled = not (isinstance(out, Out) and out.kept)
    stacked = isinstance(out, Out) and out.stacked
    value = untraced(it, value, outside, compiled, here, stacked=stacked)
    if isinstance(out, Same) or not out.attribute:
        return value
    made = Opaque(Cells())
    store_part(it, made, ("attribute", out.attribute), value)
    return made
