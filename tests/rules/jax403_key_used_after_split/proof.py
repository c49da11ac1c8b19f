"""JAX403: JAX's own checker raises on each bug and accepts each near miss."""

from pathlib import Path
from typing import Any

import jax
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, lines_of, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))
# A jitted function is checked as a whole when it is called, so the error knows the call alone.
INSIDE_JIT = {"bug_draw_from_parent", "bug_named_tuple_field"}


@pytest.mark.parametrize("bug", bugs(__file__))
def test_spent_key_is_used(bug: Any) -> None:
    bug()  # and nothing is said without the checker
    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError) as raised:
        bug()
    if bug.__name__ not in INSIDE_JIT:
        assert len(lines_of(raised.value, __file__) & MARKED) == 1


@pytest.mark.parametrize("program", near_misses(__file__))
def test_no_spent_key_is_used(program: Any) -> None:
    with jax.debug_key_reuse(True):
        program()


def test_each_bug_runs_its_own_line() -> None:
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)
