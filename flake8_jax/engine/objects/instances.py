"""Instances of the program's classes: their attributes and methods."""

from __future__ import annotations

import ast

from flake8_jax.engine.events import Into
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, CALLS, EXTERNALS
from flake8_jax.engine.objects.bases import find, find_after, find_outside, follow, traits
from flake8_jax.engine.objects.containers import escape, iterate, store_part
from flake8_jax.engine.objects.fields import variables
from flake8_jax.engine.watch.steps import note_store
from flake8_jax.engine.watch.stores import tell_stored
from flake8_jax.libraries import ROWS
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Opaque, Tree
from flake8_jax.values.base import NONE, STATIC, UNKNOWN, Const, Value
from flake8_jax.values.cells import MISSING, Cells
from flake8_jax.values.containers import Tuple, new_dict
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


def here(it: Interpreter) -> ast.expr:
    """The place of a call that no call expression makes, such as that of a property."""
    if it.frame.shown is not None:
        return it.frame.shown
    for place in reversed(it.places):
        if isinstance(place.node, ast.expr) and place.module is it.frame.module:
            return place.node
    return ast.Name("attribute", lineno=1, col_offset=0)


@ATTRIBUTES.on(Instance)
def instance_attribute(it: Interpreter, owner: Instance, name: str) -> Value:
    stored = owner.cells.get(name, MISSING)
    if isinstance(stored, Value):
        return stored
    found = find(owner.cls, name)
    if found is not None:
        return bind(it, found, owner)
    inherited = find_outside(owner.cls, name)
    if inherited is not None:
        return Bound(inherited, owner)
    if name in _SPECIAL:
        return _special(it, owner, name)
    if it.traces and follow(it, owner.cls):
        return instance_attribute(it, owner, name)
    dynamic = find(owner.cls, "__getattr__")
    if dynamic is not None:
        return it.call(bind(it, dynamic, owner), Arguments((Const(name),)), here(it))
    # Not seen being set: it keeps its identity, for instance as a key.
    made = Opaque(Cells())
    owner.cells[name] = made
    return made


_SPECIAL = frozenset(["__class__", "__dict__", "_replace", "_asdict", "__setattr__"])


def _special(it: Interpreter, owner: Instance, name: str) -> Value:
    """What every object has, or every tuple with names."""
    if name == "__class__":
        return owner.cls
    if name == "__setattr__":
        return Bound(External("builtins.setattr"), owner)
    if name != "__dict__" and Trait.TUPLE in traits(owner.cls):
        return Partial(External(f"flake8_jax.{name.strip('_')}"), (owner,), {})
    escape(it, owner)
    return UNKNOWN


