"""Comparisons: of numbers, of arrays, of identity, and membership."""

from __future__ import annotations

import ast
from types import NoneType

from flake8_jax.engine.events import Truth
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXPRESSIONS
from flake8_jax.engine.objects.containers import NOT_NONE, iterate, known
from flake8_jax.engine.objects.dunders import contains
from flake8_jax.engine.objects.operations import operate
from flake8_jax.engine.objects.searching import compared
from flake8_jax.engine.syntax.truth import ask
from flake8_jax.engine.watch.concretize import unhashable
from flake8_jax.engine.watch.sequences import check_operands
from flake8_jax.values.arrays import Form, Opaque, Tree
from flake8_jax.values.base import (
    NONE,
    NUMBER,
    STATIC,
    UNKNOWN,
    Const,
    Static,
    Unknown,
    Value,
    What,
)
from flake8_jax.values.containers import Dict, List, Stream, Tuple
from flake8_jax.values.functions import External, Imported, Instance
from flake8_jax.values.traced import is_static

_HOLDERS = (What.SHAPE, What.SET)
_OF_SHAPES = (What.SHAPE, What.SIZE, What.LEADING)
_UNSURE = (Unknown, Opaque, External, Stream)


@EXPRESSIONS.on(ast.Compare)
def compare(it: Interpreter, node: ast.Compare) -> Value:
    left = EXPRESSIONS[type(node.left)](it, node.left)
    last = len(node.ops) - 1
    if not last:
        comparator = node.comparators[0]
        return _one(it, node, node.ops[0], left, EXPRESSIONS[type(comparator)](it, comparator))
    value: Value = UNKNOWN
    for index, (op, comparator) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = it.evaluate(comparator)
        value = _one(it, node, op, left, right)
        if index != last and ask(it, value, node, Truth.CHAIN, "chained comparison") is False:
            return value
        left = right
    return value


def _one(it: Interpreter, node: ast.Compare, op: ast.cmpop, left: Value, right: Value) -> Value:
    kind = type(op)
    if kind is ast.Is or kind is ast.IsNot:
        return _identity(kind is ast.Is, left, right)
    if kind is ast.In or kind is ast.NotIn:
        return _membership(it, node, kind is ast.In, left, right)
    if (kind is ast.Eq or kind is ast.NotEq) and Instance not in (type(left), type(right)):
        for value in (left, right):
            plain = isinstance(value, Const) and isinstance(value.value, (str, NoneType))
            if plain and not (isinstance(left, Const) and isinstance(right, Const)):
                return STATIC
            if type(value) is Tree and value.form is Form.OPTIONAL:
                # It is compared with what may be of the sort of its default, such as an `Enum`.
                other = right if value is left else left
                if isinstance(other, (*_UNSURE, Imported)) or other == STATIC:
                    return UNKNOWN
            if type(value) is List or type(value) is Tuple:
                check_operands(it, node, type(op), left, right)
            # Tuples and classes have an equality of their own.
            if isinstance(value, (Tuple, List, Dict, External)):
                plain = all(is_static(v) or isinstance(v, External) for v in (left, right))
                return STATIC if plain else UNKNOWN
    value = operate(it, node, type(op), left, right)
    # Shapes are tuples, and what is said of two of them is not.
    return NUMBER if isinstance(value, Static) and value.what in _HOLDERS else value


def _identity(positive: bool, left: Value, right: Value) -> Value:
    """``is`` never asks an array; known is only whether something is None or a flag."""
    shown = known(left, NOT_NONE) if right == NONE else None
    if shown is not None:
        return Const(positive is not shown)
    if not isinstance(right, Const) or isinstance(left, _UNSURE):
        return STATIC
    if isinstance(left, Const):
        same = left.value is right.value if right.value in (None, True, False) else None
        return STATIC if same is None else Const(same is positive)
    if isinstance(left, Static) and left.what in _OF_SHAPES and right.value is None:
        return Const(not positive)
    if isinstance(left, (Tree, Static)):
        return STATIC
    return Const(not positive) if right.value is None else STATIC


def _membership(
    it: Interpreter, node: ast.Compare, positive: bool, left: Value, right: Value
) -> Value:
    """``in`` compares with ``==`` and asks for the truth of each answer; dicts and texts do not."""
    word = "in" if positive else "not in"
    if isinstance(right, Dict):
        entries = right.entries
        if isinstance(left, Const) and entries.rest is None:
            return Const((left.value in entries.known) is positive)
        unhashable(it, left, node.left, node, word)
        return STATIC
    if isinstance(right, Instance):
        before = it.asked
        answer = contains(it, node, left, right)
        if it.asked == before:
            ask(it, answer, node, Truth.MEMBERSHIP, word)
        return STATIC
    tracer = compared(it, left, right)
    if tracer is not None:
        ask(it, tracer, node, Truth.MEMBERSHIP, word)
        return STATIC
    items = iterate(it, right) if isinstance(right, (Tuple, List)) else None
    known = isinstance(items, Tuple) and all(isinstance(item, Const) for item in items.items)
    if isinstance(left, Const) and isinstance(items, Tuple) and known:
        return Const((left in items.items) is positive)
    return STATIC
