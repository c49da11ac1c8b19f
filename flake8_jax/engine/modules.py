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
from flake8_jax.engine.machine.interpreter import STARRED, Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, CALLS, DEMANDS, ITEMS
from flake8_jax.engine.objects.containers import (
    escape,
)
from flake8_jax.engine.objects.identities import contains_key
from flake8_jax.libraries import JIT, ROWS, is_known
from flake8_jax.source.imports import STAR, ImportedName
from flake8_jax.source.outline import Outline
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
    others = it.others
    if path in others.units:
        return others.units[path]
    outline = OUTLINES.outline(path) if len(others.units) < limits.MODULES_FOLLOWED else None
    if outline is None or not others.affords(outline.rest):
        return None
    others.outlines[path] = outline
    it.steps_left += limits.LEAST_STEPS // 4
    scope = others.units[path] = Scope(Cells({"__name__": Const(module_name(path))}), path=path)
    return scope


@DEMANDS.on(object)
def demand(it: Interpreter, scope: Scope, name: str) -> Value | None:
    """What a name of another module means: runs the statements that bind it, and those alone.

    What nothing else binds may come from a module of which all names are imported. It is unknown
    if there is too much to read.
    """
    outline = it.others.outlines.get(scope.path)
    if outline is not None and not _bring(it, scope, outline, name):
        return UNKNOWN
    found = scope.cells.get(name, MISSING)
    if found is MISSING and name[0] != "_" and (scope.path, name) not in it.others.asked:
        if outline is not None:
            _bring(it, scope, outline, STAR)
        it.others.asked.add((scope.path, name))
        found = _starred(it, scope, name)
        it.others.asked.discard((scope.path, name))
    return found if isinstance(found, Value) else None


def _bring(it: Interpreter, scope: Scope, outline: Outline, name: str) -> bool:
    """Runs what binds a name of another module, each statement once; false if it is too long."""
    others = it.others
    brought = others.brought.setdefault(scope.path, set())
    if name in brought:
        return True
    if not others.affords(outline.size(name)):
        return False
    brought.add(name)
    done = others.done.setdefault(scope.path, set())
    for statement in outline.binding(name):
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
    return True


def _starred(it: Interpreter, scope: Scope, name: str) -> Value | None:
    """What a name means that ``from module import *`` may bind, the last such import first."""
    if it.library.builtin(name) is not UNKNOWN and not it.traces:
        return None  # not worth reading a module
    for module in scope.cells.get(STARRED, ()):
        known = it.library.external(f"{module.module}.{name}")
        if not module.level and is_known(known.path, scope.path):
            if known.path in ROWS:
                return known
            continue
        path = locate(scope.path, module.module, module.level) if scope.path else None
        other = None if path is None else load(it, path)
        if other is None:
            return None
        found = demand(it, other, name)
        if found is not None:
            return found
    return None


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


def _tells(it: Interpreter, callee: Value | None) -> bool:
    """Whether a call on the host is worth following: of a class, or of what is compiled."""
    for _ in range(limits.REEXPORTS):
        if not isinstance(callee, Imported) or callee.name is None or "." in callee.name:
            return False
        path = locate(callee.importer, callee.module, callee.level)
        outline = None if path is None else OUTLINES.outline(path)
        if path is None or outline is None:
            return False
        if outline.makes_object(callee.name):
            return True
        scope = load(it, path) if path.endswith("__init__.py") else None
        callee = None if scope is None else demand(it, scope, callee.name)
    return False


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
    values, others = args.all(), it.others
    found: Value | None = None
    if callee.importer and len(it.places) - _own(it) < limits.FOREIGN_DEPTH:
        if _matters(it, values, node):
            if others.calls_left > 0:
                others.calls_left -= 1
                found = _follow(it, callee, args, node)
        elif others.host_calls_left > 0:
            with others.for_objects(it.traces):
                tells = others.tells.get(callee)
                if tells is None:
                    tells = others.tells[callee] = _tells(it, callee)
                if tells:
                    others.host_calls_left -= 1
                    found = _follow(it, callee, args, node)
    if found is None:
        for value in values:
            escape(it, value)
    return UNKNOWN if found is None else found


def _follow(it: Interpreter, callee: Imported, args: Arguments, node: ast.expr) -> Value | None:
    """What a call in another module returns; None where it cannot be found."""
    found = resolve(it, callee)
    return None if isinstance(found, Imported) else it.call(found, args, node)
