"""`match`: which cases may be taken, and what their patterns bind."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Final

from flake8_jax.engine.events import Truth
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import bases, derives, order, traits
from flake8_jax.engine.objects.containers import iterate
from flake8_jax.engine.objects.fields import variables
from flake8_jax.engine.objects.operations import operate
from flake8_jax.engine.syntax.branches import branch
from flake8_jax.engine.syntax.truth import ask, truth
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import UNKNOWN, Array, Const, Value
from flake8_jax.values.containers import Dict, List, Tuple, new_list
from flake8_jax.values.functions import Class, External, Instance

_ATOMS: Final = (Const, Tracer, Array)
_ASKING: Final = (External("typing.Protocol"), External("abc.ABC"))


def match_case(it: Interpreter, node: ast.Match, subject: Value, index: int) -> bool:
    """Tries the cases from number `index` on; true if what follows is reached."""
    if index == len(node.cases):
        return True
    case = node.cases[index]
    asked = it.asked
    fits = _fits(it, case.pattern, subject, node.subject)
    if it.asked != asked:
        # It fails here: what it would ask next need not be told.
        subject = UNKNOWN
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
        return _sequence(it, pattern, subject, shown)
    if isinstance(pattern, ast.MatchMapping):
        return _mapping(it, pattern, subject, shown)
    if isinstance(pattern, ast.MatchClass):
        return _class(it, pattern, subject, shown)
    if isinstance(pattern, ast.MatchStar) and pattern.name is not None:
        it.bind(pattern.name, subject)
    return None


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _sequence(
    it: Interpreter, pattern: ast.MatchSequence, subject: Value, shown: ast.expr
) -> bool | None:
    """Arrays are no sequences to `match`; of what is unknown, nothing is bound."""
    parts = pattern.patterns
    if isinstance(subject, (*_ATOMS, Dict)):
        return False
    source = iterate(it, subject) if isinstance(subject, (Tuple, List)) else None
    stars = [i for i, part in enumerate(parts) if isinstance(part, ast.MatchStar)]
    if not isinstance(source, Tuple):
        _all([_fits(it, part, UNKNOWN, shown) for part in parts])
        return None
    items = source.items
    if len(items) < len(parts) - len(stars) or (len(items) > len(parts) and not stars):
        return False
    if stars:
        after = len(parts) - stars[0] - 1
        end = len(items) - after
        items = (*items[: stars[0]], new_list(items[stars[0] : end]), *items[end:])
    return _in_turn(it, parts, items, shown)


def _in_turn(
    it: Interpreter, parts: Sequence[ast.pattern], items: Sequence[Value], shown: ast.expr
) -> bool | None:
    """The parts are tried until one does not fit."""
    answers: list[bool | None] = []
    for part, item in zip(parts, items, strict=True):
        if isinstance(part, ast.MatchStar):
            _fits(it, part, item, shown)
            continue
        answers.append(_fits(it, part, item, shown))
        if answers[-1] is False:
            return False
    return _all(answers)


def _mapping(
    it: Interpreter, pattern: ast.MatchMapping, subject: Value, shown: ast.expr
) -> bool | None:
    if isinstance(subject, (*_ATOMS, Tuple, List)):
        return False
    known: Mapping[object, Value] = {}
    if isinstance(subject, Dict):
        known = subject.entries.known
    keys = [it.evaluate(key) for key in pattern.keys]
    if pattern.rest is not None:
        it.bind(pattern.rest, UNKNOWN)
    found = [known.get(key.value) if isinstance(key, Const) else None for key in keys]
    closed = isinstance(subject, Dict) and subject.entries.rest is None
    if closed and any(
        value is None and isinstance(key, Const) for key, value in zip(keys, found, strict=True)
    ):
        return False
    answer = _in_turn(it, pattern.patterns, [value or UNKNOWN for value in found], shown)
    return None if None in found or answer is None else answer


def _class(
    it: Interpreter, pattern: ast.MatchClass, subject: Value, shown: ast.expr
) -> bool | None:
    """``Point(x=0)``: the class is asked first, then each attribute in turn."""
    cls = it.evaluate(pattern.cls)
    is_one = None
    if isinstance(subject, Instance) and isinstance(cls, Class):
        is_one = derives(subject.cls, cls)
    elif isinstance(subject, (*_ATOMS, Tuple, List, Dict)) and isinstance(cls, Class):
        # What such a class has for instances, it may decide itself.
        asks = any(base in _ASKING for one in order(cls) for base in bases(one))
        is_one = None if asks or Trait.OPEN in traits(cls) else False
    if is_one is False:
        return False
    if not isinstance(subject, Instance) or not isinstance(cls, Class) or not is_one:
        parts = [*pattern.patterns, *pattern.kwd_patterns]
        _in_turn(it, parts, [UNKNOWN] * len(parts), shown)
        return None
    given = cls.cells.get("__match_args__")
    listed = given.items if isinstance(given, Tuple) else map(Const, variables(cls))
    names = [str(n.value) for n in listed if isinstance(n, Const)][: len(pattern.patterns)]
    if len(names) < len(pattern.patterns):
        return None
    items = [it.attribute(subject, name) for name in (*names, *pattern.kwd_attrs)]
    return _in_turn(it, [*pattern.patterns, *pattern.kwd_patterns], items, shown)
