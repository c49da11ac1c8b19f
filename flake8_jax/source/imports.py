"""What names an import statement binds, and to what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

_new: Final = tuple.__new__
"""What a `NamedTuple` does when it is called, without the Python function around it."""


class ImportedName(NamedTuple):
    """One name that an import statement binds.

    It is the module `module` (`level` dots before it), or its attribute `attribute`.
    """

    name: str
    module: str
    level: int = 0
    attribute: str | None = None

    @property
    def path(self) -> str:
        """The dotted path of what is bound, for an absolute import."""
        return self.module if self.attribute is None else f"{self.module}.{self.attribute}"


def imported_names(node: ast.Import | ast.ImportFrom) -> list[ImportedName]:
    """Every name that a statement binds; what ``*`` binds cannot be told."""
    if isinstance(node, ast.Import):
        return [_module(alias) for alias in node.names]
    module, level = node.module or "", node.level
    return [
        _new(ImportedName, (alias.asname or alias.name, module, level, alias.name))
        for alias in node.names
        if alias.name != "*"
    ]


def _module(alias: ast.alias) -> ImportedName:
    if alias.asname is not None:
        return ImportedName(alias.asname, alias.name)
    top = alias.name.partition(".")[0]
    return ImportedName(top, top)


STAR: Final = "*"
"""What a statement binds that imports all names of a module."""


def bindings(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    """The statements of a module that bind each of its names, in order; `STAR` may be any name."""
    found: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for name in set(_bound(statement)):
            found.setdefault(name, []).append(statement)
    return found


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds in its scope; what expressions bind is left out."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        starred = statement.names[0].name == STAR
        yield from [STAR] if starred else (name.name for name in imported_names(statement))
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _targets(target)
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        yield from _targets(statement.target)
    else:
        for part in ("body", "orelse", "finalbody"):
            for inner in getattr(statement, part, []):
                yield from _bound(inner)
        for handler in getattr(statement, "handlers", []):
            for inner in handler.body:
                yield from _bound(inner)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _targets(element)
