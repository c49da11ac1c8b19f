"""What every rule's proof uses: the programs of its fixtures, and where an error was raised.

`bad.py` has functions ``bug_*`` that take nothing and run one bug each; `good.py` has functions
``ok_*`` that run code which only looks wrong. A proof runs them all with JAX.
"""

import importlib.util
import re
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jax.errors import TracerBoolConversionError

Program = Callable[[], Any]
Errors = type[Exception] | tuple[type[Exception], ...]


@cache
def load(path: Path) -> ModuleType:
    """The fixture as a fresh module, imported under a name of its own."""
    name = f"fixture_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def programs(path: Path, prefix: str) -> list[Any]:
    """The functions of the fixture whose name begins with `prefix`, as pytest parameters."""
    found = [(n, f) for n, f in vars(load(path)).items() if n.startswith(prefix) and callable(f)]
    return [pytest.param(f, id=n) for n, f in found]


def bugs(proof: str) -> list[Any]:
    """The ``bug_*`` programs of the bad.py beside the file `proof`."""
    return programs(Path(proof).with_name("bad.py"), "bug_")


def near_misses(proof: str) -> list[Any]:
    """The ``ok_*`` programs of the good.py beside the file `proof`."""
    return programs(Path(proof).with_name("good.py"), "ok_")


def marked_lines(path: Path) -> dict[int, str]:
    """Line number to code of each line of a fixture that ends in a mark such as ``# JAX101``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = ((i, re.search(r"# (JAX\d{3})(?: \d+)?$", line)) for i, line in enumerate(lines, 1))
    return {i: mark[1] for i, mark in marks if mark}


def lines_of(error: BaseException, proof: str) -> set[int]:
    """The lines of the bad.py beside `proof` that stand in the traceback of `error`."""
    bad = Path(proof).with_name("bad.py")
    return {
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.lineno is not None and Path(frame.filename) == bad
    }


def refused_lines(bug: Program, proof: str, errors: Errors = TracerBoolConversionError) -> set[int]:
    """The marked lines at which JAX raises when `bug` runs, by default as a tracer has no truth."""
    with pytest.raises(errors) as caught:
        bug()
    return lines_of(caught.value, proof) & set(marked_lines(Path(proof).with_name("bad.py")))
