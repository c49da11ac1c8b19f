"""Loops and comprehensions: how often their rounds run, and what holds after them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from flake8_jax.engine import limits
from flake8_jax.engine.events import Loop, Truth
from flake8_jax.engine.machine.frames import Rounds
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join, widen
from flake8_jax.engine.machine.registry import STATEMENTS
from flake8_jax.engine.objects.containers import (
    element_of,
    iterate,
)
from flake8_jax.engine.objects.identities import contains_key, fresh
from flake8_jax.engine.syntax.guards import is_plain
from flake8_jax.engine.syntax.narrowing import narrow
from flake8_jax.engine.syntax.targets import assign
from flake8_jax.engine.syntax.truth import ask
from flake8_jax.engine.watch.building import builds
from flake8_jax.engine.watch.captured import check_round
from flake8_jax.values.base import UNKNOWN, Const, Static, Value, What
from flake8_jax.values.cells import MISSING, Changes, next_serial
from flake8_jax.values.containers import Stream, Trips, Tuple
from flake8_jax.values.functions import Function, Instance, Partial, Transformed
from flake8_jax.values.keys import USE, Key, Keys, Place
from flake8_jax.values.traced import tracer_of


def repeat(
    it: Interpreter,
    node: ast.For | ast.AsyncFor | ast.While,
    one_round: Callable[[int], bool],
    rounds: int | None = None,
) -> bool:
    """Runs the rounds of a loop, and what follows them if none broke off.

    `one_round` runs the round of a number and returns whether its end is reached. All are run if
    their number `rounds` is given; else one, and another one from the state that this left, and
    what holds after the loop is what holds after either.
    """
    frame, journal = it.frame, it.journal
    mark = journal.mark()
    loop = Rounds(mark, mark)
    frame.loops.append(loop)
    it.loop_depth += 1
    frame.branches += 1
    goes_on = True
    after: list[Changes] = []
    most = rounds or (2 if it.loop_depth <= limits.LOOP_DEPTH else 1)
    for number in range(most):
        goes_on = _round(it, node, loop, one_round, number)
        if not goes_on:
            break
        if not it.traces and rounds is None:
            check_round(it, loop, node)
        if rounds is None:
            again = _carried(it, loop.round_mark) and matters(it, loop.round_mark)
            if after or again:
                after.append(journal.changes(mark))
            if not again:
                break
    frame.branches -= 1
    it.loop_depth -= 1
    frame.loops.pop()
    if len(after) > 1:
        journal.rollback(mark)
        journal.merge(after, join)
    goes_on = goes_on and it.execute(node.orelse)
    if loop.breaks:
        ends = [journal.changes(mark)] if goes_on else []
        journal.rollback(mark)
        journal.merge([*ends, *loop.breaks], join)
        return True
    return goes_on


def _round(
    it: Interpreter,
    node: ast.stmt,
    loop: Rounds,
    one_round: Callable[[int], bool],
    number: int,
) -> bool:
    loop.round_mark = it.journal.mark()
    loop.continues.clear()
    places = it.places
    loop.began = next_serial()
    place = Place(node, number, loop=True, module=it.frame.module, serial=loop.began)
    it.places = (*places, place)
    falls = one_round(number)
    it.places = places
    return _end_round(it, loop, falls)


def _end_round(it: Interpreter, rounds: Rounds, falls: bool) -> bool:
    if not rounds.continues:
        return falls
    ends = [it.journal.changes(rounds.round_mark)] if falls else []
    it.journal.rollback(rounds.round_mark)
    it.journal.merge([*ends, *rounds.continues], join)
    return True


def matters(it: Interpreter, mark: int) -> bool:
    """Whether a second round can show anything: under a trace, or if the first one used a key."""
    return bool(it.traces) or any(slot == USE for _, slot, _ in it.journal.written(mark))


def _carried(it: Interpreter, mark: int) -> bool:
    """Whether a round changed what the next one sees; constants that change are forgotten."""
    first: dict[tuple[int, object], object] = {}
    changed = False
    for cells, slot, old in it.journal.written(mark):
        first.setdefault((id(cells), slot), old)
    for cells, slot, new in it.journal.changes(mark).values():
        old = first[id(cells), slot]
        if old is new or (old is MISSING and isinstance(slot, str) and slot != "use"):
            continue
        if old == new:
            continue
        changed = True
        wide = widen(old, new)
        if wide is not new:
            it.write(cells, slot, wide)
    return changed


def rebound(it: Interpreter, mark: int) -> tuple[str, ...]:
    """Local names that held a value before `mark` and were given a traced one since."""
    local = it.frame.scope.cells
    names: dict[str, None] = {}
    for cells, slot, old in it.journal.written(mark):
        carried = cells is local and old is not MISSING and isinstance(slot, str)
        if carried and tracer_of(cells.get(slot, UNKNOWN)) is not None:
            names[str(slot)] = None
    return tuple(names)


def items_of(source: Tuple | Stream) -> tuple[Trips, tuple[Value, Value]]:
    """How often an iteration runs, and its items in the first and in any later round."""
    if isinstance(source, Stream):
        return source.trips, (source.first or fresh(source.element), source.element)
    every = element_of(source)
    first = source.items[0] if source.items and contains_key(source.items[0]) else every
    return Trips(len(source.items)), (first, every)


def _iterated(it: Interpreter, node: ast.expr) -> Tuple | Stream:
    """What iterating over the value of an expression gives."""
    value = it.evaluate(node)
    if type(value) is Instance:
        it.frame.shown = node
    return iterate(it, value)


def _holds_function(item: Value) -> bool:
    """Whether an item is a function or a pair with one: each does something of its own."""
    if isinstance(item, Tuple):
        return any(map(_holds_function, item.items))
    return isinstance(item, (Function, Partial, Transformed))


@STATEMENTS.on(ast.For, ast.AsyncFor)
def for_(it: Interpreter, node: ast.For | ast.AsyncFor) -> bool:
    source = _iterated(it, node.iter)
    trips, items = items_of(source)
    if trips.count == 0:
        return it.execute(node.orelse)
    # A short one is run item by item, so that each is what it is.
    known = source.items if isinstance(source, Tuple) else ()
    exact = 0 < len(known) <= limits.EXACT_ROUNDS
    exact = (
        exact
        and it.loop_depth < limits.LOOP_DEPTH
        and (bool(it.traces) or trips.count == 2 or any(map(_holds_function, known)))
    )
    exits = len(it.frame.exits)
    # Keys are rows of an array, each known by itself.
    alike = isinstance(source, Stream) or isinstance(known[0], (Key, Keys))

    def one_round(number: int) -> bool:
        before, mark = it.operations, it.journal.mark()
        it.round_began, it.ran_own_layer = next_serial(), False
        outside, it.inner_rounds = it.inner_rounds, (0, 1)
        item = known[number] if exact else items[number]
        assign(it, node.target, fresh(item) if number and isinstance(source, Stream) else item)
        falls = it.execute(node.body)
        inner, it.inner_rounds = it.inner_rounds, outside
        if number == 0 and isinstance(node, ast.For) and alike:
            # How many rounds run before a `break` or `return` is not known.
            left = it.frame.loops[-1].breaks or len(it.frame.exits) > exits
            rounds = Trips() if left else trips
            # Layers that a round makes are others in each: nothing is done again.
            again = 0 if it.ran_own_layer else it.operations - before
            _tell(it, node, node, rounds, again, mark, inner)
        return falls

    outside, ran = it.round_began, it.ran_own_layer
    try:
        return repeat(it, node, one_round, trips.count if exact or trips.count == 1 else None)
    finally:
        it.round_began, it.ran_own_layer = outside, ran or it.ran_own_layer


def _tell(
    it: Interpreter,
    node: ast.For | ast.While | ast.comprehension,
    at: ast.stmt | ast.expr,
    trips: Trips,
    operations: int,
    mark: int,
    inner: tuple[int, int] = (0, 1),
) -> None:
    """Tells of a loop whose rounds put operations into a trace; `inner` are loops in a round."""
    trace = it.abstract_trace()
    kernel = any(t.kernel for t in it.traces)
    if trace is not None and operations and not kernel and not builds(it, node):
        # What another trace unrolls may well be traced once for all rounds.
        below = inner[1] if inner[0] == trace.serial else 1
        it.emit(Loop(node, at, trips, operations, rebound(it, mark), trace, below))
        if trips.count:
            kept = it.inner_rounds[1] if it.inner_rounds[0] == trace.serial else 1
            it.inner_rounds = (trace.serial, max(kept, trips.count * below))


@STATEMENTS.on(ast.While)
def while_(it: Interpreter, node: ast.While) -> bool:
    def one_round(number: int) -> bool:
        before, mark, start = it.operations, it.journal.mark(), _sides(it, node.test)
        index = None if start is not None else _index(it, node.test)
        truth = ask(it, it.evaluate(node.test), node.test, Truth.WHILE, "while")
        if truth is False:
            return True
        narrow(it, node.test, True)
        falls = it.execute(node.body)
        if number == 0 and start is not None:
            trips = _counted(start, _sides(it, node.test))
            _tell(it, node, node, trips, it.operations - before, mark)
        if number == 0 and index is not None and _index(it, node.test) == index + 1:
            _tell(it, node, node, Trips(leading=True), it.operations - before, mark)
        return falls

    endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
    repeat(it, node, one_round)
    return _breaks(node.body) if endless else True


def _index(it: Interpreter, test: ast.expr) -> int | None:
    """The constant that a loop compares with the length of an array."""
    if not it.traces or not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    left, right = test.left, test.comparators[0]
    if not isinstance(test.ops[0], ast.Lt) or not is_plain(left) or not _is_number(right):
        return None
    value, size = it.evaluate(left), it.evaluate(right)
    leading = isinstance(size, Static) and size.what is What.LEADING
    number = value.value if isinstance(value, Const) and leading else None
    return number if type(number) is int else None


def _is_number(node: ast.expr) -> bool:
    """Whether an expression can be evaluated again: a name, or the length of one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        return len(node.args) == 1 and is_plain(node.args[0])
    return is_plain(node)


