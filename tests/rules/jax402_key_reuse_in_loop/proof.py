"""JAX402: each bug draws the same sample every time; no two samples of a near miss are equal."""

from itertools import combinations
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))
# JAX's checker takes a mapped function for one use, and two equal keys that were derived for two
# keys: there the equal samples are the only proof.
UNSEEN_BY_JAX = ("vmap", "folded")
SEEN_BY_JAX = [bug for bug in bugs(__file__) if not any(w in str(bug.id) for w in UNSEEN_BY_JAX)]


def equal_samples(samples: Any) -> list[bool]:
    """For each two of the samples whether they are equal."""
    return [np.array_equal(one, other) for one, other in combinations(list(samples), 2)]


@pytest.mark.parametrize("bug", bugs(__file__))
def test_every_iteration_draws_the_same(bug: Any) -> None:
    pairs = equal_samples(bug())
    assert pairs
    assert all(pairs)


@pytest.mark.parametrize("bug", SEEN_BY_JAX)
def test_checker_sees_the_loop(bug: Any) -> None:
    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError):
        bug()


@pytest.mark.parametrize("program", near_misses(__file__))
def test_iterations_draw_different_samples(program: Any) -> None:
    with jax.debug_key_reuse(True):
        pairs = equal_samples(program())
    assert pairs
    assert not any(pairs)


def test_each_bug_runs_its_own_line() -> None:
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)
