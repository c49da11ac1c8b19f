"""What traced code writes beyond itself, and which of it outlives its trace.

A store is noted when it is made, and judged when the trace of its value ends: it may have been
taken back by then, and a list may have been filled.
"""

from __future__ import annotations

import ast
from typing import Final

from flake8_jax.engine.events import Leak
from flake8_jax.engine.machine.interpreter import Interpreter, Stored
from flake8_jax.engine.objects.bases import follow, traits
from flake8_jax.engine.trace import Trace
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import Array, Const, NumpyArray, Static, Unknown, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Dict, List, Stream, Text, Tuple
from flake8_jax.values.functions import Class, External, Instance, Object
from flake8_jax.values.traced import items_of, tracer_of

_HARMLESS: Final = frozenset({Const, Static, Array, NumpyArray, Unknown, External, Text, Stream})
"""What is no tracer and cannot come to hold one."""
_HOLDERS: Final = (Tuple, List, Dict, Instance)
_DEEPEST: Final = 3
_WIDEST: Final = 16


def note(
    it: Interpreter, cells: Cells, slot: object, value: Value, node: ast.expr, into: ast.expr
) -> None:
    """Traced code has stored `value`; called only while a trace runs."""
    stored = it.stored
    if stored is None or it.guarded:
        return
    if stored:
        stored.pop((id(cells), slot), None)
        _forget_replaced(it, cells, slot)
    if type(value) in _HARMLESS or cells.serial >= it.traces[-1].serial:
        return
    trace = _home(it, value)
    if cells.serial < trace.serial:
        places = it.places
        stored[id(cells), slot] = Stored(cells, value, trace, node, into, it.frame.module, places)


def forget(it: Interpreter, cells: Cells) -> None:
    """Something is taken out of an object: nothing says that what was stored is still there."""
    for key in [key for key, stored in (it.stored or {}).items() if stored.cells is cells]:
        del it.stored[key]  # type: ignore[union-attr]


def _forget_replaced(it: Interpreter, cells: Cells, slot: object) -> None:
    """What was put into a list or dict is gone with it, if its place is taken."""
    for written, name, before in it.journal.written(it.journal.mark() - 1):
        if written is cells and name == slot and isinstance(before, (List, Dict)):
            forget(it, before.cells)


def keeps(it: Interpreter, owner: Instance | Class) -> bool:
    """Whether what is stored on an object stays there as it is.

    Nobody knows that of bases that are not visible; pytrees of libraries refuse to change.
    """
    cls = owner.cls if isinstance(owner, Instance) else owner
    if Trait.OPEN in traits(cls):
        follow(it, cls)
    return not traits(cls) & (Trait.OPEN | Trait.PYTREE)


def _home(it: Interpreter, value: Value) -> Trace:
    """The outermost trace in which a value may live."""
    tracer = held_tracer(value)
    if tracer is not None:
        root = tracer.origin.root
        for trace in reversed(it.traces):
            if trace.transform == root.transform and trace.line == root.transform_line:
                return trace
    return it.traces[0]


def held_tracer(value: Value, depth: int = _DEEPEST) -> Tracer | None:
    """A tracer that is kept alive by a value."""
    if type(value) in _HARMLESS or isinstance(value, Object):
        return None
    if isinstance(value, _HOLDERS):
        for item in items_of(value)[:_WIDEST] if depth else ():
            found = held_tracer(item, depth - 1)
            if found is not None:
                return found
        return None
    return tracer_of(value)


def ended(it: Interpreter, trace: Trace) -> None:
    """A trace ends: tells of the tracers that outlive it. Called inside of it, at its end."""
    stored = it.stored
    if not stored:
        return
    for key, one in list(stored.items()):
        if one.trace is not trace:
            continue
        del stored[key]
        tracer = held_tracer(one.value)
        if tracer is not None:
            outer, it.places = it.places, one.places
            it.emit(Leak(one.node, one.into, tracer, trace), one.module)
            it.places = outer
