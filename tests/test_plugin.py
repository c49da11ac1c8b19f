"""The plugin as flake8 calls it: what a bug in the linter does, and the names of a user's own."""

import ast
from pathlib import Path

import pytest

from flake8_jax import plugin
from flake8_jax.check import check
from flake8_jax.settings import Settings

TRACED_IF = """\
import jax.numpy as jnp
from tools.compile import fast

@fast
def f(x):
    if jnp.sum(x) > 0:
        return x
    return -x
"""


def run(text: str, filename: str = "sample.py") -> list[tuple[int, int, str]]:
    made = plugin.Plugin(ast.parse(text), text.splitlines(keepends=True), filename)
    return [(line, column, message) for line, column, message, _ in made.run()]


def test_an_internal_error_is_told_once_for_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(plugin, "check_tree", broken)
    found = run("import jax\n\nx = 1\n")
    assert [(line, column) for line, column, _ in found] == [(1, 0)]
    assert found[0][2].startswith("JAX000 internal error")
    assert "KeyError: 'a bug'" in found[0][2]
    assert "report" in found[0][2]


def test_a_file_without_jax_is_not_analysed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(plugin, "check_tree", broken)
    assert run("import os\n") == []


@pytest.mark.parametrize("name", ["fast", "tools.compile.fast"])
def test_a_name_of_ones_own_for_jit(name: str) -> None:
    assert [f.code for f in check(TRACED_IF, Settings(jit_names=(name,)))] == ["JAX101"]


@pytest.mark.parametrize("names", [(), ("slow",), ("tools.fast",)])
def test_no_other_name_is_taken_for_jit(names: tuple[str, ...]) -> None:
    assert check(TRACED_IF, Settings(jit_names=names)) == []


def test_a_wrapper_of_the_file_itself() -> None:
    text = "import jax\ndef fast(f):\n    return jax.jit(f)\n" + TRACED_IF.split("\n\n", 1)[1]
    text = text.replace("jnp.sum(x)", "jax.numpy.sum(x)")
    assert [f.code for f in check(text, Settings(jit_names=("fast",)))] == ["JAX101"]


def test_the_buffer_of_an_editor_is_followed_from_its_place(tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text(
        "import jax.numpy as jnp\n\ndef step(x):\n    return x if jnp.sum(x) > 0 else -x\n"
    )
    text = "import jax\nfrom steps import step\n\nfast = jax.jit(step)\n"
    found = run(text, str(tmp_path / "unsaved.py"))
    assert [line for line, _, _ in found] == [4]
    assert "steps.py, line 4" in found[0][2]
    assert run(text, "-") == []
