"""Arguments of compiled functions that differ in each round of a Python loop: each is a new trace.

The values of one round do not tell that of the next one, so these are questions to the code of the
loop: asked where a compiled function is called in one, and nowhere else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_jax.engine.events import ShapeVaries, StaticVaries
from flake8_jax.engine.jax.tracing import signature, underlying
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.watch.counting import Counted, counted
from flake8_jax.engine.watch.flows import runs_every_time
from flake8_jax.engine.watch.growth import varies_in_shape
from flake8_jax.engine.watch.usage import used_as_array
from flake8_jax.values.base import Const, Static, Value
from flake8_jax.values.functions import Transformed

Loop = ast.For | ast.While | ast.expr


def check_rounds(
    it: Interpreter,
    made: Transformed,
    args: Arguments,
    indices: frozenset[int],
    names: frozenset[str],
    params: tuple[str, ...],
) -> None:
    """Tells of arguments that make JAX trace a function anew in each round of a loop."""
    if len(it.places) < 2 or not it.places[-2].loop or it.traces:
        return
    if args.call is None or it.guarded or it.config.jit_off or not made.row.compiles:
        return
    if made.row.kept:
        return
    loops = list(_loops(it))
    for index, name, node in _shown(args, params):
        # Where only arrays are traced, Python's numbers are as good as static.
        number = made.row.arrays_only and isinstance(_value(args, index, name), (Const, Static))
        static = index in indices or name in names or number
        for loop in loops:
            if not runs_every_time(loop, args.call):
                break
            found = counted(it, loop)
            if static:
                _tell_static(it, made, name, node, found, _bound(args, params))
            elif found.many and varies_in_shape(it, node, found):
                it.emit(ShapeVaries(node, made.path, signature(made.function)[0], loop))
                break


def _loops(it: Interpreter) -> Iterator[Loop]:
    """The loops around the call in the function that runs, from the inside."""
    for place in reversed(it.places[:-1]):
        if not place.loop or place.module is not it.module:
            return
        if isinstance(place.node, (ast.For, ast.While, ast.expr)):
            yield place.node


def _shown(args: Arguments, params: tuple[str, ...]) -> Iterator[tuple[int | None, str, ast.expr]]:
    """The arguments that stand in the call: their place, name and expression."""
    for index in range(len(args.positional)):
        name = params[index] if index < len(params) else ""
        node = args.expression(index, "")
        if node is not None:
            yield index, name, node
    for keyword in args.call.keywords if args.call is not None else ():
        if keyword.arg is not None:
            place = params.index(keyword.arg) if keyword.arg in params else None
            yield place, keyword.arg, keyword.value


def _value(args: Arguments, index: int | None, name: str) -> Value | None:
    return args.keywords.get(name) if index is None else args.get(index, name)


def _bound(args: Arguments, params: tuple[str, ...]) -> dict[str, Value]:
    """The arguments by the names of their parameters."""
    return {**dict(zip(params, args.positional, strict=False)), **args.keywords}


def _tell_static(
    it: Interpreter,
    made: Transformed,
    name: str,
    node: ast.expr,
    found: Counted,
    given: dict[str, Value],
) -> None:
    """Tells of a static argument that counts, if it could be traced as well."""
    function = underlying(made.function)
    if function is None or not name or not found.varies(node):
        return
    if used_as_array(it, function, name, given=given):
        shown = signature(made.function)[0]
        it.emit(StaticVaries(node, made.path, shown, name, found.loop))
