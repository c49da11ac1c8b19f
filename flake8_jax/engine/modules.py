"""Other modules of the project: read when something of theirs matters, never run.

An imported name stays a mere reference until it is called under a trace or with a key, or put under
a transform; then its module's statements are run over abstract values, once per linted file.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from flake8_jax.engine import limits
from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.containers import contains_key, escape
from flake8_jax.engine.frames import Frame
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.registry import ATTRIBUTES, CALLS, DEMANDS, ITEMS
from flake8_jax.libraries import KNOWN_PACKAGES
from flake8_jax.source.imports import ImportedName, bindings
from flake8_jax.source.project import TREES, locate, submodule
from flake8_jax.values.base import UNKNOWN, Const, Value
from flake8_jax.values.cells import MISSING, Cells, Journal
from flake8_jax.values.functions import External, Imported, Scope
from flake8_jax.values.traced import traced_item


def bind_import(it: Interpreter, name: ImportedName) -> Value:
    """What an imported name means: a thing in a library, or a reference into the project."""
    top = name.module.partition(".")[0]
    if not name.level and top in KNOWN_PACKAGES:
        return it.library.external(name.path)
    importer = it.frame.module.path
    path = locate(Path(importer), name.module, name.level) if importer else None
    if path is not None:
        return Imported(str(path), name.attribute)
    return UNKNOWN if name.level else it.library.external(name.path)


def resolve(it: Interpreter, value: Value) -> Value:
    """The thing that an imported name refers to; modules and what is not found stay references."""
    for _ in range(limits.REEXPORTS):
        if not isinstance(value, Imported) or value.name is None:
            return value
        scope = load(it, value.path)
        found = None if scope is None else demand(it, scope, value.name)
        if found is not None:
            value = found
            continue
        inner = submodule(Path(value.path), value.name or "")
        return UNKNOWN if inner is None else Imported(str(inner))
    return UNKNOWN


def load(it: Interpreter, path: str) -> Scope | None:
    """The scope of another module, nothing of which has run yet; None if it cannot be read."""
    if path in it.units:
        return it.units[path]
    tree = TREES.tree(Path(path)) if len(it.units) < limits.MODULES_FOLLOWED else None
    scope = None
    if tree is not None:
        scope = Scope(Cells({"__name__": Const(Path(path).stem)}), path=path)
        it.pending[path] = bindings(tree)
        it.steps_left += limits.LEAST_STEPS // 4
    it.units[path] = scope
    return scope


@DEMANDS.on(object)
def demand(it: Interpreter, scope: Scope, name: str) -> Value | None:
    """What a name of another module means: runs the statements that bind it, and those alone."""
    statements = it.pending.get(scope.path, {}).pop(name, ())
    for statement in statements:
        done = it.done.setdefault(scope.path, set())
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
    if owner.name is None:
        return Imported(owner.path, name)
    found = resolve(it, owner)
    return UNKNOWN if isinstance(found, Imported) and found.name else it.attribute(found, name)


@ITEMS.on(Imported)
def _item(it: Interpreter, owner: Imported, index: Value, node: ast.expr) -> Value:
    return it.item(resolve(it, owner), index, node) if it.traces else UNKNOWN


@CALLS.on(Imported)
def _call(it: Interpreter, callee: Imported, args: Arguments, node: ast.expr) -> Value:
    values = args.all()
    matters = bool(it.traces) or any(contains_key(v) or traced_item(v) for v in values)
    found = resolve(it, callee) if matters or callee.path in it.units else callee
    if isinstance(found, (Imported, External)) and found is not callee:
        return it.call(found, args, node) if isinstance(found, External) else UNKNOWN
    if found is callee:
        for value in values:
            escape(it, value)
        return UNKNOWN
    return it.call(found, args, node)
