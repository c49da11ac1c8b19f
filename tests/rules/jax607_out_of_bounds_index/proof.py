"""JAX goes on in silence at each marked line of bad.py, where its own checker finds the index."""

from pathlib import Path

import jax.numpy as jnp
import pytest
from jax.experimental import checkify

from tests.rules.proving import Program, bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")


def checked_lines(program: Program) -> set[int]:
    """The lines of bad.py at which JAX's checker finds an index out of bounds."""
    error, _ = checkify.checkify(program, errors=checkify.index_checks)()
    found = error.get_exception()
    if found is None:
        return set()
    assert "out-of-bounds indexing" in str(found)
    frames = found.traceback_info.as_python_traceback()
    lines = set()
    while frames is not None:
        if Path(frames.tb_frame.f_code.co_filename) == BAD:
            lines.add(frames.tb_lineno)
        frames = frames.tb_next
    return lines


@pytest.mark.parametrize("bug", bugs(__file__))
def test_jax_says_nothing_at_one_marked_line(bug: Program) -> None:
    bug()
    assert len(checked_lines(bug) & set(marked_lines(BAD))) == 1


def test_every_marked_line_is_out_of_bounds() -> None:
    reached = [checked_lines(bug.values[0]) for bug in bugs(__file__)]
    assert set(marked_lines(BAD)) <= set().union(*reached)


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_is_in_bounds_or_meant(program: Program) -> None:
    program()
    if program.__name__ != "ok_mode":
        error, _ = checkify.checkify(program, errors=checkify.index_checks)()
        assert error.get() is None


def test_an_index_outside_is_moved_to_the_nearest() -> None:
    x = jnp.arange(3)
    assert (x[3], x[5], x[-4]) == (x[2], x[2], x[0])
    assert (x.at[3].set(9) == x).all()
    assert (x.at[-4].add(9) == x).all()
