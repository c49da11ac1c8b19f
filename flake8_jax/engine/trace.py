"""The traces that run at one moment."""

from __future__ import annotations

import ast

from flake8_jax.values.base import TraceKind
from flake8_jax.values.functions import Scope
from flake8_jax.values.kinds import value


@value
class Trace:
    """One running trace.

    `transform` is the dotted name of what traces, `node` where it was applied, `function` what it
    traces. `cached` says that its result is kept, so that side effects happen once; `serial` is
    the age of the youngest cells made before it began, `depth` the length of the way to it,
    `module` the module that applied the transform. A `kernel` is given references to store into:
    loops in it are unrolled on purpose.
    """

    kind: TraceKind
    transform: str
    node: ast.AST
    function: str
    cached: bool
    serial: int
    depth: int
    module: Scope
    kernel: bool = False

    @property
    def line(self) -> int:
        line: int = getattr(self.node, "lineno", 0)
        return line


@value
class Site:
    """Where in this file to tell of what happens at a line of another module: at a call `node`."""

    node: ast.AST
    path: str
    line: int
