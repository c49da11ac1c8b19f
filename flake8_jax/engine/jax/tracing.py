"""Values on their way into a trace, and out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flake8_jax.engine.jax.avals import aval_of
from flake8_jax.engine.jax.objects import handed_on
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import find, traits
from flake8_jax.engine.objects.containers import (
    Leaf,
    iterate,
    keys_part,
    map_leaves,
    part,
    part_of_keys,
)
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.structures import map_instance
from flake8_jax.libraries.jax_partial import ENTERED
from flake8_jax.libraries.traits import Trait
from flake8_jax.values import kinds
from flake8_jax.values.arrays import Form, Made, Opaque, Ref, Tracer, Tree
from flake8_jax.values.avals import Aval, below, unshaped
from flake8_jax.values.base import (
    NONE,
    SET,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    TraceKind,
    Unknown,
    Value,
    What,
)
from flake8_jax.values.boxes import Box
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict, List, Stream, Tuple, new_dict, new_list
from flake8_jax.values.functions import (
    Bound,
    External,
    Function,
    Instance,
    Object,
    Partial,
    Transformed,
)
from flake8_jax.values.keys import Every, Key, Keys
from flake8_jax.values.origin import Origin

_SCALARS = (What.NUMBER, What.FLOAT, What.SIZE, What.LEADING)


def traced(
    it: Interpreter,
    value: Value,
    kind: TraceKind,
    origin: Origin,
    arrays_only: bool = False,
    only: str = "",
) -> Value:
    """What an argument becomes inside the traced function: its leaves are tracers.

    Of those that are no arrays, what they are outside, if `arrays_only`. If `only` is given, an
    instance has no leaves but what is held by objects of that class.
    """
    return map_leaves(value, _Entering(it, kind, origin, arrays_only, only).leaf)


@kinds.identity
class _Entering:
    """What traces arguments.

    No function in a function that calls itself: such a cycle would keep all that is known of a
    file in memory until the garbage collector comes.
    """

    it: Interpreter
    kind: TraceKind
    origin: Origin
    arrays_only: bool
    only: str

    def leaf(self, v: Value) -> Value:
        kind, origin = self.kind, self.origin
        if isinstance(v, (Tracer, Array)):
            before = v.kind if isinstance(v, Tracer) else kind
            return Tracer(max(before, kind), origin, None, v.aval, self._how(v), firm=True)
        if isinstance(v, NumpyArray):
            return Tracer(kind, origin, firm=True)
        if isinstance(v, Key):
            return Key(v.cells, Tracer(kind, origin))
        if isinstance(v, Keys):
            return replace(v, tracer=Tracer(kind, origin))
        if isinstance(v, (Opaque, Tree)) and v.form is not Form.STATIC:
            before = v.kind if isinstance(v, Tree) else kind
            form = (_FILTERED if self.arrays_only else _TRACED)[v.form]
            return Tree(v.cells, max(before, kind), origin, form)
        if isinstance(v, (Instance, Box)):
            return _inside(self.it, v, self.leaf, self.only, self.arrays_only)
        other = _untouched if self.arrays_only else _tracer
        return v if isinstance(v, _NOT_TRACED) else other(self.it, v, kind, origin)

    def _how(self, v: Value) -> Made | None:
        """What the derivative around an inner trace is told of an argument."""
        return Made(ENTERED, (v,)) if self.it.differentiates and isinstance(v, Tracer) else None


_NOT_TRACED: Final = (Function, Object, Opaque)
_PYTREE: Final = Trait.PYTREE | Trait.CUSTOM
_TRACED: Final = {**{form: form for form in Form}, Form.NUMBER: Form.ARRAY, Form.MIXED: Form.ANY}
"""What is known of an argument all of whose leaves are traced."""
_FILTERED: Final = {**dict.fromkeys(Form, Form.MIXED), Form.ARRAY: Form.ARRAY}
"""What is known of an argument whose arrays are traced."""


def _tracer(it: Interpreter, value: Value, kind: TraceKind, origin: Origin) -> Value:
    """What a leaf becomes that is not known to be an array, and is traced nevertheless."""
    if _scalar(value):
        aval = aval_of(it, value)
        return Tracer(kind, origin, aval=aval, firm=_differs(aval))
    if isinstance(value, (Unknown, Stream)) or value in (STATIC, SET):
        return Tree(Cells(), kind, origin)
    if isinstance(value, Ref):
        return Ref(Tracer(kind, origin), value.sure)
    return value if value == NONE else UNKNOWN


def _differs(aval: Aval) -> bool:
    """Whether an argument has a derivative, if it is differentiated; whole numbers have none."""
    return aval.dtype is None or aval.dtype.startswith(("float", "bfloat", "complex"))


def _untouched(it: Interpreter, value: Value, kind: TraceKind, origin: Origin) -> Value:
    """What a leaf becomes that is not known to be an array, where only arrays are traced."""
    if isinstance(value, Unknown):
        return Tree(Cells(), kind, origin, Form.MIXED)
    return UNKNOWN if isinstance(value, Stream) else value


def _inside(
    it: Interpreter,
    value: Instance | Box,
    leaf: Leaf,
    only: str = "",
    arrays_only: bool = False,
) -> Value:
    """An object with `leaf` applied to what is in it, or only to what boxes of a class hold."""
    if isinstance(value, Box):
        return value.holding(leaf(value.content)) if not only or value.path == only else value
    if arrays_only and not traits(value.cls) & (_PYTREE | Trait.OPEN):
        return value

    def boxed(v: Value) -> Value:
        return leaf(v) if isinstance(v, (Box, Instance)) else v

    return map_instance(it, value, boxed if only else leaf)


def _scalar(value: Value) -> bool:
    if isinstance(value, Const):
        return isinstance(value.value, (int, float))
    return isinstance(value, Static) and value.what in _SCALARS


def element(it: Interpreter, value: Value, number: int, axis: int | None = 0) -> Value:
    """One element of an argument along an axis, for the round of a number.

    The first round uses up what stands for every key of an array of keys, so that the whole array
    is known to be used; later rounds have keys of their own.
    """
    return map_leaves(value, _Element(it, number, axis).leaf)


@kinds.identity
class _Element:
    """What takes one element."""

    it: Interpreter
    number: int
    axis: int | None

    def leaf(self, v: Value) -> Value:
        if isinstance(v, Keys):
            every = Every(v.start, v.count)
            return keys_part(v, part_of_keys(v, every) if self.number == 0 else Cells())
        if isinstance(v, (Instance, Box)):
            return _inside(self.it, v, self.leaf)
        if isinstance(v, Array):
            return Array(below(v.aval, self.axis))
        if isinstance(v, Tracer):
            how = Made(ENTERED, (v,)) if self.it.differentiates else None
            return Tracer(v.kind, v.origin, None, below(v.aval, self.axis), how)
        return fresh(v)


Into = Callable[[Value, object], Value]


def mapped(it: Interpreter, value: Value, axis: Value, into: Into, every: bool = False) -> Value:
    """An argument of `vmap`, by its axis or pytree of axes; `into` the trace goes what has one.

    So does `every` argument of what is compiled.
    """
    if isinstance(axis, Const):
        return into(value, axis.value) if every or axis.value is not None else value
    if isinstance(axis, External) and axis.path.endswith("()"):
        # A rule that gives arrays an axis, such as equinox's ``if_array(0)``.
        return into(value, ...)
    if isinstance(axis, Dict) and axis.entries.rest is None:
        parts = axis.entries.known.items()
        return new_dict({k: mapped(it, _below(it, value, k), a, into, every) for k, a in parts})
    source = iterate(it, axis) if isinstance(axis, (Tuple, List)) else None
    if isinstance(source, Tuple):
        items = tuple(
            mapped(it, _below(it, value, i), a, into, every) for i, a in enumerate(source.items)
        )
        return Tuple(items) if isinstance(axis, Tuple) else new_list(items)
    return Opaque(Cells())


def _below(it: Interpreter, value: Value, name: object) -> Value:
    """A branch of a pytree, by its key or place."""
    if isinstance(value, Dict):
        return value.entries.known.get(name, Opaque(Cells()))
    source = iterate(it, value) if isinstance(value, (Tuple, List)) else None
    if isinstance(source, Tuple) and isinstance(name, int) and name < len(source.items):
        return source.items[name]
    return part(value, name) if isinstance(value, (Opaque, Tree)) else Opaque(Cells())


def untraced(
    it: Interpreter,
    value: Value,
    kind: int,
    compiled: bool,
    here: Origin,
    *,
    stacked: bool = False,
) -> Value:
    """What a result becomes outside of the trace, where it is traced by `kind` (0: not at all).

    What was traced by nothing that still runs has its origin `here`. What comes out of compiled
    code is an array, even if a Python number went in. Results of many rounds are `stacked`.
    """
    return map_leaves(value, _Leaving(it, kind, compiled, here, stacked).leaf)


@kinds.identity
class _Leaving:
    """What makes results of a trace what they are outside of it."""

    it: Interpreter
    kind: int
    compiled: bool
    here: Origin
    stacked: bool

    def leaf(self, v: Value) -> Value:
        if isinstance(v, Tracer):
            return self._array(self._origin(v.origin), v.aval)
        if isinstance(v, Tree):
            if not self.kind:
                return Opaque(v.cells)
            return Tree(v.cells, TraceKind(self.kind), self._origin(v.origin), v.form)
        if isinstance(v, Key):
            return Key(v.cells, self._tracer(v))
        if isinstance(v, Keys):
            return replace(v, tracer=self._tracer(v))
        if isinstance(v, (Instance, Box)):
            return _inside(self.it, v, self.leaf)
        if isinstance(v, (Const, Static, NumpyArray)) and self.compiled and v != NONE:
            aval = self._shaped(aval_of(self.it, v))
            if not self.kind:
                return Array(aval)
            return self._array(self.here, aval) if _scalar(v) else UNKNOWN
        return v

    def _origin(self, inside: Origin) -> Origin:
        root = inside.root
        runs = any(
            root.transform == trace.transform and root.transform_line == trace.line
            for trace in self.it.traces
        )
        return inside if runs else self.here

    def _tracer(self, key: Key | Keys) -> Tracer | None:
        if not self.kind or key.tracer is None:
            return None
        return Tracer(TraceKind(self.kind), self._origin(key.tracer.origin))

    def _shaped(self, aval: Aval) -> Aval:
        return unshaped(aval) if self.stacked else aval

    def _array(self, origin: Origin, aval: Aval) -> Value:
        aval = self._shaped(aval)
        return Tracer(TraceKind(self.kind), origin, aval=aval) if self.kind else Array(aval)


def signature(function: Value) -> tuple[str, tuple[str, ...]]:
    """The name of a callable, and its positional parameters as far as they are visible."""
    if isinstance(function, Function):
        arguments = function.node.args
        return function.name, tuple(a.arg for a in (*arguments.posonlyargs, *arguments.args))
    handed = handed_on(function)
    if handed is not None:
        name, params = signature(handed[1])
        return name, (*handed[0], *params)
    if isinstance(function, Bound):
        name, params = signature(function.function)
        return name, params[1:]
    if isinstance(function, Partial):
        name, params = signature(function.function)
        return name, params[len(function.args) :]
    if isinstance(function, Transformed):
        return signature(function.function)
    if isinstance(function, External):
        return function.path, ()
    called = _called(function)
    return ("function", ()) if called is None else signature(called)


def _called(value: Value) -> Bound | None:
    """The method that is called if an object of the program is."""
    found = find(value.cls, "__call__") if isinstance(value, Instance) else None
    return Bound(found, value) if isinstance(found, (Function, Transformed)) else None


def underlying(function: Value) -> Function | None:
    """The function of the program below methods, partials and transforms."""
    while not isinstance(function, Function):
        handed = handed_on(function)
        if handed is not None:
            function = handed[1]
        elif isinstance(function, (Bound, Partial, Transformed)):
            function = function.function
        else:
            called = _called(function)
            if called is None:
                return None
            function = called
    return function
