"""JAX306: a bug traces its function in each round; with the argument traced, once or twice."""

import re
from pathlib import Path
from typing import Any

import jax
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, load, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))


def module(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "fixture"}
    exec(compile(source, str(BAD), "exec"), names)
    return names


def traces(program: Any, names: dict[str, Any]) -> int:
    names["TRACES"].clear()
    program()
    return len(names["TRACES"])


@pytest.mark.parametrize("bug", bugs(__file__))
def test_each_round_is_a_trace(bug: Any) -> None:
    names = vars(load(BAD))
    jax.clear_caches()  # type: ignore[no-untyped-call]
    assert traces(bug, names) == names["N"]


def test_a_traced_argument_is_one_trace() -> None:
    source = BAD.read_text(encoding="utf-8")
    source = re.sub(r"static_argnums=\(0, 2\)", "static_argnums=(0,)", source)
    source = re.sub(
        r", static_arg(nums|names)=(?!\(0,\)\)\n    def train)[^\n]*\)\n", ")\n", source
    )
    source = source.replace("@eqx.filter_jit", "@jax.jit")
    names = module(source)
    for name in [n for n in names if n.startswith("bug_")]:
        jax.clear_caches()  # type: ignore[no-untyped-call]
        assert traces(names[name], names) <= 2, name


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_runs(program: Any) -> None:
    assert jax.tree.leaves(program())


def test_each_bug_runs_its_own_line() -> None:
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)
