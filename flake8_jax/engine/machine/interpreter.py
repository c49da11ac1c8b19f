"""The state of one analysis, and the small operations that every part of the engine uses."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flake8_jax.engine import limits
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.contexts import Contexts
from flake8_jax.engine.machine.frames import Frame
from flake8_jax.engine.machine.others import Others
from flake8_jax.engine.machine.registry import (
    ATTRIBUTES,
    CALLS,
    DEMANDS,
    EXPRESSIONS,
    ITEMS,
    STATEMENTS,
)
from flake8_jax.engine.trace import Site, Trace
from flake8_jax.libraries import Library
from flake8_jax.values import kinds
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.cells import MISSING, Cells, Journal, Slot
from flake8_jax.values.functions import Class, Function, Instance, Scope, Transformed
from flake8_jax.values.keys import Place
from flake8_jax.values.origin import How, Origin

STARRED = ("starred",)
"""The slot of a module's cells that says that it imports everything from somewhere."""

Listeners = Mapping[type, tuple[Callable[[Any, Site | None], None], ...]]


@kinds.value
class Stored:
    """A value was stored by traced code in something that is older than a trace.

    `trace` is the one in which the value surely lives, `node` what stored it, reached by the way
    `places`; `into` is what holds it, as the code shows it.
    """

    cells: Cells
    value: Value
    trace: Trace
    node: ast.expr
    into: ast.expr
    module: Scope
    places: tuple[Place, ...]


@dataclass(slots=True)
class Config:
    """JAX's configuration, as far as the program is seen to set it."""

    jit_off: bool = False
    """Whether `jax.disable_jit` is in force."""
    x64: bool = False
    """Whether arrays of 64 bits are known to be switched on."""
    off: bool | None = None
    """Whether they are known not to be; None while nothing has asked."""
    registers: bool = False
    """Whether some class is registered as a pytree of which it is not seen which one."""


@dataclass(slots=True)
class Callers:
    """Who calls the functions of the program, by their nodes."""

    pruned: set[int] = field(default_factory=set)
    """Nodes of functions in which a constant decided a branch."""
    rebound: set[str] = field(default_factory=set)
    """Global names that some function binds."""
    root: int = 0
    """The function that is analysed alone, 0 while the module itself is."""
    name: str = ""
    """Its name."""
    reached: set[int] = field(default_factory=set)
    """Functions that visible code calls."""
    wrapped: set[int] = field(default_factory=set)
    """Functions that some transform traces."""
    kept: dict[int, dict[str, tuple[ast.expr, ...]]] = field(default_factory=dict)
    """What functions assign to names, for those in which a name was tested."""
    remade: dict[int, Any] = field(default_factory=dict)
    """Compiled functions made in a loop, which the next round makes again."""
    steps: list[Any] = field(default_factory=list)
    """What was done outside of traces with the instances of compiled methods, in order."""


