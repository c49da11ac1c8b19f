"""What Python control flow asks of values."""

from __future__ import annotations

import ast
from enum import Enum

from flake8_jax.engine.trace import Trace
from flake8_jax.values import kinds
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.containers import Trips


class Truth(Enum):
    """Who asks for the truth of a value."""

    IF = "if"
    ELIF = "elif"
    TERNARY = "ternary `if`"
    CASE = "match"
    FILTER = "comprehension `if`"
    WHILE = "while"
    ASSERT = "assert"
    AND_OR = "and/or"
    NOT = "not"
    CHAIN = "chained comparison"
    MEMBERSHIP = "in"
    BUILTIN = "builtin"


@kinds.value
class TruthTest:
    """Python asks for the truth of a traced value.

    `node` is the expression to point at, `subject` the expression whose value is asked,
    `word` the operator or builtin that asks (``and``, ``in``, ``max``).
    """

    node: ast.expr
    subject: ast.expr
    value: Tracer
    asker: Truth
    word: str


@kinds.value
class Loop:
    """A Python loop has run under an abstract trace, or a comprehension.

    `operations` counts the JAX operations that one round puts into the traced program, calls
    followed; `carries` are names that one round reads and rebinds to a traced value; `sequence`
    is true if the loop goes over a Python container whose items differ.
    `inner` is how many rounds the longest loops in one round have together, if that is known.
    """

    node: ast.For | ast.While | ast.comprehension
    at: ast.stmt | ast.expr
    trips: Trips
    operations: int
    carries: tuple[str, ...]
    trace: Trace
    inner: int = 1
