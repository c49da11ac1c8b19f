"""Objects that hold one array and stand for it: making them, reading them, filling them."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.machine.arguments import Arguments, bind_row
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, ITEMS, ITERATIONS
from flake8_jax.engine.objects.containers import iterate
from flake8_jax.engine.objects.operations import array
from flake8_jax.libraries.jax_array import ARRAY_ATTRIBUTES, ARRAY_METHODS, STATIC_ATTRIBUTES
from flake8_jax.libraries.rows import Holder
from flake8_jax.values.arrays import Opaque, Tracer
from flake8_jax.values.base import UNKNOWN, Array, Value
from flake8_jax.values.boxes import Box, new_box
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import CONTENT, Stream, Tuple

_FORWARDED: Final = ARRAY_ATTRIBUTES | ARRAY_METHODS | STATIC_ATTRIBUTES


def make_box(it: Interpreter, path: str, row: Holder, args: Arguments, node: ast.expr) -> Value:
    """Calls a class whose objects hold what they are given."""
    bound = bind_row(row.params, args)
    return new_box(bound.get(row.params[0], Opaque(Cells())), path, row.name)


@ATTRIBUTES.on(Box)
def _attribute(it: Interpreter, owner: Box, name: str) -> Value:
    if name == owner.name:
        return owner.content
    return it.attribute(owner.content, name) if name in _FORWARDED else Opaque(Cells())


@ITEMS.on(Box)
def _item(it: Interpreter, owner: Box, index: Value, node: ast.expr) -> Value:
    return it.item(owner.content, index, node)


@ITERATIONS.on(Box)
def _iterate(it: Interpreter, owner: Box) -> Tuple | Stream:
    return iterate(it, owner.content)


def fill(it: Interpreter, owner: Box, name: str, value: Value) -> None:
    """Puts something else into a box, by its attribute."""
    if name == owner.name:
        it.write(owner.cells, CONTENT, value)


def fill_item(it: Interpreter, owner: Box, value: Value, node: ast.expr) -> None:
    """Changes what is in a box, or a part of it; that stays an array."""
    content = owner.content
    known = isinstance(content, (Tracer, Array)) and isinstance(value, (Tracer, Array))
    it.write(owner.cells, CONTENT, array(it, (content, value), node) if known else UNKNOWN)
