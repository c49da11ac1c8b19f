"""JAX307: a bug traces its function in each round, and none of its shapes comes back."""

from pathlib import Path
from typing import Any

import jax
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, load, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
GOOD = Path(__file__).with_name("good.py")
MARKED = set(marked_lines(BAD))
MANY = 5


@pytest.mark.parametrize("bug", bugs(__file__))
def test_each_round_is_a_trace(bug: Any) -> None:
    names = vars(load(BAD))
    jax.clear_caches()  # type: ignore[no-untyped-call]
    names["TRACES"].clear()
    bug()
    assert len(names["TRACES"]) == names["N"] > MANY


def compiled() -> int:
    size: int = vars(load(GOOD))["mean_square"]._cache_size()
    return size


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_has_few_shapes(program: Any) -> None:
    jax.clear_caches()  # type: ignore[no-untyped-call]
    assert jax.tree.leaves(program())
    assert compiled() < MANY


def test_each_bug_runs_its_own_line() -> None:
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)
