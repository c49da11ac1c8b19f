"""What is done with the instances of compiled methods, in order."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.values import kinds
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import Instance

MAKERS: Final = frozenset({"__init__", "__post_init__", "__new__"})


@kinds.value
class Step:
    """A compiled method was called on an instance (`name` is empty), or an attribute of it set."""

    root: int
    cells: Cells
    node: ast.AST | None
    name: str
    loops: frozenset[int]


def note_call(it: Interpreter, node: ast.expr, receiver: Instance) -> None:
    """A compiled method was called on an instance."""
    it.callers.steps.append(Step(it.callers.root, receiver.cells, node, "", _loops(it)))


def note_store(it: Interpreter, owner: Instance, name: str) -> None:
    """An attribute of an instance was set, outside of every trace."""
    function = it.frame.function
    if function is None or function.name not in MAKERS:
        it.callers.steps.append(Step(it.callers.root, owner.cells, None, name, _loops(it)))


def _loops(it: Interpreter) -> frozenset[int]:
    return frozenset(id(place.node) for place in it.places if place.loop)
