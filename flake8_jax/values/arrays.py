"""Traced values: tracers, and pytrees of tracers whose structure is not known."""

from __future__ import annotations

import ast
from dataclasses import field
from enum import Enum
from typing import Final

from flake8_jax.values.avals import ANY, Aval, Size
from flake8_jax.values.base import TraceKind, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.kinds import identity, value
from flake8_jax.values.origin import Origin


@identity
class Made:
    """How an array was made: by an operator of Python's `ast`, or a function by its dotted name."""

    op: object
    operands: tuple[Value, ...]
    node: ast.expr | None = None


@value
class Tracer(Value):
    """An array for sure, and traced.

    `maker` is the call of a jax.numpy function that made it out of static values alone, if one
    did. It is `firm` if it is an argument of what is traced, or arithmetic on one: plain `grad`
    does not trace everything that is computed from its arguments.
    """

    kind: TraceKind
    origin: Origin = field(compare=False)
    maker: ast.expr | None = field(default=None, compare=False)
    aval: Aval = ANY
    how: Made | None = field(default=None, compare=False)
    """Kept only while something is differentiated."""
    firm: bool = field(default=False, compare=False)

    @property
    def length(self) -> Size:
        """The size of its first axis."""
        return self.aval.length

    def __repr__(self) -> str:
        return f"{self.kind.name.lower()} tracer"


class Form(Enum):
    """What is known of an argument whose structure is not."""

    __hash__ = object.__hash__

    ANY = "any"
    """An array, or a pytree of arrays."""
    ARRAY = "array"
    """An array for sure."""
    NUMBER = "number"
    """An array or a Python number, so a tracer where all leaves are traced."""
    MIXED = "mixed"
    """A pytree of which only the arrays are traced: it may be, or hold, something else."""
    OPTIONAL = "optional"
    """It has a default, so that it may never be traced at all."""
    STATIC = "static"
    """Something that cannot be traced, such as a text or a function."""


SURE: Final = frozenset({Form.ANY, Form.ARRAY})
"""The forms of what is a tracer if it is used as an array."""


SUPPOSED: Final = ("supposed",)
"""The slot of an argument's cells that is filled if no call is seen that gives the argument."""


@identity
class Opaque(Value):
    """An unknown object that keeps its identity: read twice, it is the same object twice.

    It may well be a PRNG key, even if its `form` says that it is an array.
    """

    cells: Cells
    form: Form = Form.ANY

    def __repr__(self) -> str:
        return "opaque"


@identity
class Tree(Value):
    """A traced argument: an array, or a pytree of arrays, of unknown structure."""

    cells: Cells
    kind: TraceKind
    origin: Origin
    form: Form = Form.ANY

    def __repr__(self) -> str:
        partly = "partly " if self.form is Form.MIXED else ""
        return f"{partly}{self.kind.name.lower()} tree"

    def leaf(self) -> Tracer:
        """The tracer that this is if it is used as an array."""
        return Tracer(self.kind, self.origin)


@value
class Perhaps(Value):
    """What ``static and traced`` gives: the tracer, unless the static operand decides."""

    tracer: Tracer

    def __repr__(self) -> str:
        return f"perhaps {self.tracer!r}"


@value
class Ref(Value):
    """A reference to an array that can be changed: reading it gives arrays, storing is right.

    It may be a pytree of such if it is not `sure`; without a `tracer` no trace made it.
    """

    tracer: Tracer | None = None
    sure: bool = True

    def __repr__(self) -> str:
        kind = "" if self.tracer is None else f"{self.tracer.kind.name.lower()} "
        return f"{kind}{'ref' if self.sure else 'refs'}"


@identity
class Indexer(Value):
    """``x.at`` or ``x.at[i]`` of an array; then `index` holds its items, `node` is the whole."""

    array: Value
    indexed: bool = False
    index: tuple[Value, ...] = ()
    node: ast.expr | None = None

    def __repr__(self) -> str:
        return f"{self.array!r}.at"
