"""What holds while a stretch of code runs: a trace, no trace at all, one more level of the way.

Classes with `__enter__` and `__exit__`: a generator of `contextlib` costs four times as much.
"""

from __future__ import annotations

from collections import defaultdict

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
    active: defaultdict[int, int]
    exhausted: bool

    def tracing(self, trace: Trace | None) -> _Traces:
        """Runs the body inside `trace`."""
        if trace is None:
            return _Traces(self, self.traces, self.level)
        return _Traces(self, (*self.traces, trace), max(self.level, trace.kind))

    def untraced(self) -> _Traces:
        """Runs the body outside of every trace, as callbacks run."""
        return _Traces(self, (), 0)

    def at(self, place: Place) -> _Way:
        """Runs the body one level further on the way."""
        return _Way(self, (*self.places, place))

    def safely(self) -> _Safely:
        """Runs the body; what is too deep for Python's stack is left out."""
        return _Safely(self)


class _Traces:
    """Replaces the traces that run."""

    __slots__ = ("before", "inside", "it")

    def __init__(self, it: Contexts, traces: tuple[Trace, ...], level: int) -> None:
        self.it = it
        self.before = it.traces, it.level
        self.inside = traces, level

    def __enter__(self) -> None:
        self.it.traces, self.it.level = self.inside

    def __exit__(self, *error: object) -> None:
        self.it.traces, self.it.level = self.before


class _Way:
    """Replaces the way to here."""

    __slots__ = ("before", "inside", "it")

    def __init__(self, it: Contexts, places: tuple[Place, ...]) -> None:
        self.it = it
        self.before = it.places
        self.inside = places

    def __enter__(self) -> None:
        self.it.places = self.inside

    def __exit__(self, *error: object) -> None:
        self.it.places = self.before


class _Safely:
    """Puts everything back after an error of Python's stack."""

    __slots__ = ("before", "it")

    def __init__(self, it: Contexts) -> None:
        self.it = it
        self.before = it.frame, it.traces, it.level, it.places

    def __enter__(self) -> None:
        """Nothing changes."""

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> bool:
        if kind is None or not issubclass(kind, RecursionError):
            return False
        it = self.it
        it.exhausted = True
        it.frame, it.traces, it.level, it.places = self.before
        it.depth = it.loop_depth = 0
        it.active.clear()
        return True
