"""The lattice: what is known after two paths meet, and what is known after many rounds."""

from __future__ import annotations

from typing import Any, Final

from flake8_jax.values.arrays import Form, Opaque, Tracer, Tree
from flake8_jax.values.avals import Aval, join_avals
from flake8_jax.values.base import (
    NUMBER,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    Value,
    What,
)
from flake8_jax.values.cells import MISSING, Cells, Fact, Join, Missing, Seen, next_serial
from flake8_jax.values.containers import Entries, Items, List, Tuple, new_list_of
from flake8_jax.values.functions import Instance, Object
from flake8_jax.values.keys import Key, Keys, Use

_STATIC = (Const, Static)
_DEEPEST: Final = 3
_joined: Final[list[Instance]] = []
"""The objects that are being joined, each held by the one before: they may hold one another."""
_NUMBERS: Final = frozenset({What.NUMBER, What.FLOAT, What.SIZE, What.LEADING})


def join(a: Any, b: Any) -> Any:
    """The content of a slot that held `a` on one path and `b` on the other."""
    if a is b:
        return a
    if a is MISSING or b is MISSING:
        there = b if a is MISSING else a
        if type(there) is Fact or type(there) is Seen:
            return MISSING
        return there.maybe() if type(there) is Use else there
    if type(a) is type(b):
        handler = _SAME.get(type(a))
        if handler is not None:
            return handler(a, b)
        return a if a == b else UNKNOWN
    return _mixed(a, b)


def _mixed(a: Any, b: Any) -> Any:
    if isinstance(a, (Tracer, Tree)) and isinstance(b, (Tracer, Tree)):
        mixed = any(isinstance(v, Tree) and v.form is Form.MIXED for v in (a, b))
        form = Form.MIXED if mixed else Form.ANY
        return Tree(Cells(), min(a.kind, b.kind), a.origin, form)
    if isinstance(a, _STATIC) and isinstance(b, _STATIC):
        return _static(a, b)
    if isinstance(a, (Tracer, Array)) and isinstance(b, (Tracer, Array)):
        return Array(join_avals(a.aval, b.aval))
    return UNKNOWN


def _is_number(value: Value) -> bool:
    if isinstance(value, Const):
        return isinstance(value.value, (int, float))
    return isinstance(value, Static) and value.what in _NUMBERS


def _static(a: Value, b: Value) -> Value:
    if a == b:
        return a
    if isinstance(a, Static) and isinstance(b, Static) and a.what is b.what:
        return Static(a.what)
    return NUMBER if _is_number(a) and _is_number(b) else STATIC


def _tracer(a: Tracer, b: Tracer) -> Tracer:
    weak = a if a.kind <= b.kind else b
    aval = join_avals(a.aval, b.aval)
    firm = a.firm and b.firm
    if a.maker is not None and b.maker is None:
        return Tracer(weak.kind, b.origin, aval=aval, firm=firm)
    maker = weak.maker if a.maker and b.maker else None
    return Tracer(weak.kind, weak.origin, maker, aval, firm=firm)


def _reshaped(value: Array | Tracer, aval: Aval) -> Array | Tracer:
    if aval == value.aval:
        return value
    if isinstance(value, Array):
        return Array(aval)
    return Tracer(value.kind, value.origin, value.maker, aval, firm=value.firm)


def _array(a: Array, b: Array) -> Array:
    return Array(join_avals(a.aval, b.aval))


def _numpy(a: NumpyArray, b: NumpyArray) -> NumpyArray:
    return NumpyArray(a.whole and b.whole)


def _tuple(a: Tuple, b: Tuple) -> Value:
    if len(a.items) != len(b.items):
        return UNKNOWN
    return Tuple(tuple(join(x, y) for x, y in zip(a.items, b.items, strict=True)))


def _use(a: Use, b: Use) -> Use:
    return b if a.certain and b.certain else b.maybe()


def _tree(a: Tree, b: Tree) -> Tree:
    if a.cells is b.cells:
        return a
    return Tree(Cells(), min(a.kind, b.kind), a.origin, _form(a.form, b.form))


def _form(a: Form, b: Form) -> Form:
    """What holds of both forms."""
    weak = (Form.OPTIONAL, Form.MIXED, Form.ANY)
    return a if a is b else next(form for form in weak if form in (a, b, Form.ANY))


