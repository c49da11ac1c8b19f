"""Annotations as evidence: what a parameter or field is where nothing else says so."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.bases import order, traits
from flake8_jax.engine.fields import variables
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import NUMBER, STATIC, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import Class, External, Instance

_SCALARS: Final = {
    "builtins.int": NUMBER,
    "builtins.float": NUMBER,
    "builtins.bool": STATIC,
    "builtins.str": STATIC,
}
_DEEPEST: Final = 3


def annotated(it: Interpreter, annotation: ast.expr | None, depth: int = 0) -> Value:
    """A value of the annotated type: an instance of a class of this program, or one unknown.

    An array stays unknown as well, so that it may turn out to be a key. What a string says inside
    of a subscript (as in jaxtyping's ``Float[Array, "n"]``) is never read.
    """
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        name = annotation.value
        kind: Value | None = it.lookup(name) if name.isidentifier() else None
    elif isinstance(annotation, (ast.Name, ast.Attribute)):
        kind = it.evaluate(annotation)
    else:
        return Opaque(Cells())
    if isinstance(kind, Class) and depth < _DEEPEST and Trait.DATA in traits(kind):
        return _instance(it, kind, depth)
    return Opaque(Cells())


def scalar(it: Interpreter, annotation: ast.expr | None) -> Value | None:
    """What is known of a field by its annotation as a Python scalar."""
    if not isinstance(annotation, ast.Name):
        return None
    kind = it.evaluate(annotation)
    return _SCALARS.get(kind.path) if isinstance(kind, External) else None


def _instance(it: Interpreter, cls: Class, depth: int) -> Instance:
    """An instance whose fields are what their annotations say."""
    kinds: dict[str, ast.expr] = {}
    for base in reversed(order(cls)):
        for statement in base.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                kinds[statement.target.id] = statement.annotation
    fields: dict[str, Value] = {}
    for name in variables(cls):
        annotation = kinds.get(name)
        found = scalar(it, annotation)
        fields[name] = annotated(it, annotation, depth + 1) if found is None else found
    return Instance(cls, Cells(fields))