@EXTERNALS.on("flake8_jax.asdict")
def _asdict(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    owner = args.positional[0]
    assert isinstance(owner, Instance)
    return new_dict({name: it.attribute(owner, name) for name in variables(owner.cls)})


@EXTERNALS.on("flake8_jax.make")
def _make(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """``Point._make(items)``."""
    if len(args.positional) != 2:
        return UNKNOWN
    cls, items = args.positional
    source = iterate(it, items)
    return it.call(cls, Arguments(source.items), node) if isinstance(source, Tuple) else UNKNOWN


def bind(it: Interpreter, value: Value, owner: Value) -> Value:
    """What reading an attribute of a class gives on an instance, or on the class."""
    if isinstance(value, (Function, Transformed)):
        return Bound(value, owner)
    if isinstance(value, Property):
        return it.call(value.getter, Arguments((owner,)), here(it))
    if isinstance(value, StaticMethod):
        return value.function
    if isinstance(value, ClassMethod):
        return Bound(value.function, owner.cls if isinstance(owner, Instance) else owner)
    return value


def store(it: Interpreter, owner: Instance | Class, name: str, value: Value) -> bool:
    """``owner.name = value``; false if a property of the program takes the value."""
    if isinstance(owner, Instance):
        found = find(owner.cls, name)
        if isinstance(found, Property) and found.setter is not None:
            it.call(found.setter, Arguments((owner, value)), here(it))
            return False
        if not it.traces:
            note_store(it, owner, name)
    it.write(owner.cells, name, value)
    return True


@EXTERNALS.on("builtins.setattr", "builtins.object.__setattr__")
def _setattr(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    owner, name, value = (*args.positional, UNKNOWN, UNKNOWN, UNKNOWN)[:3]
    if not isinstance(name, Const) or not isinstance(name.value, str):
        escape(it, owner)
    elif isinstance(owner, (Instance, Class)):
        if store(it, owner, name.value, value) and isinstance(node, ast.Call) and node.args:
            tell_stored(it, node, node.args[0], Into.ATTRIBUTE, owner, name, value)
    elif isinstance(owner, (Opaque, Tree)):
        store_part(it, owner, ("attribute", name.value), value)
    return NONE


@ATTRIBUTES.on(Class)
def class_attribute(it: Interpreter, owner: Class, name: str) -> Value:
    found = find(owner, name)
    if found is None and it.traces and follow(it, owner):
        found = find(owner, name)
    if found is None:
        if name == "_make" and Trait.TUPLE in traits(owner):
            return Bound(External("flake8_jax.make"), owner)
        return _inherited_attribute(owner, name)
    if Trait.ENUM in traits(owner) and not isinstance(
        found, (Function, Property, StaticMethod, ClassMethod)
    ):
        return STATIC
    if isinstance(found, (StaticMethod, ClassMethod)):
        return bind(it, found, owner)
    return found


def _inherited_attribute(owner: Class, name: str) -> Value:
    """What a class has from a library: a class method knows it, others take an instance."""
    inherited = find_outside(owner, name)
    if inherited is None:
        return UNKNOWN
    of_class = getattr(ROWS.get(inherited.path), "params", ())[:1] == ("cls",)
    return Bound(inherited, owner) if of_class else inherited


@CALLS.on(Super)
def _call_super(it: Interpreter, callee: Super, args: Arguments, node: ast.expr) -> Value:
    return UNKNOWN


@ATTRIBUTES.on(Super)
def super_attribute(it: Interpreter, owner: Super, name: str) -> Value:
    receiver = owner.receiver
    cls = receiver.cls if isinstance(receiver, Instance) else receiver
    start = cls if isinstance(cls, Class) else owner.cls
    found = find_after(start, owner.cls, name)
    if found is None and it.traces and follow(it, start):
        found = find_after(start, owner.cls, name)
    if found is not None:
        return found if name == "__new__" else bind(it, found, receiver)
    inherited = find_outside(owner.cls, name)
    if inherited is not None:
        return Bound(inherited, receiver)
    if name == "__new__":
        return External("builtins.object.__new__")
    if name == "__setattr__" and isinstance(receiver, Instance):
        return Bound(External("builtins.object.__setattr__"), receiver)
    return UNKNOWN


def method(it: Interpreter, owner: Value, name: str) -> Value | None:
    """The method that Python calls for an operator or builtin: that of the class."""
    found = find(owner.cls, name) if isinstance(owner, Instance) else None
    return None if found is None else bind(it, found, owner)


@CALLS.on(Instance)
def call_instance(it: Interpreter, callee: Instance, args: Arguments, node: ast.expr) -> Value:
    called = method(it, callee, "__call__")
    if called is None and it.traces and follow(it, callee.cls):
        called = method(it, callee, "__call__")
    if called is None:
        inherited = find_outside(callee.cls, "__call__")
        return UNKNOWN if inherited is None else it.call(Bound(inherited, callee), args, node)
    if Trait.SETUP not in traits(callee.cls):
        return it.call(called, args, node)
    with it.own_weights(callee.cells.serial):
        return it.call(called, args, node)


def named_items(instance: Instance) -> tuple[Value, ...] | None:
    """The items of an instance that is a tuple."""
    if Trait.TUPLE not in traits(instance.cls):
        return None
    return tuple(instance.cells.get(name, UNKNOWN) for name in variables(instance.cls))
