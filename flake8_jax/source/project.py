"""Other modules of the same project: where they are on disk, and what they hold.

Files are found as Python would find them from the file that imports: beside it, in the packages
around it, in the folder that holds the outermost package, in a ``src`` folder. Nothing is imported
or run, and stubs are never read.
"""

from __future__ import annotations

import contextlib
import os
from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from flake8_jax.source.outline import Outline

LARGEST_FILE: Final = 240_000
"""Bytes of the largest file that is read."""
CACHE_BYTES: Final = 400_000
"""Source behind the outlines that are kept: a tree takes some fifty times the memory of its source.

Of an outline, some quarter is parsed.
"""
CACHE_FILES: Final = 64
_MARKERS: Final = frozenset(["pyproject.toml", "setup.py", "setup.cfg", ".git"])
_DEEPEST: Final = 12
_MANY_FILES: Final = 64


@lru_cache(maxsize=1024)
def search_path(folder: str) -> tuple[str, ...]:
    """The folders in which absolute imports of the files in `folder` are looked for."""
    found = [folder]
    current = folder
    for _ in range(_DEEPEST):
        if os.path.isfile(os.path.join(current, "__init__.py")):
            found.append(os.path.dirname(current))
        if _is_top(current):
            found += [current, os.path.join(current, "src")]
            break
        above = os.path.dirname(current)
        if above == current:
            break
        current = above
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def is_in_package(path: str) -> bool:
    """Whether other modules import a file, as one of a package, even if it can be run as well."""
    return os.path.isfile(os.path.join(os.path.dirname(path), "__init__.py"))


def _is_top(folder: str) -> bool:
    """Whether something says that a project begins in this folder."""
    return not _names(folder).isdisjoint(_MARKERS)


@lru_cache(maxsize=256)
def _names(folder: str) -> frozenset[str]:
    """What is in a folder: one question for all modules that are looked for there."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return frozenset(entry.name for entry in entries)
    return frozenset()


def locate(importer: str, module: str, level: int) -> str | None:
    """The file (or the folder of a namespace package) of a module that a file imports.

    `level` counts the dots of a relative import. None if it is not part of the project.
    """
    return _located(os.path.dirname(importer), module, level)


@lru_cache(maxsize=4096)
def _located(folder: str, module: str, level: int) -> str | None:
    inside = os.path.join(*module.split(".")) if module else ""
    if level:
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        return _module_file(os.path.join(folder, inside) if inside else folder)
    for base in _bases(folder, module.partition(".")[0]):
        found = _module_file(os.path.join(base, inside))
        if found is not None:
            return found
    return None


@lru_cache(maxsize=4096)
def _bases(folder: str, package: str) -> tuple[str, ...]:
    """The folders in which a package or a module of this name lies, best first."""
    here = {package, f"{package}.py"}
    bases = (*search_path(folder), *_around(folder, package))
    return tuple(base for base in bases if not _names(base).isdisjoint(here))


def _around(folder: str, package: str) -> Iterator[str]:
    """Where a package without ``__init__`` lies that a folder is in, or that lies beside it.

    What nothing marks as the top of a project may be run from any folder above.
    """
    current = folder
    for _ in range(_DEEPEST):
        if _is_top(current):
            return
        above, name = os.path.split(current)
        if name == package:
            yield above
        if above == current:
            break
        current = above
    yield os.path.dirname(folder)


def module_name(path: str) -> str:
    """The last part of the name of the module in a file."""
    return os.path.splitext(os.path.basename(path))[0]


def _module_file(path: str) -> str | None:
    """The file of a module at a path without its ending; a namespace package is its folder."""
    for candidate in (os.path.join(path, "__init__.py"), f"{path}.py"):
        if os.path.isfile(candidate):
            return candidate
    return path if os.path.isdir(path) else None


_SETTINGS: Final = frozenset(
    [".cfg", ".env", ".ini", ".md", ".rst", ".sh", ".toml", ".txt", ".yaml", ".yml", ""]
)
_MOST_SETTINGS: Final = 64


@lru_cache(maxsize=1024)
def project_files(path: str) -> tuple[str, ...]:
    """The files that tell how a file is run: settings beside it and at the top of its project.

    And what Python and pytest run before it: the ``__init__`` and ``conftest`` in folders above.
    """
    folder = os.path.dirname(path)
    tops = [top for top in search_path(folder) if folder.startswith(top)]
    top = min(tops, key=len)
    found: list[str] = []
    while True:
        for name in ("__init__.py", "conftest.py"):
            candidate = os.path.join(folder, name)
            if os.path.isfile(candidate):
                found.append(candidate)
        if len(folder) <= len(top):
            break
        folder = os.path.dirname(folder)
    for place in {os.path.dirname(path), top}:
        found += _settings_in(place)
    return tuple(found)


def _settings_in(folder: str) -> list[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        files = (e.path for e in entries if os.path.splitext(e.name)[1] in _SETTINGS)
        return [file for file in islice(files, _MOST_SETTINGS) if os.path.isfile(file)]
    return []


@lru_cache(maxsize=4096)
def mentions(path: str, word: str, other: str) -> bool:
    """Whether a file has a word in it, in capitals or not; one that cannot be read may have it.

    Where it is a part of the `other` word, it does not count.
    """
    try:
        if os.path.isdir(path):
            return False
        if Path(path).stat().st_size > LARGEST_FILE:
            return True
        text = Path(path).read_bytes().decode(errors="replace").lower()
        return word in text and word in text.replace(other, "")
    except OSError:
        return True


def module_mentions(path: str, word: str, other: str) -> bool:
    """Whether a module has a word in it, or a file of the package that it is; a large one may."""
    inner: list[str] = []
    if os.path.basename(path) == "__init__.py":
        inner = [str(file) for file in islice(Path(path).parent.rglob("*.py"), _MANY_FILES)]
    if len(inner) == _MANY_FILES:
        return True
    return any(mentions(file, word, other) for file in (path, *inner))


class Outlines:
    """The outlines of other modules, least recently used ones dropped first."""

    def __init__(self, largest: int = CACHE_BYTES, most: int = CACHE_FILES) -> None:
        self._largest, self._most = largest, most
        self._kept: OrderedDict[tuple[str, int, int], Outline] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def outline(self, path: str) -> Outline | None:
        """The outline of a file as it is now on disk; None if it cannot be read or is too large."""
        try:
            stat = os.stat(path)
            key = (path, stat.st_mtime_ns, stat.st_size)
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            if stat.st_size > LARGEST_FILE:
                return None
            with open(path, "rb") as file:
                made = Outline(file.read())
        except OSError:
            return None
        self._kept[key] = made
        self._bytes += stat.st_size
        while len(self._kept) > self._most or (self._bytes > self._largest and len(self._kept) > 1):
            (_, _, dropped), _ = self._kept.popitem(last=False)
            self._bytes -= dropped
        return made


OUTLINES: Final = Outlines()
"""The outlines that this process keeps."""
