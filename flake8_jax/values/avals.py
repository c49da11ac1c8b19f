"""The abstract value of an array in JAX's sense: its shape and dtype, as far as they are known."""

from __future__ import annotations

from typing import Final

from flake8_jax.values.kinds import value

Size = int | None
"""The size of an axis; None if it is not known."""
Shape = tuple[Size, ...]


@value
class Aval:
    """What is known of an array besides its values.

    `shape` is None while the rank is not known; then `first` may still say how long the array is.
    `dtype` is a name such as ``float32``; `weak` says that the dtype came from a Python scalar, and
    gives way to that of other operands.
    """

    shape: Shape | None = None
    dtype: str | None = None
    weak: bool = False
    first: Size = None

    @property
    def length(self) -> Size:
        """The size of the leading axis."""
        if self.shape is None:
            return self.first
        return self.shape[0] if self.shape else None


ANY: Final = Aval()
"""Nothing is known."""
BOOL: Final = Aval(dtype="bool")
SCALAR: Final[Shape] = ()


def join_avals(a: Aval, b: Aval) -> Aval:
    """What holds for arrays of either sort."""
    if a == b:
        return a
    shape: Shape | None = None
    if a.shape is not None and b.shape is not None and len(a.shape) == len(b.shape):
        shape = tuple(m if m == n else None for m, n in zip(a.shape, b.shape, strict=True))
    same = a.dtype == b.dtype
    length = a.length if a.length == b.length else None
    return Aval(shape, a.dtype if same else None, same and a.weak and b.weak, length)


def below(aval: Aval, axis: int | None = 0) -> Aval:
    """One element of such an array along an axis; along some axis if that is not known."""
    if aval is ANY:
        return aval
    shape = aval.shape
    if shape is not None and (axis is None or not -len(shape) <= axis < len(shape)):
        shape = None
    if shape is not None and axis is not None:
        shape = tuple(n for i, n in enumerate(shape) if i != axis % len(shape))
    return Aval(shape, aval.dtype, aval.weak)


def unshaped(aval: Aval) -> Aval:
    """Such an array after its shape changed in an unknown way."""
    return Aval(None, aval.dtype, aval.weak)


def transposed(aval: Aval) -> Aval:
    """The array with its axes in reverse order."""
    return Aval(aval.shape and aval.shape[::-1], aval.dtype, aval.weak)


def broadcast(a: Shape | None, b: Shape | None) -> Shape | None:
    """The shape of an elementwise operation on two operands."""
    if a == ():
        return b
    if b == ():
        return a
    if a is None or b is None:
        return None
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    extra = len(longer) - len(shorter)
    return (*longer[:extra], *map(_common, longer[extra:], shorter))


def _common(m: Size, n: Size) -> Size:
    if m == 1:
        return n
    if n == 1:
        return m
    # One that is not known may be 1, or else is what the other is.
    return n if m is None else m


def reduced(shape: Shape, axes: tuple[int, ...] | None, keep: bool) -> Shape | None:
    """The shape after a reduction along `axes` (all of them if None); None if they do not fit."""
    rank = len(shape)
    if axes is None:
        return (1,) * rank if keep else ()
    if any(not -rank <= axis < rank for axis in axes):
        return None
    gone = {axis % rank for axis in axes}
    if keep:
        return tuple(1 if i in gone else n for i, n in enumerate(shape))
    return tuple(n for i, n in enumerate(shape) if i not in gone)


def multiplied(a: Shape | None, b: Shape | None) -> Shape | None:
    """The shape of a matrix product, for operands of one or two axes each."""
    if a is None or b is None or not 1 <= len(a) <= 2 or not 1 <= len(b) <= 2:
        return None
    return (*a[:-1], *b[1:]) if len(b) == 2 else a[:-1]


def total(shape: Shape) -> Size:
    """The number of elements."""
    result = 1
    for size in shape:
        if size is None:
            return None
        result *= size
    return result
