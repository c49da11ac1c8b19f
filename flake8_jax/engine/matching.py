"""`match`: which cases may be taken, and what their patterns bind."""

from __future__ import annotations

import ast

from flake8_jax.engine.containers import iterate
from flake8_jax.engine.control import branch
from flake8_jax.engine.events import Truth
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.operations import operate
from flake8_jax.engine.targets import assign
from flake8_jax.engine.truth import ask, truth
from flake8_jax.values.base import UNKNOWN, Const, Value
from flake8_jax.values.containers import Tuple


def match_case(it: Interpreter, node: ast.Match, subject: Value, index: int) -> bool:
    """Tries the cases from number `index` on; true if what follows is reached."""
    if index == len(node.cases):
        return True
    case = node.cases[index]
    fits = _fits(it, case.pattern, subject, node.subject)
    if fits is False:
        return match_case(it, node, subject, index + 1)

    def taken() -> bool:
        if case.guard is not None:
            ask(it, it.evaluate(case.guard), case.guard, Truth.CASE, "if")
        return it.execute(case.body)

    if fits is True and case.guard is None:
        return it.execute(case.body)
    return branch(it, (taken, lambda: match_case(it, node, subject, index + 1)))


def _fits(it: Interpreter, pattern: ast.pattern, subject: Value, shown: ast.expr) -> bool | None:
    """Whether a pattern fits, if that is known; binds its names."""
    if isinstance(pattern, ast.MatchAs):
        fits = True if pattern.pattern is None else _fits(it, pattern.pattern, subject, shown)
        if pattern.name is not None:
            it.bind(pattern.name, subject)
        return fits
    if isinstance(pattern, ast.MatchValue):
        comparison = ast.copy_location(ast.Compare(shown, [ast.Eq()], [pattern.value]), shown)
        result = operate(it, comparison, ast.Eq, subject, it.evaluate(pattern.value))
        return ask(it, result, shown, Truth.CASE, "match", pattern.value)
    if isinstance(pattern, ast.MatchSingleton):
        return truth(Const(pattern.value == subject.value)) if isinstance(subject, Const) else None
    if isinstance(pattern, ast.MatchOr):
        answers = [_fits(it, p, subject, shown) for p in pattern.patterns]
        return True if True in answers else None if None in answers else False
    if isinstance(pattern, ast.MatchSequence):
        source = iterate(it, subject)
        known = source.items if isinstance(source, Tuple) else ()
        for index, part in enumerate(pattern.patterns):
            _fits(it, part, known[index] if index < len(known) else UNKNOWN, shown)
        return None
    for name in ast.walk(pattern):
        bound = getattr(name, "name", None) or getattr(name, "rest", None)
        if isinstance(bound, str):
            assign(it, ast.Name(bound), UNKNOWN)
    return None
