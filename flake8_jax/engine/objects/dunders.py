"""Operators, items, iteration and truth of instances: what Python calls their methods for."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ITEMS, ITERATIONS
from flake8_jax.engine.objects.bases import derives, find, traits
from flake8_jax.engine.objects.containers import iterate
from flake8_jax.engine.objects.instances import here, method, named_items
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import (
    NUMBER,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    Static,
    Value,
    What,
)
from flake8_jax.values.containers import List, Stream, Tuple
from flake8_jax.values.functions import External, Instance

_NAMES: Final[dict[type, str]] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.MatMult: "matmul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
}
_UNARY: Final[dict[type, str]] = {
    ast.USub: "__neg__",
    ast.UAdd: "__pos__",
    ast.Invert: "__invert__",
}
_COMPARISONS: Final[dict[type, tuple[str, str]]] = {
    ast.Eq: ("__eq__", "__eq__"),
    ast.NotEq: ("__ne__", "__ne__"),
    ast.Lt: ("__lt__", "__gt__"),
    ast.LtE: ("__le__", "__ge__"),
    ast.Gt: ("__gt__", "__lt__"),
    ast.GtE: ("__ge__", "__le__"),
}
_COMPARED: Final = frozenset(name for names in _COMPARISONS.values() for name in names)
_NUMBERS: Final = (What.NUMBER, What.FLOAT, What.SIZE, What.LEADING)
_REFUSED: Final = External("builtins.NotImplemented")


def operator(it: Interpreter, node: ast.expr, op: type, left: Value, right: Value) -> Value:
    """``left op right``, of which one at least is an instance."""
    if op in _UNARY:
        return _ask(it, node, left, _UNARY[op])
    if op in _COMPARISONS:
        forward, backward = _COMPARISONS[op]
        if op in (ast.Eq, ast.NotEq) and not (_equals(left) or _equals(right)):
            return STATIC
    else:
        name = _NAMES.get(op, "")
        forward, backward = f"__{name}__", f"__r{name}__"
    if _prefers(left, right, backward):
        found = _ask(it, node, right, backward, left)
        return _ask(it, node, left, forward, right) if found == _REFUSED else found
    found = _ask(it, node, left, forward, right)
    return _ask(it, node, right, backward, left) if found == _REFUSED else found


def in_place(it: Interpreter, node: ast.expr, op: type, left: Value, right: Value) -> Value | None:
    """``left op= right`` by the method of an instance for it; None if it has none."""
    called = method(it, left, f"__i{_NAMES.get(op, '')}__")
    return None if called is None else it.call(called, Arguments((right,)), node)


def _prefers(left: Value, right: Value, backward: str) -> bool:
    """Whether the right operand is asked first: a subclass that says more, or for sure alone."""
    if not isinstance(right, Instance):
        return False
    if not isinstance(left, Instance):
        # Numbers and arrays leave to others what is neither.
        number = isinstance(left, Static) and left.what in _NUMBERS
        plain = number or isinstance(left, (Const, Tracer, Array, Tuple, List))
        return plain and find(right.cls, "__jax_array__") is None
    return (
        left.cls is not right.cls
        and derives(right.cls, left.cls) is True
        and find(right.cls, backward) is not find(left.cls, backward)
    )


def _ask(it: Interpreter, node: ast.expr, owner: Value, name: str, *others: Value) -> Value:
    called = method(it, owner, name)
    if called is not None:
        return it.call(called, Arguments(others), node)
    # A decorator may have added a comparison.
    sure = isinstance(owner, Instance) and not traits(owner.cls) & (Trait.OPEN | Trait.TUPLE)
    return _REFUSED if sure and name not in _COMPARED else UNKNOWN


def _equals(value: Value) -> bool:
    """Whether a value may have an equality of its own."""
    if not isinstance(value, Instance):
        return not isinstance(value, Const)
    if traits(value.cls) & (Trait.OPEN | Trait.DATA | Trait.TUPLE):
        return True
    return find(value.cls, "__eq__") is not None or find(value.cls, "__ne__") is not None


def contains(it: Interpreter, node: ast.expr, left: Value, right: Value) -> Value:
    """What the method of `right` for ``left in right`` returns."""
    return _ask(it, node, right, "__contains__", left)


@ITEMS.on(Instance)
def _item(it: Interpreter, owner: Instance, index: Value, node: ast.expr) -> Value:
    called = method(it, owner, "__getitem__")
    if called is not None:
        return it.call(called, Arguments((index,)), node)
    items = named_items(owner)
    return UNKNOWN if items is None else it.item(Tuple(items), index, node)


@ITERATIONS.on(Instance)
def _iterate(it: Interpreter, owner: Instance) -> Tuple | Stream:
    called, node = method(it, owner, "__iter__"), here(it)
    if called is None:
        items = named_items(owner)
        if items is not None:
            return Tuple(items)
        get = method(it, owner, "__getitem__")
        if get is None or traits(owner.cls) & Trait.OPEN:
            return Stream(UNKNOWN)
        return Stream(it.call(get, Arguments((NUMBER,)), node))
    made = it.call(called, Arguments(), node)
    if not isinstance(made, Instance):
        return iterate(it, made)
    step = method(it, made, "__next__")
    return Stream(UNKNOWN if step is None else it.call(step, Arguments(), node))


def truth_of(it: Interpreter, value: Instance, node: ast.expr) -> bool | None:
    """Whether Python takes an instance for true, if that is known."""
    for name in ("__bool__", "__len__"):
        called = method(it, value, name)
        if called is not None:
            answer = it.call(called, Arguments(), node)
            return bool(answer.value) if isinstance(answer, Const) else None
    items = named_items(value)
    return bool(items) if items is not None else None


_BY_BUILTIN: Final = {
    "len": "__len__",
    "abs": "__abs__",
    "int": "__int__",
    "float": "__float__",
    "bool": "__bool__",
    "complex": "__complex__",
    "next": "__next__",
    "round": "__round__",
    "hash": "__hash__",
    "str": "__str__",
    "repr": "__repr__",
    "reversed": "__reversed__",
    "divmod": "__divmod__",
    "format": "__format__",
}


def by_builtin(it: Interpreter, name: str, args: Arguments, node: ast.expr) -> Value | None:
    """What a builtin gives by the method of an instance for it; None if there is none."""
    owner = first(args)
    called = method(it, owner, _BY_BUILTIN[name]) if name in _BY_BUILTIN else None
    if called is None:
        return None
    return it.call(called, Arguments(args.positional[1:]), node)
