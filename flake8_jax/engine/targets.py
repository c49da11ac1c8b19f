"""Assigning to names, attributes, items and patterns of them."""

from __future__ import annotations

import ast

from flake8_jax.engine import limits
from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.containers import escape, store_part, unpack
from flake8_jax.engine.instances import here, method, store
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.joins import join, summary
from flake8_jax.values.arrays import Opaque, Tree
from flake8_jax.values.base import UNKNOWN, Const, Value
from flake8_jax.values.containers import CONTENT, Dict, Entries, Items, List
from flake8_jax.values.functions import Class, Instance


def assign(it: Interpreter, target: ast.expr, value: Value) -> None:
    """Gives `value` to a target of any form."""
    if type(target) is ast.Name:
        it.bind(target.id, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        stars = [i for i, e in enumerate(target.elts) if isinstance(e, ast.Starred)]
        values = unpack(it, value, len(target.elts), stars[0] if stars else None)
        for element, part in zip(target.elts, values, strict=True):
            assign(it, element.value if isinstance(element, ast.Starred) else element, part)
    elif isinstance(target, ast.Attribute):
        owner = it.evaluate(target.value)
        it.frame.shown = target
        _attribute(it, owner, target.attr, value)
    elif isinstance(target, ast.Subscript):
        it.frame.shown = target
        _item(it, it.evaluate(target.value), it.evaluate(target.slice), value)


def _attribute(it: Interpreter, owner: Value, name: str, value: Value) -> None:
    if isinstance(owner, (Instance, Class)):
        store(it, owner, name, value)
    elif isinstance(owner, (Opaque, Tree)):
        store_part(it, owner, ("attribute", name), value)


def _item(it: Interpreter, owner: Value, index: Value, value: Value) -> None:
    if isinstance(owner, Dict):
        entries = owner.entries
        if isinstance(index, Const) and len(entries.known) < limits.LIST_LENGTH:
            known = {**entries.known, index.value: value}
            it.write(owner.cells, CONTENT, Entries(known, entries.rest))
        else:
            rest = value if entries.rest is None else join(entries.rest, value)
            it.write(owner.cells, CONTENT, Entries(entries.known, rest))
    elif isinstance(owner, List):
        it.write(owner.cells, CONTENT, _stored(owner.items, index, value))
    elif isinstance(owner, (Opaque, Tree)) and isinstance(index, Const):
        store_part(it, owner, index.value, value)
    elif isinstance(owner, Instance):
        called = method(it, owner, "__setitem__")
        if called is None:
            escape(it, owner)
        else:
            it.call(called, Arguments((index, value)), here(it))


def _stored(items: Items, index: Value, value: Value) -> Items:
    known = items.known
    place = index.value if isinstance(index, Const) else None
    if known is not None and isinstance(place, int) and -len(known) <= place < len(known):
        changed = list(known)
        changed[place] = value
        return Items(tuple(changed))
    return Items(None, join(summary(items) or UNKNOWN, value))


def append(it: Interpreter, owner: List, values: tuple[Value, ...]) -> None:
    """Adds items at the end of a list."""
    items = owner.items
    if items.known is not None and len(items.known) + len(values) <= limits.LIST_LENGTH:
        it.write(owner.cells, CONTENT, Items((*items.known, *values)))
        return
    element = summary(items)
    for value in values:
        element = value if element is None else join(element, value)
    it.write(owner.cells, CONTENT, Items(None, element))


def remove(it: Interpreter, owner: Value, index: Value) -> None:
    """``del owner[index]``."""
    known = owner.entries.known if isinstance(owner, Dict) else {}
    if isinstance(owner, Dict) and isinstance(index, Const) and index.value in known:
        left = {key: value for key, value in known.items() if key != index.value}
        it.write(owner.cells, CONTENT, Entries(left, owner.entries.rest))
        return
    called = method(it, owner, "__delitem__")
    if called is None:
        escape(it, owner)
    else:
        it.call(called, Arguments((index,)), here(it))
