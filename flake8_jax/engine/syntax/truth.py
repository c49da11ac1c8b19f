"""The truth of a value, and telling who asks for it."""

from __future__ import annotations

import ast

from flake8_jax.engine.events import Truth, TruthTest
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.containers import TRUTH, known
from flake8_jax.engine.objects.dunders import truth_of
from flake8_jax.engine.syntax.evidence import may_be_container
from flake8_jax.engine.syntax.narrowing import doubted
from flake8_jax.values.arrays import SURE, Form, Opaque, Perhaps, Tracer, Tree
from flake8_jax.values.base import Const, Static, TraceKind, Unknown, Value
from flake8_jax.values.containers import Dict, List, Tuple
from flake8_jax.values.functions import Class, External, Function, Instance, Partial, Transformed

_JIT_OFF = External("jax.config.jax_disable_jit")
_REFUSING = frozenset({Perhaps, Tree, Tracer})
_ALWAYS_TRUE = (Function, Partial, Transformed, Class)


def truth(value: Value) -> bool | None:
    """Whether Python takes the value for true, if that is known."""
    kind = type(value)
    if kind is Unknown or kind is Static:
        return None
    if kind is Opaque:
        return known(value, TRUTH)
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Tuple):
        return bool(value.items)
    if isinstance(value, List):
        return None if value.items.known is None else bool(value.items.known)
    if isinstance(value, Dict):
        return True if value.entries.known else None if value.entries.rest else False
    if isinstance(value, _ALWAYS_TRUE):
        return True
    return known(value, TRUTH)


def refused(it: Interpreter, value: Value, subject: ast.expr) -> Tracer | None:
    """The tracer that refuses to tell its truth, if the value surely is one."""
    if type(value) not in _REFUSING:
        return None
    if isinstance(value, Perhaps):
        value = value.tracer
    if isinstance(value, Tree):
        if value.form not in SURE:
            return None
        if value.form is Form.ANY and may_be_container(it, subject, value):
            return None
        value = value.leaf()
    if isinstance(value, Tracer) and value.kind > TraceKind.CONCRETE:
        return value
    return None


def ask(
    it: Interpreter,
    value: Value,
    subject: ast.expr,
    asker: Truth,
    word: str = "",
    node: ast.expr | None = None,
) -> bool | None:
    """Python asks for the truth of `value`, that of the expression `subject`.

    Tells the rules if a tracer refuses, and returns the truth if it is known.
    """
    tracer = refused(it, value, subject)
    if tracer is not None:
        if it.guarded:
            it.refusals += 1
            return None
        it.asked += 1
        if not doubted(it):
            it.emit(TruthTest(node or subject, subject, tracer, asker, word or asker.value))
        return None
    if type(value) is Instance:
        return truth_of(it, value, subject)
    if value == _JIT_OFF and it.level == TraceKind.ABSTRACT:
        return False  # or nothing would be traced here
    return truth(value)
