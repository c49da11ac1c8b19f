"""JAX305: JAX refuses the static argument, or the option, at the marked line."""

import re
from pathlib import Path
from typing import Any

import jax
import pytest

from tests.rules.proving import bugs, lines_of, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))
REFUSED = r"Non-hashable static arguments|has static_argnums=|has invalid argnames"


def refusal(bug: Any) -> set[int]:
    """The lines of the program in the traceback of JAX's refusal."""
    with pytest.raises(ValueError, match=REFUSED) as raised:
        bug()
    return lines_of(raised.value, __file__)


def marks_near(lines: set[int]) -> set[int]:
    """The marks on these lines, or a little further down in an expression that begins there."""
    return {mark for mark in MARKED if any(mark - 2 <= line <= mark for line in lines)}


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_argument_is_refused(bug: Any) -> None:
    assert len(marks_near(refusal(bug))) == 1


def test_each_mark_belongs_to_one_bug() -> None:
    found = [mark for bug in bugs(__file__) for mark in marks_near(refusal(bug.values[0]))]
    assert sorted(found) == sorted(MARKED)


def test_nothing_else_is_wrong_with_the_values() -> None:
    values = [b for b in bugs(__file__) if not re.search("name|index|self", b.id or "")]
    assert len(values) > len(MARKED) / 2
    with jax.disable_jit():
        for bug in values:
            if bug.id not in ("bug_key", "bug_pmap"):
                bug.values[0]()


@pytest.mark.parametrize("program", near_misses(__file__))
def test_jax_takes_it(program: Any) -> None:
    assert jax.tree.leaves(program())
