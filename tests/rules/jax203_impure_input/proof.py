"""Programs of bad.py see one value in all their calls, those of good.py a new one each time."""

from pathlib import Path
from typing import Any

import jax
import pytest

from tests.rules.measuring import lines_run
from tests.rules.proving import Program, bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
EAGER = {"bug_one_draw_for_all_elements"}
"""What a `vmap` does to all elements at once, with jit or without."""


def fresh(program: Program) -> list[Any]:
    jax.clear_caches()  # type: ignore[no-untyped-call]
    found: list[Any] = program()
    return found


@pytest.mark.parametrize("bug", bugs(__file__))
def test_all_calls_give_the_same(bug: Program) -> None:
    found = fresh(bug)
    assert len(found) == 3
    assert len(set(found)) == 1


@pytest.mark.parametrize("bug", [bug for bug in bugs(__file__) if bug.id not in EAGER])
def test_without_tracing_the_calls_differ(bug: Program) -> None:
    with jax.disable_jit():
        found = fresh(bug)
    assert len(set(found)) == 3


def test_every_marked_line_runs() -> None:
    ran = lines_run(BAD, "bug_")
    assert set().union(*ran.values()) >= set(marked_lines(BAD))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_differs_from_call_to_call(program: Program) -> None:
    one, other = fresh(program)
    assert one != other
