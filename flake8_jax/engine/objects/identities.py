"""Values with an identity: what holds a key, and what stands for several with a key each."""

from __future__ import annotations

from flake8_jax.values.arrays import Opaque, Tracer, Tree
from flake8_jax.values.base import UNKNOWN, Array, Const, NumpyArray, Static, Unknown, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import External, Instance
from flake8_jax.values.keys import USE, Key, Keys

CLOSED = frozenset({Unknown, Const, Static, Array, NumpyArray, Tracer, Tuple, External})
"""Values in which nothing can be changed (a tuple's items are taken to be left alone)."""
_SHARED = frozenset({Key, Keys, Opaque, Tree, Tuple, Instance})
"""Values with an identity, or with such ones in them."""


def fresh(value: Value) -> Value:
    """Another value of the same sort, where identity must not be shared between rounds."""
    if type(value) not in _SHARED:
        return value
    if isinstance(value, Key):
        return Key(Cells(), value.tracer)
    if isinstance(value, Keys):
        return Keys(Cells(), value.tracer, value.count, 0, value.inner)
    if isinstance(value, Opaque):
        return Opaque(Cells(), value.form)
    if isinstance(value, Tree):
        return Tree(Cells(), value.kind, value.origin, value.form)
    if isinstance(value, Tuple):
        return Tuple(tuple(map(fresh, value.items)))
    if isinstance(value, Instance):
        _forget_keys(value)
    return value


def _forget_keys(value: Instance) -> None:
    """Leaves no key in an object that stands for several: each of those has its own.

    No path knows more, so this is never undone.
    """
    waiting, seen = [value], {id(value.cells)}
    while waiting:
        cells = waiting.pop().cells
        for slot, held in cells.items():
            if isinstance(held, Instance):
                if id(held.cells) not in seen:
                    seen.add(id(held.cells))
                    waiting.append(held)
            elif isinstance(held, Value) and contains_key(held):
                cells[slot] = UNKNOWN


def contains_key(value: Value) -> bool:
    """Whether a key is found in the value."""
    kind = type(value)
    if kind is Key or kind is Keys:
        return True
    if kind in CLOSED:
        return isinstance(value, Tuple) and any(map(contains_key, value.items))
    return isinstance(value, (Opaque, Tree)) and USE in value.cells
