"""Lists and tuples where JAX takes arrays alone."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

from flake8_jax.engine.events import SequenceGiven
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.libraries.jax_sequences import REFUSED
from flake8_jax.values.arrays import Form, Tracer, Tree
from flake8_jax.values.base import Array, Static, Value, What
from flake8_jax.values.containers import List, Stream, Tuple

SEQUENCES: Final = frozenset({List, Tuple})
_SYMBOLS: Final[dict[type, str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def is_sequence(value: Value) -> bool:
    """Whether it is a list or a tuple for sure; the shape of an array is one."""
    kind = type(value)
    return kind in SEQUENCES or (isinstance(value, Static) and value.what is What.SHAPE)


def check_arguments(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> bool:
    """Tells of lists and tuples that a function refuses; whether there are any."""
    params = REFUSED.get(path)
    if params is None:
        return False
    refused = False
    for index, value in enumerate(args.positional):
        if is_sequence(value) or type(value) is Stream:
            name = params[min(index, len(params) - 1)]
            if name[0] == "-" or (index >= len(params) and name[0] != "*"):
                continue
            shown = args.expression(index, name)
            if type(value) is not Stream or isinstance(shown, ast.GeneratorExp):
                refused = _tell(it, shown or node, value, f"`{path}`")
    for name, value in args.keywords.items():
        if name in params and is_sequence(value):
            shown = args.expression(len(args.positional), name) or node
            refused = _tell(it, shown, value, f"`{path}`")
    return refused


def check_list_index(it: Interpreter, index: Value, node: ast.expr) -> None:
    """An array takes a tuple as its index, and in it lists, but no list alone."""
    if type(index) is List and isinstance(node, ast.Subscript) and type(node.ctx) is ast.Load:
        _tell(it, node.slice, index, "the index of an array")


def check_operands(it: Interpreter, node: ast.expr, op: type, left: Value, right: Value) -> None:
    """An operator with an array takes no list, on neither side."""
    symbol = _SYMBOLS.get(op)
    if symbol is None:
        return
    for one, other, side in ((left, right, 0), (right, left, 1)):
        if is_sequence(one) and _is_array(other):
            _tell(it, _operand(node, side), one, f"`{symbol}` with an array")


def _is_array(value: Value) -> bool:
    if isinstance(value, Tree):
        # A Python number may stand there, and repeats a sequence.
        return value.form is Form.ARRAY
    return isinstance(value, (Tracer, Array))


def _operand(node: ast.expr, side: int) -> ast.expr:
    """The expression of an operand."""
    if isinstance(node, ast.BinOp):
        return (node.left, node.right)[side]
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return (node.left, node.comparators[0])[side]
    return node


def _tell(it: Interpreter, node: ast.expr, value: Value, place: str) -> bool:
    if it.guarded:
        it.refusals += 1
    elif _sure(it, node):
        it.emit(SequenceGiven(node, value, place))
    return True


def _sure(it: Interpreter, node: ast.expr) -> bool:
    """Whether the sequence surely comes here: made here, or on the only way through the function.

    What a caller gave, or an object holds, may well decide which branch is taken.
    """
    frame = it.frame
    if not frame.branches and not frame.exits:
        return True
    if not isinstance(node, ast.Name):
        return not isinstance(node, (ast.Attribute, ast.Subscript, ast.Call))
    scope = frame.scope
    while scope.comprehension and scope.parent is not None:
        scope = scope.parent
    spec = None if frame.function is None else frame.function.node.args
    given = [] if spec is None else [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    return node.id in scope.cells and all(node.id != arg.arg for arg in given)


def any_sequence(values: Sequence[Value]) -> bool:
    """Whether one of the arguments may be refused: most calls have none that is."""
    return not _CANDIDATES.isdisjoint(map(type, values))


_CANDIDATES: Final = frozenset({List, Tuple, Static, Stream})
