"""Requests for 64 bits, and whether x64 is surely off where they are made.

Whether x64 is on is a fact about the whole program. It is taken for off only in a program, a file
that says what is to be done when it is run: any other file may be used by one that switches it on.
Nothing of what the program consists of may speak of x64, as far as that can be seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import LateWidth, WideRequest
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.libraries import is_modest
from flake8_jax.libraries.dtypes import NAMES, WIDE_NAMES, is_wide, narrow
from flake8_jax.libraries.jax_avals import CONVERSIONS
from flake8_jax.source.project import (
    is_in_package,
    locate,
    mentions,
    module_mentions,
    project_files,
)
from flake8_jax.source.walking import walk
from flake8_jax.values.avals import ANY
from flake8_jax.values.base import Array, Const, Value
from flake8_jax.values.functions import External

SIGN: Final = "x64"
NARROW: Final = "complex64"
"""What has the sign in it and says nothing of it."""
_READING: Final = frozenset({"jax.numpy.frombuffer", "jax.numpy.fromfile"})
"""Functions that read bytes as a dtype, and say nothing if that is narrowed."""
_MODULES: Final = ("jax.numpy", "numpy")


_NAMING: Final = frozenset({External, Const})
"""What names a dtype."""


def wide_dtype(value: Value) -> str:
    """The dtype of 64 bits that an argument names; empty if it is none."""
    if type(value) is External:
        module, _, name = value.path.rpartition(".")
        return WIDE_NAMES.get(name, "") if module in _MODULES else ""
    if type(value) is Const and type(value.value) is str:
        return WIDE_NAMES.get(value.value, "")
    return ""


def check_widths(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> None:
    """Tells of a dtype of 64 bits among the arguments of a function that makes arrays."""
    if path in CONVERSIONS and is_wide(CONVERSIONS[path]) and args.positional:
        _tell(it, node, path, CONVERSIONS[path])
    for index, value in enumerate(args.positional):
        if type(value) not in _NAMING:
            continue
        dtype = wide_dtype(value)
        if dtype and path not in _READING:
            _tell(it, args.expression(index, "") or node, path, dtype)
    for name, value in args.keywords.items():
        dtype = wide_dtype(value) if name.endswith("type") and path not in _READING else ""
        if dtype:
            _tell(it, args.expression(len(args.positional), name) or node, path, dtype)


def _tell(it: Interpreter, node: ast.expr, path: str, dtype: str) -> None:
    if not it.guarded:
        it.emit(WideRequest(node, path, dtype, narrow(dtype, x64=False), _surely_off(it)))


def switch_on(it: Interpreter, node: ast.expr) -> None:
    """Notes that x64 is on from here; tells of arrays that this module made before."""
    # A function is taken at its word only if it is seen to be called by the module.
    if it.frame.module is not it.module or it.callers.root or it.undecided:
        return
    if it.tree is not None and not it.config.x64:
        for name, line in _made_before(it.tree, node):
            made = it.module.cells.get(name)
            if isinstance(made, Array) and made.aval is not ANY and made.aval.dtype in _NARROWED:
                it.emit(LateWidth(node, name, line, made.aval.dtype or ""))
                break
    it.config.x64 = True


_NARROWED: Final = frozenset(narrow(name, x64=False) for name in NAMES if is_wide(name))


def _made_before(tree: ast.Module, node: ast.expr) -> Iterator[tuple[str, int]]:
    """The names that statements before `node` assign, unless they say of how many bits."""
    for statement in tree.body:
        if statement.lineno >= node.lineno:
            return
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Name) and isinstance(statement, ast.Assign):
            text = ast.unparse(statement.value)
            if "32" not in text and "type" not in text:
                yield target.id, statement.lineno


def _surely_off(it: Interpreter) -> bool:
    """Whether x64 is off: decided once for a file, when a request is met."""
    if it.config.off is None:
        it.config.off = it.tree is not None and _is_off(it.module.path, it.tree)
    return it.config.off


def _is_off(path: str, tree: ast.Module) -> bool:
    if not is_program(path, tree) or _speaks_of_it(tree) or not _imports_are_modest(path, tree):
        return False
    if not path:
        return True
    around = any(mentions(file, SIGN, NARROW) for file in project_files(path))
    return not around and not any(
        module_mentions(file, SIGN, NARROW) for file in _imported(path, tree)
    )


def is_program(path: str, tree: ast.Module) -> bool:
    """Whether running the file does something for its own sake: it prints, or calls its functions.

    So does one that asks if it is run, unless others import it from its package.
    """
    run = not path or not is_in_package(path)
    own = {s.name for s in tree.body if isinstance(s, ast.FunctionDef)}
    return any(_acts(statement, own, run) for statement in tree.body)


def _acts(statement: ast.stmt, own: set[str], run: bool) -> bool:
    if isinstance(statement, ast.If) and isinstance(statement.test, ast.Compare):
        left = statement.test.left
        return run and isinstance(left, ast.Name) and left.id == "__name__"
    if isinstance(statement, (ast.For, ast.While, ast.With)):
        return any(_acts(inner, own, run) for inner in statement.body)
    called = statement.value if isinstance(statement, ast.Expr) else None
    name = called.func if isinstance(called, ast.Call) else None
    return isinstance(name, ast.Name) and (name.id == "print" or name.id in own)


def _speaks_of_it(tree: ast.Module) -> bool:
    """Whether anything in the file is named after x64, or a text in it tells of it."""
    for node in walk(tree):
        for field in ("value", "attr", "id", "name"):
            text = getattr(node, field, None)
            if isinstance(text, str) and SIGN in text.lower().replace(NARROW, ""):
                return True
    return False


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.level
            for alias in node.names:
                below = f"{node.module}.{alias.name}" if node.module else alias.name
                yield below, node.level


def _imports_are_modest(path: str, tree: ast.Module) -> bool:
    """Whether all that is imported is of the project, or known not to switch x64 on."""
    for module, level in _imports(tree):
        if not level and not is_modest(module) and not (path and locate(path, module, 0)):
            return False
    return True


def _imported(path: str, tree: ast.Module) -> Iterator[str]:
    """The modules of the project that a file imports."""
    for module, level in _imports(tree):
        found = locate(path, module, level)
        if found is not None:
            yield found
