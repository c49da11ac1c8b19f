"""Whether a value is traced, or holds something that is."""

from __future__ import annotations

from itertools import islice
from typing import Final

from flake8_jax.values.arrays import SURE, Indexer, Opaque, Tracer, Tree
from flake8_jax.values.base import (
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    TraceKind,
    Unknown,
    Value,
)
from flake8_jax.values.boxes import Box
from flake8_jax.values.containers import Dict, Joined, List, Stream, Text, Tuple
from flake8_jax.values.functions import External, Instance, Object
from flake8_jax.values.keys import Key, Keys

DEEPEST: Final = 4
_FLAT: Final = frozenset({Tracer, Const, Static, Array, NumpyArray, Unknown, Opaque, External})
WIDEST: Final = 16


def tracer_of(value: Value) -> Tracer | None:
    """The tracer that a value surely is, taken for an array."""
    if type(value) is Tracer:
        return value
    if type(value) is Tree and value.form in SURE:
        return value.leaf()
    if type(value) is Key or type(value) is Keys:
        return value.tracer
    if type(value) is Indexer:
        return tracer_of(value.array)
    return None


def refused_by_numpy(value: Value, depth: int = DEEPEST) -> Tracer | None:
    """The tracer that a value is or holds, in lists and tuples: NumPy would have to read it.

    Of what plain `grad` computes from its arguments, what has no derivative is not traced.
    """
    if isinstance(value, (Tuple, List)) and depth:
        for item in islice(items_of(value), WIDEST):
            found = refused_by_numpy(item, depth - 1)
            if found is not None:
                return found
        return None
    if type(value) is Tracer:
        return value if value.firm or value.kind is not TraceKind.CONCRETE else None
    return value.leaf() if type(value) is Tree and value.form in SURE else None


def traced_item(value: Value, depth: int = DEEPEST) -> Tracer | None:
    """A tracer that a value surely is or holds, `depth` levels down at most.

    Objects can hold one another, and a large table holds the same everywhere.
    """
    if type(value) in _FLAT:
        return value if type(value) is Tracer else None
    if depth:
        for item in islice(items_of(value), WIDEST):
            found = traced_item(item, depth - 1)
            if found is not None:
                return found
    return tracer_of(value)


_HOLDERS: Final = frozenset({Tuple, Text, Joined, Stream, Dict, Instance, Object, List, Box})


def items_of(value: Value) -> tuple[Value, ...]:
    """What a container is known to hold, or a string to be made of."""
    if type(value) not in _HOLDERS:
        return ()
    if isinstance(value, Tuple):
        return value.items
    if isinstance(value, (Text, Joined)):
        return value.parts
    if isinstance(value, Stream):
        return (value.element,)
    if isinstance(value, Dict):
        return tuple(value.entries.known.values())
    if isinstance(value, Instance):
        return tuple(v for v in value.cells.values() if isinstance(v, Value))
    if isinstance(value, Object):
        return tuple(value.given.values())
    if isinstance(value, List):
        items = value.items
        return items.known if items.known is not None else (items.element or UNKNOWN,)
    if isinstance(value, Box):
        return (value.content,)
    return ()


def is_static(value: Value) -> bool:
    """No tracer, and none in it."""
    kind = type(value)
    if kind is Const or kind is Static:
        return True
    if kind is not Tuple and kind is not List:
        return False
    if isinstance(value, List) and value.items.known is None:
        return False
    return all(map(is_static, items_of(value)))
