"""Programs of bad.py speak once where they should speak often; those of good.py speak each time.

A message is what reaches a stream, a logging handler or the warnings module. The line is that of
the innermost call in the fixture, so it is the one which holds the print.
"""

import io
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import jax
import pytest

from tests.rules.proving import Program, bugs, marked_lines, near_misses

FIXTURES = {str(Path(__file__).with_name(name)) for name in ("bad.py", "good.py")}
MARKED = set(marked_lines(Path(__file__).with_name("bad.py")))


class Message(NamedTuple):
    """One message, and the line of the fixture that sent it (None from JAX's own threads)."""

    line: int | None
    text: str


def line_of_caller() -> int | None:
    """The line at which the fixture's innermost function stands now."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_filename not in FIXTURES:
        frame = frame.f_back
    return None if frame is None else frame.f_lineno


class Stream(io.TextIOBase):
    """A text stream that turns each printed line into a message."""

    def __init__(self, heard: list[Message]) -> None:
        self.heard = heard
        self.begun = ""

    def write(self, text: str) -> int:
        self.begun += text
        if text.endswith("\n"):
            self.heard.append(Message(line_of_caller(), self.begun))
            self.begun = ""
        return len(text)


class Handler(logging.Handler):
    """A logging handler that keeps what the fixture logs, and nothing that JAX does."""

    def __init__(self, heard: list[Message]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        if record.pathname in FIXTURES:
            self.heard.append(Message(line_of_caller(), record.getMessage()))


@contextmanager
def listening() -> Iterator[list[Message]]:
    """Collect the messages of the block."""
    heard: list[Message] = []

    def keep(message: Warning | str, *_: Any) -> None:
        heard.append(Message(line_of_caller(), str(message)))

    stream, handler = Stream(heard), Handler(heard)
    logging.getLogger().addHandler(handler)
    try:
        with redirect_stdout(stream), redirect_stderr(stream), warnings.catch_warnings():
            # "always": that a message comes once must be JAX's doing, not a filter's.
            warnings.simplefilter("always")
            warnings.showwarning = keep  # type: ignore[assignment]
            yield heard
            jax.effects_barrier()  # type: ignore[no-untyped-call]
    finally:
        logging.getLogger().removeHandler(handler)


def messages(program: Program) -> list[Message]:
    """What `program` says when it is run."""
    with listening() as heard:
        program()
    return heard


def spoken_at(bug: Program) -> int | None:
    """The line of the only message of a bug that JAX has not traced before."""
    jax.clear_caches()  # type: ignore[no-untyped-call]
    [message] = messages(bug)
    # "Tracer" on new versions of JAX, "Traced" on old ones.
    assert "Trace" in message.text
    return message.line


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_message_comes_once_and_shows_a_tracer(bug: Program) -> None:
    assert spoken_at(bug) in MARKED


@pytest.mark.parametrize("bug", bugs(__file__))
def test_without_tracing_the_same_message_comes_often(bug: Program) -> None:
    with jax.disable_jit():
        heard = messages(bug)
    assert len(heard) > 1
    assert len({message.line for message in heard}) == 1


def test_every_marked_line_speaks() -> None:
    assert {spoken_at(bug.values[0]) for bug in bugs(__file__)} == MARKED


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_says_the_same_each_time(program: Program) -> None:
    jax.clear_caches()  # type: ignore[no-untyped-call]
    first = sorted(message.text for message in messages(program))
    again = sorted(message.text for message in messages(program))
    assert first == again
    assert not any("Trace" in text for text in first)
