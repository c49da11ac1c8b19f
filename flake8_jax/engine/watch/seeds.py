"""Keys made from a constant seed: whether the program makes the same one again, and draws again."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from flake8_jax.engine.events import ConstantKey
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.source.walking import walk
from flake8_jax.values.base import Const, Static, TraceKind, Value, What
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import List, Tuple
from flake8_jax.values.functions import Instance
from flake8_jax.values.keys import SEED, USE, Place, Seed, Use
from flake8_jax.values.traced import items_of

_CLOCKS: Final = frozenset({"time", "perf_counter", "perf_counter_ns", "monotonic", "timeit"})
_SHOWN: Final = frozenset({"print", "float", "open", "input"})
_CONVERTED: Final = frozenset({"item", "tolist", "block_until_ready", "device_get"})


def seeded(it: Interpreter, node: ast.expr, seed: Value, shown: ast.expr | None) -> Cells:
    """The cells of a key made from a seed, which know the seed if it is a constant."""
    if not isinstance(seed, Const) or shown is None:
        return Cells()
    # Somebody else chooses the seed that is a parameter, or is computed.
    local = isinstance(shown, ast.Name) and shown.id in it.frame.scope.cells
    fixed = not local and isinstance(shown, (ast.Constant, ast.Name))
    return Cells({SEED: Seed(node, seed.value, fixed, it.places, it.frame.module)})


def note_draw(it: Interpreter, key: Cells, again: Use) -> None:
    """A draw, or a `split`: tells the rules if the same one was made from an equal key before."""
    seed = key.get(SEED)
    if not isinstance(seed, Seed) or is_test(it):
        return
    name = (id(seed.node), seed.value, id(again.node))
    cells = it.seeds.get(name)
    if cells is None:
        cells = it.seeds[name] = Cells()
        # Older than all else: what is written to it outlives each call, and is never left out.
        cells.serial = 0
    first, before = cells.get(USE), cells.get(SEED)
    if isinstance(first, Use) and isinstance(before, Seed) and first.certain:
        _tell(it, seed, before, first.undecided == again.undecided)
    it.write(cells, USE, again)
    it.write(cells, SEED, seed)


def is_test(it: Interpreter) -> bool:
    """Whether a test runs, to which constants belong: pytest and unittest call them by name."""
    root = getattr(it.places[0].node, "name", "") if it.places else ""
    return it.frame.name.startswith("test") or root.startswith("test")


def _tell(it: Interpreter, seed: Seed, before: Seed, alike: bool) -> None:
    shared = 0
    for one, other in zip(before.places, seed.places, strict=False):
        if not one.same(other):
            break
        shared += 1
    if not 0 < shared < min(len(before.places), len(seed.places)):
        return
    here, there = seed.places[shared], before.places[shared]
    inside = seed.places[shared:]
    if not seed.fixed and not all(place.loop for place in inside):
        return
    repeated = here.node is there.node
    if repeated:
        at = next((place.node for place in inside if not place.loop), seed.node)
        certain = alike and (_repeats(here.node, at) if here.loop else _mapped(it, shared))
    else:
        ways = zip(before.places[shared + 1 :], inside[1:], strict=False)
        certain = all(one.node is other.node for one, other in ways) and not here.loop
        certain = certain and _of_sizes(here)
    if certain:
        it.emit(ConstantKey(seed.node, seed.value, here.node, repeated), seed.module)


def _mapped(it: Interpreter, shared: int) -> bool:
    """Whether what repeats is a loop of `lax`, or `vmap`, and no call in Python."""
    return any(t.depth in (shared, shared + 1) and t.kind >= TraceKind.BATCHED for t in it.traces)


def _of_sizes(call: Place) -> bool:
    """Whether a function is called with nothing but sizes, so that it makes what it returns."""
    given = [v for v in call.passed if not isinstance(v, Instance)]
    return bool(given) and all(map(_is_size, given))


def _is_size(value: Value) -> bool:
    if isinstance(value, Const):
        return type(value.value) is int
    if isinstance(value, Static):
        return value.what in (What.SIZE, What.LEADING, What.SHAPE)
    items = items_of(value)
    return isinstance(value, (Tuple, List)) and bool(items) and all(map(_is_size, items))


# -- loops of Python ---------------------------------------------------------------------------
#
# A loop may begin each round from the same numbers on purpose: to compare learning rates, to
# measure times, to evaluate on the same data. It surely does not where a round hands on to the next
# one what it has drawn, or where nothing at all distinguishes its rounds.


def _repeats(loop: ast.AST, at: ast.AST) -> bool:
    """Whether the rounds of a loop should not draw the same numbers, as they do in part `at`."""
    if isinstance(loop, (ast.For, ast.AsyncFor, ast.While)):
        if reads_clock(loop.body):
            return False
        target = None if isinstance(loop, ast.While) else loop.target
        alike = target is None or not _matters(target, loop.body)
        if not alike and isinstance(getattr(loop, "iter", None), (ast.Tuple, ast.List)):
            # It goes over the settings to compare.
            return False
        steps = list(_steps(loop.body))
        handed_on = _flow(loop.body, at)
        if any(step in handed_on for step in steps if alike or isinstance(step, ast.Assign)):
            return True
        return alike and not any(isinstance(step, ast.Assign) for step in steps)
    element = getattr(loop, "elt", None) or getattr(loop, "value", None)
    generators: list[ast.comprehension] = getattr(loop, "generators", [])
    if element is None or len(generators) != 1 or generators[0].ifs:
        return False
    return not _matters(generators[0].target, [element])


def _names(nodes: Iterable[ast.AST], context: type) -> set[str]:
    """The variables and attributes that are read or written in some code."""
    return {
        ast.unparse(inner)
        for node in nodes
        for inner in walk(node)
        if isinstance(inner, (ast.Name, ast.Attribute)) and isinstance(inner.ctx, context)
    }


def _matters(target: ast.expr, body: Iterable[ast.AST]) -> bool:
    """Whether a round does anything with what distinguishes it from others, but to show it."""
    mine = _names([target], ast.Store)
    todo = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and node.id in mine:
            return True
        if not isinstance(node, (ast.JoinedStr, ast.Compare)) and not _prints(node):
            todo.extend(ast.iter_child_nodes(node))
    return False


def _prints(node: ast.AST) -> bool:
    call = node.func if isinstance(node, ast.Call) else None
    return isinstance(call, ast.Name) and call.id == "print"


def _steps(body: list[ast.stmt]) -> Iterator[ast.Assign | ast.AugAssign]:
    """The statements that compute something anew from what the round before has left in it."""
    bound: set[str] = set()
    for statement in body:
        for inner in walk(statement):
            if isinstance(inner, ast.AugAssign) and not isinstance(inner.value, ast.Constant):
                yield inner
            if not isinstance(inner, ast.Assign) or not _computes(inner.value):
                continue
            targets = _names(inner.targets, ast.Store) - bound
            if not targets.isdisjoint(_names([inner.value], ast.Load)):
                yield inner
        if isinstance(statement, ast.Assign):
            bound |= _names(statement.targets, ast.Store)


def _computes(value: ast.expr) -> bool:
    """Whether an expression is a step of a computation, and not the best result so far."""
    if isinstance(value, ast.Call):
        return not (isinstance(value.func, ast.Name) and value.func.id in ("min", "max"))
    return isinstance(value, ast.BinOp)


def _flow(body: list[ast.stmt], at: ast.AST) -> set[ast.AST]:
    """The assignments and loops of a round that what `at` makes goes through."""
    reached: set[ast.AST] = set()
    names: set[str] = set()
    for statement in body:
        for inner in walk(statement):
            source = getattr(inner, "iter" if isinstance(inner, ast.For) else "value", None)
            if not isinstance(inner, (ast.Assign, ast.AugAssign, ast.For)) or source is None:
                continue
            if names.isdisjoint(_names([source], ast.Load)) and at not in walk(source):
                continue
            reached.add(inner)
            written = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
            names |= _names(written, ast.Store)
    return reached


def reads_clock(body: Iterable[ast.AST]) -> bool:
    """Whether the rounds are there to be timed."""
    calls = (n.func for s in body for n in walk(s) if isinstance(n, ast.Call))
    return any(getattr(f, "attr", getattr(f, "id", "")) in _CLOCKS for f in calls)


def asks_numbers(body: Iterable[ast.AST]) -> bool:
    """Whether code shows or converts what it computes, which it cannot do under a trace."""
    calls = (n.func for s in body for n in walk(s) if isinstance(n, ast.Call))
    return any(
        f.attr in _CONVERTED if isinstance(f, ast.Attribute) else getattr(f, "id", "") in _SHOWN
        for f in calls
    )
