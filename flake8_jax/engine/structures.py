"""Classes whose instances JAX takes apart: what their leaves become."""

from __future__ import annotations

import ast
from collections.abc import Callable

from flake8_jax.engine import limits
from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.bases import FIELDS, STATIC_FIELDS, find, traits
from flake8_jax.engine.containers import map_leaves
from flake8_jax.engine.fields import marked_static
from flake8_jax.engine.instances import class_attribute
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import Instance


def map_instance(it: Interpreter, value: Instance, leaf: Callable[[Value], Value]) -> Value:
    """Applies `leaf` to the children of an instance that is a pytree; else nothing is known."""
    kinds = traits(value.cls)
    if Trait.CUSTOM in kinds:
        return _through_flatten(it, value, leaf)
    if Trait.PYTREE not in kinds:
        return UNKNOWN
    static = value.cls.cells.get(STATIC_FIELDS, frozenset()) | marked_static(value.cls)
    copy = Instance(value.cls, Cells())
    for name in value.cls.cells[FIELDS]:
        content = value.cells.get(name, UNKNOWN)
        if isinstance(content, Value):
            copy.cells[name] = content if name in static else map_leaves(content, leaf)
    return copy


def _through_flatten(it: Interpreter, value: Instance, leaf: Callable[[Value], Value]) -> Value:
    node = ast.Name("tree_flatten", lineno=value.cls.node.lineno)
    flatten = find(value.cls, "tree_flatten")
    unflatten = class_attribute(it, value.cls, "tree_unflatten")
    if flatten is None or it.depth >= limits.CALL_DEPTH - 2:
        return UNKNOWN
    flat = it.call(flatten, Arguments((value,)), node)
    if not isinstance(flat, Tuple) or len(flat.items) != 2:
        return UNKNOWN
    children, aux = flat.items
    return it.call(unflatten, Arguments((aux, map_leaves(children, leaf))), node)
