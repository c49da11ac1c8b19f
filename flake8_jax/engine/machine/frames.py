"""One activation of a function."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from flake8_jax.values import kinds
from flake8_jax.values.base import Value
from flake8_jax.values.cells import Cells, Changes
from flake8_jax.values.functions import Class, Function, Scope


@kinds.value
class Exit:
    """One way out of a function: the value, and what was written by then (None: all that is)."""

    value: Value
    changes: Changes | None


@dataclass(slots=True)
class Rounds:
    """The loop that runs: the states in which it is left, or in which its next round begins."""

    mark: int
    round_mark: int
    began: int = 0
    """The serial number at which the round began."""
    breaks: list[Changes] = field(default_factory=list)
    continues: list[Changes] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """The local scope of an activation, and how it ends.

    `branches` counts the undecided branches around the statement that runs; `redirects` maps
    names declared global or nonlocal to the cells that hold them.
    """

    scope: Scope
    name: str
    module: Scope
    function: Function | None = None
    receiver: Value | None = None
    cls: Class | None = None
    mark: int = 0
    shown: ast.expr | None = None
    """The expression that last used an instance, for what Python calls without a call."""
    branches: int = 0
    exits: list[Exit] = field(init=False, default_factory=list)
    yields: list[Value] = field(init=False, default_factory=list)
    loops: list[Rounds] = field(init=False, default_factory=list)
    redirects: dict[str, Cells] = field(init=False, default_factory=dict)
