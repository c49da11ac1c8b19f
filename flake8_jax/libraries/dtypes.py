"""JAX's dtypes: how they promote one another, and what becomes of 64 bits where x64 is off.

The lattice is that of JAX's documentation on type promotion; a test holds it against
`jax.numpy.promote_types` and `jax.numpy.result_type`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

WEAK_INT: Final = "int*"
WEAK_FLOAT: Final = "float*"
WEAK_COMPLEX: Final = "complex*"

_ABOVE: Final[Mapping[str, tuple[str, ...]]] = {
    "bool": (WEAK_INT,),
    WEAK_INT: ("uint8", "int8"),
    "uint8": ("uint16", "int16"),
    "uint16": ("uint32", "int32"),
    "uint32": ("uint64", "int64"),
    "uint64": (WEAK_FLOAT,),
    "int8": ("int16",),
    "int16": ("int32",),
    "int32": ("int64",),
    "int64": (WEAK_FLOAT,),
    WEAK_FLOAT: ("float16", "bfloat16", WEAK_COMPLEX),
    "float16": ("float32",),
    "bfloat16": ("float32",),
    "float32": ("float64", "complex64"),
    "float64": ("complex128",),
    WEAK_COMPLEX: ("complex64",),
    "complex64": ("complex128",),
    "complex128": (),
}
"""The dtypes right above each one; those with a star are the weak ones of Python scalars."""

NAMES: Final = frozenset(name for name in _ABOVE if not name.endswith("*"))
"""The dtypes that are told apart."""

DTYPES: Final = frozenset(f"jax.numpy.{name}" for name in NAMES)
"""Where they are found; what they say of themselves is no array."""

_NARROW: Final[Mapping[str, str]] = {
    "int64": "int32",
    "uint64": "uint32",
    "float64": "float32",
    "complex128": "complex64",
}
WIDE_NAMES: Final[Mapping[str, str]] = {
    **{name: name for name in _NARROW},
    "double": "float64",
    "f8": "float64",
    "i8": "int64",
    "u8": "uint64",
    "c16": "complex128",
}
"""What the dtypes of 64 bits are called."""
_WIDE: Final[Mapping[str, str]] = {narrow: wide for wide, narrow in _NARROW.items()}
_WEAK: Final[Mapping[str, str]] = {"i": WEAK_INT, "f": WEAK_FLOAT, "c": WEAK_COMPLEX}
_PYTHON: Final[Mapping[str, str]] = {
    "bool": "bool",
    "int": "int64",
    "float": "float64",
    "complex": "complex128",
}


@cache
def _upwards(name: str) -> frozenset[str]:
    return frozenset((name,)).union(*map(_upwards, _ABOVE[name]))


@cache
def promote(a: str, b: str) -> str:
    """The least dtype above both."""
    common = _upwards(a) & _upwards(b)
    return max(common, key=lambda name: len(_upwards(name)))


def narrow(dtype: str, x64: bool) -> str:
    """What is made where `dtype` is asked for."""
    return dtype if x64 else _NARROW.get(dtype, dtype)


def default(kind: str, x64: bool) -> str:
    """The dtype of arrays made of Python scalars: of a `bool`, an `int`, a `float`, a `complex`."""
    return narrow(_PYTHON[kind], x64)


def weakened(dtype: str) -> str:
    """The place in the lattice of a weakly typed array of this dtype."""
    return _WEAK.get(dtype[0], dtype)


def strengthened(name: str, x64: bool) -> str:
    """The dtype that a place in the lattice stands for."""
    return default(name[:-1], x64) if name.endswith("*") else narrow(name, x64)


def is_wide(dtype: str) -> bool:
    """Whether the dtype needs x64."""
    return dtype in _NARROW


def is_inexact(dtype: str) -> bool:
    """Whether the dtype is a float or complex one."""
    return "float" in dtype or "complex" in dtype
