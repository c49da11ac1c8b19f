"""PRNG keys: making, deriving and using them up."""

from __future__ import annotations

import ast
from dataclasses import replace

from flake8_jax.engine.events import KeyReuse
from flake8_jax.engine.jax.pools import keeps_together, numbered_apart, pool_of
from flake8_jax.engine.machine.arguments import Arguments, bind_row
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.modules import resolve
from flake8_jax.engine.objects.operations import array
from flake8_jax.engine.watch.seeds import note_draw, seeded
from flake8_jax.libraries.rows import Caller, Function, KeyEffect, Result
from flake8_jax.values.arrays import Opaque, Tracer, Tree
from flake8_jax.values.avals import ANY, Aval
from flake8_jax.values.base import STATIC, UNKNOWN, Const, TraceKind, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Tuple
from flake8_jax.values.functions import Imported
from flake8_jax.values.keys import SEED, USE, WHOLE, Every, Key, Keys, Place, Pool, Use, UseKind
from flake8_jax.values.traced import DEEPEST, items_of, tracer_of


def key_call(
    it: Interpreter, row: Function, args: Arguments, node: ast.expr, aval: Aval = ANY
) -> Value:
    """Calls a function that makes, derives or uses up a key, or draws an array of `aval`."""
    bound = bind_row(row.params, args)
    key = bound.get(row.key, UNKNOWN)
    if isinstance(key, Imported):
        key = resolve(it, key)
    effect = row.effect
    if effect is KeyEffect.CREATE:
        if row.result is Result.ARRAYS:
            return _split(Cells(), _traced(it, (), node), bound.get("num", UNKNOWN))
        cells = seeded(it, node, key, args.expression(0, row.key))
        return Key(cells, _traced(it, (), node))
    tracer = _traced(it, args.all(), node)
    if effect is KeyEffect.SPLIT:
        use_up(it, node, key, UseKind.SPLIT, shown_key(args, row))
        return _split(Cells(), tracer, bound.get("num", Const(2)))
    if effect is KeyEffect.CONSUME:
        pool = pool_of(args, row, bound)
        use_up(it, node, key, UseKind.SAMPLE, shown_key(args, row), pool)
        return array(it, args.all(), node, aval=aval)
    if effect is KeyEffect.READ:
        return array(it, args.all(), node) if row.result is Result.ARRAY else STATIC
    return Key(_derived(it, key, bound.get("data", UNKNOWN)), tracer)


def _derived(it: Interpreter, key: Value, number: Value) -> Cells:
    """The cells of the key that `fold_in` makes: of one key and one number it makes one key."""
    if not isinstance(key, (Key, Opaque, Tree)) or not isinstance(number, Const):
        return Cells()
    name = ("folded", number.value)
    made = key.cells.get(name)
    if not isinstance(made, Cells):
        made = Cells()
        # As old as the key: a loop that folds the same into it makes nothing anew.
        made.serial = key.cells.serial
        it.write(key.cells, name, made)
    return made


def _traced(it: Interpreter, operands: tuple[Value, ...], node: ast.expr) -> Tracer | None:
    """The tracer that a key derived here is, if it is one."""
    return tracer_of(array(it, operands, node))


def _split(cells: Cells, tracer: Tracer | None, number: Value) -> Keys:
    """What `split` makes: an array of keys of one axis or of several."""
    items = number.items if isinstance(number, Tuple) else (number,)
    sizes = tuple(i.value if isinstance(i, Const) and type(i.value) is int else None for i in items)
    return Keys(cells, tracer, sizes[0], 0, sizes[1:]) if sizes else Keys(cells, tracer)


def shown_key(args: Arguments, row: Function | Caller) -> str:
    """The key as it stands in the code."""
    position = row.params.index(row.key) if row.key in row.params else 0
    expression = args.expression(position, row.key)
    return "key" if expression is None else ast.unparse(expression)


