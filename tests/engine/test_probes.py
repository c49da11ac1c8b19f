"""What the engine knows of every value, without any rule, and whether JAX agrees."""

import sys
from pathlib import Path

import pytest

from tests.engine.probing import PROGRAMS, differences, expected
from tests.engine.reality import disagreements

HEADER = "from probes import reveal\nimport jax\n\n\n"
FUNCTION = HEADER + "@jax.jit\ndef f(x):\n    reveal(x + 1)  # {}\n\n# run\nf(1.0)\n"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_the_engine_knows(path: Path) -> None:
    assert differences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_jax_agrees(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    # Undone after the test, with whatever the program itself imports left in place.
    monkeypatch.setitem(sys.modules, "probes", sys)
    assert disagreements(text, str(path), sys.modules) == []


def test_there_are_programs() -> None:
    assert len(PROGRAMS) >= 12
    assert all(expected(path.read_text(encoding="utf-8")) for path in PROGRAMS)


def test_a_true_claim_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "probes", sys)
    text = FUNCTION.format("abstract tracer")
    assert differences(text) == []
    assert disagreements(text, "program.py", sys.modules) == []


@pytest.mark.parametrize("claim", ["concrete tracer", "2", "never", "abstract tracer | 2"])
def test_a_false_claim_is_noticed(claim: str) -> None:
    assert differences(FUNCTION.format(claim)) != []


@pytest.mark.parametrize(
    "claim", ["concrete tracer", "static", "2", "number", "never", "batched tree", "(array,)"]
)
def test_jax_refuses_a_false_claim(claim: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "probes", sys)
    assert disagreements(FUNCTION.format(claim), "program.py", sys.modules) != []


def test_a_probe_without_comment_is_noticed() -> None:
    assert differences(HEADER + "reveal(1)\n") == ["line 5: 1, not no comment"]


def test_a_probe_that_jax_does_not_reach_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "probes", sys)
    text = HEADER + "def f(x):\n    reveal(x)  # opaque\n"
    assert disagreements(text, "program.py", sys.modules) == ["line 6: JAX does not come here"]
