"""The fields of classes of data: which there are, what they hold, which are static."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.bases import FIELDS, find
from flake8_jax.values.base import UNKNOWN, Const
from flake8_jax.values.functions import Class, Instance


def fields_of(cls: Class) -> tuple[str, ...]:
    """The names of the fields of a class, inherited ones first."""
    names: dict[str, None] = {}
    for base in cls.bases:
        if isinstance(base, Class):
            names.update(dict.fromkeys(base.cells[FIELDS]))
    for statement in cls.node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names[statement.target.id] = None
    return tuple(names)


def fill(instance: Instance, args: Arguments) -> None:
    """Gives an instance the fields that its constructor is called with, and the defaults."""
    cls = instance.cls
    fields = cls.cells[FIELDS]
    for name, value in zip(fields, args.positional, strict=False):
        instance.cells[name] = value
    for name, value in args.keywords.items():
        instance.cells[name] = value
    for name in fields:
        if name not in instance.cells:
            default = find(cls, name)
            instance.cells[name] = default if isinstance(default, Const) else UNKNOWN


def marked_static(cls: Class) -> frozenset[str]:
    """Fields given as ``field(static=True)`` or ``field(pytree_node=False)``."""
    names = set()
    for statement in cls.node.body:
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.AnnAssign) and isinstance(value, ast.Call):
            maker = getattr(value.func, "attr", getattr(value.func, "id", ""))
            if maker != "field":
                # A helper of the project's own may well make the field static.
                names.add(getattr(statement.target, "id", ""))
            for keyword in _with_metadata(value):
                flag = getattr(keyword.value, "value", None)
                marks = keyword.arg == "static" and flag is True
                if marks or (keyword.arg == "pytree_node" and flag is False):
                    names.add(getattr(statement.target, "id", ""))
    for base in cls.bases:
        if isinstance(base, Class):
            names |= marked_static(base)
    return frozenset(names)


def _with_metadata(call: ast.Call) -> Iterator[ast.keyword]:
    """The keywords of a call of ``field``, and those of its metadata."""
    for keyword in call.keywords:
        yield keyword
        if keyword.arg == "metadata" and isinstance(keyword.value, ast.Call):
            yield from keyword.value.keywords
        elif keyword.arg == "metadata" and isinstance(keyword.value, ast.Dict):
            for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield ast.keyword(key.value, value)