def use_up(
    it: Interpreter,
    node: ast.expr,
    key: Value,
    kind: UseKind,
    name: str,
    pool: Pool | None = None,
) -> None:
    """A sampler or `split` takes the key; tells the rules if it was surely taken before."""
    if not isinstance(key, (Key, Opaque, Tree)):
        return
    function = it.frame.function
    within = None if function is None else function.node
    again = Use(kind, node, it.places, within, it.undecided, pool=pool)
    first = key.cells.get(USE) or _overlapping(key.cells)
    if isinstance(first, Use) and first.certain:
        again = replace(again, told=_tell(it, key.cells, first, again, name))
    it.write(key.cells, USE, again)
    if SEED in key.cells:
        note_draw(it, key.cells, again)


def _overlapping(cells: Cells) -> Use | None:
    """The use of all keys of an array that has this one, or of one of those that these are."""
    array, name = cells.get(WHOLE, (None, None))
    if array is None or not isinstance(name, (int, Every)):
        return None
    mine = name if isinstance(name, Every) else Every(name, 1)
    for part in array.values():
        _, other = part.get(WHOLE, (None, None)) if isinstance(part, Cells) else (None, None)
        if not isinstance(other, (int, Every)):
            continue
        theirs = other if isinstance(other, Every) else Every(other, 1)
        use = part.get(USE)
        if isinstance(use, Use) and use.certain and mine.meets(theirs):
            return use
    return None


def _seen(it: Interpreter, key: Cells, way: tuple[Place, ...]) -> ast.AST | None:
    """The call in this file through which the key goes on its way; None if it goes no way."""
    for place in way:
        if _stands_in(it, place) and any(holds(v, key) for v in place.passed):
            return place.node
    return None


def _stands_in(it: Interpreter, place: Place) -> bool:
    """Whether it is a place in this file; Python calls some methods where no call stands."""
    return place.module is it.module and getattr(place.node, "lineno", 0) > 0


def holds(value: object, key: Cells, depth: int = DEEPEST) -> bool:
    """Whether a value is the key of these cells, or has it inside, `depth` levels down at most."""
    cells = value if isinstance(value, Cells) else getattr(value, "cells", None)
    if cells is key:
        return True
    if not depth:
        return False
    if isinstance(value, (Opaque, Tree, Keys, Cells)) and isinstance(cells, Cells):
        return any(holds(part, key, depth - 1) for part in cells.values())
    return isinstance(value, Value) and any(holds(v, key, depth - 1) for v in items_of(value))


def _tell(it: Interpreter, key: Cells, first: Use, again: Use, name: str) -> int:
    """Tells the rules of a second use; how far both ways are one, 0 if there is nothing to tell."""
    shared = 0
    for one, other in zip(first.places, again.places, strict=False):
        if not one.same(other):
            break
        shared += 1
    if shared == 0:
        # Used in two roots of the analysis: nothing says that both of them run.
        return 0
    before = _seen(it, key, first.places[shared:]) or first.node
    where = again.places[shared:]
    loop: Place | None = None
    if where and shared < len(first.places):
        earlier = first.places[shared]
        if earlier.node is where[0].node and earlier.iteration != where[0].iteration:
            loop, where = where[0], where[1:]
    if loop is not None and first.undecided != again.undecided:
        # What was sure in the first round, such as "not done yet", is not sure in the next.
        return 0
    inside = first.places[shared + (loop is not None) : first.told]
    if first.within is again.within and any(not place.loop for place in inside):
        # A function reuses the key each time it is called: it is told of inside of it.
        return first.told
    if keeps_together(it, first, again, loop, shared) or numbered_apart(it, first, again):
        return 0
    # Point at the call that hands the key on, or, in a closure, at the draw itself.
    call = _seen(it, key, where)
    if call is None and again.node is first.node and loop is None:
        # Two calls of one function that keeps the key to itself.
        call = next((p.node for p in where if _stands_in(it, p) and not p.loop), None)
    module = it.frame.module if call is None else it.module
    node = call or again.node
    # What the round before made and left to this one is not the same in each.
    left = loop is None or key.serial > first.places[shared].serial > 0
    mapped = not left and any(t.kind is TraceKind.BATCHED for t in it.traces)
    rounds = None if left or loop is None else loop.node
    reuse = KeyReuse(node, before, first, again, name, rounds, mapped)
    it.emit(reuse, module)
    return shared
