"""What operators and array functions return."""

from __future__ import annotations

import ast
import operator as python
from collections.abc import Callable, Sequence
from types import NoneType
from typing import Any, Final

from flake8_jax.engine import limits
from flake8_jax.engine.jax.avals import operator_aval
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.containers import merged
from flake8_jax.engine.objects.dunders import operator
from flake8_jax.engine.objects.texts import percent
from flake8_jax.engine.watch.concretize import repeated
from flake8_jax.engine.watch.sequences import check_operands
from flake8_jax.libraries.jax_smooth import SMOOTH
from flake8_jax.values.arrays import Form, Made, Opaque, Tracer, Tree
from flake8_jax.values.avals import ANY, Aval
from flake8_jax.values.base import (
    ARRAY,
    FLOAT,
    LEADING,
    NUMBER,
    NUMPY,
    SHAPE,
    SIZE,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    TraceKind,
    Unknown,
    Value,
    What,
)
from flake8_jax.values.boxes import Box, unboxed
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict, Joined, List, Text, Tuple, new_dict, new_list
from flake8_jax.values.functions import External, Instance
from flake8_jax.values.origin import How, Origin
from flake8_jax.values.traced import is_static, refused_by_numpy, traced_item

_FOLD: Final[dict[type, Callable[[Any, Any], Any]]] = {
    ast.Add: python.add,
    ast.Sub: python.sub,
    ast.Mult: python.mul,
    ast.MatMult: python.matmul,
    ast.Div: python.truediv,
    ast.FloorDiv: python.floordiv,
    ast.Mod: python.mod,
    ast.Pow: python.pow,
    ast.BitOr: python.or_,
    ast.BitAnd: python.and_,
    ast.BitXor: python.xor,
    ast.LShift: python.lshift,
    ast.RShift: python.rshift,
    ast.Eq: python.eq,
    ast.NotEq: python.ne,
    ast.Lt: python.lt,
    ast.LtE: python.le,
    ast.Gt: python.gt,
    ast.GtE: python.ge,
    ast.USub: lambda a, _: -a,
    ast.UAdd: lambda a, _: +a,
    ast.Invert: lambda a, _: ~a,
}


_SMOOTH: Final = SMOOTH | frozenset(
    {ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.USub}
)
"""Functions and operators that have a derivative, so that plain `grad` traces what they return."""


def array(
    it: Interpreter,
    operands: Sequence[Value],
    node: ast.expr,
    maker: ast.expr | None = None,
    aval: Aval = ANY,
    op: object = None,
) -> Value:
    """The array that JAX makes of `operands` here, of the shape and dtype of `aval`.

    Under an abstract trace every result is traced, else it is as traced as its operands. What it
    is made by, `op`, is kept while something is differentiated.
    """
    how = Made(op, tuple(operands), node) if it.differentiates else None
    best: Tracer | None = None
    for operand in operands if it.traces else ():
        found = traced_item(operand)
        if found is not None and (best is None or found.kind > best.kind):
            best = found
    if it.level == TraceKind.ABSTRACT:
        it.operations += 1
        if best is None:
            return Tracer(TraceKind.ABSTRACT, made(it, node), maker, aval, how)
        return Tracer(TraceKind.ABSTRACT, best.origin, maker, aval, how)
    if best is not None:
        plain = best.kind is TraceKind.CONCRETE
        firm = plain and op in _SMOOTH and _keeps_derivative(operands)
        return Tracer(best.kind, best.origin, maker, aval, how, firm)
    return ARRAY if aval is ANY else Array(aval)


def _keeps_derivative(operands: Sequence[Value]) -> bool:
    """Whether an operand has a derivative for sure, and no dtype is asked for that has none."""
    if any(isinstance(operand, External) for operand in operands):
        return False
    return any(refused_by_numpy(operand) is not None for operand in operands)


def made(it: Interpreter, node: ast.expr) -> Origin:
    """The origin of an array that no traced operand explains."""
    trace = it.abstract_trace()
    name = _called(node.func) if isinstance(node, ast.Call) else ""
    return Origin(
        How.MADE,
        name if len(name) <= 40 else "",
        it.frame.name,
        node.lineno,
        trace.transform if trace else "",
        trace.line if trace else 0,
        path=it.path(it.frame.module),
        transform_path=it.path(trace.module) if trace else "",
    )


def source(it: Interpreter, given: Sequence[Value], node: ast.expr) -> Origin:
    """The origin, outside of a trace, of what comes out: that of what went in, if it is traced."""
    tracers = map(traced_item, given)
    return next((tracer.origin for tracer in tracers if tracer is not None), made(it, node))


