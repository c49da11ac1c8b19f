"""Compiled methods: whether JAX can take the instance that they are called on, and what of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import CompiledMethod
from flake8_jax.engine.jax.tracing import signature
from flake8_jax.engine.jax.transforms import exempt
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import find, follow, order, traits
from flake8_jax.engine.objects.containers import HANDED_ON
from flake8_jax.engine.watch.staleness import stale_attributes
from flake8_jax.engine.watch.uses import Use
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import Value
from flake8_jax.values.functions import (
    Class,
    ClassMethod,
    Function,
    Partial,
    Property,
    StaticMethod,
    Transformed,
)

_TAKEN: Final = Trait.PYTREE | Trait.CUSTOM | Trait.STATIC | Trait.OPEN | Trait.ENUM
"""What makes JAX take an instance as an argument, or perhaps does."""


def tell(it: Interpreter) -> None:
    """Tells the rules of the methods that are compiled together with their instance."""
    if not it.listens(CompiledMethod) or it.config.jit_off:
        return
    for use in it.compiled.values():
        function = _method(use.transformed)
        if function is not None and not (use.guarded and use.guarded >= len(use.calls)):
            event = _event(it, use, function)
            if event is not None:
                it.emit(event)


def _method(transformed: Transformed) -> Function | None:
    """The method of a class of the program that is compiled as a function of its instance."""
    function = transformed.function
    while isinstance(function, (Transformed, Partial)) and not getattr(function, "args", ()):
        function = function.function
    if not isinstance(function, Function) or function.owner is None:
        return None
    return function if _takes_instance(transformed, function, function.owner) else None


def _takes_instance(transformed: Transformed, function: Function, cls: Class) -> bool:
    """Whether the first argument is what the method is called on."""
    spec = function.node.args
    first = next(iter((*spec.posonlyargs, *spec.args)), None)
    kept = cls.cells.get(function.name)
    row = transformed.row
    if first is None or row.arrays_only or row.kept or isinstance(kept, StaticMethod):
        return False
    if not any(d is transformed.node for d in getattr(function.node, "decorator_list", ())):
        return first.arg == "self"
    # The class must hold what the decorator has made, and hand over what it is read from.
    if isinstance(kept, ClassMethod):
        return _holds(kept.function, transformed)
    kept = kept.getter if isinstance(kept, Property) else kept
    return first.arg == "self" and _holds(kept, transformed)


def _holds(value: Value | None, transformed: Transformed) -> bool:
    while isinstance(value, Transformed) and value is not transformed:
        value = value.function
    return value is transformed


def _event(it: Interpreter, use: Use, function: Function) -> CompiledMethod | None:
    transformed, cls = use.transformed, function.owner
    assert cls is not None
    name, params = signature(transformed.function)
    static = exempt(it, transformed, params)
    if static.unsure or not params:
        return None
    whole = 0 in static.indices or params[0] in static.names
    stale: tuple[str, ...] = ()
    if whole:
        stale = stale_attributes(it, transformed.node, function, cls)
    elif not isinstance(cls.cells.get(function.name), ClassMethod) and not _refused(it, cls):
        return None  # but a class itself is nothing that JAX takes
    path = transformed.path
    return CompiledMethod(transformed.node, path, name, params[0], cls.name, whole, stale)


def _refused(it: Interpreter, cls: Class) -> bool:
    """Whether JAX surely refuses the instances of a class, and of those that inherit from it."""
    if it.config.registers:
        return False
    family = [cls, *_below(it, cls)]
    for one in family:
        follow(it, one)
        if traits(one) & _TAKEN or HANDED_ON in one.cells:
            return False
        if any(find(one, name) is not None for name in ("__jax_array__", "__init_subclass__")):
            return False
    return any(_has_instances(it, one) for one in family)


def _below(it: Interpreter, cls: Class) -> Iterator[Class]:
    return (one for one in it.classes if one is not cls and cls in order(one))


def _has_instances(it: Interpreter, cls: Class) -> bool:
    """Whether a class is made to have instances of its own: it is no mixin, and not abstract."""
    # A method that a class demands is there if the first class that has one of the name has it.
    had: set[str] = set()
    for one in order(cls):
        if any(_is_abstract(s) and getattr(s, "name", "") not in had for s in one.node.body):
            return False
        had.update(name for name in one.cells if isinstance(name, str))
    made = find(cls, "__init__") is not None or Trait.DATA in traits(cls)
    return made or id(cls.node) in it.callers.reached


def _is_abstract(statement: ast.stmt) -> bool:
    return any(
        getattr(d, "attr", getattr(d, "id", "")).startswith("abstract")
        for d in getattr(statement, "decorator_list", ())
    )
