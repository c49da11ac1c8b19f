"""The fields of classes of data: which there are, what they hold, which are static."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.bases import FIELDS, OWN_FIELDS, find
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import FALSE, NONE, TRUE, Const, Unknown, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict
from flake8_jax.values.functions import Class, Field, Instance

Fields = Mapping[str, Field]

_PLAIN: Final = Field()
_UNSURE: Final = Field(static=None)


@EXTERNALS.on(
    "dataclasses.field",
    "flax.struct.field",
    "equinox.field",
    "chex.field",
)
def _field(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """``field(default=..., metadata=dict(static=True))``, or what a library makes of it."""
    given = args.keywords
    default = given.get("default", first(args) if args.positional else None)
    return Field(
        default,
        given.get("default_factory"),
        init=given.get("init") != FALSE,
        static=None if args.more else _static_mark(given),
        kw_only=given.get("kw_only") == TRUE,
        converter=given.get("converter"),
        hashed=given.get("hash", given.get("compare", TRUE)) in (TRUE, NONE),
    )


@EXTERNALS.on("equinox.static_field")
def _static_field(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return _field(it, args._replace(keywords={**args.keywords, "static": TRUE}), node)


def _static_mark(given: Mapping[str, Value]) -> bool | None:
    """Whether the options of a field say that JAX does not trace it."""
    marks = [_says(given, "static", TRUE), _says(given, "pytree_node", FALSE)]
    metadata = given.get("metadata")
    if isinstance(metadata, Dict) and metadata.entries.rest is None:
        marks.append(_says(metadata.entries.known, "static", TRUE))
        marks.append(_says(metadata.entries.known, "pytree_node", FALSE))
    elif metadata is not None and metadata != NONE:
        marks.append(None)
    return True if True in marks else None if None in marks else False


def _says(
    options: Mapping[object, Value] | Mapping[str, Value], name: str, mark: Const
) -> bool | None:
    value = options.get(name)
    return value == mark if value is None or isinstance(value, Const) else None


def collect(cls: Class) -> None:
    """Notes the fields that the body of a class annotates, and leaves their defaults in it."""
    own: dict[str, Field] = {}
    rest_by_name = False
    for statement in cls.node.body:
        if type(statement) is not ast.AnnAssign or not isinstance(statement.target, ast.Name):
            continue
        kind = _outermost(statement.annotation)
        if kind == "KW_ONLY":
            rest_by_name = True
        elif kind != "ClassVar":
            field = _given(cls, statement.target.id, statement.value)
            if rest_by_name or kind == "InitVar":
                field = replace(field, kw_only=rest_by_name, variable=kind != "InitVar")
            own[statement.target.id] = field
    cls.cells[OWN_FIELDS] = own


def _given(cls: Class, name: str, shown: ast.expr | None) -> Field:
    """The field of a name, of which `shown` is the expression of the default."""
    if shown is None:
        return _PLAIN
    value = cls.cells.get(name)
    if isinstance(value, Field):
        if value.default is None:
            cls.cells.pop(name)
        else:
            cls.cells[name] = value.default
        return value
    if isinstance(shown, ast.Call) and isinstance(value, (Unknown, Opaque)):
        # A helper that is not seen may well make the field static.
        cls.cells.pop(name)
        return _UNSURE
    return Field(value if isinstance(value, Value) else None)


def _outermost(annotation: ast.expr) -> str:
    """The name of an annotation without its module and arguments."""
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].rpartition(".")[2].strip()
    name: str = getattr(annotation, "attr", getattr(annotation, "id", ""))
    return name


def fields(cls: Class) -> Fields:
    """The fields of a class, by name and in order."""
    found: Fields = cls.cells.get(FIELDS, {})
    return found


def variables(cls: Class) -> Iterator[str]:
    """The names of the fields that instances keep."""
    return (name for name, field in fields(cls).items() if field.variable)


def fill(it: Interpreter, instance: Instance, args: Arguments, node: ast.expr) -> None:
    """Gives an instance the fields that its constructor is called with, and the defaults."""
    cls = instance.cls
    all_fields = fields(cls)
    taken = [name for name, field in all_fields.items() if field.init and not field.kw_only]
    given = dict(zip(taken, args.positional, strict=False))
    given.update((name, value) for name, value in args.keywords.items() if name in all_fields)
    passed: list[Value] = []
    for name, field in all_fields.items():
        value = given.get(name)
        if value is None:
            value = _default(it, cls, name, field, node)
        if field.converter is not None:
            value = it.call(field.converter, Arguments((value,)), node)
        if field.variable:
            instance.cells[name] = value
        else:
            passed.append(value)
    after = find(cls, "__post_init__")
    if after is not None:
        it.call(after, Arguments((instance, *passed)), node)


def _default(it: Interpreter, cls: Class, name: str, field: Field, node: ast.expr) -> Value:
    if field.factory is not None:
        return it.call(field.factory, Arguments(), node)
    found = find(cls, name) if field.default is None else field.default
    # One that ``__post_init__`` gives later keeps its identity until then.
    return Opaque(Cells()) if found is None else found
