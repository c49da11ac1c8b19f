"""What holds while a stretch of code runs: a trace, no trace at all, one more level of the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flake8_jax.engine.frames import Frame
from flake8_jax.engine.trace import Trace
from flake8_jax.values.keys import Place


class Contexts:
    """The part of the interpreter's state that is put back when a stretch of code ends."""

    frame: Frame
    traces: tuple[Trace, ...]
    level: int
    places: tuple[Place, ...]
    depth: int
    loop_depth: int
    active: Counter[int]
    exhausted: bool

    @contextmanager
    def tracing(self, trace: Trace | None) -> Iterator[None]:
        """Runs the body inside `trace`."""
        if trace is None:
            yield
            return
        traces, level = self.traces, self.level
        self.traces = (*traces, trace)
        self.level = max(level, trace.kind)
        try:
            yield
        finally:
            self.traces, self.level = traces, level

    @contextmanager
    def safely(self) -> Iterator[None]:
        """Runs the body; what is too deep for Python's stack is left out."""
        frame, traces, level, places = self.frame, self.traces, self.level, self.places
        try:
            yield
        except RecursionError:
            self.exhausted = True
            self.frame, self.traces, self.level, self.places = frame, traces, level, places
            self.depth = self.loop_depth = 0
            self.active.clear()

    @contextmanager
    def untraced(self) -> Iterator[None]:
        """Runs the body outside of every trace, as callbacks run."""
        traces, level = self.traces, self.level
        self.traces, self.level = (), 0
        try:
            yield
        finally:
            self.traces, self.level = traces, level

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """Runs the body one level further on the way."""
        places = self.places
        self.places = (*places, place)
        try:
            yield
        finally:
            self.places = places
