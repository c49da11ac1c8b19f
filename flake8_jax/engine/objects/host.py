"""What the world outside of the program gives: generators, clocks, settings, iterators."""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.events import HostRead
from flake8_jax.engine.jax.objects import following
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.dunders import by_builtin
from flake8_jax.engine.watch.uses import cached_trace
from flake8_jax.libraries.host import GENERATORS, OBJECTS
from flake8_jax.values.base import NONE, UNKNOWN, Const, Static, Value
from flake8_jax.values.functions import External, Instance, Scope

for _path, _seed in GENERATORS.items():

    @EXTERNALS.on(_path)
    def _generator(
        it: Interpreter, args: Arguments, node: ast.expr, path: str = _path, name: str = _seed
    ) -> Value:
        """A generator; what one made under a trace gives depends on its seed alone."""
        if it.traces:
            if (args.get(0, name) or NONE) == NONE and not args.more:
                _tell(it, node, path)
            return UNKNOWN
        return External(f"{path}()")


for _path, _made in OBJECTS.items():

    @EXTERNALS.on(_path)
    def _object(it: Interpreter, args: Arguments, node: ast.expr, made: str = _made) -> Value:
        return External(made)


@EXTERNALS.on("builtins.next")
def _next(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    shown = args.expression(0, "")
    # A counter gives static numbers, which serve as names.
    if it.traces and shown is not None and not isinstance(value, (Const, Static)):
        trace = cached_trace(it)
        if trace is not None and _is_older(it, shown, trace.serial):
            _tell(it, node, "builtins.next")
    if isinstance(value, Instance):
        return by_builtin(it, "next", args, node) or UNKNOWN
    return following(it, value, node)


def _is_older(it: Interpreter, shown: ast.expr, serial: int) -> bool:
    """Whether a variable or attribute was there before a trace began."""
    if isinstance(shown, ast.Name):
        scope: Scope | None = it.frame.scope
        while scope is not None:
            if shown.id in scope.cells:
                return scope.cells.serial < serial
            scope = scope.parent
    if isinstance(shown, ast.Attribute):
        owner = it.evaluate(shown.value)
        return isinstance(owner, Instance) and owner.cells.serial < serial
    return False


def _tell(it: Interpreter, node: ast.expr, path: str) -> None:
    it.emit(HostRead(node, path, it.traces[-1], cached_trace(it)))


_SETTINGS: Final = frozenset({"os.getenv", "os.environ.get", "os.environ"})


def read_setting(it: Interpreter, node: ast.expr) -> None:
    """Tells of ``float(os.environ["LR"])``: a number, and no switch."""
    given = node.args[0] if isinstance(node, ast.Call) and node.args else None
    if isinstance(given, ast.Call):
        source = it.evaluate(given.func)
    elif isinstance(given, ast.Subscript):
        source = it.evaluate(given.value)
    else:
        return
    if isinstance(source, External) and source.path in _SETTINGS:
        _tell(it, node, "os.environ")
