"""Shapes, dtypes and indices of arrays."""

from __future__ import annotations

import ast

from flake8_jax.engine.trace import Trace
from flake8_jax.values import kinds
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import Value


@kinds.value
class DynamicShape:
    """An array is asked for that has as many elements as traced values say.

    `node` is the expression of it: an index by a mask, which is `value`; or a call of the function
    at `path`, whose size `value` decides, unless it is given as `repair` shows.
    """

    node: ast.expr
    value: Tracer
    path: str = ""
    repair: str = ""


@kinds.value
class OutOfBounds:
    """A constant index lies outside of an axis whose size is known, on a path that is taken.

    Told everywhere, traced or not. `node` is the expression of the index, `owner` that of the
    array (or of its `at`), `size` that of the axis; `update` says that the array is updated there.
    """

    node: ast.expr
    owner: ast.expr
    index: int
    axis: int
    size: int
    update: bool


@kinds.value
class SequenceGiven:
    """A list or tuple stands where JAX takes an array alone.

    Told everywhere, traced or not. `node` is its expression, `value` the list, tuple, shape or
    generator, and `place` what takes it, in words.
    """

    node: ast.expr
    value: Value
    place: str


@kinds.value
class Operand:
    """An operand, and its dtype; `node` is its expression, if the call shows it."""

    node: ast.expr | None
    value: Value
    dtype: str


@kinds.value
class DtypeMismatch:
    """A function that takes operands of one dtype is given different ones.

    Told everywhere, traced or not. `path` is the dotted name of the function; `operands` are those
    whose dtype is known.
    """

    node: ast.expr
    path: str
    operands: tuple[Operand, ...]


@kinds.value
class WideRequest:
    """A JAX function is asked for a dtype of 64 bits: `wide`, where x64 is off `narrow` comes back.

    Told everywhere, traced or not. `node` is the expression of the dtype, or the call of one;
    `path` the dotted name of the function. `off` says that x64 is surely off.
    """

    node: ast.expr
    path: str
    wide: str
    narrow: str
    off: bool


@kinds.value
class LateWidth:
    """x64 is switched on after the module made an array of a default dtype.

    `node` is the call that does it; `name` is the array, made on line `line`, of dtype `narrow`.
    """

    node: ast.expr
    name: str
    line: int
    narrow: str


@kinds.value
class UnsafeChoice:
    """A branch of ``jnp.where`` has no finite derivative where the condition turns it down.

    Told where the reverse-mode derivative `trace` is the innermost one that runs, and the branch
    depends on what is differentiated. `node` is the choice by the function `path`; `unsafe` the
    operation, on the very value that the condition tests.
    """

    node: ast.expr
    path: str
    unsafe: ast.expr
    trace: Trace
