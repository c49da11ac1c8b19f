"""The shape of ``x[index]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flake8_jax.engine.jax.avals import aval_of
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.avals import Aval, Shape, Size
from flake8_jax.values.base import Array, Const, Static, Value, What
from flake8_jax.values.containers import Slice

_NEW: Final = Const(None)
_REST: Final = Const(Ellipsis)
_INTEGERS: Final = (What.SIZE, What.LEADING, What.NUMBER)


def indexed(it: Interpreter, aval: Aval, index: Sequence[Value]) -> Aval:
    """What is known of an array of `aval` after indexing by the items of `index`."""
    if aval.shape is None:
        return Aval(None, aval.dtype, aval.weak)
    whole = expanded(aval.shape, index)
    shape = None if whole is None else _shape(it, aval.shape, whole)
    return Aval(shape, aval.dtype, aval.weak)


def expanded(shape: Shape, index: Sequence[Value]) -> tuple[Value, ...] | None:
    """The index with one item for each axis, besides those that make new axes."""
    taken = sum(1 for item in index if item not in (_NEW, _REST))
    rest = len(shape) - taken
    if rest < 0:
        return None
    everything = (Slice((Const(None),) * 3),) * rest
    if _REST not in index:
        return (*index, *everything)
    place = list(index).index(_REST)
    return (*index[:place], *everything, *index[place + 1 :])


def _shape(it: Interpreter, shape: Shape, index: Sequence[Value]) -> Shape | None:
    axes = iter(shape)
    sizes: list[Size] = []
    arrays = integers = 0
    for item in index:
        if item == _NEW:
            sizes.append(1)
            continue
        size = next(axes)
        if isinstance(item, Slice):
            sizes.append(_sliced(size, item))
        elif isinstance(item, (Tracer, Array)):
            given = aval_of(it, item)
            arrays += given.shape != ()
            integers += given.shape == ()
            if given.shape is None or given.dtype is None or given.dtype == "bool":
                return None
            sizes.extend(given.shape)
        elif _is_integer(item):
            integers += 1
        else:
            return None
    # Several arrays broadcast together, and numbers beside an array may move its axes.
    return None if arrays > 1 or (arrays and integers) else tuple(sizes)


def _is_integer(value: Value) -> bool:
    if isinstance(value, Const):
        return type(value.value) is int
    return isinstance(value, Static) and value.what in _INTEGERS


def _sliced(size: Size, item: Slice) -> Size:
    bounds = []
    for bound in item.bounds:
        if not isinstance(bound, Const) or not isinstance(bound.value, int | None):
            return None
        bounds.append(bound.value)
    if bounds in ([None, None, None], [0, None, None]):
        return size
    if size is None or bounds[2] == 0:
        return None
    return len(range(*slice(*bounds).indices(size)))
