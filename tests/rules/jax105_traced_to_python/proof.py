"""JAX or Python raises at each marked expression of bad.py, and runs every program of good.py."""

from pathlib import Path
from typing import Final

import jax
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import Program, bugs, lines_of, marked_lines, near_misses

BAD: Final = Path(__file__).with_name("bad.py")
NO_VALUE: Final = (
    jax.errors.ConcretizationTypeError,
    jax.errors.TracerIntegerConversionError,
    jax.errors.TracerBoolConversionError,
)
WORDS: Final = ("unhashable type: ", "unsupported format string passed to ", "Tracer", "traced")


@pytest.mark.parametrize("bug", bugs(__file__))
def test_python_gets_no_value(bug: Program) -> None:
    with pytest.raises((TypeError, *NO_VALUE)) as raised:
        bug()
    assert isinstance(raised.value, NO_VALUE) or any(word in str(raised.value) for word in WORDS)
    assert len(lines_of(raised.value, __file__) & set(marked_lines(BAD))) == 1


def test_each_bug_reaches_its_own_line() -> None:
    marked = set(marked_lines(BAD))
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), marked)


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_runs(program: Program) -> None:
    assert program() is not None
