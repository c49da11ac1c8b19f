"""Arrays whose size would depend on values that are traced."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from flake8_jax.engine.events import DynamicShape
from flake8_jax.engine.machine.arguments import Arguments, bind_row
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.operations import made
from flake8_jax.engine.syntax.narrowing import doubted
from flake8_jax.engine.watch.concretize import need_static, slice_bounds
from flake8_jax.libraries.jax_sized import Sized
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import NONE, TraceKind, Value
from flake8_jax.values.containers import Slice
from flake8_jax.values.traced import tracer_of


def check_index(it: Interpreter, operands: Sequence[Value], node: ast.expr) -> None:
    """An index of an array needs bounds that are numbers while tracing, and masks that are known.

    What is stored to is no expression: such a store fails anyhow.
    """
    for number, one in enumerate(operands):
        if type(one) is Slice:
            check_slice(it, one, number, len(operands), node)
        elif type(one) is Tracer and one.aval.dtype == "bool":
            read = isinstance(node, ast.Subscript) and type(node.ctx) is ast.Load
            if read and one.kind > TraceKind.CONCRETE:
                _tell(it, DynamicShape(node, one))


def check_slice(it: Interpreter, index: Slice, number: int, count: int, node: ast.expr) -> None:
    """A slice, which is one of `count` operands."""
    shown = node.slice if isinstance(node, ast.Subscript) else node
    if isinstance(shown, ast.Tuple) and len(shown.elts) == count:
        shown = shown.elts[number]
    for bound, expression in zip(index.bounds, slice_bounds(shown), strict=True):
        if need_static(it, bound, expression, node, "slice", "bound"):
            return


def is_scalar(value: Value | None) -> bool:
    """Whether an array is known to have no axes."""
    tracer = None if value is None else tracer_of(value)
    return tracer is not None and tracer.aval.shape == ()


def check_size(
    it: Interpreter,
    path: str,
    row: Sized,
    args: Arguments,
    node: ast.expr,
    counts: frozenset[str] = frozenset(),
) -> None:
    """A function whose result is as large as values say was called; not as `counts` say alone."""
    bound = bind_row(row.params, args)
    if args.more or bound.get(row.option, NONE) != NONE or bound.keys() & {"x", "y"} - {*row.by}:
        return
    for name in row.by:
        value = bound.get(name)
        if name in counts and is_scalar(value):
            continue
        tracer = None if value is None else tracer_of(value)
        if tracer is not None and tracer.kind > TraceKind.CONCRETE:
            _tell(it, DynamicShape(node, tracer, path, row.repair))
            return
    if row.constants and it.level == TraceKind.ABSTRACT and bound:
        tracer = Tracer(TraceKind.ABSTRACT, made(it, node))
        _tell(it, DynamicShape(node, tracer, path, row.repair))


def _tell(it: Interpreter, event: DynamicShape) -> None:
    if it.guarded:
        it.refusals += 1
    elif not doubted(it):
        it.emit(event)
