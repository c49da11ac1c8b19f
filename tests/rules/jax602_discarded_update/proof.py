"""JAX602: after the statement the array is what it was before it."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_array_does_not_change(bug: Any) -> None:
    before, after = bug()
    assert before.dtype == after.dtype
    assert np.array_equal(before, after, equal_nan=True)


@pytest.mark.parametrize(
    "update",
    [
        lambda x: x.at[0].set(9.0),
        lambda x: jnp.append(x, 1.0),
        lambda x: x.sort(),
        lambda x: x.astype(int),
        lambda x: jnp.where(x > 1.0, 0.0, x),
    ],
)
def test_the_result_would_have_changed_it(update: Any) -> None:
    x = jnp.array([3.0, 1.0, 2.5])
    assert not np.array_equal(update(x), x)
    assert np.array_equal(x, [3.0, 1.0, 2.5])


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_runs(program: Any) -> None:
    leaves = jax.tree.leaves(program())
    assert leaves
    assert all(np.isfinite(leaf).all() for leaf in leaves)


def test_each_bug_runs_its_own_line() -> None:
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)
