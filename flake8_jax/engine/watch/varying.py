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
from flake8_jax.engine.watch.counting import Counted, bound_once, counted, items
from flake8_jax.engine.watch.flows import runs_every_time
from flake8_jax.engine.watch.usage import used_as_array
from flake8_jax.libraries.growing import ARRAYS, GROWING
from flake8_jax.values.base import Const, Static, Value
from flake8_jax.values.containers import BOUNDED, List
from flake8_jax.values.functions import External, Transformed

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


def varies_in_shape(it: Interpreter, node: ast.expr, found: Counted) -> bool:
    """Whether an expression gives an array, or a list, of another size in each round."""
    if isinstance(node, ast.Name):
        source = bound_once(found.loop, node.id)
        if source is None:
            return _is_appended(it, node, found)
        return _grows(it, node.id, source) or (
            not isinstance(source, ast.Name) and varies_in_shape(it, source, found)
        )
    if isinstance(node, ast.Subscript):
        return any(_opens(part, found) for part in _index(node))
    if isinstance(node, ast.Call) and len(node.args) == 1 and _path(it, node) in ARRAYS:
        parts = items(node.args[0]) or [node.args[0]]
        return any(varies_in_shape(it, part, found) for part in parts)
    return False


def _path(it: Interpreter, node: ast.Call) -> str:
    """The dotted name of what a call calls, if it is in a library."""
    below: ast.expr = node.func
    while isinstance(below, ast.Attribute):
        below = below.value
    callee = it.evaluate(node.func) if isinstance(below, ast.Name) else None
    return callee.path if isinstance(callee, External) else ""


def _index(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _opens(part: ast.expr, found: Counted) -> bool:
    """Whether a slice has one bound that counts, so that it is longer or shorter each time."""
    if not isinstance(part, ast.Slice) or part.step is not None:
        return False
    bounds = [b for b in (part.lower, part.upper) if b is not None]
    return sum(found.varies(b) for b in bounds) == 1 and all(
        found.varies(b) or isinstance(b, ast.Constant) for b in bounds
    )


def _grows(it: Interpreter, name: str, source: ast.expr) -> bool:
    """Whether a name is bound to an array that holds all of what it was bound to, and more."""
    if isinstance(source, ast.BinOp) and isinstance(source.op, ast.Add):
        longer = isinstance(it.lookup(name), List) and bool(items(source.right))
        return longer and isinstance(source.left, ast.Name) and source.left.id == name
    if not isinstance(source, ast.Call) or not source.args or _path(it, source) not in GROWING:
        return False
    parts = items(source.args[0]) if len(source.args) == 1 or source.keywords else source.args[:2]
    parts = parts or source.args[:2]
    whole = [part for part in parts if isinstance(part, ast.Name) and part.id == name]
    return len(whole) == 1 and len(parts) > 1


def _is_appended(it: Interpreter, node: ast.Name, found: Counted) -> bool:
    """Whether a list gets an item in each round, and keeps them all."""
    value: Value = it.lookup(node.id)
    if not isinstance(value, List) or BOUNDED in value.cells:
        return False
    calls = [
        inner
        for inner in ast.walk(found.loop)
        if isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Attribute)
        and isinstance(inner.func.value, ast.Name)
        and inner.func.value.id == node.id
    ]
    methods = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    if methods != {"append"} or found.rebinds(node.id):
        return False
    return any(runs_every_time(found.loop, call) for call in calls)