def _key(a: Key, b: Key) -> Key:
    return a if a.cells is b.cells else Key(Cells(), a.tracer)


def _keys(a: Keys, b: Keys) -> Keys:
    same = a.cells is b.cells and (a.start, a.count) == (b.start, b.count)
    return a if same else Keys(Cells(), a.tracer)


def _opaque(a: Opaque, b: Opaque) -> Opaque:
    return a if a.cells is b.cells else Opaque(Cells(), a.form if a.form is b.form else Form.ANY)


def _list(a: List, b: List) -> Value:
    if a.cells is b.cells:
        return a
    return new_list_of(join(summary(a.items), summary(b.items)) or UNKNOWN)


def _instance(a: Instance, b: Instance) -> Value:
    """An object that may be either: what both hold, but no constants, which either may change.

    And no keys: each has its own.
    """
    if a.cells is b.cells:
        return a
    if a.cls is not b.cls or len(_joined) > _DEEPEST:
        return UNKNOWN
    cells = Cells()
    _joined.append(a)
    for slot, one in a.cells.items():
        other = b.cells.get(slot, MISSING)
        if other is not MISSING:
            cells[slot] = _attribute(one, other)
    _joined.pop()
    return Instance(a.cls, cells)


def _attribute(a: Any, b: Any) -> Any:
    if a is b and not isinstance(a, Const):
        return a
    if isinstance(a, (Key, Keys)):
        return UNKNOWN
    return _static(a, STATIC) if isinstance(a, Const) and isinstance(b, _STATIC) else join(a, b)


def _object(a: Object, b: Object) -> Value:
    """An object of a library that may be either: nothing changes what it was made from."""
    if a.path != b.path or a.given.keys() != b.given.keys():
        return UNKNOWN
    return Object(a.path, {name: join(one, b.given[name]) for name, one in a.given.items()})


def summary(items: Items) -> Value | None:
    """One value for all items of a list."""
    if items.known is None:
        return items.element
    value: Value | None = None
    for item in items.known:
        value = item if value is None else join(value, item)
    return value


def _items(a: Items, b: Items) -> Items:
    if a.known is not None and b.known is not None and len(a.known) == len(b.known):
        return Items(tuple(join(x, y) for x, y in zip(a.known, b.known, strict=True)))
    one, other = summary(a), summary(b)
    if one is None or other is None:
        return Items(None, other if one is None else one)
    return Items(None, join(one, other))


def _entries(a: Entries, b: Entries) -> Entries:
    known = {k: join(a.known[k], v) for k, v in b.known.items() if k in a.known}
    others = [v for entries in (a, b) for k, v in entries.known.items() if k not in known]
    others += [entries.rest for entries in (a, b) if entries.rest is not None]
    rest: Value | None = others[0] if others else None
    for other in others[1:]:
        rest = join(rest, other)
    return Entries(known, rest)


def _fact(a: Fact, b: Fact) -> Fact | Missing:
    return a if a == b else MISSING


def _epoch(a: int, b: int) -> int:
    # Parts read on either path may have changed on the other.
    return a if a == b else next_serial()


_SAME: Final[dict[type, Join]] = {
    Instance: _instance,
    Object: _object,
    Fact: _fact,
    int: _epoch,
    Const: _static,
    Static: _static,
    Array: _array,
    NumpyArray: _numpy,
    Tracer: _tracer,
    Tuple: _tuple,
    Use: _use,
    Tree: _tree,
    Key: _key,
    Keys: _keys,
    Opaque: _opaque,
    List: _list,
    Items: _items,
    Entries: _entries,
}


def widen(old: Any, new: Any) -> Any:
    """What a slot holds at the start of any later round, if a round turned `old` into `new`.

    Counters and flags are no longer constants, and an array may go on growing; all else is what
    the round left.
    """
    if isinstance(old, Const) and isinstance(new, Const) and new.value is not None:
        return _static(old, new)
    if isinstance(old, (Array, Tracer)) and isinstance(new, (Array, Tracer)):
        return _reshaped(new, join_avals(old.aval, new.aval))
    if isinstance(old, Items) and isinstance(new, Items):
        return _items(old, new)
    if isinstance(old, Entries) and isinstance(new, Entries):
        return _entries(old, new)
    return new
