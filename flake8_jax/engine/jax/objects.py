"""Objects that libraries make: what the tables say of their attributes."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.machine.arguments import Arguments, bind_row, given_to
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, CALLS, ITERATIONS
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.instances import here
from flake8_jax.libraries import BASES, ROWS
from flake8_jax.libraries.rows import Caller, Fields, Function
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.containers import Stream, Tuple
from flake8_jax.values.functions import Bound, External, Object

_ANY: Final = "*"
_OR: Final = " or "


def make_object(row: Function, args: Arguments) -> Value:
    """What a call of a library made, which knows what it was made from."""
    given = bind_row(row.params, args)
    if _ANY not in row.made:
        path, _, other = row.made.partition(_OR)
        inside = bool(other) and any(type(v) is Object and v.path == other for v in args.all())
        return Object(other if inside else path, given)
    first = given.get(row.params[0])
    return Object(row.made.replace(_ANY, first.path), given) if type(first) is Object else UNKNOWN


@ATTRIBUTES.on(Object)
def _attribute(it: Interpreter, owner: Object, name: str) -> Value:
    if name in owner.given and Trait.DATA in BASES.get(owner.path, Trait.NONE):
        return owner.given[name]
    for path in (f"{owner.path}.{name}", f"{owner.path}.{_ANY}"):
        if path in ROWS:
            return Bound(External(path), owner)
    return UNKNOWN


@CALLS.on(Object)
def _call(it: Interpreter, callee: Object, args: Arguments, node: ast.expr) -> Value:
    call = it.attribute(callee, "__call__")
    if Trait.SETUP not in BASES.get(callee.path, Trait.NONE):
        return it.call(call, args, node)
    with it.own_weights(callee.born):
        return it.call(call, args, node)


@ITERATIONS.on(Object)
def _iterate(it: Interpreter, owner: Object) -> Tuple | Stream:
    row = ROWS.get(f"{owner.path}.__iter__")
    if isinstance(row, Fields):
        return Tuple(tuple(it.attribute(owner, name) for name in row.names))
    return Stream(following(it, owner, here(it)))


def handed_on(method: Value) -> tuple[tuple[str, ...], Value] | None:
    """What a method of an object takes for itself, and the function that gets all the rest."""
    if not isinstance(method, Bound) or not isinstance(method.receiver, Object):
        return None
    row = ROWS.get(method.function.path) if isinstance(method.function, External) else None
    if not isinstance(row, Caller) or len(row.bodies) != 1:
        return None
    body = row.bodies[0]
    if not body.keywords or row.params[-1:] != ("*args",):
        return None
    function = given_to({row.params[0]: method.receiver}, body.function)
    return None if function is None else (row.params[1:-1], function)


def following(it: Interpreter, value: Value, node: ast.expr) -> Value:
    """What ``next(value)`` gives."""
    if isinstance(value, Stream):
        return fresh(value.element)
    path = f"{value.path}.__next__" if isinstance(value, Object) else ""
    return it.call(Bound(External(path), value), Arguments(), node) if path in ROWS else UNKNOWN
