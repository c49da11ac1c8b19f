"""What is known of the shape and dtype of values, and of what operators make of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import reduce
from typing import Final

from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.libraries import dtypes
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.avals import (
    ANY,
    BOOL,
    SCALAR,
    Aval,
    Shape,
    Size,
    broadcast,
    join_avals,
    multiplied,
)
from flake8_jax.values.base import NONE, Array, Const, Static, Value, What
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.functions import External

_COMPARISONS: Final = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_ELEMENTWISE: Final = (
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.FloorDiv,
    ast.Mod,
    ast.Pow,
    ast.BitOr,
    ast.BitAnd,
    ast.BitXor,
    ast.LShift,
    ast.RShift,
)
_OF_INTEGERS: Final = (ast.Sub, ast.FloorDiv, ast.Mod, ast.Pow, ast.LShift, ast.RShift)
_INTEGERS: Final = (What.SIZE, What.LEADING)
_NUMBERS: Final = frozenset({Const, Static, External})
"""What may be a Python number."""
_CONSTANTS: Final = frozenset(
    f"{module}.{name}"
    for module in ("jax.numpy", "math", "numpy")
    for name in ("e", "inf", "nan", "pi")
)
"""Python numbers that libraries name."""


def aval_of(it: Interpreter, value: Value) -> Aval:
    """What is known of the array that a value is, or that JAX makes of it."""
    if type(value) not in _NUMBERS:
        return value.aval if isinstance(value, (Tracer, Array)) else ANY
    if isinstance(value, Const):
        kind = type(value.value).__name__
        if kind == "bool":
            return Aval(SCALAR, "bool")
        if kind in ("int", "float"):
            return Aval(SCALAR, dtypes.default(kind, it.config.x64), weak=True)
    if isinstance(value, Static):
        if value.what in _INTEGERS:
            return Aval(SCALAR, dtypes.default("int", it.config.x64), weak=True)
        if value.what is What.FLOAT:
            return Aval(SCALAR, dtypes.default("float", it.config.x64), weak=True)
        if value.what is What.NUMBER:
            return Aval(SCALAR)
    if isinstance(value, External) and value.path in _CONSTANTS:
        return Aval(SCALAR, dtypes.default("float", it.config.x64), weak=True)
    return ANY


def operator_aval(it: Interpreter, op: type, left: Value, right: Value) -> Aval:
    """Shape and dtype of ``left op right``."""
    a = aval_of(it, left)
    if a is ANY and op not in _COMPARISONS:
        return ANY
    b = aval_of(it, right)
    if op in _COMPARISONS:
        return BOOL if a is ANY and b is ANY else Aval(_shape(a, b), "bool")
    if a is ANY or b is ANY:
        return ANY
    if op is ast.MatMult:
        return Aval(multiplied(a.shape, b.shape), *promoted(it, (a, b)))
    if op is ast.Div:
        return floating(it, Aval(_shape(a, b), *promoted(it, (a, b))))
    if op in _ELEMENTWISE:
        known = _shape(a, b)
        integers = op in _OF_INTEGERS and "bool" in (a.dtype, b.dtype)
        if integers or (op is ast.Pow and a.dtype != b.dtype):
            return Aval(known)
        return Aval(known, *promoted(it, (a, b)), None if known is not None else _length(a, b))
    if op in (ast.USub, ast.UAdd, ast.Invert):
        return a
    return ANY


def _shape(a: Aval, b: Aval) -> Shape | None:
    return broadcast(a.shape, b.shape)


def _length(a: Aval, b: Aval) -> Size:
    """The first size of what is made of an array of unknown rank and a number, or of two alike."""
    lengths = {aval.length for aval in (a, b) if aval.shape != SCALAR}
    return lengths.pop() if len(lengths) == 1 else None


def promoted(it: Interpreter, avals: Sequence[Aval]) -> tuple[str | None, bool]:
    """The dtype of an operation on operands of any dtypes, and whether it is weak."""
    names = []
    for aval in avals:
        if aval.dtype is None:
            return None, False
        names.append(dtypes.weakened(aval.dtype) if aval.weak else aval.dtype)
    if len({a.dtype for a in avals}) == 1 and all(a.weak for a in avals):
        return avals[0].dtype, True
    name = reduce(dtypes.promote, names)
    dtype = dtypes.strengthened(name, it.config.x64)
    return dtype, name.endswith("*") and name != "bool"


def floating(it: Interpreter, aval: Aval) -> Aval:
    """The same array, after its integers became floats."""
    if aval.dtype is None or dtypes.is_inexact(aval.dtype):
        return aval
    return Aval(aval.shape, dtypes.default("float", it.config.x64), aval.weak, aval.first)


def shape_of(value: Value) -> Shape | None:
    """The shape that an argument says: a number, or a sequence of numbers."""
    if isinstance(value, List):
        value = Tuple(value.items.known) if value.items.known is not None else value
    if isinstance(value, Tuple):
        return tuple(size(item) for item in value.items)
    return (size(value),) if is_size(value) else None


def size(value: Value) -> Size:
    size = value.value if isinstance(value, Const) else None
    return size if type(size) is int and size >= 0 else None


def is_size(value: Value) -> bool:
    if isinstance(value, Const):
        return type(value.value) is int
    return isinstance(value, Static) and value.what in (*_INTEGERS, What.NUMBER)


def dtype_of(it: Interpreter, value: Value | None) -> str | None:
    """The dtype that an argument names."""
    name = value.path if isinstance(value, External) else None
    if isinstance(value, Const) and isinstance(value.value, str):
        name = f"numpy.{value.value}"
    if name is None:
        return None
    module, _, last = name.rpartition(".")
    if module == "builtins":
        return (
            dtypes.default(last, it.config.x64)
            if last in ("bool", "int", "float", "complex")
            else None
        )
    if last in ("bool_", "float_", "int_", "double", "single"):
        last = {"bool_": "bool", "single": "float32", "int_": "int64"}.get(last, "float64")
    known = module in ("jax.numpy", "numpy") and last in dtypes.NAMES
    return dtypes.narrow(last, it.config.x64) if known else None


def asked(it: Interpreter, args: Arguments, index: int, otherwise: str | None) -> str | None:
    """The dtype given as `dtype`, or else what is the default."""
    given = args.get(index, "dtype")
    return otherwise if given is None or given == NONE else dtype_of(it, given)


def first_aval(it: Interpreter, args: Arguments) -> Aval:
    return aval_of(it, args.positional[0]) if args.positional else ANY


def join_all(avals: Sequence[Aval]) -> Aval:
    """What holds for each of them."""
    return reduce(join_avals, avals)
