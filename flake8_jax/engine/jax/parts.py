"""Taking objects apart and putting them together: `eqx.partition`, `nnx.split` and their like.

What holds no arrays remembers the object, so that it is known again, with traced arrays, where it
is put together from traced ones.
"""

from __future__ import annotations

import ast
from functools import partial
from typing import Final

from flake8_jax.engine.jax.tracing import traced
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.structures import map_instance
from flake8_jax.libraries.dtypes import is_inexact
from flake8_jax.libraries.parts import Apart, Together
from flake8_jax.values.arrays import Opaque
from flake8_jax.values.base import UNKNOWN, Array, Const, Static, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import External, Function, Instance, Object
from flake8_jax.values.traced import traced_item

_REST: Final = "flake8_jax.rest"
_WHOLE, _COUNT = "whole", "count"
_NO_ARRAYS: Final = (Const, Static, Function, External, Object)
"""What is no array, or an object of a library that holds arrays of floats."""


def take_apart(it: Interpreter, path: str, row: Apart, args: Arguments, node: ast.expr) -> Value:
    """``params, static = eqx.partition(model, eqx.is_array)``."""
    whole, *filters = args.positional or (UNKNOWN,)
    if args.more or args.keywords or not isinstance(whole, Instance):
        return UNKNOWN
    count = 1
    if row.arrays or row.floats:
        chosen = filters[0].path if filters and isinstance(filters[0], External) else ""
        if chosen not in row.arrays and not (chosen in row.floats and _only_floats(it, whole)):
            return UNKNOWN
    else:
        count = max(1, len(filters))
    parts: list[Value] = [Opaque(Cells()) for _ in range(count)]
    parts.insert(row.rest, Object(_REST, {_WHOLE: whole, _COUNT: Tuple((UNKNOWN,) * count)}))
    return Tuple(tuple(parts))


def _only_floats(it: Interpreter, whole: Instance) -> bool:
    """Whether all arrays in an object are known to be of floats."""
    others: list[Value] = []
    _look(it, others, whole)
    return not others


def _look(it: Interpreter, others: list[Value], leaf: Value) -> Value:
    """Notes a leaf that is an array of something else, or may be one."""
    if isinstance(leaf, Instance):
        return map_instance(it, leaf, partial(_look, it, others))
    dtype = leaf.aval.dtype if isinstance(leaf, Array) else None
    if not isinstance(leaf, _NO_ARRAYS) and (dtype is None or not is_inexact(dtype)):
        others.append(leaf)
    return leaf


def put_together(
    it: Interpreter, path: str, row: Together, args: Arguments, node: ast.expr
) -> Value:
    """``eqx.combine(params, static)``: the object, its arrays being those that are given."""
    rests = [v for v in args.positional if isinstance(v, Object) and v.path == _REST]
    parts = [v for v in args.positional if not isinstance(v, Object) or v.path != _REST]
    if args.more or len(rests) != 1:
        return UNKNOWN
    whole, count = rests[0].given[_WHOLE], rests[0].given[_COUNT]
    tracers = [tracer for part in parts if (tracer := traced_item(part)) is not None]
    if not isinstance(count, Tuple) or len(tracers) != len(count.items):
        return UNKNOWN
    kind = min(tracer.kind for tracer in tracers)
    return traced(it, whole, kind, tracers[0].origin, arrays_only=True)
