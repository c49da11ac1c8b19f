"""NumPy refuses the tracer at each marked line of bad.py, or answers what is not true."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from jax.errors import ConcretizationTypeError, TracerArrayConversionError

from tests.rules.measuring import lines_run
from tests.rules.proving import Program, bugs, lines_of, load, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))
# What is written in C asks for one number at a time.
NO_NUMBERS = (TracerArrayConversionError, ConcretizationTypeError)
SILENT = "bug_array_equal"
RAISING = [bug for bug in bugs(__file__) if bug.id != SILENT]


def refused(bug: Program) -> set[int]:
    """The marked line at which NumPy asks a tracer for its numbers."""
    with pytest.raises((*NO_NUMBERS, ValueError)) as caught:
        bug()
    if not isinstance(caught.value, NO_NUMBERS):
        assert "setting an array element with a sequence" in str(caught.value)
    return lines_of(caught.value, __file__) & MARKED


@pytest.mark.parametrize("bug", RAISING)
def test_numpy_refuses_at_one_marked_line(bug: Program) -> None:
    assert len(refused(bug)) == 1


def test_array_equal_is_false_for_equal_arrays() -> None:
    assert np.array_equal(jnp.ones(3), jnp.ones(3))
    assert (load(BAD).bug_array_equal() == 2.0).all()


def test_every_marked_line_is_reached() -> None:
    raised = [refused(bug.values[0]) for bug in RAISING]
    silent = lines_run(BAD, SILENT)[SILENT] & MARKED
    assert len(silent) == 1
    assert set().union(silent, *raised) == MARKED


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_runs(program: Program) -> None:
    program()
