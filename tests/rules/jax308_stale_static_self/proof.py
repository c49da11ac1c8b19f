"""JAX308: the compiled method goes on with the attributes that it saw first."""

from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from tests.rules.measuring import lines_run
from tests.rules.proving import bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_old_value_is_used(bug: Any) -> None:
    before, after = bug()
    assert np.array_equal(before, after)


@pytest.mark.parametrize("bug", bugs(__file__))
def test_without_the_jit_the_new_value_is_used(bug: Any) -> None:
    with jax.disable_jit():
        before, after = bug()
    assert not np.array_equal(before, after)


@pytest.mark.parametrize("program", near_misses(__file__))
def test_the_right_value_is_used(program: Any) -> None:
    for found, wanted in program():
        assert np.allclose(found, wanted)


def test_each_bug_traces_the_method_at_its_own_mark() -> None:
    marks = set(marked_lines(BAD))
    source = BAD.read_text(encoding="utf-8").splitlines()
    # The body of a decorated method begins two lines below the mark, that of the wrapped one above.
    bodies = {m: m + 2 if source[m - 1].lstrip().startswith("@") else m - 2 for m in marks}
    runs = lines_run(BAD, "bug_")
    found = [{m for m in marks if bodies[m] in lines} for lines in runs.values()]
    assert [len(one) for one in found] == [1] * len(marks)
    assert set().union(*found) == marks
