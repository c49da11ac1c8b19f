"""Debuggers of bad.py are entered once where they should be often; those of good.py twice."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import jax
import pytest

from tests.rules.proving import Program, bugs, load, marked_lines, near_misses

BAD, GOOD = (Path(__file__).with_name(name) for name in ("bad.py", "good.py"))
MARKED = set(marked_lines(BAD))


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines of the fixtures at which a debugger is entered."""
    found: list[int] = []

    def stop(*_: Any, **__: Any) -> None:
        frame: FrameType | None = sys._getframe()
        while frame is not None and frame.f_code.co_filename not in (str(BAD), str(GOOD)):
            frame = frame.f_back
        found.append(0 if frame is None else frame.f_lineno)

    monkeypatch.setattr(sys, "breakpointhook", stop)
    monkeypatch.setattr("pdb.set_trace", stop)
    monkeypatch.setattr("code.interact", stop)
    return found


def run(path: Path, name: str) -> None:
    """Runs a program of a fixture that is loaded anew, so that it is traced anew."""
    vars(load.__wrapped__(path))[name]()


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_debugger_stops_once(bug: Program, stops: list[int]) -> None:
    run(BAD, bug.__name__)
    assert len(stops) == 1
    assert set(stops) <= MARKED


@pytest.mark.parametrize("bug", bugs(__file__))
def test_without_tracing_it_stops_each_time(bug: Program, stops: list[int]) -> None:
    with jax.disable_jit():
        run(BAD, bug.__name__)
    assert len(stops) == 3


def test_every_marked_line_stops(stops: list[int]) -> None:
    for bug in bugs(__file__):
        run(BAD, bug.id)
    assert set(stops) == MARKED


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_stops_each_time_or_never(program: Program, stops: list[int]) -> None:
    run(GOOD, program.__name__)
    assert len(stops) in (0, 2)
