"""Calls, by the kind of what is called."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from flake8_jax.engine.events import Call, Need
from flake8_jax.engine.jax import numpy_calls
from flake8_jax.engine.jax.aval_rules import result_aval
from flake8_jax.engine.jax.avals import aval_of
from flake8_jax.engine.jax.boxes import make_box
from flake8_jax.engine.jax.callers import call_caller
from flake8_jax.engine.jax.keys import key_call, shown_key
from flake8_jax.engine.jax.objects import make_object
from flake8_jax.engine.jax.parts import put_together, take_apart
from flake8_jax.engine.jax.records import make_record, update_record
from flake8_jax.engine.jax.runners import call_runner, give_later
from flake8_jax.engine.jax.transforms import apply_transform
from flake8_jax.engine.machine.arguments import Arguments, bind_row
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import CALLS, EXTERNALS, METHODS
from flake8_jax.engine.objects.containers import escape, map_leaves, store_part
from flake8_jax.engine.objects.operations import array
from flake8_jax.engine.objects.operations import made as origin_of_made
from flake8_jax.engine.syntax.narrowing import doubted
from flake8_jax.engine.watch.bounds import check_bounds
from flake8_jax.engine.watch.choices import check_choice
from flake8_jax.engine.watch.concretize import call_host, concretize, need_static, shown_argument
from flake8_jax.engine.watch.dropped import tell_dropped_copy, tell_if_dropped
from flake8_jax.engine.watch.mismatches import check_dtypes
from flake8_jax.engine.watch.sequences import any_sequence, check_arguments
from flake8_jax.engine.watch.sizes import check_size, is_scalar
from flake8_jax.engine.watch.uses import cached_trace
from flake8_jax.engine.watch.widths import check_widths
from flake8_jax.libraries.jax_array import ARRAY_METHODS, HOST_METHODS, TABLE
from flake8_jax.libraries.jax_dtypes import SAME_DTYPE
from flake8_jax.libraries.jax_misc import ONTO_DEVICE
from flake8_jax.libraries.jax_partial import CHOICES, CUTS
from flake8_jax.libraries.jax_sized import DATA_DEPENDENT
from flake8_jax.libraries.jax_smooth import SMOOTH
from flake8_jax.libraries.parts import Apart, Together
from flake8_jax.libraries.rows import (
    Caller,
    Fields,
    Holder,
    KeyEffect,
    Later,
    Record,
    Result,
    Runner,
    Transform,
    Update,
)
from flake8_jax.libraries.rows import Function as FunctionRow
from flake8_jax.libraries.updates import UPDATES
from flake8_jax.values.arrays import Indexer, Opaque, Tracer, Tree
from flake8_jax.values.avals import ANY
from flake8_jax.values.base import (
    NUMBER,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    TraceKind,
    Unknown,
    Value,
)
from flake8_jax.values.boxes import unboxed
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Joined, List, Tuple
from flake8_jax.values.functions import Bound, External, Method, Partial
from flake8_jax.values.keys import Key, Keys
from flake8_jax.values.traced import is_static, items_of, tracer_of

_UNCHANGED: Final = frozenset({"jax.numpy.asarray"})
"""Functions that return an array as it is if nothing is to be changed."""
_NUMBER_MODULES = ("math.", "cmath.")
_STATIC_MODULES = ("math.", "operator.", "os.path.", "string.", "re.", "itertools.count")


@CALLS.on(object)
def call_unknown(it: Interpreter, callee: Value, args: Arguments, node: ast.expr) -> Value:
    for value in args.all():
        escape(it, value)
    return UNKNOWN


@CALLS.on(Opaque)
def call_opaque(it: Interpreter, callee: Opaque, args: Arguments, node: ast.expr) -> Value:
    escape(it, callee)
    call_unknown(it, callee, args, node)
    return Opaque(Cells())


@CALLS.on(Bound)
def call_bound(it: Interpreter, callee: Bound, args: Arguments, node: ast.expr) -> Value:
    return it.call(callee.function, args.prepend(callee.receiver), node)


@CALLS.on(Partial)
def call_partial(it: Interpreter, callee: Partial, args: Arguments, node: ast.expr) -> Value:
    joined = args.prepend(*callee.args)
    keywords = {**callee.keywords, **args.keywords}
    return it.call(callee.function, joined._replace(keywords=keywords), node)


@CALLS.on(External)
def call_external(it: Interpreter, callee: External, args: Arguments, node: ast.expr) -> Value:
    path = callee.path
    if it.traces and isinstance(node, ast.Call) and it.listens(Call):
        keywords = tuple(args.keywords.items())
        kept = cached_trace(it)
        rescuing, doubtful = it.rescuing > 0, path[:4] != "jax." and doubted(it)
        trace = it.traces[-1]
        it.emit(Call(node, path, args.positional, keywords, trace, kept, rescuing, doubtful))
    if node is it.dropped and path in UPDATES:
        tell_dropped_copy(it, path, args, node)
    handler = EXTERNALS.get(path)
    if handler is not None:
        value: Value = handler(it, args, node)
        return value
    row = it.library.row(path)
    if row is not None:
        return _BY_ROW[type(row)](it, path, row, args, node)
    if path.startswith(("numpy.", "scipy.")):
        return numpy_calls.call_numpy(it, path, args, node)
    if path.startswith(_NUMBER_MODULES) and call_host(it, path, args, node):
        return NUMBER
    if path.startswith(_STATIC_MODULES):
        return STATIC if all(map(is_static, args.all())) else UNKNOWN
    if path == "jax.ensure_compile_time_eval":
        return External(f"{path}()")
    return call_unknown(it, callee, args, node)


def call_row(
    it: Interpreter, path: str, row: FunctionRow, args: Arguments, node: ast.expr
) -> Value:
    """Calls a function that the tables describe."""
    if row.static and it.traces:
        check_static(it, path, row, args, node)
    sized = DATA_DEPENDENT.get(path)
    if sized is not None:
        check_size(it, path, sized, args, node, row.counts)
    refused = any_sequence(args.all()) and check_arguments(it, path, args, node)
    result = _promised(row, args)
    if row.effect is not None:
        check_widths(it, path, args, node)
        value = key_call(it, row, args, node, result_aval(it, path, args))
        if row.effect is not KeyEffect.CONSUME or result is Result.ARRAY:
            if row.pure and node is it.dropped:
                tell_if_dropped(it, path, value, node, shown_key(args, row))
            return value
    if result in _FIXED:
        return _FIXED[result]
    if result is Result.OBJECT:
        return _object(it, path, row, args, node)
    if result is Result.SAME and args.positional:
        if row.untraced and it.level == TraceKind.CONCRETE:
            return map_leaves(args.positional[0], _untraced)
        return map_leaves(args.positional[0], lambda leaf: _same(it, leaf, node, path))
    made = _maker(path, args, node) if it.traces and not refused else None
    value = _arrays(it, path, args, node, made)
    alone = len(args.all()) == 1  # no option asks for anything else
    return _several(it, value, path, row.named, alone) if result is Result.ARRAYS else value


def _promised(row: FunctionRow, args: Arguments) -> Result:
    """What the function returns for these arguments."""
    given = bool(row.unless) and row.unless in bind_row(row.params, args)
    return Result.UNKNOWN if given else row.result


def _arrays(
    it: Interpreter,
    path: str,
    args: Arguments,
    node: ast.expr,
    made: ast.expr | None,
) -> Value:
    """What a function returns that returns an array, or what is true of each of several."""
    if path in _UNCHANGED and len(args.all()) == 1 and isinstance(args.all()[0], Array):
        return args.all()[0]
    if path in SAME_DTYPE:
        check_dtypes(it, path, args, node)
    if path.startswith("jax."):
        check_widths(it, path, args, node)
    if it.differentiates and path in CHOICES:
        check_choice(it, path, args, node)
    value = array(it, args.all(), node, made, result_aval(it, path, args), path)
    tell_if_dropped(it, path, value, node)
    return value


def _several(
    it: Interpreter, value: Value, path: str, names: tuple[str, ...] = (), alone: bool = False
) -> Value:
    """A tuple or list of such arrays, which may have names."""
    if not isinstance(value, Tracer):
        return _named_arrays(it, names) if names and alone else UNKNOWN
    if value.kind is TraceKind.CONCRETE and path not in SMOOTH:
        return UNKNOWN  # plain `grad` may trace some of them, or none
    several = Tree(Cells(), value.kind, value.origin)
    for name in names:
        store_part(it, several, ("attribute", name), Tracer(value.kind, value.origin))
    return several


def _named_arrays(it: Interpreter, names: tuple[str, ...]) -> Value:
    several = Opaque(Cells())
    for index, name in enumerate(names):
        store_part(it, several, ("attribute", name), Array())
        store_part(it, several, index, Array())
    return several


_FIXED: Final[Mapping[Result, Value]] = {Result.STATIC: STATIC, Result.UNKNOWN: UNKNOWN}


def _object(it: Interpreter, path: str, row: FunctionRow, args: Arguments, node: ast.expr) -> Value:
    """What a call of a library made: one that knows what it was made from, or any such."""
    if row.made:
        if not path.startswith("jax."):
            check_widths(it, path, args, node)  # it will make such arrays
        return make_object(row, args)
    return it.library.external(f"{path}()")


def _untraced(leaf: Value) -> Value:
    """A leaf after a function through which plain `grad` does not look."""
    if isinstance(leaf, Tracer) and leaf.kind is TraceKind.CONCRETE:
        return Array(leaf.aval)
    if isinstance(leaf, Tree) and leaf.kind is TraceKind.CONCRETE:
        return Opaque(Cells(), leaf.form)
    return leaf


def _same(it: Interpreter, leaf: Value, node: ast.expr, path: str) -> Value:
    """A leaf after a function that keeps the structure of a pytree."""
    leaf = unboxed(leaf)
    if it.differentiates and path in CUTS and isinstance(leaf, (Tracer, Tree)):
        # It depends no more on what is differentiated.
        here = origin_of_made(it, node)
        if isinstance(leaf, Tree):
            return Tree(leaf.cells, leaf.kind, here, leaf.form)
        return Tracer(leaf.kind, here, aval=leaf.aval)
    if isinstance(leaf, NumpyArray) and path in ONTO_DEVICE:
        return array(it, (leaf,), node)
    if not isinstance(leaf, (Tracer, Array)):
        return leaf
    return array(it, (leaf,), node, aval=result_aval(it, path, Arguments((leaf,))))


_BY_JAX: Final = ("jax.numpy.", "jax.lax.")
"""Modules of functions that give a traced number even of numbers that are known."""
_CREATION: Final = (
    "arange empty empty_like eye full full_like identity linspace ones ones_like zeros zeros_like"
)
_STORAGE: Final = frozenset(f"jax.numpy.{name}" for name in _CREATION.split())
"""Functions that make arrays to compute with, not numbers out of numbers."""


def _maker(path: str, args: Arguments, node: ast.expr) -> ast.expr | None:
    """The call itself if all its operands are known while tracing, so that it need not be."""
    values = args.all()
    if not values or path in _STORAGE or not path.startswith(_BY_JAX):
        return None
    return node if all(map(_of_static, values)) else None


def _of_static(value: Value) -> bool:
    """Whether a value is known while tracing, or was made of such by JAX."""
    if isinstance(value, Tracer):
        return value.maker is not None
    if isinstance(value, (Tuple, List, Joined)):
        return bool(items_of(value)) and all(map(_of_static, items_of(value)))
    return is_static(value) or isinstance(value, (External, NumpyArray))


def check_static(
    it: Interpreter, path: str, row: FunctionRow, args: Arguments, node: ast.expr
) -> None:
    """Tells of tracers where the function needs numbers that are known while tracing."""
    bound = bind_row(row.params, args)
    needed = row.static
    if row.counts:
        needed |= {name for name in row.counts if is_scalar(bound.get(name))}
    for name in needed:
        value = bound.get(name)
        if value is not None:
            places = {param.lstrip("*"): index for index, param in enumerate(row.params)}
            shown = shown_argument(args, places.get(name, len(args.positional)), node, name)
            need_static(it, value, shown, shown, path, name)


_BY_ROW: Final[dict[type, Callable[..., Value]]] = {
    FunctionRow: call_row,
    Transform: apply_transform,
    Caller: call_caller,
    Runner: call_runner,
    Later: give_later,
    Record: make_record,
    Update: update_record,
    Holder: make_box,
    Apart: take_apart,
    Together: put_together,
    Fields: lambda it, path, _, args, node: call_unknown(it, External(path), args, node),
}


@CALLS.on(Method)
def call_method(it: Interpreter, callee: Method, args: Arguments, node: ast.expr) -> Value:
    receiver, name = callee.receiver, callee.name
    handler = METHODS.get((type(receiver), name))
    if handler is not None:
        handled: Value = handler(it, receiver, args, node)
        return handled
    if isinstance(receiver, (Tracer, Array, Key, Keys)):
        return _array_method(it, receiver, name, args, node)
    if isinstance(receiver, Indexer):
        if receiver.node is not None and not args.more and "mode" not in args.keywords:
            owner = aval_of(it, receiver.array)
            check_bounds(it, owner, receiver.index, receiver.node, update=name != "get")
        aval = ANY if name == "get" else aval_of(it, receiver.array)
        value = array(it, (receiver.array, *args.all()), node, aval=aval)
        tell_if_dropped(it, f"jax.Array.at.{name}", value, node)
        return value
    if isinstance(receiver, (Const, Static)):
        return STATIC
    if isinstance(receiver, NumpyArray):
        return numpy_calls.call_method(it, name, args, node)
    escape(it, receiver)
    return call_unknown(it, callee, args, node)


def _array_method(
    it: Interpreter, receiver: Value, name: str, args: Arguments, node: ast.expr
) -> Value:
    if name in HOST_METHODS:
        called = node.func if isinstance(node, ast.Call) else None
        shown = called.value if isinstance(called, ast.Attribute) else node
        concretize(it, receiver, shown, node, Need.NUMBER, f".{name}()")
        return STATIC
    check_widths(it, f"jax.Array.{name}", args, node)
    row = TABLE.get(name)
    if row is None and name not in ARRAY_METHODS:
        return UNKNOWN
    if row is not None and row.static and it.traces:
        check_static(it, name, row, args, node)
    sized = DATA_DEPENDENT.get(f"jax.Array.{name}")
    if sized is not None:
        counts: frozenset[str] = frozenset() if row is None else row.counts
        check_size(it, f"jax.Array.{name}", sized, args.prepend(receiver), node, counts)
    if any_sequence(args.all()):
        check_arguments(it, f"jax.Array.{name}", args.prepend(receiver), node)
    aval = result_aval(it, f"jax.numpy.{name}", args.prepend(receiver))
    tracer = tracer_of(receiver)
    maker = None if tracer is None else tracer.maker
    op = f"jax.Array.{name}"
    value = array(it, (receiver, *args.all()), node, maker, aval, op)
    tell_if_dropped(it, f"jax.Array.{name}", value, node)
    return value if row is None or row.result is Result.ARRAY else _several(it, value, op)


@CALLS.on(Unknown)
def _unknown(it: Interpreter, callee: Unknown, args: Arguments, node: ast.expr) -> Value:
    return call_unknown(it, callee, args, node)