def _called(node: ast.expr) -> str:
    """The source of what is called; nearly always a dotted name, which is cheap to write."""
    parts: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name):
        return ast.unparse(node)
    return ".".join([inner.id, *reversed(parts)])


_BLANK: Final = frozenset({Unknown, Opaque})
_PLAIN: Final = frozenset({Tracer, Array, Const})
_STATICS: Final = frozenset({Const, Static})
_OF_NUMPY: Final = frozenset({Const, Static, NumpyArray})
_TELLING: Final = frozenset({Tracer, Array, Tree, Text, Instance, Box})
"""Operands that say what the result is, whatever the other one may be."""


def operate(it: Interpreter, node: ast.expr, op: type, left: Value, right: Value) -> Value:
    """The value of ``left op right``."""
    one, other = type(left), type(right)
    if (one in _BLANK and other not in _TELLING) or (other in _BLANK and one not in _TELLING):
        return UNKNOWN
    kinds = (one, other)
    if one is Const and (op is ast.Mod or op is ast.Mult):
        text = _text_operation(it, node, op, left, right)
        if text is not None:
            return text
    if Instance in kinds or Box in kinds:
        return _with_object(it, node, op, left, right)
    if Tracer in kinds or Array in kinds:
        return _array_operation(it, node, op, left, right)
    if Tree in kinds:
        return _tree_operation(it, node, op, left, right)
    if one in _STATICS and other in _STATICS:
        return _static_operation(op, left, right)
    if NumpyArray in kinds and _OF_NUMPY.issuperset(kinds):
        return NUMPY
    return _sequence_operation(op, left, right)


def _array_operation(it: Interpreter, node: ast.expr, op: type, left: Value, right: Value) -> Value:
    if type(left) not in _PLAIN or type(right) not in _PLAIN:
        check_operands(it, node, op, left, right)
    aval = operator_aval(it, op, left, right)
    maker = maker_of((left, right)) if it.traces else None
    return array(it, (left, right), node, maker, aval, op)


def _with_object(it: Interpreter, node: ast.expr, op: type, left: Value, right: Value) -> Value:
    """The value of an operation on an object, which may stand for what it holds."""
    if Box not in (type(left), type(right)):
        return operator(it, node, op, left, right)
    # Compared, it is not what it holds.
    known = not issubclass(op, ast.cmpop)
    return operate(it, node, op, unboxed(left), unboxed(right)) if known else UNKNOWN


def _text_operation(
    it: Interpreter, node: ast.expr, op: type, left: Value, right: Value
) -> Value | None:
    """``text % value`` and ``text * count``; None if the left operand is no text."""
    if not isinstance(left, Const) or not isinstance(left.value, str):
        return None
    if op is ast.Mod:
        return percent(it, node, left.value, right)
    repeated(it, right, node)
    return STATIC


def _sequence_operation(op: type, left: Value, right: Value) -> Value:
    if isinstance(left, Text) or isinstance(right, Text):
        return Text((left, right))
    if op is ast.Add and isinstance(left, Tuple) and isinstance(right, Tuple):
        joined = Tuple((*left.items, *right.items))
        return joined if joined.size <= limits.TREE_SIZE else UNKNOWN
    shape = any(isinstance(v, Static) and v.what is What.SHAPE for v in (left, right))
    if op is ast.Add and shape and is_static(left) and is_static(right):
        return Static(What.SHAPE)
    if op is ast.Add and all(_is_tuple(v) for v in (left, right)):
        return join_tuples((left, right))
    if op is ast.Add and isinstance(left, List) and isinstance(right, List):
        one, other = left.items.known, right.items.known
        if one is not None and other is not None and len(one) + len(other) < limits.LIST_LENGTH:
            return new_list((*one, *other))
    if op is ast.BitOr and isinstance(left, Dict) and isinstance(right, Dict):
        entries = merged(left.entries, right.entries)
        return new_dict(entries.known, entries.rest)
    if op is ast.Mult and isinstance(left, (Tuple, List)):
        return _repeat(left, right)
    return UNKNOWN


def _is_tuple(value: Value) -> bool:
    shape = isinstance(value, Static) and value.what is What.SHAPE
    return shape or isinstance(value, (Tuple, Joined))


def join_tuples(parts: tuple[Value, ...]) -> Value:
    """A tuple made of parts of unknown length: it is worth to be known if it holds a tracer."""
    traced = any(traced_item(part) is not None for part in parts)
    return Joined(parts) if traced else UNKNOWN


