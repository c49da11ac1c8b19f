"""Custom derivatives: the rules that `jax.custom_vjp` and `jax.custom_jvp` functions are given."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.jax.tracing import signature, traced
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, METHODS
from flake8_jax.engine.objects.containers import constants
from flake8_jax.values.base import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    TraceKind,
    Value,
)
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import Method, Transformed


@ATTRIBUTES.on(Transformed)
def _attribute(it: Interpreter, owner: Transformed, name: str) -> Value:
    return Method(owner, name)


@METHODS.on((Transformed, "defvjp"), (Transformed, "defjvp"))
def _define(it: Interpreter, owner: Transformed, args: Arguments, node: ast.expr) -> Value:
    it.derivatives[id(owner.node)] = args.positional
    return NONE


_RULED: Final = frozenset({"jax.custom_jvp", "jax.custom_vjp"})
_PLAIN: Final = (Const, Static, Array, NumpyArray)


def stage(it: Interpreter, function: Transformed, args: Arguments) -> Arguments:
    """The arguments of a function that may have rules: in compiled code all of them are traced.

    So are Python's numbers, whatever is to be differentiated, but not those that it leaves out.
    """
    if function.path not in _RULED or it.level != TraceKind.ABSTRACT:
        return args
    if any(t.kind is TraceKind.CONCRETE for t in it.traces):
        return args
    numbers = constants(it, function.options.get("nondiff_argnums", NONE))
    names = constants(it, function.options.get("nondiff_argnames", NONE))
    if numbers is None or names is None or "**" in function.options:
        return args
    called, params = signature(function.function)
    left = {*names, *(params[n] for n in numbers if isinstance(n, int) and 0 <= n < len(params))}
    line = function.node.lineno

    def staged(param: str, value: Value) -> Value:
        if param in left or not isinstance(value, _PLAIN):
            return value
        origin = it.entry(param, called, function.path, line, function.module)
        return traced(it, value, TraceKind.ABSTRACT, origin)

    positional = tuple(
        staged(params[i], v) if i < len(params) else v for i, v in enumerate(args.positional)
    )
    keywords = {name: staged(name, v) for name, v in args.keywords.items()}
    return args._replace(positional=positional, keywords=keywords)


def differentiate(
    it: Interpreter, function: Transformed, args: Arguments, node: ast.expr
) -> Value | None:
    """What a function with rules returns while something is differentiated: its rules run instead.

    None if it has none, or nothing is differentiated.
    """
    rules = it.derivatives.get(id(function.node))
    if rules is None or not any(t.kind is TraceKind.CONCRETE for t in it.traces):
        return None
    numbers = constants(it, function.options.get("nondiff_argnums", NONE))
    if numbers is None:
        return None
    differentiates, it.differentiates = it.differentiates, False
    try:
        return _by_rules(it, function, rules, numbers, args, node)
    finally:
        it.differentiates = differentiates


def _by_rules(
    it: Interpreter,
    function: Transformed,
    rules: tuple[Value, ...],
    numbers: tuple[object, ...],
    args: Arguments,
    node: ast.expr,
) -> Value | None:
    kept = tuple(v for i, v in enumerate(args.positional) if i in numbers)
    others = tuple(v for i, v in enumerate(args.positional) if i not in numbers)
    trace = it.traces[-1]
    origin = it.parameter("derivative", trace.function, trace)
    kind = TraceKind(it.level)
    if function.path == "jax.custom_jvp":
        tangents = Tuple(tuple(traced(it, v, kind, origin) for v in others))
        pair = it.call(rules[0], Arguments((*kept, Tuple(others), tangents)), node)
        return pair.items[0] if isinstance(pair, Tuple) and pair.items else UNKNOWN
    if len(rules) > 1:
        forward = it.call(rules[0], args, node)
        parts = forward.items if isinstance(forward, Tuple) else ()
        output, residuals = parts if len(parts) == 2 else (UNKNOWN, UNKNOWN)
        cotangent = traced(it, output, kind, origin)
        it.call(rules[1], Arguments((*kept, residuals, cotangent)), node)
        return output
    return None
