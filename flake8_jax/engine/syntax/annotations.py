"""Annotations as evidence: what a parameter or field is where nothing else says so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import order, traits
from flake8_jax.engine.objects.fields import variables
from flake8_jax.libraries import ROWS, TYPES
from flake8_jax.libraries.hints import Type
from flake8_jax.libraries.rows import Function
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Form, Opaque
from flake8_jax.values.base import NUMBER, STATIC, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import Class, External, Imported, Instance, Object

_SCALARS: Final = {
    "builtins.int": NUMBER,
    "builtins.float": NUMBER,
    "builtins.bool": NUMBER,
    "builtins.str": STATIC,
}
_FORMS: Final = {Type.ARRAY: Form.ARRAY, Type.NUMBER: Form.NUMBER, Type.STATIC: Form.STATIC}
_NAMES: Final = frozenset({ast.Name, ast.Attribute})
_DEEPEST: Final = 3


def form_of(it: Interpreter, annotation: ast.expr | None) -> Form:
    """What an annotation says of an argument that is not known otherwise."""
    found = _said(it, annotation)
    return Form.ANY if found is None else _FORMS.get(found, Form.ANY)


def _said(it: Interpreter, annotation: ast.expr | None) -> Type | None:
    """What an annotation says; None if it says something else, such as that there may be None.

    What a text says inside of a subscript (as in jaxtyping's ``Float[Array, "n"]``) is never read.
    """
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _either(it, (annotation.left, annotation.right))
    if isinstance(annotation, ast.Subscript):
        outer = _said(it, annotation.value)
        inner = annotation.slice
        items = tuple(inner.elts) if isinstance(inner, ast.Tuple) else (inner,)
        if outer is Type.WRAPPER:
            return _said(it, items[0]) if not isinstance(items[0], ast.Constant) else None
        return _either(it, items) if outer is Type.UNION else outer
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _said(it, _parsed(annotation.value))
    if type(annotation) in _NAMES:
        assert annotation is not None
        kind = it.evaluate(annotation)
        return TYPES.get(kind.path) if isinstance(kind, (External, Imported)) else None
    return None


def _either(it: Interpreter, annotations: tuple[ast.expr, ...]) -> Type | None:
    """What is said of something that is one of several."""
    found = {_said(it, a) for a in annotations}
    if len(found) == 1:
        return found.pop()
    return Type.NUMBER if found == {Type.ARRAY, Type.NUMBER} else None


def _parsed(text: str) -> ast.expr | None:
    """The annotation that a text is."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def annotated(it: Interpreter, annotation: ast.expr | None, depth: int = 0) -> Value:
    """A value of the annotated type: of a class of this program, of a library, or one unknown.

    An array stays unknown as well, so that it may turn out to be a key.
    """
    if annotation is None:
        return Opaque(Cells())
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        name = annotation.value
        kind: Value | None = it.lookup(name) if name.isidentifier() else None
    else:
        kind = it.evaluate(annotation) if type(annotation) in _NAMES else None
    if isinstance(kind, Class) and depth < _DEEPEST and Trait.DATA in traits(kind):
        return _instance(it, kind, depth)
    if isinstance(kind, Class):
        from flake8_jax.engine.objects.generic import generic_instance

        apart = depth < _DEEPEST and Trait.CONTENT in traits(kind)
        return generic_instance(it, kind) if apart else Opaque(Cells())
    row = ROWS.get(kind.path) if isinstance(kind, External) else None
    if isinstance(row, Function) and row.made:
        return Object(row.made, {})
    if kind is None:
        return Opaque(Cells(), form_of(it, annotation))
    said = TYPES.get(kind.path) if isinstance(kind, (External, Imported)) else None
    return Opaque(Cells(), Form.ANY if said is None else _FORMS.get(said, Form.ANY))


def scalar(it: Interpreter, annotation: ast.expr | None) -> Value | None:
    """What is known of a field by its annotation as a Python scalar."""
    if not isinstance(annotation, ast.Name):
        return None
    kind = it.evaluate(annotation)
    return _SCALARS.get(kind.path) if isinstance(kind, External) else None


def field_annotations(cls: Class) -> Iterator[tuple[str, ast.expr]]:
    """The fields of a class that are annotated, with those of its bases first."""
    for base in reversed(order(cls)):
        for statement in base.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                yield statement.target.id, statement.annotation


def _instance(it: Interpreter, cls: Class, depth: int) -> Instance:
    """An instance whose fields are what their annotations say."""
    kinds = dict(field_annotations(cls))
    fields: dict[str, Value] = {}
    for name in variables(cls):
        annotation = kinds.get(name)
        found = scalar(it, annotation)
        fields[name] = annotated(it, annotation, depth + 1) if found is None else found
    return Instance(cls, Cells(fields))