def _repeat(left: Tuple | List, right: Value) -> Value:
    count = right.value if isinstance(right, Const) else None
    items = left.items if isinstance(left, Tuple) else left.items.known
    if items is None or not isinstance(count, int) or len(items) * count > limits.LIST_LENGTH:
        return UNKNOWN
    return Tuple(items * count) if isinstance(left, Tuple) else new_list(items * count)


def maker_of(operands: Sequence[Value]) -> ast.expr | None:
    """The call that made a tracer among these of static values alone, if all were made so."""
    found = None
    for operand in operands:
        maker = operand.maker if isinstance(operand, Tracer) else None
        if maker is None and not is_static(operand):
            return None
        found = found or maker
    return found


def _tree_operation(it: Interpreter, node: ast.expr, op: type, left: Value, right: Value) -> Value:
    """Arithmetic on a traced argument of unknown structure; only tuples add, dicts merge."""
    if not any(type(v) is Tree and v.form is not Form.MIXED for v in (left, right)):
        return UNKNOWN
    other = right if type(left) is Tree else left
    if isinstance(other, Const) and isinstance(other.value, (str, NoneType)):
        return UNKNOWN
    if op in (ast.Add, ast.BitOr) and isinstance(left, Tree) and isinstance(right, Tree):
        return Tree(Cells(), min(left.kind, right.kind), left.origin)
    sequence = isinstance(other, (Tuple, List, Unknown, Opaque))
    if sequence and op in (ast.Add, ast.Mult, ast.BitOr):
        return UNKNOWN
    check_operands(it, node, op, left, right)
    leaves = _leaves(left, right)
    return array(it, (left, right), node, aval=operator_aval(it, op, *leaves), op=op)


def _leaves(left: Value, right: Value) -> tuple[Value, Value]:
    left = left.leaf() if isinstance(left, Tree) else left
    return left, right.leaf() if isinstance(right, Tree) else right


def _fold(op: type, left: Value, right: Value) -> Value:
    assert isinstance(left, Const)
    assert isinstance(right, Const)
    a, b = left.value, right.value
    if not isinstance(a, (int, float, str)) or not isinstance(b, (int, float, str)):
        return STATIC
    if op in (ast.Pow, ast.LShift, ast.Mult) and not _small(a, b):
        return STATIC
    try:
        result = _FOLD[op](a, b)
    except (ArithmeticError, TypeError, ValueError):
        return STATIC
    if isinstance(result, (int, float, str)) and len(repr(result)) < limits.CONSTANT_BITS:
        return Const(result)
    return STATIC


def _small(a: object, b: object) -> bool:
    """Whether a product or power of these is cheap to compute."""
    if isinstance(a, str) or isinstance(b, str):
        return False
    return isinstance(b, (int, float)) and abs(b) < limits.CONSTANT_BITS and _bits(a) < 64


def _bits(a: object) -> int:
    return a.bit_length() if isinstance(a, int) else 0


def _static_operation(op: type, left: Value, right: Value) -> Value:
    if isinstance(left, Const) and isinstance(right, Const):
        return _fold(op, left, right)
    kinds = {_what(left), _what(right)}
    if kinds <= _NUMBERS:
        return _number_operation(op, kinds)
    return SHAPE if What.SHAPE in kinds else STATIC


_INTEGERS: Final = frozenset({What.SIZE, What.LEADING})
_NUMBERS: Final = frozenset({What.NUMBER, What.FLOAT, *_INTEGERS})


def _number_operation(op: type, kinds: set[What]) -> Value:
    """What Python's numbers of these kinds make, of which one at least is not known."""
    if op in _COMPARISONS:
        return NUMBER
    if op is ast.Pow:
        # Of an integer and a negative one it is a float, of floats it may be complex.
        return SIZE if kinds <= _INTEGERS else NUMBER
    if op is ast.Div or What.FLOAT in kinds:
        return FLOAT
    if What.NUMBER in kinds:
        return NUMBER
    return LEADING if What.LEADING in kinds and op in _NEAR else SIZE


_COMPARISONS: Final = frozenset({ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE})
_NEAR: Final = frozenset({ast.Add, ast.Sub, ast.FloorDiv, ast.USub, ast.UAdd})
"""What makes of a length a number close to it."""


def _what(value: Value) -> What:
    if isinstance(value, Static):
        return value.what
    kind = type(value.value) if isinstance(value, Const) else None
    return What.FLOAT if kind is float else What.SIZE if kind in (int, bool) else What.ANY
