"""Branches: statements of which some run and others do not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from flake8_jax.engine.events import Truth
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join
from flake8_jax.engine.machine.registry import STATEMENTS
from flake8_jax.engine.syntax.narrowing import narrow
from flake8_jax.engine.syntax.truth import ask
from flake8_jax.values.cells import Changes

Arm = Callable[[], bool]


def branch(it: Interpreter, arms: Sequence[Arm]) -> bool:
    """Runs exclusive arms, each from the same state, and goes on with what holds after all.

    An arm returns whether it is left by its end; so does this.
    """
    mark, narrowed = it.journal.mark(), len(it.narrowed)
    it.frame.branches += 1
    it.undecided += 1
    ends: list[Changes] = []
    kept = False
    for number, arm in enumerate(arms, 1):
        falls = arm()
        if falls and not ends and number == len(arms):
            # No other arm goes on: what this one wrote stands.
            kept = True
            break
        changes = it.journal.rollback(mark)
        if falls:
            ends.append(changes)
    it.frame.branches -= 1
    it.undecided -= 1
    if len(ends) > 1:
        # What a test has shown holds in its arm alone.
        for name, value in it.narrowed[narrowed:]:
            for end in ends:
                if name in end and end[name][2] is value:
                    del end[name]
        del it.narrowed[narrowed:]
    if ends:
        it.journal.merge(ends, join)
    return kept or bool(ends)


@STATEMENTS.on(ast.If)
def if_(it: Interpreter, node: ast.If) -> bool:
    return _if(it, node, Truth.IF)


def _if(it: Interpreter, node: ast.If, asker: Truth) -> bool:
    value, refusals = it.evaluate(node.test), it.refusals
    truth = ask(it, value, node.test, asker)
    if it.refusals != refusals:
        return False  # it raises, as is foreseen
    if truth is not None:
        if it.frame.function is not None:
            it.callers.pruned.add(id(it.frame.function.node))
        return it.execute(node.body) if truth else _orelse(it, node)

    def holds() -> bool:
        narrow(it, node.test, True)
        return it.execute(node.body)

    def fails() -> bool:
        narrow(it, node.test, False)
        return _orelse(it, node)

    return branch(it, (holds, fails))


def _orelse(it: Interpreter, node: ast.If) -> bool:
    orelse = node.orelse
    if (
        len(orelse) == 1
        and isinstance(orelse[0], ast.If)
        and orelse[0].col_offset == node.col_offset
    ):
        it.steps_left -= 1
        return _if(it, orelse[0], Truth.ELIF)
    return it.execute(orelse)
