"""Other modules of the same project: where they are on disk, and their trees.

Files are found as Python would find them from the file that imports: beside it, in the packages
around it, in the folder that holds the outermost package, in a ``src`` folder. Nothing is imported
or run, and stubs are never read.
"""

from __future__ import annotations

import ast
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import Final

LARGEST_FILE: Final = 400_000
"""Bytes of the largest file that is read; larger ones are generated."""
CACHE_BYTES: Final = 400_000
"""Source behind the trees that are kept: a tree takes some fifty times the memory of its source."""
CACHE_FILES: Final = 64
_MARKERS: Final = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
_DEEPEST: Final = 12


@lru_cache(maxsize=4096)
def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


@lru_cache(maxsize=4096)
def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


@lru_cache(maxsize=1024)
def search_path(folder: Path) -> tuple[Path, ...]:
    """The folders in which absolute imports of the files in `folder` are looked for."""
    found = [folder]
    current = folder
    for _ in range(_DEEPEST):
        package = _is_file(current / "__init__.py")
        if package:
            found.append(current.parent)
        if any((current / marker).exists() for marker in _MARKERS):
            found += [current, current / "src"]
            break
        if current.parent == current:
            break
        current = current.parent
    return tuple(dict.fromkeys(found))


def _module_file(path: Path) -> Path | None:
    """The file of a module at a path without its ending; a namespace package is its folder."""
    for candidate in (path / "__init__.py", path.with_name(path.name + ".py")):
        if _is_file(candidate):
            return candidate
    return path if _is_folder(path) else None


@lru_cache(maxsize=4096)
def locate(importer: Path, module: str, level: int) -> Path | None:
    """The file (or the folder of a namespace package) of a module that a file imports.

    `level` counts the dots of a relative import. None if it is not part of the project.
    """
    parts = [part for part in module.split(".") if part]
    if level:
        base = importer.parent
        for _ in range(level - 1):
            base = base.parent
        return _module_file(base.joinpath(*parts)) if parts else _module_file(base)
    for folder in search_path(importer.parent):
        if not (_is_file(folder / f"{parts[0]}.py") or _is_folder(folder / parts[0])):
            continue
        found = _module_file(folder.joinpath(*parts))
        if found is not None and (found.suffix or _has_python(found)):
            return found
    return None


def submodule(package: Path, name: str) -> Path | None:
    """The file of a module inside a package, given by the package's own file or folder."""
    folder = package.parent if package.name == "__init__.py" else package
    return _module_file(folder / name) if _is_folder(folder) else None


def _has_python(folder: Path) -> bool:
    return any(True for _ in folder.glob("*.py"))


class TreeCache:
    """The trees of other modules, least recently used ones dropped first."""

    def __init__(self, largest: int = CACHE_BYTES, most: int = CACHE_FILES) -> None:
        self._largest, self._most = largest, most
        self._trees: OrderedDict[tuple[Path, int, int], tuple[ast.Module, int]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._trees)

    def tree(self, path: Path) -> ast.Module | None:
        """The tree of a file as it is now on disk; None if it cannot be read or parsed."""
        try:
            stat = path.stat()
            key = (path, stat.st_mtime_ns, stat.st_size)
            found = self._trees.get(key)
            if found is not None:
                self._trees.move_to_end(key)
                return found[0]
            if stat.st_size > LARGEST_FILE:
                return None
            tree = ast.parse(path.read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        self._keep(key, tree, stat.st_size)
        return tree

    def _keep(self, key: tuple[Path, int, int], tree: ast.Module, size: int) -> None:
        self._trees[key] = (tree, size)
        self._bytes += size
        while len(self._trees) > self._most or (
            self._bytes > self._largest and len(self._trees) > 1
        ):
            _, (_, dropped) = self._trees.popitem(last=False)
            self._bytes -= dropped


TREES: Final = TreeCache()
"""The trees that this process keeps."""
