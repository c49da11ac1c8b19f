"""`itertools`, `operator` and `copy`: what they make of values, traced ones among them."""

from __future__ import annotations

import ast
from itertools import chain, pairwise, product
from typing import Final

from flake8_jax.engine import limits
from flake8_jax.engine.jax.rounds import rounds
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.containers import (
    element_of,
    iterate,
    map_leaves,
)
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.operations import operate
from flake8_jax.values.arrays import Opaque, Tree
from flake8_jax.values.base import STATIC, UNKNOWN, Const, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import FACTORY, Dict, List, Stream, Trips, Tuple, new_dict
from flake8_jax.values.functions import External, Instance, Partial

_OPERATORS: Final[dict[str, type]] = {
    "add": ast.Add,
    "sub": ast.Sub,
    "mul": ast.Mult,
    "truediv": ast.Div,
    "floordiv": ast.FloorDiv,
    "mod": ast.Mod,
    "pow": ast.Pow,
    "matmul": ast.MatMult,
    "and_": ast.BitAnd,
    "or_": ast.BitOr,
    "xor": ast.BitXor,
    "lt": ast.Lt,
    "le": ast.LtE,
    "gt": ast.Gt,
    "ge": ast.GtE,
}

for _name, _operator in _OPERATORS.items():

    @EXTERNALS.on(f"operator.{_name}")
    def _operate(it: Interpreter, args: Arguments, node: ast.expr, op: type = _operator) -> Value:
        if len(args.positional) != 2:
            return UNKNOWN
        return operate(it, node, op, *args.positional)


@EXTERNALS.on("operator.itemgetter")
def _itemgetter(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Partial(External("operator.itemgetter()"), args.positional, {})


@EXTERNALS.on("operator.itemgetter()")
def _items(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    *names, owner = args.positional or (UNKNOWN,)
    found = tuple(it.item(owner, name, node) for name in names)
    return found[0] if len(found) == 1 else Tuple(found)


@EXTERNALS.on("operator.attrgetter")
def _attrgetter(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Partial(External("operator.attrgetter()"), args.positional, {})


@EXTERNALS.on("operator.attrgetter()")
def _attributes(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    *names, owner = args.positional or (UNKNOWN,)
    found = tuple(_attribute(it, owner, name) for name in names)
    return found[0] if len(found) == 1 else Tuple(found)


def _attribute(it: Interpreter, owner: Value, name: Value) -> Value:
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return UNKNOWN
    for part in name.value.split("."):
        owner = it.attribute(owner, part)
    return owner


@EXTERNALS.on("itertools.chain")
def _chain(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return _joined(tuple(iterate(it, value) for value in args.positional), args.more)


@EXTERNALS.on("itertools.chain.from_iterable")
def _chain_from(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    outer = iterate(it, first(args))
    if isinstance(outer, Stream):
        return Stream(fresh(element_of(iterate(it, outer.element))))
    return _joined(tuple(iterate(it, value) for value in outer.items))


def _joined(sources: tuple[Tuple | Stream, ...], more: bool = False) -> Value:
    """The items of all sources, one after the other."""
    known = [source.items for source in sources if isinstance(source, Tuple)]
    if len(known) == len(sources) and not more:
        return _few(tuple(chain(*known)))
    element: Value | None = UNKNOWN if more else None
    for source in sources:
        if isinstance(source, Stream) or source.items:
            one = element_of(source)
            element = one if element is None else join(element, one)
    return Stream(element or UNKNOWN)


def _few(items: tuple[Value, ...]) -> Value:
    """The items themselves, unless there are very many."""
    return Tuple(items) if len(items) <= limits.LIST_LENGTH else Stream(element_of(Tuple(items)))


@EXTERNALS.on("itertools.repeat")
def _repeat(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    times = args.get(1, "times")
    count = times.value if isinstance(times, Const) else None
    return Stream(first(args), Trips(count if type(count) is int else None))


@EXTERNALS.on("itertools.product")
def _product(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    sources = [iterate(it, value) for value in args.positional]
    if args.keywords or args.more:
        return Stream(UNKNOWN)
    known = [source.items for source in sources if isinstance(source, Tuple)]
    if len(known) == len(sources):
        count = 1
        for items in known:
            count *= len(items)
        if count <= limits.LIST_LENGTH:
            return Tuple(tuple(map(Tuple, product(*known))))
    return Stream(Tuple(tuple(fresh(element_of(source)) for source in sources)))


@EXTERNALS.on("itertools.pairwise")
def _pairwise(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, first(args))
    if isinstance(source, Tuple):
        return Tuple(tuple(map(Tuple, pairwise(source.items))))
    return Stream(Tuple((fresh(source.element), fresh(source.element))))


@EXTERNALS.on("itertools.islice")
def _islice(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, first(args))
    bounds: list[int | None] = []
    for bound in args.positional[1:]:
        number = bound.value if isinstance(bound, Const) else ...
        if number is not None and (not isinstance(number, int) or number < 0):
            return Stream(element_of(source))
        bounds.append(number)
    if isinstance(source, Stream) or not bounds or bounds[2:] == [0]:
        return Stream(element_of(source))
    return Tuple(source.items[slice(*bounds)])


@EXTERNALS.on("itertools.starmap")
def _starmap(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    function = first(args)
    source = iterate(it, args.get(1, "iterable") or UNKNOWN)
    given = iterate(it, element_of(source))

    def once(_: int) -> Value:
        known = isinstance(given, Tuple)
        items = tuple(map(fresh, given.items)) if isinstance(given, Tuple) else ()
        return it.call(function, Arguments(items, more=not known), node)

    return Stream(rounds(it, node, once, args, repeats=True))


@EXTERNALS.on("itertools.accumulate")
def _accumulate(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    element = element_of(iterate(it, first(args)))
    function = args.get(1, "func") or External("operator.add")
    start = args.keywords.get("initial", element)
    once = it.call(function, Arguments((start, fresh(element))), node)
    return Stream(join(start, it.call(function, Arguments((once, fresh(element))), node)))


@EXTERNALS.on("copy.copy")
def _copy(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    if isinstance(value, Instance):
        return Instance(value.cls, Cells(value.cells))
    if isinstance(value, List):
        return List(Cells(value.cells))
    return Dict(Cells(value.cells)) if isinstance(value, Dict) else _other(value)


@EXTERNALS.on("copy.deepcopy")
def _deepcopy(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    return _other(value) if isinstance(value, Instance) else map_leaves(value, _other)


def _other(value: Value) -> Value:
    """A copy of what is no container: nothing is known of what an object holds."""
    if isinstance(value, (Opaque, Instance)):
        return Opaque(Cells())
    return fresh(value) if isinstance(value, Tree) else value


@EXTERNALS.on("builtins.dict.fromkeys")
def _fromkeys(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, first(args))
    value = args.get(1, "value") or Const(None)
    if isinstance(source, Tuple) and all(isinstance(key, Const) for key in source.items):
        keys = [key.value for key in source.items if isinstance(key, Const)]
        return new_dict(dict.fromkeys(keys, value))
    return new_dict({}, value)


@EXTERNALS.on("collections.defaultdict")
def _defaultdict(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    made = new_dict({}, UNKNOWN)
    if args.positional:
        made.cells[FACTORY] = args.positional[0]
    return made


@EXTERNALS.on("collections.Counter")
def _counter(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return new_dict({}, STATIC if len(args.all()) == 0 else UNKNOWN)
