"""Decorators and wrappers of Python's library, and what they make of functions."""

from __future__ import annotations

import ast

from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, EXTERNALS
from flake8_jax.engine.watch.widths import switch_on
from flake8_jax.values.base import (
    NONE,
    STATIC,
    UNKNOWN,
    Const,
    TraceKind,
    Value,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import (
    Class,
    ClassMethod,
    External,
    Instance,
    Partial,
    Property,
    StaticMethod,
    Super,
)
from flake8_jax.values.traced import tracer_of


@EXTERNALS.on("builtins.property", "functools.cached_property")
def _property(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Property(first(args), args.get(1, "fset"))


@ATTRIBUTES.on(Property)
def _accessor(it: Interpreter, owner: Property, name: str) -> Value:
    """``@x.setter``."""
    return Partial(External(f"flake8_jax.property.{name}"), (owner,), {})


@EXTERNALS.on("flake8_jax.property.setter")
def _setter(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    owner, setter = args.positional
    assert isinstance(owner, Property)
    return Property(owner.getter, setter)


@EXTERNALS.on("flake8_jax.property.deleter")
def _deleter(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return first(args)


@EXTERNALS.on("builtins.staticmethod")
def _staticmethod(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return StaticMethod(first(args))


@EXTERNALS.on("builtins.classmethod")
def _classmethod(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return ClassMethod(first(args))


@EXTERNALS.on("builtins.super")
def _super(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    frame = it.frame
    place, receiver = (*args.positional, frame.cls, frame.receiver)[:2]
    if len(args.positional) == 1 or not isinstance(place, Class) or receiver is None:
        return UNKNOWN
    return Super(place, receiver)


@EXTERNALS.on("functools.partial")
def _partial(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    if not args.positional or args.more:
        return UNKNOWN
    return Partial(args.positional[0], args.positional[1:], args.keywords)


@EXTERNALS.on("jax.tree_util.Partial")
def _partial_of_tree(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    if not args.positional or args.more:
        return UNKNOWN
    return Partial(args.positional[0], args.positional[1:], args.keywords, pytree=True)


@EXTERNALS.on("functools.wraps", "functools.update_wrapper")
def _wraps(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return External("flake8_jax.same")


@EXTERNALS.on(
    "flake8_jax.same",
    "abc.abstractmethod",
    "functools.lru_cache",
    "functools.cache",
    "typing.no_type_check",
    "typing.override",
)
def _same(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    return External("flake8_jax.same") if isinstance(value, Const) or value is UNKNOWN else value


@EXTERNALS.on("typing.cast")
def _cast(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return args.get(1, "val") or UNKNOWN


@EXTERNALS.on("flake8_jax.replace", "dataclasses.replace")
def _replace(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    if isinstance(value, Instance):
        return Instance(value.cls, Cells({**value.cells, **args.keywords}))
    return UNKNOWN


@EXTERNALS.on("jax.core.trace_state_clean", "jax._src.core.trace_state_clean")
def _trace_state(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Const(not it.traces)


@EXTERNALS.on("jax._src.core.is_concrete", "jax.core.is_concrete")
def _is_concrete(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    tracer = tracer_of(first(args))
    return STATIC if tracer is None else Const(tracer.kind is TraceKind.CONCRETE)


@EXTERNALS.on("jax.config.update")
def _config(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    if args.positional[:1] == (Const("jax_disable_jit"),):
        it.config.jit_off = args.positional[1:] == (Const(True),)
    if args.positional[:2] == (Const("jax_enable_x64"), Const(True)):
        switch_on(it, node)
    return NONE


@EXTERNALS.on("jax.device_get")
def _device_get(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return UNKNOWN
