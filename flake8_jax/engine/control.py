"""Branches and loops: statements that choose which others run, and how often."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from flake8_jax.engine import limits
from flake8_jax.engine.containers import fresh, iterate
from flake8_jax.engine.events import Loop, Truth
from flake8_jax.engine.frames import Rounds
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.joins import join, widen
from flake8_jax.engine.narrowing import narrow
from flake8_jax.engine.registry import STATEMENTS
from flake8_jax.engine.targets import assign
from flake8_jax.engine.truth import ask
from flake8_jax.values.base import UNKNOWN, Array, Const, Value
from flake8_jax.values.cells import MISSING, Changes
from flake8_jax.values.containers import Stream, Trips, Tuple
from flake8_jax.values.keys import USE, Place
from flake8_jax.values.traced import tracer_of

__all__ = ["branch", "narrow", "repeat"]

Arm = Callable[[], bool]


def branch(it: Interpreter, arms: Sequence[Arm]) -> bool:
    """Runs exclusive arms, each from the same state, and goes on with what holds after all.

    An arm returns whether it is left by its end; so does this.
    """
    mark = it.journal.mark()
    it.frame.branches += 1
    ends: list[Changes] = []
    for arm in arms:
        falls = arm()
        changes = it.journal.rollback(mark)
        if falls:
            ends.append(changes)
    it.frame.branches -= 1
    if ends:
        it.journal.merge(ends, join)
    return bool(ends)


@STATEMENTS.on(ast.If)
def if_(it: Interpreter, node: ast.If) -> bool:
    return _if(it, node, Truth.IF)


def _if(it: Interpreter, node: ast.If, asker: Truth) -> bool:
    truth = ask(it, it.evaluate(node.test), node.test, asker, asker.value)
    if truth is not None:
        if it.frame.function is not None:
            it.pruned.add(id(it.frame.function.node))
        return it.execute(node.body) if truth else _orelse(it, node)

    def holds() -> bool:
        narrow(it, node.test, True)
        return it.execute(node.body)

    def fails() -> bool:
        narrow(it, node.test, False)
        return _orelse(it, node)

    return branch(it, (holds, fails))


def _orelse(it: Interpreter, node: ast.If) -> bool:
    orelse = node.orelse
    if (
        len(orelse) == 1
        and isinstance(orelse[0], ast.If)
        and orelse[0].col_offset == node.col_offset
    ):
        it.steps_left -= 1
        return _if(it, orelse[0], Truth.ELIF)
    return it.execute(orelse)


def repeat(
    it: Interpreter,
    node: ast.For | ast.AsyncFor | ast.While,
    one_round: Callable[[int], bool],
    most: int | None,
) -> bool:
    """Runs the rounds of a loop: once, and again from the state that this left.

    `one_round` runs the round of a number and returns whether its end is reached; `most` is the
    number of rounds if known. Returns whether what follows the loop is reached.
    """
    frame, journal = it.frame, it.journal
    mark = journal.mark()
    rounds = Rounds(mark, mark)
    frame.loops.append(rounds)
    it.loop_depth += 1
    frame.branches += 1
    goes_on = True
    for number in range(2 if it.loop_depth <= limits.LOOP_DEPTH and most != 1 else 1):
        rounds.round_mark = journal.mark()
        rounds.continues.clear()
        places = it.places
        it.places = (*places, Place(node, number, loop=True, module=it.frame.module))
        falls = one_round(number)
        it.places = places
        goes_on = _end_round(it, rounds, falls)
        if not goes_on or number or not _carried(it, rounds.round_mark):
            break
        if not matters(it, rounds.round_mark):
            break
    frame.branches -= 1
    it.loop_depth -= 1
    frame.loops.pop()
    if rounds.breaks:
        ends = [journal.changes(mark)] if goes_on else []
        journal.rollback(mark)
        journal.merge([*ends, *rounds.breaks], join)
        return True
    return goes_on


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
        first = source.element if source.first is None else source.first
        return source.trips, (first, source.element)
    count = len(source.items)
    if count == 0:
        return Trips(0), (UNKNOWN, UNKNOWN)
    rest = source.items[1] if count > 1 else source.items[0]
    for item in source.items[2:]:
        rest = join(rest, item)
    return Trips(count), (source.items[0], rest)


@STATEMENTS.on(ast.For, ast.AsyncFor)
def for_(it: Interpreter, node: ast.For | ast.AsyncFor) -> bool:
    iterable = it.evaluate(node.iter)
    source = iterate(it, iterable)
    trips, items = items_of(source)
    if trips.count == 0:
        return it.execute(node.orelse)

    def one_round(number: int) -> bool:
        before, mark = it.operations, it.journal.mark()
        assign(
            it, node.target, fresh(items[number]) if isinstance(source, Stream) else items[number]
        )
        falls = it.execute(node.body)
        if number == 0 and isinstance(node, ast.For):
            counts = isinstance(source, Stream) and not isinstance(iterable, Array)
            if counts:
                _tell(it, node, node, trips, it.operations - before, mark)
        return falls

    falls = repeat(it, node, one_round, trips.count)
    return falls and it.execute(node.orelse)


def _tell(
    it: Interpreter,
    node: ast.For | ast.While | ast.comprehension,
    at: ast.stmt | ast.expr,
    trips: Trips,
    operations: int,
    mark: int,
) -> None:
    trace = it.abstract_trace()
    if trace is not None and operations:
        it.emit(Loop(node, at, trips, operations, rebound(it, mark), trace))


@STATEMENTS.on(ast.While)
def while_(it: Interpreter, node: ast.While) -> bool:
    def one_round(number: int) -> bool:
        before, mark, start = it.operations, it.journal.mark(), _sides(it, node.test)
        truth = ask(it, it.evaluate(node.test), node.test, Truth.WHILE, "while")
        if truth is False:
            return True
        narrow(it, node.test, True)
        falls = it.execute(node.body)
        if number == 0 and start is not None:
            trips = _counted(start, _sides(it, node.test))
            _tell(it, node, node, trips, it.operations - before, mark)
        return falls

    falls = repeat(it, node, one_round, None)
    endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
    if endless and not _breaks(node):
        return False
    if not endless:
        it.evaluate(node.test)
        falls = True
    return (falls or not endless) and it.execute(node.orelse)


def _sides(it: Interpreter, test: ast.expr) -> tuple[float, float] | None:
    """The two numbers that a loop compares, if they are constants."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if not isinstance(test.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
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


def _breaks(node: ast.While) -> bool:
    return any(isinstance(inner, ast.Break) for inner in ast.walk(node))


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
    source = iterate(it, it.evaluate(generator.iter))
    trips, items = items_of(source)
    if trips.count == 0:
        return Tuple(())
    filtered = bool(generator.ifs)

    def one(number: int, item: Value) -> Value:
        places = it.places
        it.places = (*places, Place(node, number, loop=True, module=it.frame.module))
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
    if 0 < len(known) <= 8:
        return Tuple(tuple(one(i, item) for i, item in enumerate(known)))
    before, mark = it.operations, it.journal.mark()
    value = one(0, fresh(items[0]) if isinstance(source, Stream) else items[0])
    if isinstance(source, Stream) and trips.count is not None and not filtered:
        _tell(it, generator, node, trips, it.operations - before, mark)
    if trips.count != 1 and it.loop_depth < limits.LOOP_DEPTH and matters(it, mark):
        it.loop_depth += 1
        value = join(value, one(1, fresh(items[1])))
        it.loop_depth -= 1
    return Stream(value, Trips() if nested else trips)
