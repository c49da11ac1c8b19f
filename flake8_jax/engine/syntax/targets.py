"""Assigning to names, attributes, items and patterns of them."""

from __future__ import annotations

import ast

from flake8_jax.engine import limits
from flake8_jax.engine.events import Into
from flake8_jax.engine.jax import boxes
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join, summary
from flake8_jax.engine.objects.containers import escape, store_part, unpack
from flake8_jax.engine.objects.instances import here, method, store
from flake8_jax.engine.watch.effects import forget
from flake8_jax.engine.watch.stores import tell_stored
from flake8_jax.values.arrays import Opaque, Tree
from flake8_jax.values.base import UNKNOWN, Const, Unknown, Value
from flake8_jax.values.boxes import Box
from flake8_jax.values.containers import CONTENT, Dict, Entries, Items, List
from flake8_jax.values.functions import Class, Instance


def assign(
    it: Interpreter, target: ast.expr, value: Value, statement: ast.stmt | None = None
) -> None:
    """Gives `value` to a target of any form; `statement` is the assignment, if it is one."""
    if type(target) is ast.Name:
        frame = it.frame
        if not frame.redirects:
            # What `bind` does, without the call: half of all targets are local names.
            it.journal.write(frame.scope.cells, target.id, value)
            return
        cells = it.bind(target.id, value)
        if target.id in frame.redirects:
            key = Const(target.id)
            tell_stored(it, statement or target, target, Into.NAME, None, key, value, cells)
    elif isinstance(target, (ast.Tuple, ast.List)):
        stars = [i for i, e in enumerate(target.elts) if isinstance(e, ast.Starred)]
        values = unpack(it, value, len(target.elts), stars[0] if stars else None)
        for element, part in zip(target.elts, values, strict=True):
            assign(
                it, element.value if isinstance(element, ast.Starred) else element, part, statement
            )
    elif isinstance(target, ast.Attribute):
        owner = it.evaluate(target.value)
        it.frame.shown = target
        if _attribute(it, owner, target.attr, value):
            key = Const(target.attr)
            tell_stored(it, statement or target, target, Into.ATTRIBUTE, owner, key, value)
    elif isinstance(target, ast.Subscript):
        it.frame.shown = target
        owner, index = it.evaluate(target.value), it.evaluate(target.slice)
        if type(owner) is not Instance and type(owner) is not Unknown:
            tell_stored(it, statement or target, target, Into.ITEM, owner, index, value)
        _item(it, owner, index, value)


def _attribute(it: Interpreter, owner: Value, name: str, value: Value) -> bool:
    """Stores an attribute; false if a method of the program was called to do that."""
    if isinstance(owner, (Instance, Class)):
        return store(it, owner, name, value)
    if isinstance(owner, (Opaque, Tree)):
        store_part(it, owner, ("attribute", name), value)
    elif isinstance(owner, Box):
        boxes.fill(it, owner, name, value)
    return True


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
    elif isinstance(owner, Box):
        boxes.fill_item(it, owner, value, here(it))


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
    if it.stored and isinstance(owner, (List, Dict, Instance, Class)):
        forget(it, owner.cells)
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
