"""Walking over the nodes below one: as `ast.walk`, at a third of its cost."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

_PLAIN: Final = frozenset(
    [
        "arg",
        "attr",
        "conversion",
        "ctx",
        "id",
        "kind",
        "kwd_attrs",
        "level",
        "module",
        "name",
        "op",
        "ops",
        "rest",
        "simple",
        "type_comment",
        "type_ignores",
    ]
)
"""Fields in which no node is but operators and contexts, which know nothing but their class."""
_PARTS: Final[dict[type, tuple[str, ...]]] = {
    kind: () if kind is ast.Constant else tuple(f for f in kind._fields if f not in _PLAIN)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, level by level, without operators and contexts."""
    found = [node]
    # It grows while it is gone through.
    for one in found:
        yield one
        for part in _PARTS[type(one)]:
            below = getattr(one, part, None)
            if type(below) is list:
                found += [inner for inner in below if isinstance(inner, ast.AST)]
            elif isinstance(below, ast.AST):
                found.append(below)
