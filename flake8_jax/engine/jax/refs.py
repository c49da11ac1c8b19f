"""References to arrays: making, reading and storing them, and the kernels that work on them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from flake8_jax.engine.jax.tracing import signature, underlying
from flake8_jax.engine.machine.arguments import Arguments, first, given_to
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, EXTERNALS, ITEMS, METHODS
from flake8_jax.engine.objects.containers import iterate, map_leaves
from flake8_jax.engine.objects.operations import array
from flake8_jax.libraries.jax_array import STATIC_ATTRIBUTES
from flake8_jax.libraries.jax_misc import STRUCT
from flake8_jax.libraries.rows import Counters, Feed, Like, Refs
from flake8_jax.values.arrays import Indexer, Opaque, Ref, Tracer, Tree
from flake8_jax.values.base import (
    ARRAY,
    NONE,
    NUMBER,
    SHAPE,
    SIZE,
    STATIC,
    UNKNOWN,
    Array,
    NumpyArray,
    TraceKind,
    Value,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.functions import Bound, External, Method, Partial
from flake8_jax.values.origin import Origin
from flake8_jax.values.traced import tracer_of

_ARRAYS = (Array, Tracer, NumpyArray)
_SIZES = {"shape": SHAPE, "size": SIZE}


def read(it: Interpreter, ref: Ref, node: ast.expr) -> Value:
    """The array that a reference holds now."""
    if ref.tracer is None and 0 < it.level < TraceKind.ABSTRACT:
        return UNKNOWN  # traced if something traced was stored
    return array(it, () if ref.tracer is None else (ref.tracer,), node)


@ITEMS.on(Ref)
def _item(it: Interpreter, owner: Ref, index: Value, node: ast.expr) -> Value:
    held = read(it, owner, node)
    if owner.sure or not isinstance(held, Tracer) or _only_of_array(node):
        return held
    return Tree(Cells(), held.kind, held.origin)


def _only_of_array(node: ast.expr) -> bool:
    """Whether nothing but an array has such an index: ``[...]``, ``[i, :]``."""
    index = node.slice if isinstance(node, ast.Subscript) else None
    dots = isinstance(index, ast.Constant) and index.value is Ellipsis
    return dots or (isinstance(index, ast.Tuple) and bool(index.elts))


@ATTRIBUTES.on(Ref)
def _attribute(it: Interpreter, owner: Ref, name: str) -> Value:
    if name in STATIC_ATTRIBUTES:
        return _SIZES.get(name, STATIC)
    if name in ("T", "mT"):
        return owner
    return Indexer(owner) if name == "at" else Method(owner, name)


@METHODS.on((Ref, "get"), (Ref, "swap"))
def _get(it: Interpreter, owner: Ref, args: Arguments, node: ast.expr) -> Value:
    return read(it, owner, node) if owner.sure else UNKNOWN


@METHODS.on((Ref, "set"), (Ref, "addupdate"))
def _set(it: Interpreter, owner: Ref, args: Arguments, node: ast.expr) -> Value:
    return NONE


@METHODS.on((Ref, "reshape"), (Ref, "bitcast"), (Ref, "transpose"))
def _view(it: Interpreter, owner: Ref, args: Arguments, node: ast.expr) -> Value:
    return owner


@EXTERNALS.on("jax.new_ref")
def _new_ref(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Ref(tracer_of(array(it, args.positional[:1], node)))


@EXTERNALS.on("jax.freeze", "jax.ref.get", "jax.ref.swap", "jax.experimental.pallas.load")
def _read(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    owner = first(args)
    return read(it, owner, node) if isinstance(owner, Ref) and owner.sure else UNKNOWN


def reference(value: Value) -> Value:
    """References to the arrays of a pytree."""

    def leaf(v: Value) -> Value:
        return v if v == NONE else Ref(sure=isinstance(v, _ARRAYS))

    return map_leaves(value, leaf)


def feed_rest(
    it: Interpreter, function: Value, feeds: Sequence[Feed], bound: Mapping[str, Value]
) -> Arguments:
    """What a kernel or index map is called with: references or counters, as many as it takes.

    Nothing else can be given, so that a parameter without a default gets one for sure.
    """
    values: list[Value] = []
    known = True
    for feed in feeds:
        items = _items(it, feed, bound)
        known = known and items is not None
        values.extend(items or () if known else ())
    filler: Value = NUMBER if isinstance(feeds[-1], Counters) else Ref(sure=False)
    target = underlying(function)
    if target is None:
        return Arguments(tuple(values), more=not known)
    named, params = _named(function), signature(function)[1]
    more = not known and target.node.args.vararg is not None
    if more:
        del values[len(params) :]
    for name in params[len(values) :]:
        if name in named or name in target.defaults:
            break
        values.append(filler)
    rest = (a.arg for a in target.node.args.kwonlyargs)
    keywords = {n: filler for n in rest if n not in named and n not in target.defaults}
    return Arguments(tuple(values), keywords, more=more)


def _items(it: Interpreter, feed: Feed, bound: Mapping[str, Value]) -> tuple[Value, ...] | None:
    """The references that an argument stands for; None if their number is not known."""
    if not isinstance(feed, Refs) or given_to(bound, feed.unless) is not None:
        return None
    given = given_to(bound, feed.param) or Tuple(())
    if not isinstance(given, (Tuple, List)):
        return None
    source = iterate(it, given)
    return tuple(map(reference, source.items)) if isinstance(source, Tuple) else None


def _named(function: Value) -> set[str]:
    """The parameters that partials give by name."""
    names: set[str] = set()
    while isinstance(function, (Partial, Bound)):
        if isinstance(function, Partial):
            names.update(function.keywords)
        function = function.function
    return names


def like(it: Interpreter, out: Like, bound: Mapping[str, Value], kind: int, here: Origin) -> Value:
    """Arrays in the structure of an argument that describes them, traced by `kind`."""

    def leaf(v: Value) -> Value:
        if v == NONE:
            return v
        if isinstance(v, _ARRAYS) or (isinstance(v, External) and v.path == f"{STRUCT}()"):
            return Tracer(TraceKind(kind), here) if kind else ARRAY
        return Tree(Cells(), TraceKind(kind), here) if kind else Opaque(Cells())

    value = given_to(bound, out.param) or UNKNOWN
    if out.tupled and isinstance(value, List):
        source = iterate(it, value)
        value = source if isinstance(source, Tuple) else UNKNOWN
    return map_leaves(value, leaf)
