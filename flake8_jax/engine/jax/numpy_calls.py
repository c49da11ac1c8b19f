"""NumPy's functions and arrays where they meet the values of JAX."""

from __future__ import annotations

import ast

from flake8_jax.engine.events import ToNumpy
from flake8_jax.engine.jax.aval_rules import result_aval
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.operations import array
from flake8_jax.engine.syntax.narrowing import doubted
from flake8_jax.engine.watch.concretize import need_static, shown_argument
from flake8_jax.engine.watch.sizes import check_slice
from flake8_jax.libraries.numpy import (
    ALONE,
    FATES,
    MAKERS,
    METHODS,
    UFUNC_METHODS,
    UFUNCS,
    UNTRACED,
    Fate,
)
from flake8_jax.libraries.numpy_arrays import NUMPY_ARRAYS
from flake8_jax.libraries.scipy import CALLBACKS, OBJECTS
from flake8_jax.values.arrays import Tracer, Tree
from flake8_jax.values.base import (
    ARRAY,
    FALSE,
    NUMPY,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    TraceKind,
    Value,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict, List, Slice, Stream, Tuple
from flake8_jax.values.functions import Bound, External, Function, Partial
from flake8_jax.values.traced import refused_by_numpy

_PLAIN = (Const, Static, NumpyArray, External)
_FOLLOWED = (Function, Bound, Partial)
_OBJECTS = frozenset({Const("O"), Const("object"), External("builtins.object")})
_SHAPES = frozenset({"shape", "ndim", "size"})


def call_numpy(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> Value:
    """Calls a function of NumPy or SciPy."""
    fate = FATES.get(path)
    if it.traces:
        tracer = next(filter(None, map(refused_by_numpy, args.all())), None)
        if tracer is not None:
            return _traced(it, path, fate, args, node, tracer)
        if path in CALLBACKS:
            _read_back(it, path, args, node)
    if path in OBJECTS:
        return it.library.external(f"{path}()")
    subject = first(args)
    if isinstance(subject, Array):
        if fate in (Fate.ARRAY, Fate.ARRAYS):
            return _of_jax(it, path, args, node)
        if fate is Fate.FACT:
            return _fact(it, path, subject)
    return _made(path, fate, args)


def _read_back(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> None:
    """A function is handed to one that reads what it returns, as a number."""
    function = first(args)
    if isinstance(function, _FOLLOWED) and "args" not in args.keywords and not args.more:
        result = it.call(function, Arguments((UNKNOWN,) * CALLBACKS[path]), node)
        tracer = refused_by_numpy(result)
        if tracer is not None:
            _refuse(it, node, path, tracer)


def _made(path: str, fate: Fate | None, args: Arguments) -> Value:
    """What a function returns for arguments that no trace stands behind."""
    if not path.startswith("numpy."):
        return UNKNOWN
    values = args.all()
    if any(_is_object(v) for v in values):
        return UNKNOWN
    result = NumpyArray(path in NUMPY_ARRAYS)
    if path in MAKERS or all(isinstance(v, (*_PLAIN, Tuple, List)) for v in values):
        return result
    converts = fate is Fate.RAISES and all(isinstance(v, (*_PLAIN, Array)) for v in values)
    return result if converts else UNKNOWN


def _is_object(value: Value) -> bool:
    """Whether an array made with this argument may hold anything, tracers too."""
    if isinstance(value, (List, Tuple)):
        items = value.items if isinstance(value, Tuple) else value.items.known or ()
        return any(isinstance(i, (Dict, Stream)) or i == Const(None) for i in items)
    return value in _OBJECTS if isinstance(value, (Const, External)) else False


def _traced(
    it: Interpreter,
    path: str,
    fate: Fate | None,
    args: Arguments,
    node: ast.expr,
    tracer: Tracer,
) -> Value:
    """Calls a function with `tracer` among its arguments, or in a list there."""
    module, _, name = path.rpartition(".")
    if fate is None and name in UFUNC_METHODS and module.removeprefix("numpy.") in UFUNCS:
        fate = Fate.RAISES
    subject = first(args)
    direct = isinstance(subject, (Tracer, Tree, Array))
    if fate is Fate.FACT and name in ALONE:
        return FALSE if direct and name == "isscalar" else STATIC
    if direct and fate is Fate.FACT:
        return _fact(it, path, subject)
    if direct and fate in (Fate.ARRAY, Fate.ARRAYS):
        return _of_jax(it, path, args, node)
    if fate is Fate.SIZE and refused_by_numpy(subject) is not None:
        shown = shown_argument(args, 0, node, "shape")
        need_static(it, subject, shown, shown, path, "shape")
        return UNKNOWN
    if fate is None or (fate is Fate.VALUES and tracer.kind is TraceKind.CONCRETE):
        return UNKNOWN
    if fate in (Fate.ARRAY, Fate.ARRAYS) and refused_by_numpy(subject) is None:
        return UNKNOWN  # an option, or an array of which nothing is known
    if name == "take" and "mode" in args.keywords:
        return UNKNOWN
    _refuse(it, node, path, tracer, hidden=fate is Fate.HIDES)
    return STATIC if fate is Fate.HIDES else UNKNOWN


def _of_jax(it: Interpreter, path: str, args: Arguments, node: ast.expr) -> Value:
    """What the method of an array of JAX returns, which the function calls."""
    name = path.rpartition(".")[2]
    values = tuple(v.leaf() if isinstance(v, Tree) else v for v in args.all())
    value = array(it, values, node, aval=result_aval(it, f"jax.numpy.{name}", args))
    if isinstance(value, Tracer) and value.kind is TraceKind.CONCRETE and name in UNTRACED:
        return ARRAY
    if FATES[path] is Fate.ARRAY:
        return value
    return Tree(Cells(), value.kind, value.origin) if isinstance(value, Tracer) else UNKNOWN


def _fact(it: Interpreter, path: str, subject: Value) -> Value:
    name = path.rpartition(".")[2]
    return it.attribute(subject, name) if name in _SHAPES else STATIC


def _refuse(
    it: Interpreter, node: ast.expr, callee: str, tracer: Tracer, hidden: bool = False
) -> None:
    """Tells that NumPy cannot read a traced value, unless that is foreseen."""
    if it.guarded:
        it.refusals += 1
    elif not tracer.origin.root.supposed and not doubted(it):
        it.emit(ToNumpy(node, callee, tracer, hidden))


def call_method(it: Interpreter, name: str, args: Arguments, node: ast.expr) -> Value:
    """Calls a method of an array of NumPy."""
    if it.traces:
        tracer = next(filter(None, map(refused_by_numpy, args.all())), None)
        if tracer is not None:
            if name in METHODS:
                _refuse(it, node, f"numpy.ndarray.{name}", tracer)
            return UNKNOWN
    plain = all(isinstance(v, (*_PLAIN, Tuple, List)) for v in args.all())
    return NUMPY if plain else UNKNOWN


def check_numpy_index(it: Interpreter, index: Value, node: ast.expr) -> None:
    """An array of NumPy is indexed: by a tracer it cannot be, nor sliced by one."""
    items = index.items if isinstance(index, Tuple) else (index,)
    for number, item in enumerate(items):
        if isinstance(item, Slice):
            check_slice(it, item, number, len(items), node)
        tracer = refused_by_numpy(item)
        if tracer is not None and tracer.kind is not TraceKind.CONCRETE:
            _refuse(it, node, "", tracer)
            return
