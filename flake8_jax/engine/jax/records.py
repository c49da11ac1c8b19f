"""Classes of data in libraries: making their instances, and changed copies of them."""

from __future__ import annotations

import ast

from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import FIELDS, TRAITS, record_fields
from flake8_jax.engine.objects.fields import variables
from flake8_jax.libraries import BASES
from flake8_jax.libraries.rows import Record, Update
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import Class, External, Instance, Scope


def make_record(it: Interpreter, path: str, row: Record, args: Arguments, node: ast.expr) -> Value:
    """Calls the method of a class that makes an instance of it, or the class of a library."""
    cls = args.positional[0] if args.positional else _class_of(it, path, row)
    if not isinstance(cls, Class) or args.more:
        return UNKNOWN
    fields: dict[str, Value] = dict.fromkeys(variables(cls), UNKNOWN)
    return Instance(cls, Cells({**fields, **args.keywords}))


def _class_of(it: Interpreter, path: str, row: Record) -> Class:
    """A class of a library, as if it stood in the program."""
    path = path if path in BASES else path.rpartition(".")[0]
    found = it.others.classes.get(path)
    if found is None:
        node = ast.ClassDef(
            path.rpartition(".")[2], bases=[], keywords=[], body=[], decorator_list=[]
        )
        traits = BASES.get(path, Trait.OPEN)
        cells = Cells({TRAITS: traits, FIELDS: record_fields(row)})
        found = Class(node, node.name, (External(path),), Scope(Cells()), cells)
        it.others.classes[path] = found
    return found


def update_record(
    it: Interpreter, path: str, row: Update, args: Arguments, node: ast.expr
) -> Value:
    """Calls a method that returns its object with other fields."""
    owner = args.positional[0] if args.positional else UNKNOWN
    if not isinstance(owner, Instance) or args.more:
        return UNKNOWN
    changed: dict[str, Value] = dict.fromkeys(row.changed, UNKNOWN)
    known = {name: value for name, value in args.keywords.items() if name in owner.cells}
    return Instance(owner.cls, Cells({**owner.cells, **changed, **known}))
