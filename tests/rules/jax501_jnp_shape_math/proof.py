"""JAX501: the number that jnp made cannot be a size; the error tells the line that made it."""

import re
from pathlib import Path
from typing import Any

import jax
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, lines_of, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))
NOT_A_SIZE = (
    TypeError,
    IndexError,
    jax.errors.ConcretizationTypeError,
    jax.errors.TracerIntegerConversionError,
)


# The error of a slice shows the traced bound, but not where it was made.
SLICES = {"bug_minimum_for_slice", "bug_floor_divide_for_slice", "bug_lax_for_slice"}


@pytest.mark.parametrize("bug", bugs(__file__))
def test_jnp_number_is_no_size(bug: Any) -> None:
    with pytest.raises(NOT_A_SIZE) as raised:
        bug()
    message = str(raised.value)
    assert "Tracer" in message or "traced" in message
    assert lines_of(raised.value, __file__)
    origins = {int(number) for number in re.findall(rf"{re.escape(str(BAD))}:(\d+)", message)}
    assert len(origins & MARKED) == (bug.__name__ not in SLICES)


@pytest.mark.parametrize("program", near_misses(__file__))
def test_static_size_is_a_size(program: Any) -> None:
    assert all(leaf.size for leaf in jax.tree.leaves(program()))


def test_each_bug_runs_its_own_line() -> None:
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)
