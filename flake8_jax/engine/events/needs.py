"""Where a value is needed that is not known while tracing."""

from __future__ import annotations

import ast
from enum import Enum

from flake8_jax.values import kinds
from flake8_jax.values.arrays import Tracer


@kinds.value
class ToNumpy:
    """NumPy is handed a traced value, which it cannot read.

    `node` is the call, or the index; `callee` the dotted name of the function, nothing for an
    index. If the error is `hidden`, the function swallows it and returns False.
    """

    node: ast.expr
    callee: str
    value: Tracer
    hidden: bool


class Need(Enum):
    """What Python needs the value of an array for."""

    NUMBER = "number"
    """As a number of its own: ``float(x)``, ``x.item()``, ``math.sqrt(x)``."""
    COUNT = "count"
    """As a number of rounds or repetitions: ``range(n)``, ``"-" * n``."""
    INDEX = "index"
    """As an index of a list, a tuple or a text, or as a bound of a slice of one."""
    KEY = "key"
    """As the key of a dict or the item of a set, which must have a hash."""
    TEXT = "text"
    """As a formatted number: ``f"{x:.2f}"``."""


@kinds.value
class Concretized:
    """Python asks a traced value for its value, and JAX refuses.

    `node` is the expression to point at, `subject` the one whose value is asked, `word` who asks
    (``float()``, ``.item()``, ``list index``). A call that is expected to fail is not told of.
    """

    node: ast.expr
    subject: ast.expr
    value: Tracer
    need: Need
    word: str


@kinds.value
class StaticNeeded:
    """A traced value stands where JAX needs a number while tracing, such as in a shape.

    `node` is the expression to point at, `subject` the one that holds the value; `callee` is what
    needs it, `parameter` as what. A call that is expected to fail is not told of.
    """

    node: ast.expr
    subject: ast.expr
    value: Tracer
    callee: str
    parameter: str
