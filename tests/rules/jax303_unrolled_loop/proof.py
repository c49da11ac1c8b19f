"""JAX303: the program of a bug holds an equation for each trip; that of a near miss does not."""

from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from tests.rules.measuring import assert_each_runs_its_own, equations, lines_run, most_repeated
from tests.rules.proving import bugs, load, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
GOOD = Path(__file__).with_name("good.py")
MARKED = set(marked_lines(BAD))
MANY = 16


def sizes(runs: list[Any]) -> list[int]:
    """The number of equations of each run."""
    return [len(equations(function, *args)) for _, function, args in runs]


@pytest.mark.parametrize("bug", bugs(__file__))
def test_program_grows_with_the_trips(bug: Any) -> None:
    runs = bug()
    for trips, function, args in runs:
        assert most_repeated(function, *args) >= trips >= MANY
    assert len(runs) == 1 or 1.8 < sizes(runs)[1] / sizes(runs)[0] < 2.2


@pytest.mark.parametrize("bug", bugs(__file__))
def test_repaired_program_does_not_grow(bug: Any) -> None:
    runs, repaired = bug(), getattr(load(GOOD), bug.__name__.replace("bug_", "ok_"))()
    assert len(set(sizes(repaired))) == 1
    assert sizes(repaired)[0] < sizes(runs)[0] / 2
    (_, function, args), (_, other, same_args) = runs[0], repaired[0]
    assert jax.tree.all(jax.tree.map(np.allclose, function(*args), other(*same_args)))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_program_is_short(program: Any) -> None:
    for _, function, args in program():
        assert most_repeated(function, *args) < MANY


def test_each_bug_runs_its_own_line() -> None:
    runs = lines_run(BAD, "bug_", then=sizes)
    assert_each_runs_its_own(runs.values(), MARKED)
