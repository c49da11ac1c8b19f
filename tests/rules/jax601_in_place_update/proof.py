"""JAX raises at each marked statement of bad.py, and runs every program of good.py."""

from pathlib import Path

import jax
import numpy as np
import pytest

from tests.rules.proving import Program, bugs, lines_of, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")


def refused(bug: Program) -> set[int]:
    """The marked line at which `bug` stops, because arrays have no item assignment."""
    with pytest.raises(
        (TypeError, AttributeError), match=r"in-place|item assignment|__delitem__"
    ) as e:
        bug()
    return lines_of(e.value, __file__) & set(marked_lines(BAD))


@pytest.mark.parametrize("bug", bugs(__file__))
def test_jax_raises_at_one_marked_line(bug: Program) -> None:
    assert len(refused(bug)) == 1


def test_every_marked_line_raises() -> None:
    reached = [refused(bug.values[0]) for bug in bugs(__file__)]
    assert set().union(*reached) == set(marked_lines(BAD))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_runs(program: Program) -> None:
    leaves = jax.tree.leaves(program())
    assert leaves
    assert all(np.isfinite(leaf).all() for leaf in leaves)
