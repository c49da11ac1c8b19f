"""An instance of a class that nothing visible makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import find, traits
from flake8_jax.engine.objects.classes import prepare
from flake8_jax.engine.objects.containers import escape
from flake8_jax.engine.objects.fields import variables
from flake8_jax.engine.syntax.annotations import field_annotations, form_of
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Form, Opaque
from flake8_jax.values.base import NONE, STATIC, Const
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict, List
from flake8_jax.values.functions import Class, Function, Instance
from flake8_jax.values.traced import items_of


def generic_instance(it: Interpreter, cls: Class) -> Instance:
    """An instance of which nothing is known but what its constructor does for any arguments."""
    found = it.generic.get(id(cls.node))
    if found is not None:
        return found
    instance = it.generic[id(cls.node)] = Instance(cls, Cells())
    init = find(cls, "__init__")
    if isinstance(init, Function):
        names = [a.arg for a in (*init.node.args.posonlyargs, *init.node.args.args)][1:]
        keywords = {a.arg: Opaque(Cells()) for a in init.node.args.kwonlyargs}
        given = (instance, *(Opaque(Cells()) for _ in names))
        it.call(init, Arguments(given, keywords), cls.node)  # type: ignore[arg-type]
    else:
        for name in variables(cls):
            default = find(cls, name)
            number = isinstance(default, Const) and type(default.value) is int
            instance.cells[name] = default if number else Opaque(Cells())
        if Trait.SETUP in traits(cls):
            prepare(it, instance, cls.node)
    for value in instance.cells.values():
        if type(value) in (List, Dict) and not items_of(value):
            # What begins empty is filled later.
            escape(it, value)
    _annotate(it, instance)
    for name in _assigned_elsewhere(cls):
        instance.cells[name] = Opaque(Cells())
    for slot, value in cls.cells.items():
        # A subclass or an instance may well say otherwise; a number is taken for what is usual.
        constant = isinstance(value, Const) and type(value.value) is not int
        if isinstance(slot, str) and constant and slot not in instance.cells:
            instance.cells[slot] = STATIC if value != NONE else Opaque(Cells())
    return instance


def _annotate(it: Interpreter, instance: Instance) -> None:
    """Tells of the fields of which nothing is known what their annotations say."""
    for name, annotation in field_annotations(instance.cls):
        content = instance.cells.get(name)
        if isinstance(content, Opaque) and content.form is Form.ANY:
            form = form_of(it, annotation)
            if form is not Form.ANY:
                instance.cells[name] = Opaque(content.cells, form)


def _assigned_elsewhere(cls: Class) -> set[str]:
    """Attributes that methods other than the constructor assign."""
    names: set[str] = set()
    # All statements below, without their expressions: a fraction of what a full walk visits.
    waiting: list[ast.AST] = [
        method
        for method in cls.node.body
        if type(method) is ast.FunctionDef and method.name not in ("__init__", "setup")
    ]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind in _LEAVES:
            continue
        if kind in _ASSIGNING:
            for target in getattr(node, "targets", None) or (node.target,):  # type: ignore[attr-defined]
                if type(target) is not ast.Name:
                    names.update(_assigned(target))
        for part in _PARTS.get(kind, ()):
            waiting.extend(getattr(node, part))
    return names


_LEAVES: Final = frozenset({ast.Expr, ast.Return, ast.Raise, ast.Pass, ast.Assert})
_ASSIGNING: Final = frozenset({ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For})
_PARTS: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(
        part
        for part in ("body", "orelse", "handlers", "finalbody", "cases")
        if part in kind._fields
    )
    for kind in (
        ast.FunctionDef,
        ast.If,
        ast.For,
        ast.While,
        ast.With,
        ast.Try,
        ast.TryStar,
        ast.ExceptHandler,
        ast.Match,
        ast.match_case,
    )
}


def _assigned(whole: ast.expr) -> Iterator[str]:
    """The attributes of ``self`` in a target of an assignment."""
    targets = [whole]
    while targets:
        target = targets.pop()
        if isinstance(target, ast.Attribute):
            if getattr(target.value, "id", "") == "self":
                yield target.attr
        elif isinstance(target, (ast.Tuple, ast.List)):
            targets.extend(target.elts)
        elif isinstance(target, ast.Starred):
            targets.append(target.value)
