"""What code changes beyond itself, and reads from there."""

from __future__ import annotations

import ast
from enum import Enum

from flake8_jax.engine.trace import Trace
from flake8_jax.values import kinds
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import Value


class Into(Enum):
    """What a value is stored into."""

    NAME = "name"
    """A name that is declared global or nonlocal."""
    ATTRIBUTE = "attribute"
    ITEM = "item"
    METHOD = "method"
    """A container, by one of its methods or by an operator that changes it: ``steps += [x]``."""


@kinds.value
class Store:
    """A value is stored where others may see it: as an attribute or item, in an outer name.

    Told under a trace; of items of JAX's arrays everywhere. Once for ``x[i] += v``, after the sum
    is made; for a method, once per value. `node` is the statement (or the call), `target` what it
    stores into; `owner` is the object that changes (None for a name), `key` the index or name,
    `value` what is stored, None if it is deleted. `outlives` is the innermost trace, if the owner
    is known to be older than it. An error may be `expected`, as in a `try`.
    """

    node: ast.stmt | ast.expr
    target: ast.expr
    into: Into
    owner: Value | None
    key: Value
    value: Value | None
    trace: Trace | None
    outlives: Trace | None
    expected: bool


@kinds.value
class Leak:
    """A tracer outlives its trace: something that is older holds it when the trace ends.

    `node` is what stored it there: the target of an assignment, or a call such as that of
    ``append``; `into` is what holds it. `trace` is the one that ends.
    """

    node: ast.expr
    into: ast.expr
    value: Tracer
    trace: Trace


@kinds.value
class Stale:
    """Compiled code read a name or attribute when it was traced, which was bound anew since.

    Told when the compiled function is called again, with arguments for which it is not traced
    anew. `node` is the read; `transform` was applied to `function` at `place`.
    """

    node: ast.expr
    transform: str
    place: ast.expr
    function: str
