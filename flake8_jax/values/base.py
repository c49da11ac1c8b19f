"""The root of the abstract values, and the ones without content."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Final

from flake8_jax.values.avals import ANY, Aval, Size
from flake8_jax.values.kinds import identity, value


class Value:
    """What the tracer knows of one Python object. Values never change; `cells` hold what does."""

    __slots__ = ()


class TraceKind(IntEnum):
    """How a value is traced, from weak to strong."""

    # Enum hashes the name in Python.
    __hash__ = int.__hash__

    CONCRETE = 1
    """By plain `grad`, `jvp`, `vjp`: the value is there, Python control flow on it works."""
    BATCHED = 2
    """By `vmap`: one value stands for many, Python control flow on it raises."""
    ABSTRACT = 3
    """By `jit` and the loops and branches of `lax`: only shape and dtype are known."""


@value
class Unknown(Value):
    """Nothing is known, so nothing is said."""

    def __repr__(self) -> str:
        return "unknown"


class What(Enum):
    """What sort of Python object a static value is, as far as rules care."""

    # Enum hashes the name in Python; a member is one object, so its identity does as well.
    __hash__ = object.__hash__

    ANY = "static"
    SHAPE = "shape"
    """A tuple of sizes of an array."""
    SIZE = "size"
    """An integer that comes from a shape."""
    LEADING = "leading size"
    """The length of an array along its first axis, or a number close to it."""
    NUMBER = "number"
    FLOAT = "float"
    SET = "set"


@value
class Static(Value):
    """A Python object that is no tracer and does not hold one; its value is not known.

    `length` is the first size of a shape, if that is known.
    """

    what: What = What.ANY
    length: int | None = None

    def __repr__(self) -> str:
        return self.what.value


@identity  # its own equality tells True from 1
class Const(Value):
    """A Python scalar or string whose value is known."""

    value: object

    def __repr__(self) -> str:
        return repr(self.value)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Const)
            and type(other.value) is type(self.value)
            and other.value == self.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@value
class Array(Value):
    """A JAX array that no trace is known to stand behind."""

    aval: Aval = ANY

    @property
    def length(self) -> Size:
        """The size of its first axis."""
        return self.aval.length

    def __repr__(self) -> str:
        return "array"


@value
class NumpyArray(Value):
    """A NumPy array or scalar; surely an array if it is `whole`."""

    whole: bool = False

    def __repr__(self) -> str:
        return "numpy array"


UNKNOWN: Final = Unknown()
STATIC: Final = Static()
SHAPE: Final = Static(What.SHAPE)
SIZE: Final = Static(What.SIZE)
LEADING: Final = Static(What.LEADING)
NUMBER: Final = Static(What.NUMBER)
FLOAT: Final = Static(What.FLOAT)
SET: Final = Static(What.SET)
NONE: Final = Const(None)
TRUE: Final = Const(True)
FALSE: Final = Const(False)
ARRAY: Final = Array()
NUMPY: Final = NumpyArray()
