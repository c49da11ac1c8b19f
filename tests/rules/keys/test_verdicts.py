"""What the linter says of a program with a key is what JAX's own checker says."""

import ast
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.check import check
from tests.rules.proving import load

PATH = Path(__file__).with_name("programs.py")
PROGRAMS = vars(load(PATH))
TEXT = PATH.read_text(encoding="utf-8")
PREFIXES = ("reuse", "fine", "beyond", "maybe")
NODES = {
    node.name: node
    for node in ast.parse(TEXT).body
    if isinstance(node, ast.FunctionDef) and node.name.partition("_")[0] in PREFIXES
}
# Nobody calls the program; the file calls it; the file jits it and calls that.
FORMS = {
    "uncalled": "",
    "called": "{0}(random.key(0), jnp.ones(3))",
    "jitted": "jax.jit({0})(random.key(0), jnp.ones(3))",
}


def finds(name: str, form: str) -> bool:
    """Whether the linter finds something in a program that stands in the file alone."""
    lines = TEXT.splitlines()
    for other, node in NODES.items():
        if other != name:
            lines[node.lineno - 1 : node.end_lineno] = [""] * (
                (node.end_lineno or 0) - node.lineno + 1
            )
    findings = check("\n".join([*lines, FORMS[form].format(name)]))
    places = [(finding.line, finding.column) for finding in findings]
    assert len(set(places)) == len(places), "two codes stand for one fault"
    assert all(line > 0 for line, _ in places)
    return bool(findings)


each_program = pytest.mark.parametrize("name", NODES)


def raises(program: Callable[..., Any]) -> bool:
    """Whether JAX's checker refuses a program that it sees as a whole, as it sees jitted ones."""
    with jax.debug_key_reuse(True):
        try:
            jax.jit(program)(jax.random.key(0), jnp.ones(3))
        except jax.errors.KeyReuseError:
            return True
    return False


@each_program
def test_jax_says_so(name: str) -> None:
    assert raises(PROGRAMS[name]) is name.startswith(("reuse", "maybe"))


@each_program
@pytest.mark.parametrize("form", FORMS)
def test_the_linter_says_so(name: str, form: str) -> None:
    assert finds(name, form) is name.startswith(("reuse", "beyond"))


@pytest.mark.parametrize("name", [name for name in NODES if name.startswith("beyond")])
def test_samples_are_equal_where_the_checker_is_blind(name: str) -> None:
    samples = list(PROGRAMS[name](jax.random.key(0), jnp.ones(3)))
    assert len(samples) > 1
    assert all(np.array_equal(one, other) for one, other in combinations(samples, 2))


def test_differences_have_a_reason() -> None:
    for name, node in NODES.items():
        assert bool(ast.get_docstring(node)) is name.startswith(("beyond", "maybe"))


def test_there_are_many_of_each() -> None:
    counts = {prefix: sum(name.startswith(prefix) for name in NODES) for prefix in PREFIXES}
    assert counts["reuse"] >= 50
    assert counts["fine"] >= 45
