"""JAX raises a TypeError at each marked expression of bad.py, and runs good.py."""

from pathlib import Path

import pytest

from tests.rules.proving import Program, bugs, marked_lines, near_misses, refused_lines


@pytest.mark.parametrize("bug", bugs(__file__))
def test_jax_raises_at_one_marked_line(bug: Program) -> None:
    assert len(refused_lines(bug, __file__, TypeError)) == 1


def test_every_marked_line_raises() -> None:
    reached = [refused_lines(bug.values[0], __file__, TypeError) for bug in bugs(__file__)]
    assert set().union(*reached) == set(marked_lines(Path(__file__).with_name("bad.py")))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_runs(program: Program) -> None:
    program()