class Interpreter(Contexts):
    """Runs one module over abstract values and tells `listeners` what happens."""

    # So many attributes that Python would not share their names between files.
    __slots__ = (
        "asked",
        "called",
        "callers",
        "captured",
        "classes",
        "compiled",
        "compiled_calls",
        "config",
        "derivatives",
        "functions",
        "generic",
        "journal",
        "library",
        "listeners",
        "memo",
        "module",
        "narrowed",
        "operations",
        "others",
        "refusals",
        "runs",
        "seeds",
        "steps_left",
        "stored",
        "transformed",
        "tree",
        "waiting",
    )

    def __init__(self, module: Scope, library: Library, listeners: Listeners, lines: int) -> None:
        super().__init__(Frame(module, "<module>", module))
        self.tree: ast.Module | None = None
        """The module's own tree, while it is analysed."""
        self.asked = 0
        """Traced tests met so far."""
        self.refusals = 0
        """Traced tests met where their error is foreseen."""
        self.module = module
        self.library = library
        self.listeners = listeners
        self.journal = Journal()
        self.operations = 0
        """JAX operations seen under abstract traces so far."""
        self.steps_left = max(limits.LEAST_STEPS, limits.STEPS_PER_NODE * lines)
        self.narrowed: list[tuple[tuple[int, Slot], Value]] = []
        """What tests have written to variables: the slot and the value."""
        self.config = Config()
        self.captured = Cells()
        """What compiled functions could read when they were called."""
        self.stored: dict[Any, Stored] | None = {}
        """What traced code has stored, by cells and slot; None where nothing is computed."""
        self.runs: defaultdict[int, int] = defaultdict(int)
        self.memo: dict[Any, tuple[Value, Any, list[Any]]] = {}
        self.functions: list[Function] = []
        """Every function made, in order."""
        self.waiting: list[Function] = []
        """Those of them that are still to be looked at: a function never called is a root."""
        self.transformed: list[Transformed] = []
        self.seeds: dict[Any, Cells] = {}
        """What was drawn from keys made from constants, by where both are done."""
        self.compiled: dict[int, Any] = {}
        self.compiled_calls: list[Any] = []
        self.derivatives: dict[int, tuple[Value, ...]] = {}
        """The rules of functions with derivatives of their own, by the node that made them."""
        self.called: set[int] = set()
        self.others = Others()
        self.callers = Callers()
        self.generic: dict[int, Instance] = {}
        self.classes: list[Class] = []

    # -- evaluation ---------------------------------------------------------------------------

    def evaluate(self, node: ast.expr) -> Value:
        """The value of an expression."""
        value: Value = EXPRESSIONS[type(node)](self, node)
        return value

    def execute(self, body: list[ast.stmt]) -> bool:
        """Runs statements; true if what follows them is reached."""
        self.steps_left -= len(body)
        if self.steps_left < 0:
            self.exhausted = True
            return True
        for statement in body:  # noqa: SIM110  (a generator is a frame more for each block)
            if not STATEMENTS[type(statement)](self, statement):
                return False
        return True

    def call(self, callee: Value, args: Arguments, node: ast.expr) -> Value:
        """The value of calling `callee`."""
        value: Value = CALLS[type(callee)](self, callee, args, node)
        return value

    def attribute(self, owner: Value, name: str) -> Value:
        """The value of ``owner.name``."""
        value: Value = ATTRIBUTES[type(owner)](self, owner, name)
        return value

    def item(self, owner: Value, index: Value, node: ast.expr) -> Value:
        """The value of ``owner[index]``."""
        value: Value = ITEMS[type(owner)](self, owner, index, node)
        return value

    # -- state ---------------------------------------------------------------------------------

    def write(self, cells: Cells, slot: Slot, value: Any) -> None:
        self.journal.write(cells, slot, value)

    def lookup(self, name: str) -> Value:
        """What a name means here."""
        scope: Scope | None = self.frame.scope
        while scope is not None:
            value = scope.cells.get(name, MISSING)
            if value is not MISSING:
                found: Value = value
                return found
            scope = scope.parent
        return self.elsewhere(name)

    def elsewhere(self, name: str) -> Value:
        """What a name means that no scope holds yet: something still to be run, or a builtin."""
        module = self.frame.module
        starred = STARRED in module.cells
        if starred or module is not self.module:
            found = DEMANDS[object](self, module, name)
            if isinstance(found, Value):
                return found
        return UNKNOWN if starred else self.library.builtin(name)

    def bind(self, name: str, value: Value) -> Cells:
        """Assigns a name in the current frame, and returns the cells that hold it."""
        frame = self.frame
        cells = frame.redirects.get(name) if frame.redirects else None
        if cells is None:
            cells = frame.scope.cells
        self.journal.write(cells, name, value)
        return cells

    def emit(self, event: Any, module: Scope | None = None) -> None:
        """Tells the rules of an event, unless it is none of this file's.

        What happens in another module is told of if a trace of this file shows it, and then at the
        call in this file; it is known by its own file otherwise. `module` is the one of the
        event's node, that of the frame by default.
        """
        listeners = self.listeners.get(type(event))
        if not listeners or self.exhausted:
            return
        module = module or self.frame.module
        site = None
        if module is not self.module:
            site = self._site(module, event.node)
            if site is None:
                return
        for listener in listeners:
            listener(event, site)

    def _site(self, module: Scope, node: ast.AST) -> Site | None:
        """The call in this file that leads to a node of another module, under a trace of ours."""
        trace = next((t for t in reversed(self.traces) if t.kind == self.level), None)
        if trace is None or trace.module is not self.module:
            return None
        for place in reversed(self.places):
            if place.module is self.module:
                # A comprehension has no place of its own.
                shown = node.target if isinstance(node, ast.comprehension) else node
                return Site(place.node, module.path, getattr(shown, "lineno", 0))
        return None

    def listens(self, event: type) -> bool:
        return event in self.listeners

    # -- traces and places ---------------------------------------------------------------------

    def path(self, module: Scope | None) -> str:
        """The file of a module; nothing for the one that is linted."""
        return "" if module is None or module is self.module else module.path

    def parameter(self, name: str, function: str, trace: Trace) -> Origin:
        """The origin of a value that enters a trace as a parameter of the function traced."""
        return self.entry(name, function, trace.transform, trace.line, trace.module)

    def entry(
        self, name: str, function: str, transform: str, line: int, module: Scope | None
    ) -> Origin:
        """The same, of a trace by the transform that `module` applies on a line."""
        path, how = self.path(module), How.PARAMETER
        return Origin(how, name, function, line, transform, line, None, path, path)

    def dispose(self) -> None:
        """Breaks the cycles between scopes and functions, so that the file's tree is freed now."""
        for function in self.functions:
            function.scope.cells.clear()
        for cls in self.classes:
            cls.cells.clear()
        self.module.cells.clear()
        for scope in self.others.units.values():
            scope.cells.clear()
        self.memo.clear()
        self.journal.forget()
