"""Texts made of values: f-strings, ``%``, ``str.format`` and ``format``."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Need
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXPRESSIONS, EXTERNALS, METHODS
from flake8_jax.engine.objects.dunders import by_builtin
from flake8_jax.engine.watch.concretize import concretize, shown_argument
from flake8_jax.values.base import STATIC, Const, Value
from flake8_jax.values.containers import Dict, Text, Tuple
from flake8_jax.values.traced import traced_item

_PLAIN: Final = ord("s"), ord("r"), ord("a")
_PERCENT: Final = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([a-zA-Z%])")
_AS_TEXT: Final = frozenset("sra%")
_FRACTIONS: Final = frozenset("eEfFgG")


@EXPRESSIONS.on(ast.JoinedStr)
def joined(it: Interpreter, node: ast.JoinedStr) -> Value:
    parts: list[Value] = []
    refused = False
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = it.evaluate(part.value)
            parts.append(value)
            spec = part.format_spec
            # After `!r` it is the text that is formatted.
            if isinstance(spec, ast.JoinedStr) and spec.values and part.conversion not in _PLAIN:
                it.evaluate(spec)
                refused = _formatted(it, value, part.value, node, "f-string") or refused
    if all(type(part) is Const for part in parts):
        written = _written(node, parts)
        if written is not None:
            return Const(written)
    # Where it is refused there is no text in which a tracer could be seen.
    return Text(tuple(parts)) if parts and not refused else STATIC


def _written(node: ast.JoinedStr, values: list[Value]) -> str | None:
    """The text, if nothing in it has a format of its own."""
    known = iter(values)
    written: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            written.append(str(part.value))
            continue
        value = next(known)
        plain = isinstance(part, ast.FormattedValue) and part.conversion == -1
        if not plain or getattr(part, "format_spec", None) or not isinstance(value, Const):
            return None
        written.append(str(value.value))
    return "".join(written)


def _formatted(it: Interpreter, value: Value, subject: ast.expr, node: ast.expr, word: str) -> bool:
    return concretize(it, value, subject, node, Need.TEXT, word)


def percent(it: Interpreter, node: ast.expr, text: str, given: Value) -> Value:
    """``text % given``."""
    shown = node.right if isinstance(node, ast.BinOp) else node
    for value, part, kind in _converted(text, given, shown):
        if _formatted(it, value, part, node, "%" if kind in _FRACTIONS else "%d"):
            return STATIC
    return Text((given,)) if traced_item(given) is not None else STATIC


def _converted(text: str, given: Value, shown: ast.expr) -> Iterator[tuple[Value, ast.expr, str]]:
    """The values that ``%`` makes numbers of, their expressions, and of what kind."""
    marks = [mark for mark in _PERCENT.findall(text) if mark[3] != "%"]
    if any("*" in mark[1:3] for mark in marks):
        return
    if isinstance(given, Dict):
        for name, _, _, kind in marks:
            value = given.entries.known.get(name)
            if kind not in _AS_TEXT and value is not None:
                yield value, shown, kind
        return
    values = given.items if isinstance(given, Tuple) else (given,)
    parts: list[ast.expr] = list(shown.elts) if isinstance(shown, ast.Tuple) else []
    if len(values) != len(marks):
        return
    for index, mark in enumerate(marks):
        if mark[3] not in _AS_TEXT:
            part = parts[index] if len(parts) == len(values) else shown
            yield values[index], part, mark[3]


@METHODS.on((Const, "format"))
def _format_method(it: Interpreter, owner: Const, args: Arguments, node: ast.expr) -> Value:
    if not isinstance(owner.value, str) or args.more:
        return STATIC
    for name in _numbers(owner.value):
        index = int(name) if name.isdecimal() else len(args.positional)
        value = args.get(index, name)
        shown = shown_argument(args, index, node, name)
        if value is not None and _formatted(it, value, shown, node, "str.format()"):
            return STATIC
    traced = any(traced_item(value) is not None for value in args.all())
    return Text(args.all()) if traced else STATIC


def _numbers(text: str) -> list[str]:
    """The fields of a format that are written as numbers, by name or place."""
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return []
    found: list[str] = []
    count = 0
    for _, name, spec, conversion in fields:
        if name is None:
            continue
        if spec and not conversion:
            found.append(name or str(count))
        count += not name
    return found


@EXTERNALS.on("builtins.format")
def _format(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    by_builtin(it, "format", args, node)
    spec = args.get(1, "")
    if isinstance(spec, Const) and spec.value:
        _formatted(it, first(args), shown_argument(args, 0, node), node, "format()")
    return STATIC
