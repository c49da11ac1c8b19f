"""Looking for an item by comparing it with others: Python asks for the truth of each answer."""

from __future__ import annotations

import ast
from types import NoneType

from flake8_jax.engine.events import Truth
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS, METHODS
from flake8_jax.engine.objects.containers import iterate
from flake8_jax.engine.syntax.truth import ask
from flake8_jax.values.arrays import Tracer, Tree
from flake8_jax.values.base import STATIC, UNKNOWN, Const, TraceKind, Value
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.traced import tracer_of


def compared(it: Interpreter, left: Value, right: Value) -> Tracer | None:
    """The traced comparison whose truth is asked where `left` is looked for in `right`."""
    if isinstance(right, Tracer):
        return right if right.kind > TraceKind.CONCRETE else None
    if not isinstance(right, (Tuple, List)):
        return None
    source = iterate(it, right)
    items = source.items if isinstance(source, Tuple) else (source.element,)
    numeric = [
        i for i in items if not (isinstance(i, Const) and isinstance(i.value, (str, NoneType)))
    ]
    if isinstance(left, Tracer) or (isinstance(left, Tree) and numeric):
        return tracer_of(left) if numeric else None
    known = isinstance(left, Const) and isinstance(left.value, (int, float))
    if known and items and isinstance(items[0], Tracer):
        return items[0]
    return None


@METHODS.on((List, "index"), (List, "count"), (Tuple, "index"), (Tuple, "count"))
def _find(it: Interpreter, owner: List | Tuple, args: Arguments, node: ast.expr) -> Value:
    search(it, first(args), owner, node, f".{_name(node)}()")
    return STATIC


@EXTERNALS.on("bisect.bisect", "bisect.bisect_left", "bisect.bisect_right")
def _bisect(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    search(it, args.get(1, "x") or UNKNOWN, args.get(0, "a") or UNKNOWN, node, _name(node))
    return STATIC


def search(it: Interpreter, item: Value, among: Value, node: ast.expr, word: str) -> None:
    """An item is looked for among others."""
    tracer = compared(it, item, among)
    if tracer is not None:
        ask(it, tracer, node, Truth.BUILTIN, word)


def _name(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return str(getattr(called, "attr", getattr(called, "id", "")))
