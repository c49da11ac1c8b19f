"""``with`` and ``try``: statements whose body is watched, and what they do at its end."""

from __future__ import annotations

import ast

from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.frames import Exit
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join
from flake8_jax.engine.machine.registry import EXTERNALS, STATEMENTS
from flake8_jax.engine.objects.instances import method
from flake8_jax.engine.syntax.branches import branch
from flake8_jax.engine.syntax.guards import is_plain
from flake8_jax.engine.syntax.targets import assign
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import NONE, UNKNOWN, Const, Value
from flake8_jax.values.cells import Changes, next_serial
from flake8_jax.values.containers import Stream
from flake8_jax.values.functions import Class, External, Imported, Manager, Partial

_EAGER = External("jax.ensure_compile_time_eval()")
_NO_JIT = External("jax.disable_jit")
_FORESEEN = frozenset({"raises", "assertRaises", "assertRaisesRegex", "suppress"})


@STATEMENTS.on(ast.With, ast.AsyncWith)
def with_(it: Interpreter, node: ast.With | ast.AsyncWith) -> bool:
    level, jit_off, guarded = it.level, it.config.jit_off, it.guarded
    managers: list[tuple[Value, ast.expr]] = []
    for item in node.items:
        called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
        maker = UNKNOWN if called is None else it.evaluate(called)
        value = it.evaluate(item.context_expr)
        if value == _EAGER:
            it.level = 0
        it.config.jit_off = it.config.jit_off or maker == _NO_JIT
        name = getattr(called, "attr", getattr(called, "id", ""))
        it.guarded += name in _FORESEEN
        entered = _entered(it, value, item.context_expr)
        if item.optional_vars is not None:
            assign(it, item.optional_vars, entered)
        managers.append((value, item.context_expr))
    foreseen = it.guarded > guarded

    def body() -> bool:
        return it.execute(node.body)

    try:
        # An error that is caught may leave the body at any place.
        falls = branch(it, (body, lambda: True)) if foreseen else body()
    finally:
        it.level, it.config.jit_off, it.guarded = level, jit_off, guarded
    for value, shown in reversed(managers):
        leave_manager = method(it, value, "__exit__")
        if leave_manager is not None:
            it.call(leave_manager, Arguments((NONE, NONE, NONE)), shown)
    return falls


def _entered(it: Interpreter, value: Value, shown: ast.expr) -> Value:
    """What ``with value as ...`` binds."""
    if isinstance(value, Manager):
        return value.entered
    enter = method(it, value, "__enter__")
    return UNKNOWN if enter is None else it.call(enter, Arguments(), shown)


@EXTERNALS.on("contextlib.contextmanager", "contextlib.asynccontextmanager")
def _contextmanager(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return Partial(External("flake8_jax.manager"), args.positional[:1], {})


@EXTERNALS.on("flake8_jax.manager")
def _manager(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """Runs the generator at once: what it does after the ``yield`` is not told from the rest."""
    mark, serial = it.journal.mark(), next_serial()
    made = it.call(first(args), args._replace(positional=args.positional[1:]), node)
    for cells, slot, _ in list(it.journal.written(mark)):
        if cells.serial < serial and isinstance(cells.get(slot), (Const, Tracer)):
            it.write(cells, slot, UNKNOWN)
    return Manager(made.element if isinstance(made, Stream) else UNKNOWN)


_CAUGHT = frozenset({"Exception", "BaseException", "TypeError"})
_ERRORS = (Class, External, Imported)


def _refuses_values(handler: ast.ExceptHandler) -> bool:
    """Whether a handler catches the error of an argument that JAX does not take."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(getattr(kind, "id", "") == "ValueError" for kind in kinds)


def _foresees(it: Interpreter, handler: ast.ExceptHandler) -> bool:
    """Whether a handler may catch the error of a traced value where its value is needed."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for kind in kinds:
        name = getattr(kind, "attr", getattr(kind, "id", ""))
        if kind is None or name in _CAUGHT or "Tracer" in name or "Concret" in name:
            return True
        if is_plain(kind) and not isinstance(it.evaluate(kind), _ERRORS):
            return True  # a variable, which may hold several
    return False


@STATEMENTS.on(ast.Try, ast.TryStar)
def try_(it: Interpreter, node: ast.Try | ast.TryStar) -> bool:
    """A handler begins with what holds somewhere between the start and the end of the body."""
    foreseen = any(_foresees(it, handler) for handler in node.handlers)

    def attempt() -> bool:
        it.guarded += foreseen
        guarded, refusals = it.guarded, it.refusals
        caught = any(map(_refuses_values, node.handlers))
        it.values_guarded += caught
        falls = it.execute(node.body)
        it.values_guarded -= caught
        it.guarded = guarded - foreseen
        # What is refused for sure goes on in the handler.
        return falls and it.refusals == refusals

    def succeeds() -> bool:
        return attempt() and it.execute(node.orelse)

    def fails(handler: ast.ExceptHandler) -> bool:
        # The body may have got anywhere: what it does is certain for no handler.
        branch(it, (lambda: attempt() or True, lambda: True))
        if handler.name:
            it.bind(handler.name, UNKNOWN)
        it.rescuing += 1
        falls = it.execute(handler.body)
        it.rescuing -= 1
        return falls

    ways = _Ways(it)
    if node.handlers:
        falls = branch(it, (succeeds, *(lambda h=h: fails(h) for h in node.handlers[:2])))
    else:
        falls = succeeds()
    if node.finalbody:
        ways.end(it, node.finalbody)
        return it.execute(node.finalbody) and falls
    return falls


class _Ways:
    """The ways out of a ``try`` by ``return``, ``break`` and ``continue``."""

    def __init__(self, it: Interpreter) -> None:
        self.mark = it.journal.mark()
        frame = it.frame
        self.exits = len(frame.exits)
        self.rounds = frame.loops[-1] if frame.loops else None
        self.breaks = len(self.rounds.breaks) if self.rounds else 0
        self.continues = len(self.rounds.continues) if self.rounds else 0

    def end(self, it: Interpreter, final: list[ast.stmt]) -> None:
        """Runs the ``finally`` on each of them, from the state in which it is taken."""
        frame = it.frame
        exits = frame.exits[self.exits :]
        left = [exit_ for exit_ in exits if exit_.changes is not None]
        jumps: list[tuple[list[Changes], int, int]] = []
        if self.rounds is not None:
            for taken, before, mark in (
                (self.rounds.breaks, self.breaks, self.rounds.mark),
                (self.rounds.continues, self.continues, self.rounds.round_mark),
            ):
                jumps.extend((taken, index, mark) for index in range(before, len(taken)))
        if (not left and not jumps) or len(left) + len(jumps) > _MOST_WAYS:
            return
        here = it.journal.rollback(self.mark)
        for index, exit_ in enumerate(frame.exits[self.exits :], self.exits):
            if exit_.changes is not None:
                changes = _after(it, exit_.changes, final, frame.mark)
                frame.exits[index] = Exit(exit_.value, changes)
        for taken, index, mark in jumps:
            taken[index] = _after(it, taken[index], final, mark)
        it.journal.merge([here], join)


_MOST_WAYS = 4


def _after(it: Interpreter, before: Changes, final: list[ast.stmt], mark: int) -> Changes:
    start = it.journal.mark()
    it.journal.merge([before], join)
    it.execute(final)
    changes = it.journal.changes(mark)
    it.journal.rollback(start)
    return changes
