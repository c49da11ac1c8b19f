"""Python's builtins: what they make of values."""

from __future__ import annotations

import ast
import sys
from typing import Final

from flake8_jax.engine.events import Need
from flake8_jax.engine.jax.rounds import rounds
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.bases import derives
from flake8_jax.engine.objects.containers import (
    element_of,
    escape,
    first_of,
    iterate,
    store_part,
)
from flake8_jax.engine.objects.dunders import by_builtin
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.operations import array, maker_of
from flake8_jax.engine.watch.concretize import concretize, shown_argument, unhashable
from flake8_jax.libraries.jax_array import (
    ARRAY_ATTRIBUTES,
    ARRAY_METHODS,
    HOST_METHODS,
    STATIC_ATTRIBUTES,
)
from flake8_jax.values.arrays import SURE, Opaque, Tracer, Tree
from flake8_jax.values.base import (
    LEADING,
    NONE,
    NUMBER,
    SET,
    STATIC,
    TRUE,
    UNKNOWN,
    Array,
    Const,
    Static,
    Value,
    What,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import (
    BOUNDED,
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
from flake8_jax.values.functions import Class, External, Imported, Instance
from flake8_jax.values.traced import is_static


@EXTERNALS.on("builtins.print")
def _print(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return NONE


@EXTERNALS.on("builtins.len")
def _len(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    if isinstance(value, Instance):
        return by_builtin(it, "len", args, node) or NUMBER
    if isinstance(value, Tuple):
        return Const(len(value.items))
    if isinstance(value, List) and value.items.known is not None:
        return Const(len(value.items.known))
    if not isinstance(value, (Tracer, Array)):
        return NUMBER
    return LEADING if value.length is None else Const(value.length)


_OF_ARRAYS = STATIC_ATTRIBUTES | ARRAY_ATTRIBUTES | ARRAY_METHODS | HOST_METHODS
_PYTHON_TYPES = frozenset(
    ["int", "float", "bool", "str", "complex", "list", "tuple", "dict", "set"]
)
_NO_ARRAYS = frozenset(
    ["numpy.ndarray", "numpy.generic", *(f"builtins.{n}" for n in _PYTHON_TYPES)]
)
"""What no array of JAX is."""
_FOREIGN: Final = ("scipy.", "torch.", "tensorflow.", "pandas.", "cupy.")
"""Libraries none of whose classes is one of an array of JAX."""
_NO_LEAVES = _NO_ARRAYS - {"builtins.list", "builtins.tuple", "builtins.dict", "builtins.set"}
"""What no traced argument is, a pytree or not."""
_NO_BASES = frozenset(["jax.Array", *(f"builtins.{n}" for n in _PYTHON_TYPES - {"tuple"})])
"""What a class of the program is not, unless it says so among its bases."""


@EXTERNALS.on("builtins.isinstance")
def _isinstance(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    if len(args.positional) != 2:
        return STATIC
    value, kinds = args.positional
    options = kinds.items if isinstance(kinds, Tuple) else (kinds,)
    if isinstance(value, Instance):
        return _is_of_class(value, options)
    if isinstance(value, (Tracer, Array)):
        paths = {k.path for k in options if isinstance(k, External)}
        if "jax.Array" in paths or (isinstance(value, Tracer) and "jax.core.Tracer" in paths):
            return Const(True)
        if _are_others(options, _NO_ARRAYS):
            return Const(False)
    own = _CONTAINERS.get(type(value))
    if own is not None:
        return _is_container(own, options)
    if isinstance(value, Tree) and value.form in SURE and _are_others(options, _NO_LEAVES):
        return Const(False)
    return STATIC


def _are_others(options: tuple[Value, ...], known: frozenset[str]) -> bool:
    """Whether all types are `known`, or of a library whose classes are none of JAX."""
    return bool(options) and all(
        isinstance(k, (External, Imported)) and (k.path in known or k.path.startswith(_FOREIGN))
        for k in options
    )


_CONTAINERS: Final = {
    Tuple: "builtins.tuple",
    List: "builtins.list",
    Dict: "builtins.dict",
}
_NO_CONTAINERS: Final = frozenset(
    [
        "jax.Array",
        "jax.core.Tracer",
        "jax.numpy.ndarray",
        "numpy.ndarray",
        *(f"builtins.{name}" for name in _PYTHON_TYPES),
    ]
)


def _is_container(own: str, options: tuple[Value, ...]) -> Value:
    """Whether one of Python's own containers is an instance of one of the types."""
    paths = {k.path for k in options if isinstance(k, External)}
    if own in paths:
        return Const(True)
    known = len(paths) == len(options) and paths <= _NO_CONTAINERS
    return Const(False) if known else STATIC


def _is_of_class(value: Instance, options: tuple[Value, ...]) -> Value:
    answers = [derives(value.cls, k) if isinstance(k, Class) else None for k in options]
    if True in answers:
        return Const(True)
    for index, kind in enumerate(options):
        if isinstance(kind, External) and kind.path in _NO_BASES:
            answers[index] = False
    return STATIC if None in answers else Const(False)


@EXTERNALS.on("builtins.hasattr")
def _hasattr(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    owner, name = (*args.positional, UNKNOWN, UNKNOWN)[:2]
    if isinstance(owner, (Tracer, Array)) and isinstance(name, Const):
        return TRUE if name.value in _OF_ARRAYS else STATIC
    return STATIC


for _name in [
    "callable",
    "id",
    "issubclass",
    "ord",
    "open",
    "dir",
]:

    @EXTERNALS.on(f"builtins.{_name}")
    def _static(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
        return STATIC


@EXTERNALS.on("builtins.repr")
def _repr(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    by_builtin(it, "repr", args, node)
    return STATIC


@EXTERNALS.on("builtins.type")
def _type(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    return value.cls if isinstance(value, Instance) and len(args.positional) == 1 else STATIC


@EXTERNALS.on("builtins.str")
def _str(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    by_builtin(it, "str", args, node)
    return Text(args.positional)


@EXTERNALS.on("builtins.getattr")
def _getattr(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    owner, name = (*args.positional, UNKNOWN, UNKNOWN)[:2]
    if isinstance(name, Const) and isinstance(name.value, str):
        if len(args.positional) == 2:
            return it.attribute(owner, name.value)
        stored = owner.cells.get(name.value) if isinstance(owner, Instance) else None
        if isinstance(stored, Value):
            return stored
    return UNKNOWN


@EXTERNALS.on("builtins.range")
def _range(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    for index, value in enumerate(args.positional):
        shown = shown_argument(args, index, node)
        if concretize(it, value, shown, node, Need.COUNT, "range()"):
            break
    bounds = args.positional
    numbers = [b.value for b in bounds if isinstance(b, Const) and isinstance(b.value, int)]
    numbers = [n for n in numbers if abs(n) < sys.maxsize // 2]
    fits = 0 < len(numbers) == len(bounds) <= 3
    if fits and (len(numbers) < 3 or numbers[2]):
        return Stream(NUMBER, Trips(len(range(*numbers))))
    leading = any(isinstance(b, Static) and b.what is What.LEADING for b in bounds[:2])
    return Stream(NUMBER, Trips(leading=leading))


@EXTERNALS.on("builtins.enumerate")
def _enumerate(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, first(args))
    if isinstance(source, Tuple):
        return Tuple(tuple(Tuple((Const(i), v)) for i, v in enumerate(source.items)))
    first_item = None if source.first is None else Tuple((NUMBER, source.first))
    return Stream(Tuple((NUMBER, source.element)), source.trips, first_item)


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
    firsts = [first_of(s) for s in sources]
    first_item = None
    if any(f is not None for f in firsts):
        pairs = zip(firsts, element.items, strict=True)
        first_item = Tuple(tuple(fresh(e) if f is None else f for f, e in pairs))
    return Stream(element, Trips(min(counts) if counts else None, leading), first_item)


@EXTERNALS.on("builtins.iter")
def _iter(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, first(args)) if len(args.positional) == 1 else Stream(UNKNOWN)
    # It goes on where it was left, so nothing says which key is the next one.
    return source if first_of(source) is None else Stream(element_of(source))


@EXTERNALS.on("builtins.reversed")
def _reversed(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, first(args))
    if isinstance(source, Tuple):
        return Tuple(source.items[::-1])
    return Stream(source.element, source.trips)


@EXTERNALS.on("builtins.map")
def _map(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Stream(of_each(it, args, node))


def of_each(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """What a function returns for the elements of what comes after it among the arguments."""
    function, *sources = args.positional or (UNKNOWN,)
    elements = [element_of(iterate(it, s)) for s in sources]
    if function == NONE and elements:
        return elements[0]

    def once(_: int) -> Value:
        return it.call(function, Arguments(tuple(map(fresh, elements))), node)

    return rounds(it, node, once, args, repeats=True)


def _source(it: Interpreter, args: Arguments) -> Tuple | Stream:
    return iterate(it, first(args)) if args.positional else Tuple(())


@EXTERNALS.on("builtins.list", "collections.deque")
def _list(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = _source(it, args)
    made = new_list(source.items) if isinstance(source, Tuple) else new_list_of(source.element)
    if args.keywords or len(args.positional) > 1:
        made.cells[BOUNDED] = True
    return made


@EXTERNALS.on("builtins.tuple")
def _tuple(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return _source(it, args)


@EXTERNALS.on("builtins.set")
def _set(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = _source(it, args)
    for item in source.items if isinstance(source, Tuple) else (source.element,):
        if unhashable(it, item, shown_argument(args, 0, node), node, "set()"):
            break
    return SET


@EXTERNALS.on("builtins.frozenset")
def _frozenset(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    _set(it, args, node)
    return STATIC


@EXTERNALS.on("builtins.dict", "collections.OrderedDict")
def _dict(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    known: dict[object, Value] = {}
    rest: Value | None = UNKNOWN if args.more else None
    for value in args.positional:
        if isinstance(value, Dict):
            known.update(value.entries.known)
            rest = value.entries.rest or rest
        elif isinstance(value, Tree):
            return Tree(Cells(), value.kind, value.origin, value.form)
        else:
            pairs = _pairs(it, value)
            known.update(pairs or {})
            rest = rest if pairs is not None else UNKNOWN
    known.update(args.keywords)
    return new_dict(known, rest)


def _pairs(it: Interpreter, value: Value) -> dict[object, Value] | None:
    """The entries that an iterable of pairs gives, if all are known."""
    source = iterate(it, value)
    entries: dict[object, Value] = {}
    for pair in source.items if isinstance(source, Tuple) else (UNKNOWN,):
        items = pair.items if isinstance(pair, Tuple) else ()
        if len(items) != 2 or not isinstance(items[0], Const):
            return None
        entries[items[0].value] = items[1]
    return entries


@EXTERNALS.on("builtins.delattr", "builtins.vars")
def _vars(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    escape(it, first(args))
    return UNKNOWN


@EXTERNALS.on("types.SimpleNamespace")
def _namespace(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    made = Opaque(Cells())
    for name, value in args.keywords.items():
        store_part(it, made, ("attribute", name), value)
    return made


@EXTERNALS.on("builtins.sum")
def _sum(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, first(args))
    element = element_of(source)
    items = source.items if isinstance(source, Tuple) else (element,)
    arrays = any(isinstance(item, (Tracer, Array)) for item in items)
    if arrays and all(is_static(i) or isinstance(i, (Tracer, Array)) for i in items):
        return array(it, items, node, maker_of(items), op=ast.Add)
    return NUMBER if is_static(element) and not isinstance(source, Stream) else UNKNOWN


_OPERATORS: Final = {"abs": "jax.numpy.abs", "pow": ast.Pow}
"""What the builtins do that have a derivative."""


@EXTERNALS.on("builtins.abs", "builtins.round", "builtins.pow", "builtins.divmod")
def _arithmetic(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    name = getattr(getattr(node, "func", None), "id", "abs")
    if isinstance(first(args), Instance):
        return by_builtin(it, name, args, node) or UNKNOWN
    if any(isinstance(v, (Tracer, Array)) for v in args.positional):
        result = array(
            it, args.positional, node, maker_of(args.positional), op=_OPERATORS.get(name)
        )
        return Tuple((result, result)) if name == "divmod" else result
    if all(map(is_static, args.positional)):
        return STATIC if name == "divmod" else NUMBER
    return UNKNOWN
