"""JAX raises at each marked test of bad.py, and runs every program of good.py."""

from pathlib import Path

import pytest
from jax.errors import TracerBoolConversionError

from tests.rules.proving import Program, bugs, lines_of, marked_lines, near_misses

MARKED = set(marked_lines(Path(__file__).with_name("bad.py")))


def guilty_lines(bug: Program) -> set[int]:
    """The marked lines at which JAX gives up when it traces `bug`."""
    with pytest.raises(TracerBoolConversionError) as caught:
        bug()
    return lines_of(caught.value, __file__) & MARKED


@pytest.mark.parametrize("bug", bugs(__file__))
def test_jax_raises_at_one_marked_line(bug: Program) -> None:
    assert len(guilty_lines(bug)) == 1


def test_every_marked_line_raises() -> None:
    reached = [guilty_lines(bug.values[0]) for bug in bugs(__file__)]
    assert set().union(*reached) == MARKED


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_runs(program: Program) -> None:
    program()
