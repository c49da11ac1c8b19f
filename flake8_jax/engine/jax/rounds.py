"""Bodies that stand for many rounds: run once, and again where a key may be used up twice."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flake8_jax.engine import limits
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.values.base import TraceKind, Value
from flake8_jax.values.cells import next_serial
from flake8_jax.values.functions import Transformed
from flake8_jax.values.keys import USE, WHOLE, Every, Place


def rounds(
    it: Interpreter,
    node: ast.expr,
    once: Callable[[int], Value],
    args: Arguments,
    repeats: bool,
    inner: bool = False,
) -> Value:
    """Runs a body, and again if it stands for many rounds and used a key from outside.

    What is mapped by one `vmap` may be left to it by another one around it, or `inner` to it: so
    all is combined with all.
    """
    serial = next_serial()
    mark = it.journal.mark()
    with it.at(Place(node, 0, passed=args.all(), module=it.frame.module, serial=serial)):
        result = once(0)
    if not repeats or it.loop_depth >= limits.LOOP_DEPTH:
        return result
    used = (c for c, slot, _ in it.journal.written(mark) if slot == USE and c.serial < serial)
    if all(inner and isinstance(c.get(WHOLE, (None, None))[1], Every) for c in used):
        return result
    it.loop_depth += 1
    with it.at(Place(node, 1, passed=args.all(), module=it.frame.module)):
        result = once(1)
    it.loop_depth -= 1
    return result


@contextmanager
def traced_only(it: Interpreter, whether: bool) -> Iterator[None]:
    """Undoes what is done inside, if it is only traced: no key is used up, and nothing stored."""
    mark, stored = it.journal.mark(), it.stored
    if whether:
        it.stored = None
    yield
    if whether:
        it.journal.rollback(mark)
        it.stored = stored


def is_mapped(function: Value) -> bool:
    """Whether a function is mapped already."""
    return isinstance(function, Transformed) and bool(function.row.repeats)


def is_inner(it: Interpreter, node: ast.expr) -> bool:
    """Whether what is called here is called by a `vmap` of it, and by nothing in between."""
    if not it.places or it.places[-1].node is not node:
        return False
    return bool(it.traces) and it.traces[-1].kind is TraceKind.BATCHED
