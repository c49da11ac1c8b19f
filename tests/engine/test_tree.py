"""The tree belongs to flake8: it is left as it is, it is let go, and it says the same again."""

import ast
import gc
import weakref
from pathlib import Path

import pytest

from flake8_jax.engine import trace_module
from flake8_jax.libraries import Library
from tests.engine.listening import all_events
from tests.engine.probing import PROGRAMS

FOLDER = Path(__file__).parents[1]
FILES = [*PROGRAMS, *sorted(FOLDER.glob("rules/*/bad.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_tree_is_left_as_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    before = ast.dump(tree, include_attributes=True)
    names = {id(node): set(vars(node)) for node in ast.walk(tree)}
    trace_module(tree, Library(), {})
    assert ast.dump(tree, include_attributes=True) == before
    assert {id(node): set(vars(node)) for node in ast.walk(tree)} == names


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_second_run_tells_the_same(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    first = all_events(tree)
    assert all_events(tree) == first


def test_the_files_tell_something() -> None:
    told = [all_events(ast.parse(path.read_text(encoding="utf-8"))) for path in FILES]
    assert sum(map(len, told)) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_tree_is_let_go(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    trace_module(tree, Library(), {})
    nodes = [weakref.ref(node) for node in ast.walk(tree) if not isinstance(node, _SHARED)]
    del tree
    gc.collect()
    assert [node() for node in nodes if node() is not None] == []


_SHARED = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
"""Nodes that Python itself keeps one of."""
