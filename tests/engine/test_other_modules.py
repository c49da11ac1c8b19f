"""What a class inherits from another module of the project is followed where a trace needs it."""

import ast
from pathlib import Path

import pytest

from flake8_jax.check import check_tree

BASE = """
import equinox as eqx
import jax

class Data(eqx.Module):
    w: jax.Array

    def kept(self, x):
        return x

    def asked(self, x):
        if x > 0:
            return x
        return self.w

class Plain:
    def asked(self, x):
        return 1 if x > 0 else 2
"""
HEADER = """
import jax
from functools import partial
from base import Data, Plain

"""
ASKS_ITS_FIELD = """
class Mine(Data):
    n: int = 3

    @jax.jit
    def run(self, x):
        if self.w is not None:
            x = x + 1
        return x if self.w > 0 else x  # here
"""
CALLS = """
class Mine(Data):
    @jax.jit
    def run(self, x):
        return self.asked(x * 1)  # here
"""
ASKS_ABOVE = """
class Mine(Plain):
    @partial(jax.jit, static_argnums=0)
    def run(self, x):
        return super().asked(x * 1)  # here
"""
FINE = """
class Mine(Data):
    n: int = 3

    @jax.jit
    def run(self, x):
        return self.kept(x * 1) + self.absent(x)

class Other(Plain):
    def asked(self, x):
        return x

    @partial(jax.jit, static_argnums=0)
    def run(self, x):
        return self.asked(x * 1)
"""


def lines(program: str, folder: Path) -> set[int]:
    """Where findings are, in a file beside the module with the bases."""
    (folder / "base.py").write_text(BASE, encoding="utf-8")
    path = folder / "main.py"
    path.write_text(HEADER + program, encoding="utf-8")
    return {found.line for found in check_tree(ast.parse(HEADER + program), path=str(path))}


@pytest.mark.parametrize("program", [ASKS_ITS_FIELD, CALLS, ASKS_ABOVE])
def test_an_inherited_method_or_field_is_followed(program: str, tmp_path: Path) -> None:
    marked = (HEADER + program).splitlines()
    expected = {number for number, line in enumerate(marked, 1) if line.endswith("# here")}
    assert lines(program, tmp_path) == expected


def test_what_is_fine_or_unknown_is_left_alone(tmp_path: Path) -> None:
    assert lines(FINE, tmp_path) == set()


def test_a_base_that_is_not_found_is_unknown(tmp_path: Path) -> None:
    program = CALLS.replace("(Data)", "(Absent)")
    assert lines(program, tmp_path) == set()
