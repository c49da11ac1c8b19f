"""The abstract tracer: runs a module over abstract values and tells listeners what happens."""

from __future__ import annotations

import ast

from flake8_jax.engine import modules
from flake8_jax.engine.jax import aval_making, keys, pytrees, transforms
from flake8_jax.engine.machine.interpreter import Interpreter, Listeners
from flake8_jax.engine.objects import (
    attributes,
    builtins,
    calls,
    classes,
    decorators,
    dunders,
    host,
    instances,
    items,
    iterators,
    methods,
    ordering,
    structures,
    texts,
)
from flake8_jax.engine.roots import analyse
from flake8_jax.engine.syntax import blocks, branches, compare, expressions, loops, statements
from flake8_jax.engine.watch import concretize
from flake8_jax.libraries import Library
from flake8_jax.values.base import Const
from flake8_jax.values.cells import Cells
from flake8_jax.values.functions import Scope


def trace_module(tree: ast.Module, library: Library, listeners: Listeners, path: str = "") -> bool:
    """Analyses a module; false if it ran out of budget, so that parts were left out.

    Other modules are followed if the `path` of this one is given.
    """
    module = Scope(Cells({"__name__": Const("__main__")}), path=path)
    lines = tree.body[-1].end_lineno or 0 if tree.body else 0
    it = Interpreter(module, library, listeners, lines)
    try:
        analyse(it, tree)
        return not it.exhausted
    finally:
        it.dispose()