def _sides(it: Interpreter, test: ast.expr) -> tuple[float, float] | None:
    """The two numbers that a loop compares, if they are constants."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if not isinstance(test.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
        return None
    if not (_is_number(test.left) and _is_number(test.comparators[0])):
        return None
    sides = [it.evaluate(side) for side in (test.left, test.comparators[0])]
    numbers = [s.value for s in sides if isinstance(s, Const) and isinstance(s.value, (int, float))]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _counted(start: tuple[float, float], later: tuple[float, float] | None) -> Trips:
    """The rounds until two sides meet that come closer by the same amount each time."""
    if later is None:
        return Trips()
    gap, left = abs(start[0] - start[1]), abs(later[0] - later[1])
    return Trips(int(gap / (gap - left))) if gap > left else Trips()


def _breaks(body: list[ast.stmt]) -> bool:
    """Whether a loop is left by a `break` of its own."""
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, (ast.For, ast.While, ast.FunctionDef, ast.ClassDef)):
            continue
        parts = [getattr(statement, part, []) for part in ("body", "orelse", "finalbody")]
        parts += [handler.body for handler in getattr(statement, "handlers", [])]
        parts += [case.body for case in getattr(statement, "cases", [])]
        if any(_breaks(part) for part in parts):
            return True
    return False


@STATEMENTS.on(ast.Break)
def break_(it: Interpreter, node: ast.Break) -> bool:
    if it.frame.loops:
        rounds = it.frame.loops[-1]
        rounds.breaks.append(it.journal.changes(rounds.mark))
    return False


@STATEMENTS.on(ast.Continue)
def continue_(it: Interpreter, node: ast.Continue) -> bool:
    if it.frame.loops:
        rounds = it.frame.loops[-1]
        rounds.continues.append(it.journal.changes(rounds.round_mark))
    return False


def comprehend(
    it: Interpreter,
    node: ast.expr,
    generators: Sequence[ast.comprehension],
    body: Callable[[], Value],
) -> Tuple | Stream:
    """The items of a comprehension."""
    generator, inner = generators[0], generators[1:]
    source = _iterated(it, generator.iter)
    trips, items = items_of(source)
    if trips.count == 0:
        return Tuple(())
    filtered = bool(generator.ifs)

    def one(number: int, item: Value) -> Value:
        places = it.places
        it.places = (
            *places,
            Place(node, number, loop=True, module=it.frame.module, serial=next_serial()),
        )
        assign(it, generator.target, item)
        for test in generator.ifs:
            ask(it, it.evaluate(test), test, Truth.FILTER, "if")
            narrow(it, test, True)
        if inner:
            found = comprehend(it, node, inner, body)
            value = found.element if isinstance(found, Stream) else UNKNOWN
        else:
            value = body()
        it.places = places
        return value

    nested = bool(inner) or filtered
    known = source.items if isinstance(source, Tuple) and not nested else ()
    worth = it.traces or len(known) < 3 or any(map(_holds_function, known))
    if 0 < len(known) <= limits.EXACT_ROUNDS and worth:
        return Tuple(tuple(one(i, item) for i, item in enumerate(known)))
    before, mark = it.operations, it.journal.mark()
    value = one(0, fresh(items[0]) if filtered and isinstance(source, Stream) else items[0])
    if isinstance(source, Stream) and trips.count is not None and not filtered:
        _tell(it, generator, node, trips, it.operations - before, mark)
    if trips.count != 1 and it.loop_depth < limits.LOOP_DEPTH and matters(it, mark):
        it.loop_depth += 1
        value = join(value, one(1, fresh(items[1])))
        it.loop_depth -= 1
    return Stream(value, Trips() if nested else trips)
