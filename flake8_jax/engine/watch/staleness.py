"""Attributes that change while compiled code holds on to what they were.

An instance that is a static argument is told from others by its hash and `==`, which are those of
the object itself if its class has none: a compiled method keeps the attributes of the first call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.jax.tracing import underlying
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import find, follow, order, traits
from flake8_jax.engine.watch.steps import MAKERS
from flake8_jax.libraries.traits import Trait
from flake8_jax.source.walking import walk
from flake8_jax.values.base import NONE
from flake8_jax.values.functions import Class, Function, Property, StaticMethod

_OTHER: Final = Trait.DATA | Trait.TUPLE | Trait.ENUM | Trait.OPEN | Trait.PYTREE
"""What gives a class a hash and `==` that we do not see."""


def stale_attributes(
    it: Interpreter, node: ast.expr, function: Function, cls: Class
) -> tuple[str, ...]:
    """The attributes that compiled code reads, and that are set again after they were read."""
    follow(it, cls)
    if traits(cls) & _OTHER or find(cls, "__eq__") or find(cls, "__hash__"):
        return ()
    reads = _Reads(cls)
    read = reads.of(function)
    again = _set_again(cls, reads.done) & _set_first(cls)
    changed = again | set(_set_between_calls(it, node))
    return tuple(name for name in read if name in changed)


def _set_between_calls(it: Interpreter, node: ast.expr) -> Iterator[str]:
    """Attributes seen to be set between two calls of what `node` compiles."""
    calls = [(i, s) for i, s in enumerate(it.callers.steps) if s.node is node]
    for index, step in enumerate(it.callers.steps) if calls else ():
        if not step.name:
            continue
        mine = [(i, s) for i, s in calls if s.cells is step.cells and s.root == step.root]
        around = {i < index for i, _ in mine}
        if len(around) == 2 or any(s.loops & step.loops for _, s in mine):
            yield step.name


class _Reads:
    """The attributes of an instance that a method reads, also through other methods."""

    def __init__(self, cls: Class) -> None:
        self._cls = cls
        self._found: dict[str, None] = {}
        self.done: set[int] = set()
        """The functions that are compiled."""

    def of(self, function: Function) -> tuple[str, ...]:
        self._read(function)
        return tuple(self._found)

    def _read(self, function: Function | None) -> None:
        if function is None or id(function.node) in self.done:
            return
        self.done.add(id(function.node))
        for attribute in _attributes(function.node, ast.Load):
            kept = find(self._cls, attribute.attr)
            if isinstance(kept, Property):
                kept = kept.getter
            if isinstance(kept, StaticMethod):
                continue
            inner = None if kept is None else underlying(kept)
            if inner is None:
                self._found[attribute.attr] = None
            else:
                self._read(inner)


def _attributes(function: ast.AST, context: type) -> Iterator[ast.Attribute]:
    """The attributes of its first parameter that a function uses in this way."""
    spec: ast.arguments = function.args  # type: ignore[attr-defined]
    first = next((a.arg for a in (*spec.posonlyargs, *spec.args)), None)
    for node in walk(function):
        if not isinstance(node, ast.Attribute) or type(node.ctx) is not context:
            continue
        if isinstance(node.value, ast.Name) and node.value.id == first:
            yield node


def _methods(cls: Class) -> Iterator[ast.FunctionDef]:
    for one in order(cls):
        yield from (s for s in one.node.body if isinstance(s, ast.FunctionDef))


def _set_again(cls: Class, compiled: set[int]) -> set[str]:
    """Attributes that methods set which are there to be called at any time."""
    early = _called_by_makers(cls)
    later = (
        m
        for m in _methods(cls)
        if m.name not in early and _is_called_later(m.name) and id(m) not in compiled
    )
    found: set[str] = set()
    for method in later:
        found.update(a.attr for a in _attributes(method, ast.Store))
        # ``self.table[key] = value``
        items = {id(n.value) for n in walk(method) if _is_item_stored(n)}  # type: ignore[attr-defined]
        found.update(a.attr for a in _attributes(method, ast.Load) if id(a) in items)
    return found


def _is_item_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and type(node.ctx) is ast.Store


def _is_called_later(name: str) -> bool:
    return name == "__call__" or not name.startswith("__")


def _set_first(cls: Class) -> set[str]:
    """Attributes that every instance has from the start: those that are `None` are only filled."""
    early = _called_by_makers(cls)
    found: set[str] = set()
    for one in order(cls):
        found |= {n for n, v in one.cells.items() if isinstance(n, str) and v != NONE}
    for method in _methods(cls):
        if method.name not in early:
            continue
        for statement in walk(method):
            value = getattr(statement, "value", None)
            empty = isinstance(value, ast.Constant) and value.value is None
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and not empty:
                found |= {n.attr for n in walk(statement) if _is_stored(n)}  # type: ignore[attr-defined]
    return found


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and type(node.ctx) is ast.Store


def _called_by_makers(cls: Class) -> set[str]:
    """The constructor, and the methods that it calls."""
    methods = {m.name: m for m in reversed(list(_methods(cls)))}
    found: set[str] = set()
    waiting = [name for name in methods if name in MAKERS]
    while waiting:
        name = waiting.pop()
        if name in methods and name not in found:
            found.add(name)
            waiting.extend(a.attr for a in _attributes(methods[name], ast.Load))
    return found
