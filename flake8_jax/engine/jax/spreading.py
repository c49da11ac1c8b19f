"""`jnp.vectorize`: a function is mapped over all axes that its arguments have."""

from __future__ import annotations

from flake8_jax.engine.jax.avals import aval_of
from flake8_jax.engine.jax.tracing import signature
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.containers import constants
from flake8_jax.engine.trace import Trace
from flake8_jax.values.arrays import Opaque, Tracer
from flake8_jax.values.base import ARRAY, Array, Const, TraceKind, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import Transformed
from flake8_jax.values.origin import Origin


def spreads(it: Interpreter, made: Transformed, args: Arguments) -> bool:
    """Whether a function is mapped for sure; with a signature, some axes are left to it."""
    if args.keywords or args.more or made.options.keys() - {"excluded"}:
        return False
    left = _excluded(it, made)
    mapped = (v for i, v in enumerate(args.positional) if left is not None and i not in left)
    return any(_has_axis(it, value) for value in mapped)


def _excluded(it: Interpreter, made: Transformed) -> tuple[object, ...] | None:
    """The numbers of the arguments that are not mapped; None if they cannot be told."""
    left = constants(it, made.options.get("excluded", Tuple(())))
    return left if left is not None and all(isinstance(n, int) for n in left) else None


def spread(
    it: Interpreter, made: Transformed, args: Arguments, trace: Trace, number: int
) -> Arguments:
    """The arguments as the function sees them, in each round."""
    name, params = signature(made.function)
    left = _excluded(it, made) or ()

    def seen(i: int, value: Value) -> Value:
        if i in left:
            return value
        param = params[i] if i < len(params) else "argument"
        return _element(it, value, it.parameter(param, name, trace))

    return args._replace(positional=tuple(seen(i, v) for i, v in enumerate(args.positional)))


def _has_axis(it: Interpreter, value: Value) -> bool:
    """Whether an array is known to have an axis of more than one: one of one is not mapped."""
    shape = aval_of(it, value).shape if isinstance(value, (Array, Tracer)) else None
    return shape is not None and any(isinstance(n, int) and n > 1 for n in shape)


def _element(it: Interpreter, value: Value, origin: Origin) -> Value:
    if _has_axis(it, value):
        return Tracer(TraceKind.BATCHED, origin, firm=True)
    return ARRAY if isinstance(value, Const) else Opaque(Cells())
