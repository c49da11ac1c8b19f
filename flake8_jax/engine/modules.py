"""Other modules of the project: read when something of theirs matters, never run.

An imported name stays a mere reference until it is called under a trace or with a key, or put under
a transform; then its module's statements are run over abstract values, once per linted file.
"""

from __future__ import annotations

import ast
from typing import Any

from flake8_jax.engine import limits
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.frames import Frame
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, CALLS, DEMANDS, ITEMS
from flake8_jax.engine.objects.containers import contains_key, escape
from flake8_jax.libraries import JIT, is_known
from flake8_jax.source.imports import ImportedName
from flake8_jax.source.project import OUTLINES, locate, module_name
from flake8_jax.values.base import UNKNOWN, Const, Value
from flake8_jax.values.cells import MISSING, Cells, Journal
from flake8_jax.values.functions import Imported, Scope
from flake8_jax.values.traced import traced_item


def bind_import(it: Interpreter, name: ImportedName) -> Value:
    """What an imported name means: a thing in a library that is known, or a mere reference."""
    path = name.path
    found = it.library.external(path)
    if found.path != path or (not name.level and is_known(path, it.frame.module.path)):
        return found
    if name.attribute is not None and it.library.is_jit(name.attribute):
        return it.library.external(JIT)
    return Imported(it.frame.module.path, name.module, name.level, name.attribute)


def resolve(it: Interpreter, value: Value) -> Value:
    """The thing that an imported name refers to; what is not found lies outside of the project."""
    for _ in range(limits.REEXPORTS):
        if not isinstance(value, Imported):
            return value
        path = locate(value.importer, value.module, value.level) if value.importer else None
        if path is None or value.name is None:
            return UNKNOWN if value.level else it.library.external(value.path)
        name, _, rest = value.name.partition(".")
        scope = load(it, path)
        found = None if scope is None else demand(it, scope, name)
        if found is None:
            # A module of the package, then.
            dotted = f"{value.module}.{name}" if value.module else name
            below = locate(value.importer, dotted, value.level)
            if below is None:
                return UNKNOWN
            found = Imported(value.importer, dotted, value.level)
        for part in rest.split(".") if rest else ():
            found = it.attribute(found, part)
        value = found
    return UNKNOWN


def load(it: Interpreter, path: str) -> Scope | None:
    """The scope of another module, nothing of which has run yet; None if it cannot be read."""
    if path in it.others.units:
        return it.others.units[path]
    outline = OUTLINES.outline(path) if len(it.others.units) < limits.MODULES_FOLLOWED else None
    scope = None
    if outline is not None:
        scope = Scope(Cells({"__name__": Const(module_name(path))}), path=path)
        it.others.outlines[path] = outline
        it.steps_left += limits.LEAST_STEPS // 4
    it.others.units[path] = scope
    return scope


@DEMANDS.on(object)
def demand(it: Interpreter, scope: Scope, name: str) -> Value | None:
    """What a name of another module means: runs the statements that bind it, and those alone."""
    outline = it.others.outlines.get(scope.path)
    for statement in outline.binding(name) if outline is not None else ():
        done = it.others.done.setdefault(scope.path, set())
        if id(statement) in done:
            continue
        # Noted first, so that a circle of imports ends here.
        done.add(id(statement))
        state = _set_aside(it, scope)
        try:
            with it.safely():
                it.execute([statement])
        finally:
            _take_up(it, state)
    found = scope.cells.get(name, MISSING)
    return found if isinstance(found, Value) else None


def _set_aside(it: Interpreter, scope: Scope) -> tuple[Any, ...]:
    """Starts afresh for another module, whatever branch or trace runs here."""
    state = (it.journal, it.frame, it.traces, it.level, it.places, it.loop_depth)
    it.journal, it.frame = Journal(), Frame(scope, "<module>", scope)
    it.traces, it.level, it.places, it.loop_depth = (), 0, (), 0
    return state


def _take_up(it: Interpreter, state: tuple[Any, ...]) -> None:
    it.journal, it.frame, it.traces, it.level, it.places, it.loop_depth = state


@ATTRIBUTES.on(Imported)
def _attribute(it: Interpreter, owner: Imported, name: str) -> Value:
    below = name if owner.name is None else f"{owner.name}.{name}"
    return Imported(owner.importer, owner.module, owner.level, below)


def _names_a_key(node: ast.expr) -> bool:
    """Whether a call is worth following because an argument is called like a key."""
    if not isinstance(node, ast.Call):
        return False
    for argument in node.args:
        kind = type(argument)
        if kind is ast.Name or kind is ast.Attribute:
            name: str = argument.id if kind is ast.Name else argument.attr  # type: ignore[attr-defined]
            if "key" in name or "rng" in name:
                return True
    return False


def _matters(it: Interpreter, values: tuple[Value, ...], node: ast.expr) -> bool:
    """Whether a call is worth following: under a trace or with a key, as far as that shows."""
    for value in values:
        if contains_key(value) or (it.traces and traced_item(value)):
            return True
    return _names_a_key(node)


def _own(it: Interpreter) -> int:
    """The length of the way as far as it leads through this file."""
    for index in range(len(it.places) - 1, -1, -1):
        if it.places[index].module is it.module:
            return index + 1
    return 0


@ITEMS.on(Imported)
def _item(it: Interpreter, owner: Imported, index: Value, node: ast.expr) -> Value:
    return it.item(resolve(it, owner), index, node) if it.traces else UNKNOWN


@CALLS.on(Imported)
def _call(it: Interpreter, callee: Imported, args: Arguments, node: ast.expr) -> Value:
    values = args.all()
    if it.others.calls_left and callee.importer and _matters(it, values, node):
        way = len(it.places) - _own(it)
        if way < limits.FOREIGN_DEPTH:
            it.others.calls_left -= 1
            found = resolve(it, callee)
            if not isinstance(found, Imported):
                return it.call(found, args, node)
    for value in values:
        escape(it, value)
    return UNKNOWN
