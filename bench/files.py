"""The files to measure on: the ecosystem's packages, and standard library files without JAX."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from ecosystem.packages import fetch, read_packages


def python_files(paths: Iterable[Path]) -> list[Path]:
    """All Python files in these files and folders, in a fixed order."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


def parses(path: Path) -> bool:
    """Whether every job can read the file, so that all do the same work."""
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return False
    return True


def ecosystem_files(every: int) -> list[Path]:
    """Every so many-th file of the ecosystem's packages."""
    found = python_files(fetch(package) for package in read_packages())
    return [path for path in found[::every] if parses(path)]


def files_without_jax() -> list[Path]:
    """Modules of the standard library, without its tests."""
    library = Path(sysconfig.get_path("stdlib"))
    shallow = [*library.glob("*.py"), *library.glob("[a-z]*/*.py")]
    left_out = {"test", "tests", "site-packages", "idlelib", "lib2to3", "turtledemo"}
    found = sorted(path for path in shallow if path.parent.name not in left_out)
    return [path for path in found if parses(path) and b"jax" not in path.read_bytes()]


def file_sets(every: int) -> tuple[list[Path], list[Path]]:
    """Both sets, found in a process that ends.

    On Linux the peak memory of a process is at least what its parent had in use when it started
    it, so the process that starts the jobs has to stay small.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        code, no_jax = other.submit(ecosystem_files, every), other.submit(files_without_jax)
        return code.result(), no_jax.result()
