"""Classes whose instances JAX takes apart: what registers them, what their leaves become."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from flake8_jax.engine import limits
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.bases import (
    DECORATED,
    FIELDS,
    FLATTEN,
    HASHING,
    MAKERS,
    OWN_FIELDS,
    TRAITS,
    find,
    follow,
    traits,
)
from flake8_jax.engine.objects.containers import iterate, map_leaves
from flake8_jax.engine.objects.fields import fields
from flake8_jax.engine.objects.instances import class_attribute, here
from flake8_jax.libraries import DECORATORS
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Opaque, Tracer
from flake8_jax.values.base import NONE, TRUE, UNKNOWN, Array, Const, NumpyArray, Value
from flake8_jax.values.boxes import Box
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import FROZEN, Dict, Tuple
from flake8_jax.values.functions import Class, External, Field, Imported, Instance, Partial
from flake8_jax.values.keys import Key, Keys

Leaf = Callable[[Value], Value]

_CLASSES: Final = (Class, External, Imported)


def _decorator(path: str, trait: Trait) -> None:
    """Fills the dispatch table for what makes something of a class."""

    @EXTERNALS.on(path)
    def decorate(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
        if not args.positional:
            return Partial(External(path), (), args.keywords)
        cls = first(args)
        if isinstance(cls, Class):
            mark(cls, trait)
            cls.cells[MAKERS] = (*cls.cells.get(MAKERS, ()), External(path))
            _options(it, cls, args)
            if path == "dataclasses.dataclass":
                cls.cells[HASHING] = args.keywords
        it.config.registers |= not isinstance(cls, _CLASSES) and path.startswith("jax.")
        return cls


for _path, _trait in DECORATORS.items():
    _decorator(_path, _trait)


def mark(cls: Class, trait: Trait) -> None:
    """Notes what a decorator or a registration makes of a class."""
    # Not journaled: it holds for the program, not for a path.
    cls.cells[DECORATED] = cls.cells.get(DECORATED, Trait.NONE) | trait
    cls.cells[TRAITS] = traits(cls) | trait


def _options(it: Interpreter, cls: Class, args: Arguments) -> None:
    """What a decorator is told of the fields: by name alone, or static ones."""
    given = dict(zip(("", "data_fields", "meta_fields"), args.positional, strict=False))
    given.update(args.keywords)
    static = frozenset(_strings(it, given.get("meta_fields", NONE)))
    by_name = given.get("kw_only") == TRUE
    own = cls.cells.get(OWN_FIELDS, {})
    changed: dict[str, Field] = {}
    for name, field in fields(cls).items():
        changed[name] = replace(
            field,
            static=True if name in static else field.static,
            kw_only=field.kw_only or (by_name and name in own),
        )
    for name in (*_strings(it, given.get("data_fields", NONE)), *static):
        changed.setdefault(name, Field(static=name in static))
    if static or by_name or len(changed) > len(fields(cls)):
        cls.cells[FIELDS] = changed
        cls.cells[OWN_FIELDS] = {name: changed[name] for name in own}


def _strings(it: Interpreter, value: Value) -> Iterator[str]:
    source = iterate(it, value)
    for item in source.items if isinstance(source, Tuple) else ():
        if isinstance(item, Const) and isinstance(item.value, str):
            yield item.value


@EXTERNALS.on("jax.tree_util.register_pytree_node")
def _register(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """Registers the functions that take instances apart and put them together."""
    cls = args.get(0, "nodetype")
    flatten, unflatten = args.get(1, "flatten_func"), args.get(2, "unflatten_func")
    if isinstance(cls, Class):
        mark(cls, Trait.CUSTOM)
        cls.cells[FLATTEN] = (flatten or UNKNOWN, unflatten or UNKNOWN)
    it.config.registers |= not isinstance(cls, _CLASSES)
    return NONE


@EXTERNALS.on("jax.tree_util.register_pytree_with_keys")
def _register_with_keys(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """The same, where the children may come with their names."""
    cls = args.get(0, "nodetype")
    flatten = args.get(3, "flatten_func")
    if flatten is None:
        flatten = Partial(External("flake8_jax.nameless"), (args.get(1, "") or UNKNOWN,), {})
    if isinstance(cls, Class):
        mark(cls, Trait.CUSTOM)
        cls.cells[FLATTEN] = (flatten, args.get(2, "unflatten_func") or UNKNOWN)
    it.config.registers |= not isinstance(cls, _CLASSES)
    return NONE


@EXTERNALS.on("flake8_jax.nameless")
def _nameless(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """What a function that flattens with names gives, without the names."""
    flat = it.call(args.positional[0], Arguments(args.positional[1:]), node)
    pair = flat.items if isinstance(flat, Tuple) and len(flat.items) == 2 else (UNKNOWN, UNKNOWN)
    source = iterate(it, pair[0])
    children = source.items if isinstance(source, Tuple) else (UNKNOWN,)
    if not all(isinstance(child, Tuple) and len(child.items) == 2 for child in children):
        return UNKNOWN
    return Tuple((Tuple(tuple(c.items[1] for c in children if isinstance(c, Tuple))), pair[1]))


def map_instance(it: Interpreter, value: Instance, leaf: Leaf) -> Value:
    """Applies `leaf` to the children of an instance that is a pytree; else nothing is known."""
    kinds = traits(value.cls)
    if Trait.OPEN in kinds and not kinds & (Trait.CUSTOM | Trait.PYTREE):
        follow(it, value.cls)
        kinds = traits(value.cls)
    if Trait.STATIC in kinds:
        return value
    if Trait.CUSTOM in kinds:
        return _through_flatten(it, value, leaf)
    if Trait.CONTENT in kinds:
        return _by_content(value, leaf)
    if Trait.PYTREE not in kinds:
        return UNKNOWN
    copy = Instance(value.cls, Cells())
    for name, field in fields(value.cls).items():
        content = value.cells.get(name, UNKNOWN)
        if field.variable and isinstance(content, Value):
            if field.static is None:
                copy.cells[name] = Opaque(Cells())
            else:
                copy.cells[name] = content if field.static else map_leaves(content, leaf)
    return copy


_DATA: Final = (Tracer, Array, NumpyArray, Key, Keys, Box, Instance)


def _by_content(value: Instance, leaf: Leaf) -> Value:
    """An instance whose children are the attributes that hold arrays: all others stay."""

    def data(v: Value) -> Value:
        return leaf(v) if isinstance(v, _DATA) else v

    copy = Instance(value.cls, Cells())
    for name, content in value.cells.items():
        copy.cells[name] = map_leaves(content, data) if isinstance(content, Value) else content
    return copy


def _through_flatten(it: Interpreter, value: Instance, leaf: Leaf) -> Value:
    functions = _functions(it, value.cls)
    if functions is None or it.depth >= limits.CALL_DEPTH - 2:
        return UNKNOWN
    flatten, unflatten = functions
    node = here(it)
    # These are short, and run wherever an instance goes into a trace or comes out.
    it.unmetered += 1
    try:
        flat = it.call(flatten, Arguments((value,)), node)
        if not isinstance(flat, Tuple) or len(flat.items) != 2:
            return UNKNOWN
        children, aux = flat.items
        return it.call(unflatten, Arguments((aux, map_leaves(children, leaf))), node)
    finally:
        it.unmetered -= 1


def _functions(it: Interpreter, cls: Class) -> tuple[Value, Value] | None:
    """What takes the instances of a class apart, and what puts them together."""
    registered: tuple[Value, Value] | None = cls.cells.get(FLATTEN)
    if registered is not None:
        return registered
    unflatten = class_attribute(it, cls, "tree_unflatten")
    flatten = find(cls, "tree_flatten")
    if flatten is not None:
        return flatten, unflatten
    with_keys = find(cls, "tree_flatten_with_keys")
    if with_keys is None:
        return None
    return Partial(External("flake8_jax.nameless"), (with_keys,), {}), unflatten


@EXTERNALS.on("flake8_jax.frozen_dict")
def _frozen_dict(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """A dict that cannot be changed; what is not known to be a dict stays what it is."""
    given = first(args) if args.positional else None
    if given is not None and not isinstance(given, Dict):
        return given
    made = it.call(External("builtins.dict"), args, node)
    if isinstance(made, Dict):
        made.cells[FROZEN] = True
    return made
