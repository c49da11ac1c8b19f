"""Builtins that compare values or ask for their truth: `min`, `sorted`, `any`, `filter` ..."""

from __future__ import annotations

import ast

from flake8_jax.engine.events import Truth
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.builtins import of_each
from flake8_jax.engine.objects.containers import (
    iterate,
)
from flake8_jax.engine.syntax.truth import ask, refused, truth
from flake8_jax.values.arrays import Tracer, Tree
from flake8_jax.values.base import (
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    Value,
)
from flake8_jax.values.containers import (
    Stream,
    Tuple,
)
from flake8_jax.values.traced import is_static, tracer_of


@EXTERNALS.on("builtins.min", "builtins.max", "builtins.sorted")
def _order(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return order(it, args, node, getattr(getattr(node, "func", None), "id", "max"))


def order(it: Interpreter, args: Arguments, node: ast.expr, name: str) -> Value:
    """Compares items with one another, and asks for the truth of each answer."""
    values = args.positional
    if len(values) == 1:
        source = iterate(it, values[0])
        if isinstance(source, Stream):
            return _order_unknown(it, source, args, node, name)
        values = source.items
    by = args.keywords.get("key")
    if by is not None and len(values) > 1:
        values = tuple(it.call(by, Arguments((value,)), node) for value in values[:2])
    if len(values) > 1:
        tracer = next((t for v in values if (t := tracer_of(v)) is not None), None)
        if tracer is not None and all(_comparable(v) for v in values):
            _asked(it, tracer, node, name)
            return tracer if by is None and name != "sorted" else UNKNOWN
    if by is None and all(map(is_static, values)) and values and name != "sorted":
        result = values[0]
        for other in values[1:]:
            result = join(result, other)
        return _smallest(name, values) or result
    return UNKNOWN


def _order_unknown(
    it: Interpreter, source: Stream, args: Arguments, node: ast.expr, name: str
) -> Value:
    """Orders items whose number is not known."""
    by, element = args.keywords.get("key"), source.element
    if by is not None:
        element = it.call(by, Arguments((element,)), node)
    if isinstance(element, Tracer):
        _asked(it, element, node, name)
    return UNKNOWN


def _smallest(name: str, values: tuple[Value, ...]) -> Value | None:
    numbers = [
        v.value for v in values if isinstance(v, Const) and isinstance(v.value, (int, float))
    ]
    if len(numbers) != len(values):
        return None
    return Const(min(numbers) if name == "min" else max(numbers))


def _comparable(value: Value) -> bool:
    return isinstance(value, (Tracer, Array, NumpyArray, Const, Static, Tree))


def _asked(it: Interpreter, value: Tracer, node: ast.expr, word: str) -> None:
    if isinstance(node, ast.Call):
        ask(it, value, node, Truth.BUILTIN, word)


@EXTERNALS.on("builtins.any", "builtins.all")
def _any(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    name = getattr(getattr(node, "func", None), "id", "any")
    value = first(args)
    if isinstance(value, Tracer):
        _asked(it, value, node, name)
        return STATIC
    source = iterate(it, value)
    items = source.items if isinstance(source, Tuple) else (source.element,)
    for item in items:
        tracer = refused(it, item, node)
        if tracer is not None:
            _asked(it, tracer, node, name)
            return STATIC
        known = truth(item)
        if known is None:
            return STATIC
        if known is (name == "any"):
            return Const(known)
    return Const(name == "all") if items else STATIC


@EXTERNALS.on("builtins.filter", "itertools.takewhile", "itertools.dropwhile")
def _filter(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """Asks for the truth of what a function returns for each item."""
    tracer = refused(it, of_each(it, args, node), node)
    if tracer is not None and isinstance(node, ast.Call):
        called = node.func
        name = getattr(called, "attr", getattr(called, "id", "filter"))
        _asked(it, tracer, node, name)
    return Stream(UNKNOWN)
