"""What names an import statement binds, and to what."""

from __future__ import annotations

import ast


def imported_names(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str | None]]:
    """Name and dotted path of each thing imported; the path is None where it cannot be told."""
    if isinstance(node, ast.Import):
        return [_module(alias) for alias in node.names]
    found: list[tuple[str, str | None]] = []
    for alias in node.names:
        if alias.name != "*":
            relative = node.level > 0 or node.module is None
            path = None if relative else f"{node.module}.{alias.name}"
            found.append((alias.asname or alias.name, path))
    return found


def _module(alias: ast.alias) -> tuple[str, str]:
    if alias.asname is not None:
        return alias.asname, alias.name
    top = alias.name.partition(".")[0]
    return top, top
