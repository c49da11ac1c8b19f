"""Classes of the program: running their bodies, and making instances."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.bases import FIELDS, STATIC_FIELDS, TRAITS, find, traits
from flake8_jax.engine.fields import fields_of, fill
from flake8_jax.engine.frames import Frame
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.registry import CALLS
from flake8_jax.libraries import BASES, DECORATORS
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import STATIC, UNKNOWN, Const, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import Class, External, Instance, Partial, Scope


def define_class(it: Interpreter, node: ast.ClassDef) -> Value:
    """Runs the body of a class, and asks its bases and decorators what they make of it."""
    bases = tuple(it.evaluate(base) for base in node.bases)
    for keyword in node.keywords:
        it.evaluate(keyword.value)
    outer = it.frame
    cells = Cells()
    cls = Class(node, node.name, bases, Scope(cells, outer.scope), cells)
    it.classes.append(cls)
    it.frame = Frame(cls.scope, node.name, outer.module, cls=cls)
    it.frame.mark = it.journal.mark()
    try:
        it.execute(node.body)
    finally:
        it.frame = outer
    cells[TRAITS] = _inherited(bases)
    cells[FIELDS] = fields_of(cls)
    for decorator in reversed(node.decorator_list):
        _decorate(it, cls, decorator)
    return cls


def _inherited(bases: tuple[Value, ...]) -> Trait:
    traits = Trait.NONE
    for base in bases:
        if isinstance(base, Class):
            traits |= base.cells[TRAITS]
        elif isinstance(base, External):
            traits |= BASES.get(base.path, Trait.OPEN)
        else:
            traits |= Trait.OPEN
    return traits


def _decorate(it: Interpreter, cls: Class, decorator: ast.expr) -> None:
    # Called with options or not, a class decorator does the same.
    maker = decorator.func if isinstance(decorator, ast.Call) else decorator
    value = it.evaluate(maker)
    if value == External("functools.partial"):
        value = it.evaluate(decorator)
    if isinstance(value, Partial):
        for name in ("meta_fields",):
            static = value.keywords.get(name)
            if static is not None:
                cls.cells[STATIC_FIELDS] = frozenset(_strings(static))
        value = value.function
    if isinstance(value, External):
        cls.cells[TRAITS] |= DECORATORS.get(value.path, Trait.OPEN)
    else:
        cls.cells[TRAITS] |= Trait.OPEN


def _strings(value: Value) -> Iterator[str]:
    items = value.items if isinstance(value, Tuple) else getattr(value, "items", None)
    known = getattr(items, "known", items)
    for item in known or ():
        if isinstance(item, Const) and isinstance(item.value, str):
            yield item.value


@CALLS.on(Class)
def construct(it: Interpreter, cls: Class, args: Arguments, node: ast.expr) -> Value:
    """Makes an instance: runs `__init__`, or fills in the fields."""
    kinds = traits(cls)
    if Trait.ENUM in kinds:
        return STATIC
    instance = Instance(cls, Cells())
    init = find(cls, "__init__")
    if init is not None:
        it.call(init, args.prepend(instance), node)
    elif Trait.DATA in kinds and not args.more:
        fill(instance, args)
        after = find(cls, "__post_init__")
        if after is not None:
            it.call(after, Arguments((instance,)), node)
    elif Trait.OPEN in kinds:
        return UNKNOWN
    return instance
