"""What is analysed: the module, then every function that nothing visible has called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import NoneType
from typing import Final

from flake8_jax.engine.jax.tracing import signature, underlying
from flake8_jax.engine.jax.transforms import exempt
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.functions import run
from flake8_jax.engine.objects.generic import generic_instance
from flake8_jax.engine.syntax.annotations import annotated
from flake8_jax.engine.watch import selves, uses
from flake8_jax.source.project import is_in_package
from flake8_jax.values.arrays import SUPPOSED, Form, Opaque, Tree
from flake8_jax.values.base import STATIC, UNKNOWN, Array, Const, Unknown, Value
from flake8_jax.values.cells import Cells, Fact, next_serial
from flake8_jax.values.containers import Stream, new_dict
from flake8_jax.values.functions import Class, External, Function, Imported, Partial, Transformed
from flake8_jax.values.keys import Key, Keys, Place
from flake8_jax.values.origin import How, Origin

_UNSEEN: Final = (Unknown, Opaque, Imported, External, Function)


def analyse(it: Interpreter, tree: ast.Module) -> None:
    """Runs the module, then what is left, until nothing new turns up."""
    it.tree = tree
    with it.at(Place(tree, module=it.module)):
        statements, left = iter(tree.body), True
        while left:
            # Python's own stack may overflow on generated code: leave that statement out.
            with it.safely():
                for statement in statements:
                    it.execute([statement])
                left = False
    it.journal.forget()
    for name in it.callers.rebound:
        # Nothing says when the functions that bind it are called.
        if isinstance(it.module.cells.get(name), (Array, Const, Key, Keys)):
            it.module.cells[name] = UNKNOWN
    for name in _defined_again(tree):
        # Nor does anything say which one is meant by a function that nothing calls.
        if isinstance(it.module.cells.get(name), (Function, Transformed)):
            it.module.cells[name] = UNKNOWN
    while it.waiting or it.transformed:
        # Functions first: they may call the transformed ones with arguments that tell more. The
        # last ones first: they are likely to call those before them.
        root = it.waiting.pop() if it.waiting else it.transformed.pop()
        if _is_done(it, root):
            continue
        # Nothing says in which order roots are called, so none sees what another one did.
        serial, mark = next_serial(), it.journal.mark()
        with it.safely(), it.at(Place(root.node, module=it.module)):
            _alone(it, root)
        it.journal.restore(mark, serial)
    uses.tell(it, tree, is_script(it.module.path, tree))
    selves.tell(it)


def _defined_again(tree: ast.Module) -> set[str]:
    """Names of functions that are defined more than once, as in the cells of a notebook."""
    seen: set[str] = set()
    again: set[str] = set()
    for statement in tree.body:
        if type(statement) is ast.FunctionDef and "overload" not in _marks(statement):
            (again if statement.name in seen else seen).add(statement.name)
    return again


def _marks(function: ast.FunctionDef) -> Iterator[str]:
    return (getattr(d, "attr", getattr(d, "id", "")) for d in function.decorator_list)


def _is_done(it: Interpreter, root: Function | Transformed) -> bool:
    """Whether the calls that are visible have shown all there is to a function."""
    if isinstance(root, Transformed):
        return root.row.kind is None or id(root.node) in it.called
    ident = id(root.node)
    if ident in it.callers.wrapped or isinstance(root.node, ast.Lambda):
        return True
    return it.runs[ident] >= (2 if ident in it.callers.pruned else 1)


def _alone(it: Interpreter, root: Function | Transformed) -> None:
    if isinstance(root, Function):
        _run_alone(it, root)
    else:
        _trace_alone(it, root)


def is_script(path: str, tree: ast.Module) -> bool:
    """Whether the module is a program: it says what to do when it is run, and is in no package."""
    if path and is_in_package(path):
        return False
    for statement in tree.body:
        if isinstance(statement, ast.If) and isinstance(statement.test, ast.Compare):
            left = statement.test.left
            if isinstance(left, ast.Name) and left.id == "__name__":
                return True
    return False


def _run_alone(it: Interpreter, function: Function) -> None:
    """Analyses a function for unknown arguments."""
    it.callers.root, it.callers.name = id(function.node), function.name
    it.callers.pruned.discard(it.callers.root)
    arguments = function.node.args
    bound: dict[str, Value] = {}
    receiver: Value | None = None
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        bound[argument.arg] = annotated(it, argument.annotation)
    if arguments.vararg is not None:
        bound[arguments.vararg.arg] = Stream(UNKNOWN)
    if arguments.kwarg is not None:
        bound[arguments.kwarg.arg] = new_dict({}, UNKNOWN)
    positional = [*arguments.posonlyargs, *arguments.args]
    if function.owner is not None and positional and not _is_static(function):
        receiver = bound[positional[0].arg] = _receiver(it, function, function.owner)
    run(it, function, bound, receiver)


def _decorators(function: Function) -> set[str]:
    return {d.id for d in getattr(function.node, "decorator_list", ()) if isinstance(d, ast.Name)}


def _is_static(function: Function) -> bool:
    return "staticmethod" in _decorators(function)


def _receiver(it: Interpreter, function: Function, owner: Class) -> Value:
    if "classmethod" in _decorators(function) or function.name == "__new__":
        return owner
    return generic_instance(it, owner)


def _trace_alone(it: Interpreter, transformed: Transformed) -> None:
    """Traces a function for unknown arguments."""
    traced = underlying(transformed.function)
    it.callers.root, it.callers.name = id(transformed), "" if traced is None else traced.name
    arguments = _generic_arguments(it, transformed)
    if arguments is not None:
        it.call(transformed, arguments, transformed.node)


def _generic_arguments(it: Interpreter, transformed: Transformed) -> Arguments | None:
    """One argument for every parameter that must be given, and for those that often are."""
    function = underlying(transformed.function)
    if function is None:
        return None
    spec = function.node.args
    _, params = signature(transformed.function)
    static = exempt(it, transformed, params)
    positional: list[Value] = []
    for index, param in enumerate(params):
        if index == 0 and _takes_self(transformed, function):
            assert function.owner is not None
            positional.append(generic_instance(it, function.owner))
        else:
            fixed = index in static.indices
            positional.append(_generic(it, function, param, transformed, fixed))
    given = _given(transformed.function)
    keywords = {
        a.arg: _generic(it, function, a.arg, transformed, a.arg in static.names)
        for a in spec.kwonlyargs
        if a.arg not in given
    }
    return Arguments(tuple(positional), keywords)


def _generic(
    it: Interpreter, function: Function, param: str, transformed: Transformed, static: bool
) -> Value:
    """An unknown argument; one with a default that says what it is for may never be given."""
    default = function.defaults.get(param)
    if static and isinstance(default, Const) and type(default.value) is int:
        return default
    if static or default is None or not _is_optional(default):
        spec = function.node.args
        arguments = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)
        annotation = next((a.annotation for a in arguments if a.arg == param), None)
        value = annotated(it, annotation)
        if default is not None and isinstance(value, Opaque):
            value.cells[SUPPOSED] = Fact(holds=True)
        return value
    origin = Origin(How.PARAMETER, param, function.name, transformed.node.lineno)
    supposed = Cells({SUPPOSED: Fact(holds=True)})
    return Tree(supposed, transformed.row.kind, origin, Form.OPTIONAL)


def _is_optional(default: Value) -> bool:
    """Whether a default is no number and no array, as far as it can be seen."""
    if isinstance(default, Const):
        return isinstance(default.value, (bool, str, NoneType))
    return default == STATIC or isinstance(default, _UNSEEN)


def _given(function: Value) -> frozenset[str]:
    if isinstance(function, Partial):
        return frozenset(function.keywords) | _given(function.function)
    return frozenset()


def _takes_self(transformed: Transformed, function: Function) -> bool:
    return function.owner is not None and isinstance(transformed.function, Function)
