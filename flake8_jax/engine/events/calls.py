"""Calls of what is not of the program."""

from __future__ import annotations

import ast

from flake8_jax.engine.trace import Trace
from flake8_jax.values import kinds
from flake8_jax.values.base import Value


@kinds.value
class Call:
    """A function outside of the program is called while a trace runs.

    `path` is its canonical dotted name, such as ``builtins.print``; `trace` the innermost trace,
    `cached` the outermost one whose result is kept, so that calls inside of it happen once. It is
    `rescuing` if it stands behind an ``except``: whatever was raised, was while tracing. It is
    `doubtful` if it runs only where something unknown is missing, or is no array.
    """

    node: ast.Call
    path: str
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    trace: Trace
    cached: Trace | None
    rescuing: bool = False
    doubtful: bool = False


@kinds.value
class HostRead:
    """Traced code reads what differs from call to call, in a way that its `Call` does not show.

    `path` is ``builtins.next`` for the next item of an iterator from outside, what makes a
    generator of random numbers without a seed, or ``os.environ`` for a number from a setting.
    """

    node: ast.expr
    path: str
    trace: Trace
    cached: Trace | None


@kinds.value
class Discarded:
    """A statement calls what only computes, and drops what it returns.

    Told everywhere, traced or not. `path` is the dotted name of the function, or
    ``jax.Array.reshape`` for a method of an array and ``jax.Array.at.set`` for an update of one;
    `value` is what it returned, and `key` the PRNG key that it was given, as the code shows it.
    A call that is expected to fail is not told of. `trace` is the innermost abstract trace;
    `function` is where the statement stands, ``<module>`` at the top level of a file, and `root`
    the function from which the analysis came here: that one for which no call is visible.
    """

    node: ast.expr
    path: str
    value: Value
    key: str
    trace: Trace | None
    function: str
    root: str
