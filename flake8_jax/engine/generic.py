"""An instance of a class that nothing visible makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.bases import FIELDS, find
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import NONE, STATIC, Const
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import Class, Function, Instance


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
        for name in cls.cells[FIELDS]:
            default = find(cls, name)
            number = isinstance(default, Const) and type(default.value) is int
            instance.cells[name] = default if number else Opaque(Cells())
    for name in _assigned_elsewhere(cls):
        instance.cells[name] = Opaque(Cells())
    for name, value in cls.cells.items():
        # A subclass or an instance may well say otherwise; a number is taken for what is usual.
        constant = isinstance(value, Const) and type(value.value) is not int
        if isinstance(name, str) and constant and name not in instance.cells:
            instance.cells[name] = STATIC if value != NONE else Opaque(Cells())
    return instance


def _assigned_elsewhere(cls: Class) -> set[str]:
    """Attributes that methods other than the constructor assign."""
    names: set[str] = set()
    for method in cls.node.body:
        if isinstance(method, ast.FunctionDef) and method.name not in ("__init__", "setup"):
            for statement in _statements(method.body):
                names.update(_assigned(statement))
    return names


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements below, without their expressions: a fraction of what a full walk visits."""
    for statement in body:
        yield statement
        for part in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, part, []))
        for handler in getattr(statement, "handlers", ()):
            yield from _statements(handler.body)


def _assigned(statement: ast.stmt) -> Iterator[str]:
    """The attributes of ``self`` that a statement assigns."""
    targets = list(getattr(statement, "targets", ()))
    if isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For)):
        targets.append(statement.target)
    while targets:
        target = targets.pop()
        if isinstance(target, (ast.Tuple, ast.List)):
            targets.extend(target.elts)
        elif isinstance(target, ast.Starred):
            targets.append(target.value)
        elif isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "self":
            yield target.attr
