"""Classes of the program: running their bodies, and making instances."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.frames import Frame
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import CALLS, EXTERNALS
from flake8_jax.engine.objects.bases import (
    DECORATED,
    FIELDS,
    OWN_FIELDS,
    derives,
    find,
    find_after,
    follow,
    gather,
    inherit,
    traits,
)
from flake8_jax.engine.objects.containers import iterate
from flake8_jax.engine.objects.fields import collect, fill
from flake8_jax.engine.objects.structures import mark
from flake8_jax.libraries import ROWS
from flake8_jax.libraries.rows import Holder
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import STATIC, UNKNOWN, Const, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import (
    Class,
    External,
    Field,
    Function,
    Imported,
    Instance,
    Scope,
    StaticMethod,
)

_METACLASSES: Final = frozenset({"abc.ABCMeta", "builtins.type"})


def define_class(it: Interpreter, node: ast.ClassDef) -> Value:
    """Runs the body of a class, and asks its bases and decorators what they make of it."""
    bases = tuple(_base(it, base) for base in node.bases)
    options = {k.arg: it.evaluate(k.value) for k in node.keywords if k.arg is not None}
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
    metaclass = options.pop("metaclass", None)
    if metaclass is not None and getattr(metaclass, "path", "") not in _METACLASSES:
        cells[DECORATED] = Trait.OPEN
    inherit(cls)
    collect(cls)
    gather(cls)
    hook = find_after(cls, cls, "__init_subclass__")
    if hook is not None:
        it.call(hook, Arguments((cls,), options), node)  # type: ignore[arg-type]
    return _decorated(it, cls) if node.decorator_list else cls


def _base(it: Interpreter, node: ast.expr) -> Value:
    """A base; of ``Generic[T]`` what stands before the bracket."""
    if isinstance(node, ast.Subscript):
        value = it.evaluate(node.value)
        if isinstance(value, (Class, External, Imported)):
            return value
    return it.evaluate(node)


def _decorated(it: Interpreter, cls: Class) -> Value:
    for decorator in reversed(cls.node.decorator_list):
        value = it.call(it.evaluate(decorator), Arguments((cls,)), decorator)
        if not isinstance(value, Class):
            # What is not seen may add anything to it.
            mark(cls, Trait.OPEN)
        else:
            cls = value
    return cls


def prepare(it: Interpreter, instance: Instance, node: ast.AST) -> None:
    """Lets an object set itself up that is about to run."""
    setup = find(instance.cls, "setup")
    if isinstance(setup, Function):
        it.call(setup, Arguments((instance,)), node)  # type: ignore[arg-type]


@CALLS.on(Class)
def construct(it: Interpreter, cls: Class, args: Arguments, node: ast.expr) -> Value:
    """Makes an instance: runs `__init__`, or fills in the fields."""
    kinds = traits(cls)
    if Trait.ENUM in kinds:
        return STATIC
    init = find(cls, "__init__")
    if init is None and Trait.OPEN in kinds and _sees_more(it, cls):
        init, kinds = find(cls, "__init__"), traits(cls)
    instance = _new(it, cls, args, node)
    if not isinstance(instance, Instance) or not derives(instance.cls, cls):
        return instance
    if init is not None:
        it.call(init, args.prepend(instance), node)
    elif Trait.DATA in kinds and not args.more:
        if find(cls, "__new__") is None:
            fill(it, instance, args, node)
        outer = it.frame.receiver
        if isinstance(outer, Instance) and Trait.SETUP in kinds & traits(outer.cls):
            # Made by one that runs, it runs as well.
            prepare(it, instance, node)
    elif Trait.OPEN in kinds:
        holder = next((b for b in _outermost(cls) if isinstance(ROWS.get(b.path), Holder)), None)
        return UNKNOWN if holder is None else it.call(holder, args, node)
    return instance


def _sees_more(it: Interpreter, cls: Class) -> bool:
    """Looks for bases in other modules, as far as it pays where an object is made."""
    with it.others.for_objects(it.traces):
        return follow(it, cls)


def _outermost(cls: Class) -> Iterator[External]:
    """The bases in libraries."""
    for base in cls.bases:
        if isinstance(base, External):
            yield base
        elif isinstance(base, Class):
            yield from _outermost(base)


def _new(it: Interpreter, cls: Class, args: Arguments, node: ast.expr) -> Value:
    it.callers.reached.add(id(cls.node))
    maker = find(cls, "__new__")
    if maker is None:
        return Instance(cls, Cells())
    function = maker.function if isinstance(maker, StaticMethod) else maker
    return it.call(function, args.prepend(cls), node)


@EXTERNALS.on("builtins.object.__new__")
def _object(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """``object.__new__(cls)``: an instance without anything, or a tuple with its items."""
    cls = first(args)
    if not isinstance(cls, Class):
        return UNKNOWN
    instance = Instance(cls, Cells())
    if Trait.TUPLE in traits(cls):
        fill(it, instance, Arguments(args.positional[1:], args.keywords, args.more), node)
    return instance


@EXTERNALS.on("collections.namedtuple", "typing.NamedTuple")
def _namedtuple(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """``namedtuple("Point", "x y")`` makes a class."""
    name, given = args.get(0, "typename"), args.get(1, "field_names")
    names = None if given is None else _names(it, given)
    if names is None or not isinstance(name, Const) or args.more:
        return UNKNOWN
    defaults = args.keywords.get("defaults", Tuple(()))
    values = iterate(it, defaults)
    last = values.items if isinstance(values, Tuple) else (Opaque(Cells()),) * len(names)
    found = {n: Field() for n in names}
    for field, value in zip(reversed(names), reversed(last), strict=False):
        found[field] = Field(value)
    body = ast.ClassDef(str(name.value), [], [], [], [])
    body.lineno = node.lineno
    bases: tuple[Value, ...] = (External("typing.NamedTuple"),)
    cells = Cells({FIELDS: found, OWN_FIELDS: found})
    cls = Class(body, body.name, bases, Scope(cells, it.frame.scope), cells)
    it.classes.append(cls)
    inherit(cls)
    return cls


def _names(it: Interpreter, given: Value) -> list[str] | None:
    if isinstance(given, Const):
        return str(given.value).replace(",", " ").split()
    source = iterate(it, given)
    names: list[str] = []
    for item in source.items if isinstance(source, Tuple) else (UNKNOWN,):
        one = item.items[0] if isinstance(item, Tuple) and item.items else item
        if not isinstance(one, Const) or not isinstance(one.value, str):
            return None
        names.append(one.value)
    return names
