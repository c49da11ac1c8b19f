"""Iterating, unpacking and indexing Python's containers and JAX's arrays."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from flake8_jax.engine import limits
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join, summary
from flake8_jax.engine.machine.registry import EXPRESSIONS, ITERATIONS
from flake8_jax.engine.objects.identities import CLOSED, contains_key, fresh
from flake8_jax.values.arrays import Form, Opaque, Tracer, Tree
from flake8_jax.values.avals import below
from flake8_jax.values.base import (
    LEADING,
    NUMPY,
    SIZE,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    Value,
    What,
)
from flake8_jax.values.boxes import Box
from flake8_jax.values.cells import Cells, Fact, next_serial
from flake8_jax.values.containers import (
    CONTENT,
    Dict,
    Entries,
    Items,
    List,
    Stream,
    Trips,
    Tuple,
    new_dict,
    new_list,
    new_list_of,
)
from flake8_jax.values.functions import Class, Instance
from flake8_jax.values.keys import WHOLE, Key, Keys

Leaf = Callable[[Value], Value]

HANDED_ON = ("handed on",)
"""The slot of a class that was given to code that is not seen, which may register it."""
_EPOCH = "epoch"


def child(cells: Cells, name: object) -> Cells:
    """The cells of a part of an object of unknown structure, the same on every read."""
    slot = ("child", cells.get(_EPOCH, 0), name)
    found = cells.get(slot)
    if found is None:
        # Not journaled: that the part exists is no fact about a path.
        found = cells[slot] = Cells()
        # It is as old as what it is a part of.
        found.serial = cells.serial
    assert isinstance(found, Cells)
    return found


def part(value: Opaque | Tree, name: object) -> Value:
    """A part of an object of unknown structure."""
    if value.cells:
        stored = value.cells.get(("part", value.cells.get(_EPOCH, 0), name))
        if isinstance(stored, Value):
            return stored
    cells = child(value.cells, name)
    # An item of an array is an array; what an attribute of it is, its name says.
    form = Form.ANY if isinstance(name, tuple) and value.form is Form.ARRAY else item_form(value)
    if isinstance(value, Opaque):
        return Opaque(cells, form)
    return Tree(cells, value.kind, value.origin, form)


def item_form(value: Opaque | Tree) -> Form:
    """What is known of an item of an object of unknown structure."""
    return value.form if value.form in (Form.ARRAY, Form.MIXED) else Form.ANY


def store_part(it: Interpreter, value: Opaque | Tree, name: object, content: Value) -> None:
    """Writes a part of an object of unknown structure."""
    it.write(value.cells, ("part", value.cells.get(_EPOCH, 0), name), content)


NOT_NONE = "not none"
TRUTH = "truth"


def learn(it: Interpreter, value: Value, about: str, holds: bool) -> None:
    """A test has shown something of an object; its other names share the fact."""
    if isinstance(value, (Opaque, Tree)):
        it.write(value.cells, _about(value, about), Fact(holds))


def known(value: Value, about: str) -> bool | None:
    """What a test has shown of an object before, on this path."""
    if isinstance(value, (Opaque, Tree)) and value.cells:
        found = value.cells.get(_about(value, about))
        return found.holds if isinstance(found, Fact) else None
    return None


def _about(value: Opaque | Tree, about: str) -> tuple[str, int]:
    """The slot of a fact; an object stays what it is, but a container may be filled later."""
    return about, 0 if about == NOT_NONE else value.cells.get(_EPOCH, 0)


def escape(it: Interpreter, value: Value) -> None:
    """The value is handed to code that is not seen, which may change what it holds."""
    kind = type(value)
    if kind in CLOSED:
        return
    if isinstance(value, (Opaque, Tree)):
        if value.cells:
            it.write(value.cells, _EPOCH, next_serial())
    elif isinstance(value, Instance):
        _escape_attributes(it, value)
    elif isinstance(value, Class):
        # Not journaled: what it may have been made into holds for the program.
        value.cells[HANDED_ON] = True
    elif isinstance(value, List):
        it.write(value.cells, CONTENT, _escaped_items(value))
    elif isinstance(value, Dict):
        known = {key: _escaped(item) for key, item in value.entries.known.items()}
        it.write(value.cells, CONTENT, Entries(known, UNKNOWN))
    elif isinstance(value, Box):
        it.write(value.cells, CONTENT, _escaped(value.content))


def _escape_attributes(it: Interpreter, value: Instance) -> None:
    for slot, content in list(value.cells.items()):
        if isinstance(content, Box):
            escape(it, content)
        elif isinstance(content, (Key, Keys, Opaque, Const)):
            it.write(value.cells, slot, Opaque(Cells()))


def _escaped(item: Value) -> Value:
    """What an entry may be after code that is not seen could change it."""
    return UNKNOWN if isinstance(item, (Const, Key, Keys, Opaque)) else item


def _escaped_items(value: List) -> Items:
    items = value.items
    if items.known is None:
        return items
    return Items(None, summary(Items(tuple(map(_escaped, items.known)))) or UNKNOWN)


def spread(
    it: Interpreter, elements: Sequence[ast.expr], unknown: list[Value]
) -> tuple[Value, ...] | None:
    """The values of a display such as ``a, *b``; None if there are too many.

    What is spread of which the items are not known goes to `unknown`.
    """
    if len(elements) > limits.LIST_LENGTH and all(type(e) is ast.Constant for e in elements):
        return None  # a table of numbers
    items: list[Value] = []
    for element in elements:
        kind = type(element)
        if kind is not ast.Starred:
            items.append(EXPRESSIONS[kind](it, element))
            continue
        value = it.evaluate(element.value)  # type: ignore[attr-defined]
        source = given(it, value)
        if isinstance(source, Tuple):
            items.extend(source.items)
        else:
            unknown.append(value)
    return tuple(items) if len(items) <= limits.LIST_LENGTH else None


def iterate(it: Interpreter, value: Value) -> Tuple | Stream:
    """What iterating over `value` gives: its items, or one that stands for all."""
    handler = ITERATIONS.get(type(value))
    if handler is None:
        return Stream(UNKNOWN)
    found: Tuple | Stream = handler(it, value)
    return found


@ITERATIONS.on(Tuple)
def _tuple(it: Interpreter, value: Tuple) -> Tuple:
    return value


@ITERATIONS.on(Stream)
def _stream(it: Interpreter, value: Stream) -> Stream:
    return value


@ITERATIONS.on(List)
def _list(it: Interpreter, value: List) -> Tuple | Stream:
    items = value.items
    if items.known is not None:
        return Tuple(items.known)
    return Stream(items.element or UNKNOWN)


def given(it: Interpreter, value: Value) -> Tuple | Stream:
    """What a value with a star gives: the rows of an array, if it is known how many."""
    source = iterate(it, value)
    count = value.aval.length if isinstance(value, (Tracer, Array)) else None
    if not isinstance(count, int) or count > limits.LIST_LENGTH:
        return source
    return Tuple((element_of(source),) * count)


@ITERATIONS.on(Dict)
def _dict(it: Interpreter, value: Dict) -> Tuple | Stream:
    entries = value.entries
    if entries.rest is None:
        return Tuple(tuple(map(Const, entries.known)))
    return Stream(STATIC)


@ITERATIONS.on(Tracer)
def _tracer(it: Interpreter, value: Tracer) -> Stream:
    trips = Trips(value.length, leading=value.length is None)
    aval = below(value.aval)
    return Stream(Tracer(value.kind, value.origin, value.maker, aval, firm=value.firm), trips)


@ITERATIONS.on(Tree)
def _tree(it: Interpreter, value: Tree) -> Stream:
    if value.form is Form.ARRAY:
        return Stream(value.leaf(), Trips(leading=True))
    # A dict gives its keys, all else its leaves or branches.
    return Stream(UNKNOWN)


@ITERATIONS.on(Array)
def _array(it: Interpreter, value: Array) -> Stream:
    return Stream(Array(below(value.aval)), Trips(value.length, leading=value.length is None))


@ITERATIONS.on(NumpyArray)
def _numpy(it: Interpreter, value: NumpyArray) -> Stream:
    return Stream(NUMPY, Trips())


@ITERATIONS.on(Keys)
def _keys(it: Interpreter, value: Keys) -> Tuple | Stream:
    if value.count is not None and value.count <= limits.LIST_LENGTH:
        return Tuple(tuple(key_at(value, i) for i in range(value.count)))
    return Stream(keys_part(value, Cells()), Trips(), key_at(value, 0))


@ITERATIONS.on(Static)
def _static(it: Interpreter, value: Static) -> Stream:
    return Stream(SIZE if value.what is What.SHAPE else STATIC)


@ITERATIONS.on(Const)
def _const(it: Interpreter, value: Const) -> Tuple | Stream:
    if isinstance(value.value, str) and len(value.value) <= limits.LIST_LENGTH:
        return Tuple(tuple(map(Const, value.value)))
    return Stream(STATIC)


def merged(left: Entries, right: Entries) -> Entries:
    """What ``left | right`` holds: what is not known of the right may stand for any of the left."""
    rest = right.rest
    if rest is None:
        return Entries({**left.known, **right.known}, left.rest)
    known = {key: join(value, rest) for key, value in left.known.items()}
    return Entries({**known, **right.known}, rest if left.rest is None else join(left.rest, rest))


def key_at(keys: Keys, index: int) -> Key | Keys:
    """One key of an array of keys, the same on every read; a row if there are more axes."""
    if index < 0 and keys.count is not None:
        index += keys.count
    # Counted from the end, it is the same in a slice of unknown length: that goes to the end.
    return keys_part(keys, part_of_keys(keys, index if index < 0 else keys.start + index))


def part_of_keys(keys: Keys, name: Hashable) -> Cells:
    """The cells of what an array of keys holds under a name, which know what they are part of."""
    cells = child(keys.cells, name)
    cells[WHOLE] = (keys.cells, name)
    return cells


def keys_part(keys: Keys, cells: Cells) -> Key | Keys:
    """What an array of keys holds along its first axis, with cells of its own."""
    if not keys.inner:
        return Key(cells, keys.tracer)
    return Keys(cells, keys.tracer, keys.inner[0], 0, keys.inner[1:])


def keys_slice(keys: Keys, bounds: Sequence[object]) -> Keys:
    """A slice of an array of keys: its keys are those of the array, if the bounds are known."""
    low, high, step = bounds
    low = 0 if low is None else low
    known = isinstance(low, int) and (high is None or isinstance(high, int)) and step in (None, 1)
    if known and keys.count is not None:
        first, last, _ = slice(low, high).indices(keys.count)
        return replace(keys, count=max(0, last - first), start=keys.start + first)
    if (
        known
        and isinstance(low, int)
        and low >= 0
        and (high is None or (type(high) is int and high >= low))
    ):
        count = None if high is None else high - low
        return replace(keys, count=count, start=keys.start + low)
    return Keys(Cells(), keys.tracer, None, 0, keys.inner)


def unpack(it: Interpreter, value: Value, count: int, star: int | None) -> tuple[Value, ...]:
    """The values of `count` targets that `value` is unpacked to; `star` is the one with a star."""
    if isinstance(value, Keys) and star is None:
        return tuple(key_at(value, i) for i in range(count))
    if isinstance(value, (Opaque, Tree)) and star is None:
        return tuple(part(value, i) for i in range(count))
    source = iterate(it, value)
    if isinstance(source, Tuple):
        items = source.items
        if star is None:
            return items if len(items) == count else (UNKNOWN,) * count
        after = count - star - 1
        if len(items) >= count - 1:
            end = len(items) - after
            return (*items[:star], new_list(items[star:end]), *items[end:])
        return (UNKNOWN,) * count
    if isinstance(value, Static) and value.what is What.SHAPE:
        first = LEADING if value.length is None else Const(value.length)
        return tuple(first if i == 0 and star != 0 else SIZE for i in range(count))
    element = source.element
    return tuple(fresh(element) if i != star else new_list_of(element) for i in range(count))


def map_leaves(value: Value, leaf: Leaf) -> Value:
    """Applies `leaf` to the leaves of a pytree, as far as its structure is known."""
    if isinstance(value, Tuple):
        return Tuple(tuple(map_leaves(v, leaf) for v in value.items))
    if isinstance(value, List):
        items = value.items
        if items.known is not None:
            return new_list(tuple(map_leaves(v, leaf) for v in items.known))
        return new_list_of(map_leaves(items.element or UNKNOWN, leaf))
    if isinstance(value, Dict):
        entries = value.entries
        known = {k: map_leaves(v, leaf) for k, v in entries.known.items()}
        return new_dict(known, None if entries.rest is None else map_leaves(entries.rest, leaf))
    return leaf(value)


def constants(it: Interpreter, value: Value) -> tuple[object, ...] | None:
    """The constants of an option that takes one or several."""
    if isinstance(value, Const):
        return () if value.value is None else (value.value,)
    if isinstance(value, (Tuple, List)):
        source = iterate(it, value)
        if isinstance(source, Tuple) and all(isinstance(i, Const) for i in source.items):
            return tuple(i.value for i in source.items if isinstance(i, Const))
    return None


def first_of(value: Tuple | Stream) -> Value | None:
    """The first item of an iteration, if that has an identity."""
    if isinstance(value, Stream):
        return value.first
    return value.items[0] if value.items and contains_key(value.items[0]) else None


def element_of(value: Tuple | Stream) -> Value:
    """One value for all that an iteration gives."""
    if isinstance(value, Stream):
        return value.element
    result: Value | None = None
    for item in value.items:
        result = item if result is None else join(result, item)
    return UNKNOWN if result is None else result
