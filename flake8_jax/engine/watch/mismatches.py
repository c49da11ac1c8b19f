"""Operands whose dtypes a function does not take together."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import DtypeMismatch, Operand
from flake8_jax.engine.jax.avals import aval_of
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.libraries import dtypes
from flake8_jax.libraries.jax_dtypes import INTEGER_EXPONENT, SAME_DTYPE
from flake8_jax.source.walking import walk
from flake8_jax.values.base import Value
from flake8_jax.values.containers import List, Tuple

_ASKING: Final = frozenset(
    ["dtype", "issubdtype", "isinstance", "type", "result_type", "iscomplexobj", "isrealobj"]
)


def check_dtypes(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> None:
    """Tells of operands of different dtypes where the function takes only one."""
    if args.more or it.guarded:
        return
    known: list[Operand] = []
    for place, (shown, value) in enumerate(_operands(path, args)):
        dtype = aval_of(it, value).dtype
        if dtype is None:
            continue
        exponent = place == 1 and path in INTEGER_EXPONENT and "int" in dtype
        # Whether x64 is on is rarely sure, so widths of 64 bits are not told from the others.
        if not exponent:
            known.append(Operand(shown, value, dtypes.narrow(dtype, x64=False)))
    if len({operand.dtype for operand in known}) > 1 and not _asks_for_dtypes(it):
        it.emit(DtypeMismatch(node, path, tuple(known)))


def _operands(path: str, args: Arguments) -> Iterator[tuple[ast.expr | None, Value]]:
    """The expressions, where the call shows them, and values of the operands of one dtype."""
    for index, param in enumerate(SAME_DTYPE[path]):
        if param.startswith("-"):
            continue
        if param.startswith("*"):
            for number, value in enumerate(args.positional[index:], index):
                yield args.expression(number, ""), value
            return
        given = args.get(index, param.strip("[]"))
        if given is None:
            continue
        shown = args.expression(index, param.strip("[]"))
        if param.startswith("["):
            yield from _items(shown, given)
        else:
            yield shown, given


def _items(shown: ast.expr | None, value: Value) -> Iterator[tuple[ast.expr | None, Value]]:
    items = value.items.known if isinstance(value, List) else None
    if isinstance(value, Tuple):
        items = value.items
    written = shown.elts if isinstance(shown, (ast.List, ast.Tuple)) else []
    for number, item in enumerate(items or ()):
        alike = items is not None and len(written) == len(items)
        yield written[number] if alike else None, item


def _asks_for_dtypes(it: Interpreter) -> bool:
    """Whether the function that runs chooses between branches by dtype or type.

    Which branch such a test takes is not followed, so nothing is sure in any of them.
    """
    function = it.frame.function
    if function is None:
        return False
    return any(
        isinstance(node, (ast.If, ast.IfExp, ast.While, ast.Match))
        and _mentions_dtypes(node.subject if isinstance(node, ast.Match) else node.test)
        for node in walk(function.node)
    )


def _mentions_dtypes(test: ast.expr) -> bool:
    names = (getattr(node, "attr", None) or getattr(node, "id", None) or "" for node in walk(test))
    return any(name in _ASKING or "dtype" in name for name in names)
