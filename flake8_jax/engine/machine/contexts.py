"""What holds while a stretch of code runs: a trace, no trace at all, one more level of the way.

Classes with `__enter__` and `__exit__`: a generator of `contextlib` costs four times as much.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict

from flake8_jax.engine.machine.frames import Frame
from flake8_jax.engine.trace import Trace
from flake8_jax.libraries.jax_partial import REVERSE
from flake8_jax.values.base import TraceKind
from flake8_jax.values.keys import Place


class Contexts:
    """The part of the interpreter's state that is put back when a stretch of code ends."""

    __slots__ = (
        "active",
        "depth",
        "differentiates",
        "dropped",
        "exhausted",
        "frame",
        "guarded",
        "inner_rounds",
        "level",
        "loop_depth",
        "places",
        "ran_own_layer",
        "rescuing",
        "round_began",
        "traces",
        "undecided",
        "unmetered",
        "values_guarded",
    )

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.traces: tuple[Trace, ...] = ()
        self.level: int = 0
        """The kind of the strongest trace that runs, 0 if none does."""
        self.differentiates = False
        """Whether a derivative in reverse mode runs around this point."""
        self.places: tuple[Place, ...] = ()
        """The way from the root of the analysis to here: calls and rounds of loops."""
        self.rescuing = 0
        """Handlers of exceptions around this point."""
        self.depth = 0
        self.loop_depth = 0
        self.active: defaultdict[int, int] = defaultdict(int)
        """Runs of each function's body that have not ended."""
        self.exhausted = False
        self.round_began = sys.maxsize
        """What is younger was made in this round of the innermost loop, if there is one."""
        self.ran_own_layer = False
        """Whether this round ran a layer that it made."""
        self.inner_rounds = (0, 1)
        """The trace of the loops that this round ran so far, and the rounds of the longest."""
        self.guarded = 0
        """Blocks around this point in which an error of a traced test is foreseen."""
        self.values_guarded = 0
        """Blocks around this point in which a ValueError is foreseen."""
        self.undecided = 0
        """Branches around this point, in all frames, that may or may not be taken."""
        self.unmetered = 0
        """Calls around this point that count for no function's budget."""
        self.dropped: ast.expr | None = None
        """The expression that the running statement evaluates for nothing."""

    def abstract_trace(self) -> Trace | None:
        """The innermost abstract trace."""
        for trace in reversed(self.traces):
            if trace.kind is TraceKind.ABSTRACT:
                return trace
        return None

    def tracing(self, trace: Trace | None) -> _Traces:
        """Runs the body inside `trace`."""
        if trace is None:
            return _Traces(self, self.traces, self.level)
        return _Traces(self, (*self.traces, trace), max(self.level, trace.kind))

    def untraced(self) -> _Traces:
        """Runs the body outside of every trace, as callbacks run."""
        return _Traces(self, (), 0)

    def own_weights(self, born: int) -> _Layer:
        """Runs a layer: one that this round of a loop made is another one in each round.

        So the operations of the round are no copies of those of other rounds.
        """
        return _Layer(self, born)

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
        self.before = it.traces, it.level, it.differentiates
        reverse = bool(traces) and (it.differentiates or traces[-1].transform in REVERSE)
        self.inside = traces, level, reverse

    def __enter__(self) -> None:
        self.it.traces, self.it.level, self.it.differentiates = self.inside

    def __exit__(self, *error: object) -> None:
        self.it.traces, self.it.level, self.it.differentiates = self.before


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


class _Layer:
    """Notes whether the round of a loop made what ran."""

    __slots__ = ("before", "born", "it")

    def __init__(self, it: Contexts, born: int) -> None:
        self.it = it
        self.born = born
        self.before = it.round_began, it.ran_own_layer

    def __enter__(self) -> None:
        self.it.round_began = sys.maxsize

    def __exit__(self, *error: object) -> None:
        began, ran = self.before
        self.it.round_began = began
        # What a layer makes itself is its own, not that of the round.
        self.it.ran_own_layer = ran or self.born > began


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
