"""Instances of the program's classes: their attributes, methods and items."""

from __future__ import annotations

import ast

from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.bases import FIELDS, find, find_outside, traits
from flake8_jax.engine.containers import escape
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.registry import ATTRIBUTES, CALLS
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import STATIC, UNKNOWN, Value
from flake8_jax.values.cells import MISSING, Cells
from flake8_jax.values.functions import (
    Bound,
    Class,
    ClassMethod,
    External,
    Function,
    Instance,
    Partial,
    Property,
    StaticMethod,
    Super,
    Transformed,
)


@ATTRIBUTES.on(Instance)
def instance_attribute(it: Interpreter, owner: Instance, name: str) -> Value:
    stored = owner.cells.get(name, MISSING)
    if isinstance(stored, Value):
        return stored
    found = find(owner.cls, name)
    if found is not None:
        return _bind(it, found, owner)
    inherited = find_outside(owner.cls, name)
    if inherited is not None:
        return Bound(inherited, owner)
    if name == "_replace" and Trait.TUPLE in traits(owner.cls):
        return Partial(External("flake8_jax.replace"), (owner,), {})
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        escape(it, owner)
        return UNKNOWN
    if find(owner.cls, "__getattr__") is not None:
        return Opaque(Cells())
    # Not seen being set: it keeps its identity, for instance as a key.
    made = Opaque(Cells())
    owner.cells[name] = made
    return made


def _bind(it: Interpreter, value: Value, owner: Value) -> Value:
    if isinstance(value, (Function, Transformed)):
        return Bound(value, owner)
    if isinstance(value, Property):
        return it.call(value.getter, Arguments((owner,)), ast.Name("property", lineno=0))
    if isinstance(value, StaticMethod):
        return value.function
    if isinstance(value, ClassMethod):
        return Bound(value.function, owner.cls if isinstance(owner, Instance) else owner)
    return value


@ATTRIBUTES.on(Class)
def class_attribute(it: Interpreter, owner: Class, name: str) -> Value:
    found = find(owner, name)
    if found is None:
        return UNKNOWN
    if Trait.ENUM in traits(owner) and not isinstance(found, (Function, Property)):
        return STATIC
    if isinstance(found, (StaticMethod, ClassMethod)):
        return _bind(it, found, owner)
    return found


@CALLS.on(Super)
def _call_super(it: Interpreter, callee: Super, args: Arguments, node: ast.expr) -> Value:
    return UNKNOWN


@ATTRIBUTES.on(Super)
def super_attribute(it: Interpreter, owner: Super, name: str) -> Value:
    for base in owner.cls.bases:
        found = find(base, name) if isinstance(base, Class) else None
        if found is not None:
            return _bind(it, found, owner.receiver)
    inherited = find_outside(owner.cls, name)
    return UNKNOWN if inherited is None else Bound(inherited, owner.receiver)


@CALLS.on(Instance)
def call_instance(it: Interpreter, callee: Instance, args: Arguments, node: ast.expr) -> Value:
    method = find(callee.cls, "__call__")
    if method is None:
        return UNKNOWN
    return it.call(_bind(it, method, callee), args, node)


def named_items(instance: Instance) -> tuple[Value, ...] | None:
    """The items of an instance that is a tuple."""
    if Trait.TUPLE not in traits(instance.cls):
        return None
    names = instance.cls.cells[FIELDS]
    return tuple(instance.cells.get(name, UNKNOWN) for name in names)
