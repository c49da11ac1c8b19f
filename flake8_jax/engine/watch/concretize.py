"""Python asks for the value of an array: as a number, a count, an index, a key or a text."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.events import Concretized, Need, StaticNeeded
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.dunders import by_builtin
from flake8_jax.engine.objects.host import read_setting
from flake8_jax.engine.syntax.narrowing import doubted
from flake8_jax.engine.syntax.truth import refused
from flake8_jax.libraries.python import HASHES, NUMBERS_NEEDED, TAKES_ARRAYS
from flake8_jax.values.arrays import Tracer, Tree
from flake8_jax.values.base import FLOAT, NUMBER, STATIC, Const, Static, TraceKind, Value, What
from flake8_jax.values.containers import Slice, Tuple
from flake8_jax.values.functions import Instance
from flake8_jax.values.traced import refused_by_numpy, traced_item, tracer_of


def concretize(
    it: Interpreter,
    value: Value,
    subject: ast.expr,
    node: ast.expr,
    need: Need,
    word: str,
) -> bool:
    """Python asks for the value of `value`, that of the expression `subject`.

    Tells the rules if a tracer refuses, and returns whether it does.
    """
    tracer = tracer_of(value)
    if tracer is None:
        return False
    if tracer.kind is TraceKind.CONCRETE and not _withheld(value, need, word):
        return False
    if it.guarded:
        it.refusals += 1
    elif not tracer.origin.root.supposed and not doubted(it):
        it.emit(Concretized(node, subject, tracer, need, word))
    return True


_FRACTIONS: Final = frozenset(
    {"complex()", "float()", ".__complex__()", ".__float__()", ".tolist()"}
)
"""Who asks for numbers with a fraction, besides the functions of `math`."""


def _withheld(value: Value, need: Need, word: str) -> bool:
    """Whether plain `grad`, which knows the values, refuses all the same.

    It does not give what has a derivative as a number, which would have none. The whole part and
    the truth of it have none in any case, so those it gives.
    """
    if need is Need.KEY:
        return True
    asked = word in _FRACTIONS or word.startswith(("math.", "cmath."))
    asked = asked or (need is Need.TEXT and word != "%d")
    return asked and refused_by_numpy(value) is not None


def need_static(
    it: Interpreter, value: Value, subject: ast.expr, node: ast.expr, callee: str, parameter: str
) -> bool:
    """JAX needs a number, or several, that are known while tracing.

    Tells the rules if one is traced, and returns whether it is.
    """
    tracer = traced_item(value)
    if tracer is None or tracer.kind is TraceKind.CONCRETE:
        return False
    if it.guarded:
        it.refusals += 1
    elif not tracer.origin.root.supposed and not doubted(it):
        it.emit(StaticNeeded(node, subject, tracer, callee, parameter))
    return True


def shown_argument(args: Arguments, index: int, node: ast.expr, name: str = "") -> ast.expr:
    """The expression of an argument, or that of the call if it is not given there."""
    return args.expression(index, name) or node


def unhashable(it: Interpreter, value: Value, subject: ast.expr, node: ast.expr, word: str) -> bool:
    """A key of a dict or an item of a set: arrays have no hash, nor have tuples that hold any."""
    parts = value.items if isinstance(value, Tuple) else (value,)
    return any(concretize(it, part, subject, node, Need.KEY, word) for part in parts)


def check_position(it: Interpreter, index: Value, node: ast.expr, word: str) -> bool:
    """The index of a list, a tuple or a text, or the bounds of a slice of one."""
    shown = node.slice if isinstance(node, ast.Subscript) else node
    if not isinstance(index, Slice):
        return concretize(it, index, shown, node, Need.INDEX, f"{word} index")
    found = False
    for bound, part in zip(index.bounds, slice_bounds(shown), strict=True):
        found = concretize(it, bound, part, node, Need.INDEX, f"{word} slice") or found
    return found


def slice_bounds(shown: ast.expr) -> tuple[ast.expr, ast.expr, ast.expr]:
    """The expressions of the bounds of a slice, or the whole one where there is none."""
    if isinstance(shown, ast.Slice):
        return shown.lower or shown, shown.upper or shown, shown.step or shown
    return shown, shown, shown


def repeated(it: Interpreter, count: Value, node: ast.expr) -> None:
    """``text * count``: the count must be a number. Lists take no array as an operand at all."""
    shown = node.right if isinstance(node, ast.BinOp) else node
    concretize(it, count, shown, node, Need.COUNT, "str * n")


def call_host(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> bool:
    """A function of Python's own library is called; whether it refuses what it is given."""
    if path in TAKES_ARRAYS:
        return False
    for index, value in enumerate(args.positional):
        shown = shown_argument(args, index, node)
        if concretize(it, value, shown, node, Need.NUMBER, path):
            return True
    return False


for _path in NUMBERS_NEEDED:

    @EXTERNALS.on(_path)
    def _host(it: Interpreter, args: Arguments, node: ast.expr, path: str = _path) -> Value:
        call_host(it, path, args, node)
        return STATIC


for _path in HASHES:

    @EXTERNALS.on(_path)
    def _hash(it: Interpreter, args: Arguments, node: ast.expr, path: str = _path) -> Value:
        name = path.rpartition(".")[2]
        by_builtin(it, name, args, node)
        unhashable(it, first(args), shown_argument(args, 0, node), node, f"{name}()")
        return STATIC


for _name in ["int", "float", "bool", "complex"]:

    @EXTERNALS.on(f"builtins.{_name}")
    def _convert(it: Interpreter, args: Arguments, node: ast.expr, name: str = _name) -> Value:
        value = first(args)
        if isinstance(value, Instance):
            by_builtin(it, name, args, node)
            return NUMBER
        if isinstance(value, Static) and value.what in (What.SIZE, What.LEADING) and name == "int":
            return value
        if name == "float" and it.traces:
            read_setting(it, node)
        if isinstance(value, (Tracer, Tree)):
            shown = shown_argument(args, 0, node)
            asked: Value | None = refused(it, value, shown) if name == "bool" else value
            if asked is not None:
                concretize(it, asked, shown, node, Need.NUMBER, f"{name}()")
        if isinstance(value, Const) and isinstance(value.value, (int, float)) and name == "int":
            return Const(int(value.value)) if abs(value.value) < 1e15 else NUMBER
        return FLOAT if name == "float" else NUMBER
