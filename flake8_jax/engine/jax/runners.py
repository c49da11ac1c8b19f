"""Methods of libraries that run their object: ``model.apply(variables, x)``."""

from __future__ import annotations

import ast

from flake8_jax.engine.machine.arguments import Arguments, bind_row
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import traits
from flake8_jax.engine.objects.classes import prepare
from flake8_jax.engine.objects.containers import escape
from flake8_jax.libraries.rows import Later, Ran, Runner
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import FALSE, NONE, UNKNOWN, Const, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.functions import (
    Bound,
    External,
    Function,
    Instance,
    Object,
    Partial,
    Transformed,
)

_CALLABLE = (Function, Transformed, Partial, External)


def give_later(it: Interpreter, path: str, row: Later, args: Arguments, node: ast.expr) -> Value:
    """Calls a function that returns another one with some arguments given."""
    bound = bind_row(row.params, args)
    given = tuple(bound.get(name, UNKNOWN) for name in row.positional)
    keywords = {name: bound[param] for name, param in row.keywords.items() if param in bound}
    return Partial(External(row.path), given, keywords)


def call_runner(it: Interpreter, path: str, row: Runner, args: Arguments, node: ast.expr) -> Value:
    """Calls a method that runs its object with the arguments that it does not take for itself."""
    bound = bind_row(row.params, args)
    owner = bound.get(row.params[0], UNKNOWN)
    if not isinstance(owner, (Instance, Object)):
        for value in args.all():
            escape(it, value)
        return UNKNOWN
    if row.result is Ran.UNKNOWN and not it.traces:
        # Nothing to be learnt that the method does not show when it is looked at alone.
        return UNKNOWN
    ready = set_up(it, owner, node) if isinstance(owner, Instance) else owner
    if row.result is Ran.OBJECT:
        return ready
    own = {*row.params, *row.options, row.method, *row.pair}
    keywords = {k: v for k, v in args.keywords.items() if k not in own}
    rest = args.positional[len(row.params) :]
    inner = Arguments(rest, keywords, args.more, args.call, args.shift - len(row.params))
    result = _run(it, ready, args.keywords.get(row.method, NONE), inner, node)
    if row.result is Ran.RESULT:
        return result if _alone(row, args) else _with_more(row, args, result)
    return Tuple((result, UNKNOWN)) if row.result is Ran.PAIR else UNKNOWN


def _run(it: Interpreter, owner: Value, method: Value, args: Arguments, node: ast.expr) -> Value:
    """Calls an object, or the method that is chosen: by its name, or as a function."""
    if method == NONE:
        return it.call(owner, args, node)
    if isinstance(method, Const) and isinstance(method.value, str):
        return it.call(it.attribute(owner, method.value), args, node)
    if isinstance(method, Bound):
        method = method.function
    if not isinstance(method, _CALLABLE):
        return UNKNOWN
    return it.call(method, args.prepend(owner), node)


def _alone(row: Runner, args: Arguments) -> bool:
    """Whether nothing asks for more than the result."""
    return not args.more and all(args.keywords.get(p, FALSE) == FALSE for p in row.pair)


def _with_more(row: Runner, args: Arguments, result: Value) -> Value:
    given = (args.keywords.get(option, FALSE) for option in row.pair)
    known = any(v != FALSE and (isinstance(v, (Const, Tuple, List))) for v in given)
    return Tuple((result, UNKNOWN)) if known else UNKNOWN


def set_up(it: Interpreter, owner: Instance, node: ast.expr) -> Instance:
    """A copy of an object that is about to run, prepared by its `setup`."""
    if Trait.SETUP not in traits(owner.cls):
        return owner
    copy = Instance(owner.cls, Cells())
    for name, value in owner.cells.items():
        copy.cells[name] = _inside(it, value, node)
    prepare(it, copy, node)
    return copy


def _inside(it: Interpreter, value: Value, node: ast.expr) -> Value:
    """A field of an object that is set up: objects in it are set up with it."""
    if isinstance(value, Instance):
        return set_up(it, value, node)
    if isinstance(value, Tuple):
        return Tuple(tuple(_inside(it, item, node) for item in value.items))
    return value
