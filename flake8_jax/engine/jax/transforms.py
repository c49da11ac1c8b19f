"""Applying transforms, and calling what they return."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from flake8_jax.engine.jax.derivatives import differentiate, stage
from flake8_jax.engine.jax.rounds import is_inner, is_mapped, rounds, traced_only
from flake8_jax.engine.jax.spreading import spread, spreads
from flake8_jax.engine.jax.tracing import (
    Into,
    element,
    mapped,
    signature,
    traced,
    underlying,
    untraced,
)
from flake8_jax.engine.machine.arguments import Arguments, bind_row
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import CALLS
from flake8_jax.engine.modules import resolve
from flake8_jax.engine.objects.bases import FIELDS, find, inherit
from flake8_jax.engine.objects.containers import constants, iterate
from flake8_jax.engine.objects.operations import source
from flake8_jax.engine.trace import Trace
from flake8_jax.engine.watch import repeats, uses
from flake8_jax.engine.watch.captured import check_captured, note_captured
from flake8_jax.engine.watch.effects import ended
from flake8_jax.engine.watch.statics import check_parameters, check_values
from flake8_jax.engine.watch.steps import note_call
from flake8_jax.engine.watch.varying import check_rounds
from flake8_jax.libraries.rows import Outcome, Transform
from flake8_jax.values import kinds
from flake8_jax.values.arrays import SUPPOSED, Opaque, Tracer, Tree
from flake8_jax.values.base import NONE, STATIC, UNKNOWN, Const, TraceKind, Value
from flake8_jax.values.cells import Cells, next_serial
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.functions import (
    Class,
    External,
    Function,
    Imported,
    Instance,
    Partial,
    Transformed,
)
from flake8_jax.values.origin import Origin
from flake8_jax.values.traced import traced_item


def apply_transform(
    it: Interpreter, path: str, row: Transform, args: Arguments, node: ast.expr
) -> Value:
    """``jax.jit(f, ...)``; without a function it is a decorator that waits for one."""
    options = bind_row(row.params, args)
    function = options.pop(row.function, None)
    if function is None:
        return Partial(External(path), args.positional, args.keywords)
    if args.more:
        options["**"] = UNKNOWN
    if isinstance(function, Imported):
        function = resolve(it, function)
    if row.methods and isinstance(function, External):
        # A class of a library: its instances do what they do without it.
        return function
    if row.methods and isinstance(function, Class):
        return _lifted(it, path, row, function, options, node)
    made = _transformed(it, path, row, function, options, node)
    if row.compiles and row.cached and it.frame.module is it.module:
        repeats.made(it, made, args.expression(0, row.function))
    return made


def _lifted(
    it: Interpreter,
    path: str,
    row: Transform,
    cls: Class,
    options: dict[str, Value],
    node: ast.expr,
) -> Value:
    """A class like `cls` whose methods are transformed."""
    given = options.get(row.methods, NONE)
    names = constants(it, given) if given != NONE else ("__call__",)
    if names is None:
        return UNKNOWN
    cells = Cells({FIELDS: cls.cells.get(FIELDS, {})})
    for name in names:
        method = find(cls, name) if isinstance(name, str) else None
        if isinstance(method, (Function, Transformed)):
            cells[name] = _transformed(it, path, row, method, options, node)
    made = Class(cls.node, cls.name, (cls,), cls.scope, cells)
    it.classes.append(made)
    inherit(made)
    return made


def _transformed(
    it: Interpreter,
    path: str,
    row: Transform,
    function: Value,
    options: dict[str, Value],
    node: ast.expr,
) -> Transformed:
    """A function under a transform, noted as such."""
    made = Transformed(row, path, function, options, node, it.frame.module)
    if it.frame.module is it.module:
        it.transformed.append(made)
    traced_function = underlying(function)
    if traced_function is not None and row.kind is not None:
        it.callers.wrapped.add(id(traced_function.node))
    uses.made(it, made)
    if options and not check_parameters(it, made):
        options["**"] = UNKNOWN  # what is meant to be static is not known
    return made


@kinds.value
class Exempt:
    """The parameters that a transform leaves as they are; `unsure` if that cannot be told."""

    indices: frozenset[int]
    names: frozenset[str]
    unsure: bool = False


def exempt(it: Interpreter, made: Transformed, params: tuple[str, ...]) -> Exempt:
    """The static parameters, by position and by name."""
    row = made.row
    numbers = constants(it, made.options.get(row.static_nums, NONE))
    names = constants(it, made.options.get(row.static_names, NONE))
    if numbers is None or names is None or "**" in made.options:
        return Exempt(frozenset(), frozenset(), unsure=True)
    count = len(params)
    indices = {n + count if n < 0 else n for n in numbers if isinstance(n, int)}
    known = {n for n in names if isinstance(n, str)}
    indices |= {params.index(n) for n in known if n in params}
    known |= {params[i] for i in indices if 0 <= i < count}
    return Exempt(frozenset(indices), frozenset(known))


@CALLS.on(Transformed)
def call_transformed(
    it: Interpreter, callee: Transformed, args: Arguments, node: ast.expr
) -> Value:
    row: Transform = callee.row
    if node is not callee.node:
        uses.called(it, callee, node)
        repeats.called(it, callee)
        if not it.traces and args.positional and isinstance(args.positional[0], Instance):
            note_call(it, callee.node, args.positional[0])
    if row.kind is None or (row.spread and not spreads(it, callee, args)):
        derived = differentiate(it, callee, args, node)
        return _untransformed(it, callee, args, node) if derived is None else derived
    if it.config.jit_off and row.kind is TraceKind.ABSTRACT:
        return it.call(callee.function, args, node)
    return _call_traced(it, callee, row.kind, args, node)


def _call_traced(
    it: Interpreter, callee: Transformed, kind: TraceKind, args: Arguments, node: ast.expr
) -> Value:
    """What a function returns in whose body the arguments are traced."""
    row: Transform = callee.row
    name, _ = signature(callee.function)
    trace = Trace(
        kind,
        callee.path,
        callee.node,
        name,
        row.cached,
        next_serial(),
        len(it.places),
        callee.module,
    )
    outside = outside_level(it, args)

    def once(number: int) -> Value:
        inner = (spread if row.spread else enter)(it, callee, args, trace, number)
        with it.tracing(trace):
            value = it.call(_function(it, callee), inner, node)
            ended(it, trace)
            return value

    keeps = row.compiles and not row.arrays_only and not it.traces and node is not callee.node
    if keeps:
        check_captured(it, callee, args)
    often = row.repeats and not is_mapped(callee.function)
    with traced_only(it, row.outcome is Outcome.STATIC):
        result = rounds(it, node, once, args, often, often and is_inner(it, node))
    if keeps:
        note_captured(it, callee, args)
    return _outcome(it, callee, args, result, outside)


def _untransformed(it: Interpreter, callee: Transformed, args: Arguments, node: ast.expr) -> Value:
    """What a function returns that traces nothing itself."""
    value = it.call(callee.function, stage(it, callee, args), node)
    if callee.row.outcome is not Outcome.FIRST:
        return value
    return value.items[0] if isinstance(value, Tuple) and value.items else UNKNOWN


def _function(it: Interpreter, callee: Transformed) -> Value:
    """The function inside of the trace: an object that is called may be traced as well."""
    row: Transform = callee.row
    if not (row.arrays_only and row.compiles and isinstance(callee.function, Instance)):
        return callee.function
    name = callee.function.cls.name
    origin = it.entry("self", name, callee.path, callee.node.lineno, callee.module)
    assert row.kind is not None
    return traced(it, callee.function, row.kind, origin, arrays_only=True)


def outside_level(it: Interpreter, args: Arguments) -> int:
    """How what comes out of a transformed function is traced: as what went in, or as all is."""
    if it.level == TraceKind.ABSTRACT:
        return it.level
    kinds = [t.kind for v in args.all() if (t := traced_item(v)) is not None]
    return max(kinds, default=0)


def _origin(it: Interpreter, value: Value, param: str, function: str, trace: Trace) -> Origin:
    origin = it.parameter(param, function, trace)
    if isinstance(value, (Opaque, Tree)) and SUPPOSED in value.cells:
        return replace(origin, supposed=True)
    return origin


def _checked(
    it: Interpreter, made: Transformed, args: Arguments, static: Exempt, params: tuple[str, ...]
) -> Arguments:
    """The arguments, after a look at the static ones and at those that vary in a loop."""
    if static.unsure:
        return args
    check_rounds(it, made, args, static.indices, static.names, params)
    return check_values(it, made, args, static.indices, static.names, params)


def enter(
    it: Interpreter, made: Transformed, args: Arguments, trace: Trace, number: int
) -> Arguments:
    """The arguments as the function sees them inside the trace."""
    row: Transform = made.row
    if row.plain:
        return args
    name, params = signature(made.function)
    static = exempt(it, made, params)
    args = _checked(it, made, args, static, params)
    axes = _axes(row, made.options)
    wanted = made.options.get(row.argnums, Const(0)) if row.argnums else None
    unmapped = row.kept + row.carried

    def into_trace(origin: Origin) -> Into:
        def into(value: Value, axis: object) -> Value:
            share = _share(it, row, value, axis, number)
            return traced(it, share, trace.kind, origin, row.arrays_only)

        return into

    def convert(index: int | None, param: str, value: Value) -> Value:
        if index is not None and index < row.kept:
            return value
        if static.unsure:
            return Opaque(Cells())
        by_name = row.attributes and index is None
        if by_name or index in static.indices or param in static.names:
            return value
        left = _left(it, wanted, index, value)
        if left is not None:
            return left
        origin = _origin(it, value, param, name, trace)
        if axes is not None and (index is None or index >= unmapped):
            axis = _axis(it, axes, index and index - unmapped)
            return mapped(it, value, axis, into_trace(origin), row.compiles)
        return traced(it, value, trace.kind, origin, row.arrays_only, row.only)

    positional = tuple(
        convert(i, params[i] if i < len(params) else f"argument {i + 1}", v)
        for i, v in enumerate(args.positional)
    )
    places = {param: index for index, param in enumerate(params)} if row.named else {}
    keywords = {k: convert(places.get(k), k, v) for k, v in args.keywords.items()}
    others = None if args.rest is None else UNKNOWN
    return Arguments(positional, keywords, args.more, rest=others)


def _share(it: Interpreter, row: Transform, value: Value, axis: object, number: int) -> Value:
    """What one round is given of an argument: all, of one that is not mapped, or is laid out."""
    if axis is None or row.specs:
        return value
    return element(it, value, number, axis if isinstance(axis, int) else None)


def _left(it: Interpreter, wanted: Value | None, index: int | None, value: Value) -> Value | None:
    """What an argument is that is not differentiated, or perhaps not; None for one that is."""
    if wanted is None:
        return None
    numbers = constants(it, wanted)
    if index is None:
        return value
    if numbers is None:
        return Opaque(Cells())
    return None if index in numbers else value


def _axes(row: Transform, options: Mapping[str, Value]) -> Value | None:
    """What says which arguments are mapped, or laid out; None if that is no question."""
    if row.specs:
        return options.get(row.specs)
    return options.get(row.axes, Const(0)) if row.axes else None


def _axis(it: Interpreter, axes: Value, index: int | None) -> Value:
    """The axis of an argument under `vmap`, or a pytree of axes; unknown if it cannot be told."""
    if index is None:
        return Const(0)
    if isinstance(axes, (Const, External)):
        return axes
    source = iterate(it, axes) if isinstance(axes, (Tuple, List)) else None
    items = source.items if isinstance(source, Tuple) else ()
    return items[index] if index < len(items) else UNKNOWN


def _outcome(
    it: Interpreter, made: Transformed, args: Arguments, result: Value, outside: int
) -> Value:
    row: Transform = made.row
    if row.outcome is Outcome.STATIC:
        return STATIC
    if row.outcome is Outcome.UNKNOWN:
        return UNKNOWN
    here = source(it, args.all(), made.node)
    if row.outcome is Outcome.RESULT:
        compiled = row.compiles and not row.arrays_only
        return untraced(it, result, outside, compiled, here, stacked=row.repeats)
    if row.outcome is Outcome.ERROR_AND_RESULT:
        return Tuple((UNKNOWN, untraced(it, result, outside, False, here)))
    aux = made.options.get(row.aux, Const(False))
    gradient = _gradient(it, made, args, outside, here)
    if not isinstance(aux, Const):
        return UNKNOWN
    value = untraced(it, result, outside, False, here)
    if row.outcome is Outcome.VALUE_AND_GRADIENT:
        return Tuple((value, gradient))
    if not aux.value:
        return gradient
    extra = value.items[1] if isinstance(value, Tuple) and len(value.items) == 2 else UNKNOWN
    return Tuple((gradient, extra))


def _gradient(
    it: Interpreter, made: Transformed, args: Arguments, outside: int, here: Origin
) -> Value:
    """Gradients have the structure of what they are taken by."""
    wanted = constants(it, made.options.get(made.row.argnums, Const(0)))
    if wanted is None:
        return UNKNOWN

    def by(number: object) -> Value:
        if not isinstance(number, int) or not 0 <= number < len(args.positional):
            return UNKNOWN
        if made.row.only and isinstance(args.positional[number], Instance):
            return UNKNOWN  # the parts that were chosen, in a form of their own
        tracer = traced_item(args.positional[number])
        origin = here if tracer is None else tracer.origin
        only = made.row.arrays_only
        inner = traced(it, args.positional[number], TraceKind.CONCRETE, origin, only)
        if only and not isinstance(inner, (Tracer, Tree)):
            return UNKNOWN  # arrays of integers have no gradient, but None in their place
        return untraced(it, inner, outside, False, origin)

    many = isinstance(made.options.get(made.row.argnums), (Tuple, List))
    return Tuple(tuple(map(by, wanted))) if many else by(wanted[0]) if wanted else UNKNOWN
