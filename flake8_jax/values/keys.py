"""PRNG keys: linear values, whose cells say whether they were used."""

from __future__ import annotations

import ast
from dataclasses import replace
from enum import Enum
from typing import Final, NamedTuple

from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import Function, Scope
from flake8_jax.values.kinds import identity, value

USE: Final = "use"
"""The slot of a key's cells that holds its `Use`."""


SEED: Final = "seed"
"""The slot of a key's cells that holds its `Seed`, if it was made from a constant."""


WHOLE: Final = "whole"
"""The slot of the cells of a key that holds those of the array which it is in, and its name there.

The name is its number, or an `Every`.
"""


@value
class Every:
    """All keys of an array of keys, or of the slice from number `start` on."""

    start: int
    count: int | None

    def meets(self, other: Every) -> bool:
        """Whether some key is in both for sure."""
        whole = (0, None)
        if whole in ((self.start, self.count), (other.start, other.count)):
            return True
        if self.start < 0 or other.start < 0:
            return False  # counted from the end of an array of unknown length
        last = [e.start + e.count for e in (self, other) if e.count is not None]
        return not last or max(self.start, other.start) < min(last)


class UseKind(Enum):
    """What was done with a key."""

    SAMPLE = "sample"
    SPLIT = "split"


class Place(NamedTuple):
    """One level of the way to a use: a call of `passed`, or a round of a loop.

    `callee` is the function that a call runs, `serial` the age of a round.
    """

    node: ast.AST
    iteration: int = 0
    loop: bool = False
    passed: tuple[Value, ...] = ()
    module: Scope | None = None
    callee: Function | None = None
    serial: int = 0

    def same(self, other: Place) -> bool:
        """Whether this is the same call, or the same round of the same loop."""
        return self.node is other.node and self.iteration == other.iteration


class Pool(NamedTuple):
    """What is picked from at random, or put in another order, as the code shows it."""

    shown: ast.expr
    whole: bool
    """Whether all are, in another order."""
    made: bool = False
    """Whether it is no array that stands in a variable, but the number of its rows, say."""


@value
class Use:
    """A key was used up at `node`, reached through `places`.

    `undecided` counts the branches around it; it is `certain` if it is made on every path.
    `within` is the code that makes it. If it is told of as a reuse already, `told` is the number
    of places on the way that it shares with the use before. `pool` is the array of which it picks
    rows, as the code shows it.
    """

    kind: UseKind
    node: ast.expr
    places: tuple[Place, ...]
    within: ast.AST | None = None
    undecided: int = 0
    certain: bool = True
    told: int = 0
    pool: Pool | None = None

    def maybe(self) -> Use:
        return replace(self, certain=False) if self.certain else self


@value
class Seed:
    """A key was made at `node`, reached through `places`, from the constant `value`.

    It is `fixed` if that stands in the code; else who calls the function may have chosen it.
    """

    node: ast.expr
    value: object
    fixed: bool
    places: tuple[Place, ...]
    module: Scope


@identity
class Key(Value):
    """One PRNG key; `tracer` is set if it is traced."""

    cells: Cells
    tracer: Tracer | None = None

    def __repr__(self) -> str:
        return "used key" if USE in self.cells else "key"


@identity
class Keys(Value):
    """An array of keys, `count` of them if that is known.

    It may be a slice: the cells are those of the whole array, and the first key is number `start`
    of that. `inner` are the sizes of the axes behind the first one.
    """

    cells: Cells
    tracer: Tracer | None = None
    count: int | None = None
    start: int = 0
    inner: tuple[int | None, ...] = ()

    def __repr__(self) -> str:
        return f"{self.count or 'some'} keys"
