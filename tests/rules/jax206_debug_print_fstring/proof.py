"""What bad.py prints shows a tracer each time; what good.py prints shows none."""

from pathlib import Path

import jax
import pytest

from tests.rules.measuring import lines_run
from tests.rules.proving import Program, bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")


def printed(program: Program, capsys: pytest.CaptureFixture[str]) -> list[str]:
    jax.clear_caches()  # type: ignore[no-untyped-call]
    program()
    jax.effects_barrier()  # type: ignore[no-untyped-call]
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("bug", bugs(__file__))
def test_each_line_shows_a_tracer(bug: Program, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(bug, capsys)
    assert len(lines) > 1
    assert all("Trace" in line for line in lines)


def test_every_marked_line_runs() -> None:
    ran = lines_run(BAD, "bug_")
    assert set().union(*ran.values()) >= set(marked_lines(BAD))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_shows_values(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(program, capsys)
    assert lines
    assert not any("Trace" in line for line in lines)
