"""Python's builtins, and the parts of its standard library that pass values on."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.containers import (
    element_of,
    fresh,
    iterate,
    map_leaves,
)
from flake8_jax.engine.events import StaticNeeded, Truth
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.joins import join
from flake8_jax.engine.operations import array, operate
from flake8_jax.engine.registry import EXTERNALS
from flake8_jax.engine.truth import ask, refused, truth
from flake8_jax.values.arrays import Opaque, Tracer, Tree
from flake8_jax.values.base import (
    LEADING,
    NONE,
    NUMBER,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    TraceKind,
    Value,
    What,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import (
    Dict,
    List,
    Stream,
    Text,
    Trips,
    Tuple,
    new_dict,
    new_list,
    new_list_of,
)
from flake8_jax.values.functions import (
    ClassMethod,
    External,
    Instance,
    Partial,
    Property,
    StaticMethod,
    Super,
)
from flake8_jax.values.traced import is_static, traced_item, tracer_of

Handler = Callable[[Interpreter, Arguments, ast.expr], Value]


def _first(args: Arguments) -> Value:
    return args.positional[0] if args.positional else UNKNOWN


@EXTERNALS.on("builtins.print")
def _print(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return NONE


@EXTERNALS.on("builtins.len")
def _len(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = _first(args)
    if isinstance(value, Tuple):
        return Const(len(value.items))
    if isinstance(value, List) and value.items.known is not None:
        return Const(len(value.items.known))
    return LEADING if isinstance(value, (Tracer, Array)) else NUMBER


_PYTHON_TYPES = frozenset("int float bool str complex list tuple dict set".split())


@EXTERNALS.on("builtins.isinstance")
def _isinstance(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    if len(args.positional) != 2:
        return STATIC
    value, kinds = args.positional
    options = kinds.items if isinstance(kinds, Tuple) else (kinds,)
    if isinstance(value, Tracer):
        paths = {k.path for k in options if isinstance(k, External)}
        if "jax.Array" in paths or "jax.core.Tracer" in paths:
            return Const(True)
        if len(paths) == len(options) and paths <= {f"builtins.{n}" for n in _PYTHON_TYPES}:
            return Const(False)
    return STATIC


for _name in "hasattr callable id hash repr type issubclass format ord chr open vars dir".split():

    @EXTERNALS.on(f"builtins.{_name}")
    def _static(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
        return STATIC


@EXTERNALS.on("builtins.str")
def _str(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Text(args.positional)


@EXTERNALS.on("builtins.getattr")
def _getattr(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    if len(args.positional) == 2:
        owner, name = args.positional
        if isinstance(name, Const) and isinstance(name.value, str):
            return it.attribute(owner, name.value)
    return UNKNOWN


@EXTERNALS.on("builtins.int", "builtins.float", "builtins.bool", "builtins.complex")
def _convert(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = _first(args)
    if isinstance(value, Static) and value.what in (What.SIZE, What.LEADING):
        return value
    path = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if isinstance(value, Const) and isinstance(value.value, (int, float)) and path == "int":
        return Const(int(value.value)) if abs(value.value) < 1e15 else NUMBER
    return NUMBER


@EXTERNALS.on("builtins.range")
def _range(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    for index, value in enumerate(args.positional):
        shown = args.expression(index, "")
        if isinstance(value, Tracer) and value.kind is TraceKind.ABSTRACT and shown is not None:
            it.emit(StaticNeeded(shown, value, "range", "stop"))
    bounds = args.positional
    numbers = [b.value for b in bounds if isinstance(b, Const) and isinstance(b.value, int)]
    numbers = [n for n in numbers if abs(n) < sys.maxsize // 2]
    if numbers and len(numbers) == len(bounds) and (len(numbers) < 3 or numbers[2]):
        span = range(*numbers)
        first = Const(span[0]) if len(span) else None
        return Stream(NUMBER, Trips(len(span)), first)
    last = bounds[1] if len(bounds) > 1 else _first(args)
    leading = isinstance(last, Static) and last.what is What.LEADING
    return Stream(NUMBER, Trips(leading=leading))


@EXTERNALS.on("builtins.enumerate")
def _enumerate(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, _first(args))
    if isinstance(source, Tuple):
        return Tuple(tuple(Tuple((Const(i), v)) for i, v in enumerate(source.items)))
    return Stream(Tuple((NUMBER, source.element)), source.trips)


@EXTERNALS.on("builtins.zip")
def _zip(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    sources = [iterate(it, value) for value in args.positional]
    if not sources or args.more:
        return Stream(UNKNOWN)
    known = [s.items for s in sources if isinstance(s, Tuple)]
    if len(known) == len(sources):
        return Tuple(tuple(Tuple(items) for items in zip(*known, strict=False)))
    element = Tuple(tuple(element_of(s) for s in sources))
    counts = [len(items) for items in known]
    counts += [s.trips.count for s in sources if isinstance(s, Stream) and s.trips.count]
    leading = all(isinstance(s, Stream) and s.trips.leading for s in sources)
    return Stream(element, Trips(min(counts) if counts else None, leading))


@EXTERNALS.on("builtins.reversed", "builtins.iter")
def _reversed(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, _first(args))
    return Tuple(source.items[::-1]) if isinstance(source, Tuple) else source


@EXTERNALS.on("builtins.next")
def _next(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = _first(args)
    return fresh(value.element) if isinstance(value, Stream) else UNKNOWN


@EXTERNALS.on("builtins.map", "builtins.filter")
def _map(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    function, *sources = args.positional or (UNKNOWN,)
    elements = [element_of(iterate(it, s)) for s in sources]
    result = it.call(function, Arguments(tuple(elements)), node)
    is_map = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "map"
    return Stream(result if is_map else UNKNOWN)


@EXTERNALS.on(
    "collections.deque", "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset"
)
def _sequence(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    name = getattr(getattr(node, "func", None), "id", "list")
    if not args.positional:
        return {"list": new_list(()), "tuple": Tuple(())}.get(name, STATIC)
    value = _first(args)
    source = iterate(it, value)
    if name in ("set", "frozenset"):
        return STATIC
    if isinstance(source, Tuple):
        return source if name == "tuple" else new_list(source.items)
    return source if name == "tuple" else new_list_of(source.element)


@EXTERNALS.on("builtins.dict")
def _dict(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    known: dict[object, Value] = {}
    rest: Value | None = UNKNOWN if args.more else None
    for value in args.positional:
        if isinstance(value, Dict):
            known.update(value.entries.known)
            rest = value.entries.rest or rest
        elif isinstance(value, Tree):
            return Tree(Cells(), value.kind, value.origin)
        else:
            rest = UNKNOWN
    known.update(args.keywords)
    return new_dict(known, rest)


@EXTERNALS.on("builtins.sum")
def _sum(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, _first(args))
    element = element_of(source)
    if isinstance(element, (Tracer, Array)):
        return array(it, (element,), node)
    return NUMBER if is_static(element) and not isinstance(source, Stream) else UNKNOWN


@EXTERNALS.on("builtins.abs", "builtins.round", "builtins.pow", "builtins.divmod")
def _arithmetic(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return operate(it, node, ast.Sub, _first(args), _first(args))


@EXTERNALS.on("builtins.min", "builtins.max", "builtins.sorted")
def _order(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """Compares items with one another, and asks for the truth of each answer."""
    name = getattr(getattr(node, "func", None), "id", "max")
    values = args.positional
    if len(values) == 1:
        if isinstance(values[0], Tracer):
            _asked(it, values[0], node, name)
            return UNKNOWN
        source = iterate(it, values[0])
        values = source.items if isinstance(source, Tuple) else ()
        if isinstance(source, Stream) and isinstance(source.element, Tracer):
            _asked(it, source.element, node, name)
            return UNKNOWN
    by = args.keywords.get("key")
    if by is not None and len(values) > 1:
        values = tuple(it.call(by, Arguments((value,)), node) for value in values[:2])
    if len(values) > 1:
        tracer = next((t for v in values if (t := tracer_of(v)) is not None), None)
        if tracer is not None and all(_comparable(v) for v in values):
            _asked(it, tracer, node, name)
            return tracer if by is None and name != "sorted" else UNKNOWN
    if all(map(is_static, values)) and values and name != "sorted":
        result = values[0]
        for other in values[1:]:
            result = join(result, other)
        return _smallest(name, values) or result
    return UNKNOWN


def _smallest(name: str, values: tuple[Value, ...]) -> Value | None:
    numbers = [
        v.value for v in values if isinstance(v, Const) and isinstance(v.value, (int, float))
    ]
    if len(numbers) != len(values):
        return None
    return Const(min(numbers) if name == "min" else max(numbers))


def _comparable(value: Value) -> bool:
    return isinstance(value, (Tracer, Array, NumpyArray, Const, Static, Tree))


def _asked(it: Interpreter, value: Tracer, node: ast.expr, word: str) -> None:
    if isinstance(node, ast.Call):
        ask(it, value, node, Truth.BUILTIN, word)


@EXTERNALS.on("builtins.any", "builtins.all")
def _any(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    name = getattr(getattr(node, "func", None), "id", "any")
    value = _first(args)
    if isinstance(value, Tracer):
        _asked(it, value, node, name)
        return STATIC
    source = iterate(it, value)
    items = source.items if isinstance(source, Tuple) else (source.element,)
    for item in items:
        tracer = refused(it, item, node)
        if tracer is not None:
            _asked(it, tracer, node, name)
            return STATIC
        known = truth(item)
        if known is None or known is (name == "any"):
            return STATIC
    return STATIC


@EXTERNALS.on("builtins.property", "functools.cached_property")
def _property(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Property(_first(args))


@EXTERNALS.on("builtins.staticmethod")
def _staticmethod(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return StaticMethod(_first(args))


@EXTERNALS.on("builtins.classmethod")
def _classmethod(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return ClassMethod(_first(args))


@EXTERNALS.on("builtins.super")
def _super(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    frame = it.frame
    return (
        UNKNOWN if frame.cls is None or frame.receiver is None else Super(frame.cls, frame.receiver)
    )


@EXTERNALS.on("functools.partial")
def _partial(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    if not args.positional or args.more:
        return UNKNOWN
    return Partial(args.positional[0], args.positional[1:], args.keywords)


@EXTERNALS.on("functools.wraps", "functools.update_wrapper")
def _wraps(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return External("flake8_jax.same")


@EXTERNALS.on(
    "flake8_jax.same",
    "abc.abstractmethod",
    "functools.lru_cache",
    "functools.cache",
    "typing.no_type_check",
    "typing.final",
    "typing.override",
)
def _same(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = _first(args)
    return External("flake8_jax.same") if isinstance(value, Const) or value is UNKNOWN else value


@EXTERNALS.on("typing.cast")
def _cast(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return args.get(1, "val") or UNKNOWN


@EXTERNALS.on("flake8_jax.replace", "dataclasses.replace")
def _replace(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = _first(args)
    if isinstance(value, Instance):
        return Instance(value.cls, Cells({**value.cells, **args.keywords}))
    return UNKNOWN


@EXTERNALS.on("jax.tree.map")
def _tree_map(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """Calls the function on the leaves, as far as the structure is known."""
    function = args.get(0, "f") or UNKNOWN
    tree = args.get(1, "tree") or UNKNOWN
    rest = args.positional[2:]

    def leaf(value: Value) -> Value:
        others = tuple(_leaf_of(r) for r in rest)
        result = it.call(function, Arguments((_leaf_of(value), *others)), node)
        if isinstance(value, Tree) and isinstance(result, Tracer):
            return Tree(Cells(), result.kind, result.origin)
        return result if not isinstance(value, (Opaque, Tree)) else UNKNOWN

    if isinstance(tree, Instance):
        from flake8_jax.engine.classes import map_instance

        return map_instance(it, tree, leaf)
    return map_leaves(tree, leaf)


def _leaf_of(value: Value) -> Value:
    if isinstance(value, Tree):
        return value.leaf()
    if isinstance(value, Opaque):
        return Opaque(Cells())
    if isinstance(value, (Tuple, List, Dict, Instance)):
        tracer = traced_item(value)
        return UNKNOWN if tracer is None else tracer
    return value


@EXTERNALS.on("jax.tree.map_with_path")
def _tree_map_with_path(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    function = args.get(0, "f") or UNKNOWN
    with_path = Partial(function, (STATIC,), {})
    return _tree_map(it, Arguments((with_path, *args.positional[1:]), args.keywords), node)


@EXTERNALS.on("jax.tree.leaves")
def _leaves(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    tree = _first(args)
    found: list[Value] = []
    map_leaves(tree, lambda leaf: (found.append(leaf), leaf)[1])
    exact = all(isinstance(v, (Tracer, Array, NumpyArray)) for v in found)
    if exact:
        return new_list(tuple(found))
    if isinstance(tree, Tree):
        return new_list_of(tree.leaf())
    return UNKNOWN


@EXTERNALS.on("jax.tree.structure", "jax.tree_util.treedef_is_leaf")
def _structure(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return STATIC


@EXTERNALS.on("logging.getLogger")
def _logger(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return External("logging.Logger")


@EXTERNALS.on("jax.device_get")
def _device_get(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return UNKNOWN
