"""Classes of the program: their bodies, instances, attributes and methods."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from flake8_jax.engine import limits
from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.containers import escape
from flake8_jax.engine.frames import Frame
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.registry import ATTRIBUTES, CALLS, EXTERNALS
from flake8_jax.libraries import BASES, DECORATORS, ROWS
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import NONE, STATIC, UNKNOWN, Const, Value
from flake8_jax.values.cells import MISSING, Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import (
    Bound,
    Class,
    ClassMethod,
    External,
    Function,
    Instance,
    Partial,
    Property,
    Scope,
    StaticMethod,
    Super,
    Transformed,
)

TRAITS = ("traits",)
FIELDS = ("fields",)
STATIC_FIELDS = ("static fields",)


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
    cells[FIELDS] = _fields(it, cls)
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


def _fields(it: Interpreter, cls: Class) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for base in cls.bases:
        if isinstance(base, Class):
            names.update(dict.fromkeys(base.cells[FIELDS]))
    for statement in cls.node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names[statement.target.id] = None
    return tuple(names)


def traits(cls: Class) -> Trait:
    found: Trait = cls.cells.get(TRAITS, Trait.OPEN)
    return found


def find(cls: Class, name: str) -> Value | None:
    """An attribute of a class or of its visible bases; None if it is not there."""
    value = cls.cells.get(name, MISSING)
    if isinstance(value, Value):
        return value
    for base in cls.bases:
        if isinstance(base, Class):
            found = find(base, name)
            if found is not None:
                return found
    return None


def find_outside(cls: Class, name: str) -> External | None:
    """What a class inherits from a base in a library, if the tables know it."""
    for base in cls.bases:
        if isinstance(base, External):
            path = f"{base.path}.{name}"
            if path in ROWS or path in EXTERNALS:
                return External(path)
        elif isinstance(base, Class):
            found = find_outside(base, name)
            if found is not None:
                return found
    return None


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
        _fill(instance, args)
        after = find(cls, "__post_init__")
        if after is not None:
            it.call(after, Arguments((instance,)), node)
    elif Trait.OPEN in kinds:
        return UNKNOWN
    return instance


def _fill(instance: Instance, args: Arguments) -> None:
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


@ATTRIBUTES.on(Instance)
def instance_attribute(it: Interpreter, owner: Instance, name: str) -> Value:
    stored = owner.cells.get(name, MISSING)
    if isinstance(stored, Value):
        return stored
    found = find(owner.cls, name)
    if found is not None:
        return _bind(it, found, owner)
    inherited = find_outside(owner.cls, name)
    if inherited is not None:
        return Bound(inherited, owner)
    if name == "_replace" and Trait.TUPLE in traits(owner.cls):
        return Partial(External("flake8_jax.replace"), (owner,), {})
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        escape(it, owner)
        return UNKNOWN
    if find(owner.cls, "__getattr__") is not None:
        return Opaque(Cells())
    # Not seen being set: it keeps its identity, for instance as a key.
    made = Opaque(Cells())
    owner.cells[name] = made
    return made


def _bind(it: Interpreter, value: Value, owner: Value) -> Value:
    if isinstance(value, (Function, Transformed)):
        return Bound(value, owner)
    if isinstance(value, Property):
        return it.call(value.getter, Arguments((owner,)), ast.Name("property", lineno=0))
    if isinstance(value, StaticMethod):
        return value.function
    if isinstance(value, ClassMethod):
        return Bound(value.function, owner.cls if isinstance(owner, Instance) else owner)
    return value


@ATTRIBUTES.on(Class)
def class_attribute(it: Interpreter, owner: Class, name: str) -> Value:
    found = find(owner, name)
    if found is None:
        return UNKNOWN
    if Trait.ENUM in traits(owner) and not isinstance(found, (Function, Property)):
        return STATIC
    if isinstance(found, (StaticMethod, ClassMethod)):
        return _bind(it, found, owner)
    return found


@CALLS.on(Super)
def _call_super(it: Interpreter, callee: Super, args: Arguments, node: ast.expr) -> Value:
    return UNKNOWN


@ATTRIBUTES.on(Super)
def super_attribute(it: Interpreter, owner: Super, name: str) -> Value:
    for base in owner.cls.bases:
        found = find(base, name) if isinstance(base, Class) else None
        if found is not None:
            return _bind(it, found, owner.receiver)
    inherited = find_outside(owner.cls, name)
    return UNKNOWN if inherited is None else Bound(inherited, owner.receiver)


@CALLS.on(Instance)
def call_instance(it: Interpreter, callee: Instance, args: Arguments, node: ast.expr) -> Value:
    method = find(callee.cls, "__call__")
    if method is None:
        return UNKNOWN
    return it.call(_bind(it, method, callee), args, node)


def named_items(instance: Instance) -> tuple[Value, ...] | None:
    """The items of an instance that is a tuple."""
    if Trait.TUPLE not in traits(instance.cls):
        return None
    names = instance.cls.cells[FIELDS]
    return tuple(instance.cells.get(name, UNKNOWN) for name in names)


def map_instance(it: Interpreter, value: Instance, leaf: Callable[[Value], Value]) -> Value:
    """Applies `leaf` to the children of an instance that is a pytree; else nothing is known."""
    from flake8_jax.engine.containers import map_leaves

    kinds = traits(value.cls)
    if Trait.CUSTOM in kinds:
        return _through_flatten(it, value, leaf)
    if Trait.PYTREE not in kinds:
        return UNKNOWN
    static = value.cls.cells.get(STATIC_FIELDS, frozenset()) | _marked_static(value.cls)
    copy = Instance(value.cls, Cells())
    for name in value.cls.cells[FIELDS]:
        content = value.cells.get(name, UNKNOWN)
        if isinstance(content, Value):
            copy.cells[name] = content if name in static else map_leaves(content, leaf)
    return copy


def _marked_static(cls: Class) -> frozenset[str]:
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
            names |= _marked_static(base)
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


def _through_flatten(it: Interpreter, value: Instance, leaf: Callable[[Value], Value]) -> Value:
    from flake8_jax.engine.containers import map_leaves

    node = ast.Name("tree_flatten", lineno=value.cls.node.lineno)
    flatten = find(value.cls, "tree_flatten")
    unflatten = class_attribute(it, value.cls, "tree_unflatten")
    if flatten is None or it.depth >= limits.CALL_DEPTH - 2:
        return UNKNOWN
    flat = it.call(flatten, Arguments((value,)), node)
    if not isinstance(flat, Tuple) or len(flat.items) != 2:
        return UNKNOWN
    children, aux = flat.items
    return it.call(unflatten, Arguments((aux, map_leaves(children, leaf))), node)


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
