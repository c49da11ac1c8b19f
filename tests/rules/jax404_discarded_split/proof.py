"""JAX404: after the statement the draws are what they were before it."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = {line for line, code in marked_lines(BAD).items() if code == "JAX404"}


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_draws_do_not_change(bug: Any) -> None:
    first, second = bug()
    assert np.array_equal(first, second)


@pytest.mark.parametrize("derive", [jax.random.split, lambda key: jax.random.fold_in(key, 1)])
def test_the_key_does_not_change(derive: Any) -> None:
    key = jax.random.key(0)
    before = jax.random.key_data(key)
    derive(key)
    assert np.array_equal(before, jax.random.key_data(key))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_misses_draw_anew(program: Any) -> None:
    with jax.debug_key_reuse(True):
        draws = list(program())
    assert len(draws) > 1
    assert not any(np.array_equal(one, other) for one, other in pairwise(draws))


def test_each_bug_runs_its_own_line() -> None:
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)
