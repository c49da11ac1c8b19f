"""Custom derivatives: the rules that `jax.custom_vjp` and `jax.custom_jvp` functions are given."""

from __future__ import annotations

import ast

from flake8_jax.engine.jax.tracing import traced
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES, METHODS
from flake8_jax.engine.objects.containers import constants
from flake8_jax.values.base import NONE, UNKNOWN, TraceKind, Value
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import Method, Transformed


@ATTRIBUTES.on(Transformed)
def _attribute(it: Interpreter, owner: Transformed, name: str) -> Value:
    return Method(owner, name)


@METHODS.on((Transformed, "defvjp"), (Transformed, "defjvp"))
def _define(it: Interpreter, owner: Transformed, args: Arguments, node: ast.expr) -> Value:
    it.derivatives[id(owner.node)] = args.positional
    return NONE


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
