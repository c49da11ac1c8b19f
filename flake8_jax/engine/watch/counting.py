"""What counts in a loop: the names that hold another number in each of many rounds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine import limits
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.containers import iterate
from flake8_jax.engine.syntax.guards import is_plain, unheard
from flake8_jax.engine.watch.flows import body_of, names
from flake8_jax.libraries.growing import SPACED
from flake8_jax.source.walking import walk
from flake8_jax.values import kinds
from flake8_jax.values.base import Const
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import External

Loop = ast.For | ast.While | ast.expr
_STEPS: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_ARITHMETIC: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_COUNTING: Final = frozenset({"builtins.range", "itertools.count"})


@kinds.value
class Counted:
    """A loop, the names that count in it, and whether it has `many` rounds."""

    loop: Loop
    counters: frozenset[str]
    many: bool

    def varies(self, node: ast.expr) -> bool:
        """Whether an expression is arithmetic on a counter: another number in each round."""
        return self.many and _varies(node, self.counters)

    def rebinds(self, name: str) -> bool:
        """Whether the loop binds a name, or deletes it."""
        return bool(_bindings(self.loop, name))


def counted(it: Interpreter, loop: Loop) -> Counted:
    """What counts in a loop."""
    found: set[str] = set()
    many = True
    if isinstance(loop, ast.For):
        found, many = _targets(it, loop.target, loop.iter)
    for generator in getattr(loop, "generators", ()):
        more, enough = _targets(it, generator.target, generator.iter)
        found |= more
        many = many and enough
    if isinstance(loop, (ast.For, ast.While)):
        found |= set(_stepped(loop))
    before = -1
    while before != len(found) and isinstance(loop, (ast.For, ast.While)):
        before = len(found)
        for name, source in _assigned(loop):
            if _varies(source, found) and len(_bindings(loop, name)) == 1:
                found.add(name)
    return Counted(loop, frozenset(found), many)


def _targets(it: Interpreter, target: ast.expr, source: ast.expr) -> tuple[set[str], bool]:
    """The names that a loop counts, and whether it may have many rounds."""
    if isinstance(source, ast.Call):
        path = called_path(it, source)
        if path == "builtins.enumerate" and isinstance(target, ast.Tuple) and source.args:
            _, many = _targets(it, target, source.args[0])
            return names(target.elts[:1], ast.Store), many
        if path in _COUNTING:
            return names([target], ast.Store), _is_long(it, source)
        if path in SPACED:
            return names([target], ast.Store), _has_steps(source)
        if len(source.args) == 1 and isinstance(source.args[0], ast.Call):
            # Such as a progress bar around a range.
            return _targets(it, target, source.args[0])
        return set(), True
    if is_plain(source):
        with unheard(it):
            known = iterate(it, it.evaluate(source))
        return set(), not isinstance(known, Tuple) or len(known.items) > limits.FEW_ROUNDS
    if isinstance(source, (ast.List, ast.Tuple)):
        return set(), len(source.elts) > limits.FEW_ROUNDS
    return set(), True


def _has_steps(source: ast.Call) -> bool:
    """Whether a call that asks for evenly spaced numbers may ask for many."""
    last = [*source.args[2:], *(k.value for k in source.keywords if k.arg == "num")]
    number = last[0].value if last and isinstance(last[0], ast.Constant) else None
    return not isinstance(number, int) or number > limits.FEW_ROUNDS


def called_path(it: Interpreter, call: ast.Call) -> str:
    """The dotted name of what a call calls, if it is in a library."""
    callee = it.evaluate(call.func) if is_plain(call.func) else None
    return callee.path if isinstance(callee, External) else ""


def _is_long(it: Interpreter, source: ast.Call) -> bool:
    """Whether a range may have many items."""
    bounds: list[int] = []
    with unheard(it):
        values = [it.evaluate(bound) if is_plain(bound) else None for bound in source.args]
    for value in values:
        if not isinstance(value, Const) or type(value.value) is not int:
            return True
        bounds.append(value.value)
    if not bounds or (len(bounds) == 3 and bounds[2] == 0):
        return True
    return len(range(*bounds)) > limits.FEW_ROUNDS


def _varies(node: ast.expr, counters: set[str] | frozenset[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in counters
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, (ast.USub, ast.UAdd)) and _varies(node.operand, counters)
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        left, right = _varies(node.left, counters), _varies(node.right, counters)
        # What both sides hold may well cancel out, as in ``t - (t + 1)``.
        return left != right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return node.func.id in ("int", "float") and _varies(node.args[0], counters)
    return False


def _stepped(loop: ast.For | ast.While) -> Iterator[str]:
    """The names that each round adds a number to, or multiplies by one."""
    for statement in loop.body:
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, _STEPS):
            target: ast.expr = statement.target
            step = statement.value
        elif (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.value, ast.BinOp)
            and isinstance(statement.value.op, _STEPS)
            and ast.unparse(statement.value.left) == ast.unparse(statement.targets[0])
        ):
            target, step = statement.targets[0], statement.value.right
        else:
            continue
        number = (
            isinstance(step, ast.Constant)
            and type(step.value) in (int, float)
            and step.value not in (0, 1.0 if not _adds(statement) else 0)
        )
        if isinstance(target, ast.Name) and number and len(_bindings(loop, target.id)) == 1:
            yield target.id


def _adds(statement: ast.AugAssign | ast.Assign) -> bool:
    operator = statement.op if isinstance(statement, ast.AugAssign) else None
    if isinstance(statement.value, ast.BinOp) and operator is None:
        operator = statement.value.op
    return isinstance(operator, (ast.Add, ast.Sub))


def _assigned(loop: ast.For | ast.While) -> Iterator[tuple[str, ast.expr]]:
    for statement in loop.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                yield target.id, statement.value


def _bindings(loop: Loop, name: str) -> list[ast.AST]:
    """The places in the body of a loop where a name is bound."""
    return [
        node
        for part in body_of(loop)
        for node in walk(part)
        if isinstance(node, ast.Name) and node.id == name and type(node.ctx) is not ast.Load
    ]


def bound_once(loop: Loop, name: str) -> ast.expr | None:
    """What a name is bound to in each round, if that is done at one place alone."""
    if not isinstance(loop, (ast.For, ast.While)) or len(_bindings(loop, name)) != 1:
        return None
    if isinstance(loop, ast.For) and name in names([loop.target], ast.Store):
        return None  # the loop itself binds it anew before
    return next((source for bound, source in _assigned(loop) if bound == name), None)


def items(node: ast.expr) -> list[ast.expr]:
    """The items of a list or tuple as it is written."""
    return node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
