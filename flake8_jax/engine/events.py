"""Everything that can happen: what the tracer tells the rules.

A rule has one method ``on_<event>`` for each event that it listens to, named after the class
below in lower case with underscores (``on_truth_test``). Events are emitted only where a value is
traced, or code runs under a trace, unless the docstring says otherwise.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum

from flake8_jax.engine.trace import Trace
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import Value
from flake8_jax.values.containers import Trips
from flake8_jax.values.keys import Use


class Truth(Enum):
    """Who asks for the truth of a value."""

    IF = "if"
    ELIF = "elif"
    TERNARY = "ternary `if`"
    CASE = "match"
    FILTER = "comprehension `if`"
    WHILE = "while"
    ASSERT = "assert"
    AND_OR = "and/or"
    NOT = "not"
    CHAIN = "chained comparison"
    MEMBERSHIP = "in"
    BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class TruthTest:
    """Python asks for the truth of a traced value.

    `node` is the expression to point at, `subject` the expression whose value is asked,
    `word` the operator or builtin that asks (``and``, ``in``, ``max``).
    """

    node: ast.expr
    subject: ast.expr
    value: Tracer
    asker: Truth
    word: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function outside of the program is called while a trace runs.

    `path` is its canonical dotted name, such as ``builtins.print``; `trace` the innermost trace,
    `cached` the outermost one whose result is kept, so that calls inside of it happen once.
    """

    node: ast.Call
    path: str
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    trace: Trace
    cached: Trace | None


@dataclass(frozen=True, slots=True)
class HostRead:
    """Traced code reads what differs from call to call, in a way that its `Call` does not show.

    `path` is ``builtins.next`` for the next item of an iterator from outside, what makes a
    generator of random numbers without a seed, or ``os.environ`` for a number from a setting.
    """

    node: ast.expr
    path: str
    trace: Trace
    cached: Trace | None


@dataclass(frozen=True, slots=True)
class Loop:
    """A Python loop has run under an abstract trace, or a comprehension.

    `operations` counts the JAX operations that one round puts into the traced program, calls
    followed; `carries` are names that one round reads and rebinds to a traced value; `sequence`
    is true if the loop goes over a Python container whose items differ.
    """

    node: ast.For | ast.While | ast.comprehension
    at: ast.stmt | ast.expr
    trips: Trips
    operations: int
    carries: tuple[str, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class KeyReuse:
    """A PRNG key that was used up before is used again, on a path that will surely be taken.

    Told everywhere, traced or not. `node` is the second use in the code that sees both uses: the
    draw itself, or the call through which it happens; `before` is the first one, seen likewise.
    `loop` is set if it is the same use in two rounds of that loop; `mapped` if that is a `vmap`.
    """

    node: ast.AST
    before: ast.AST
    first: Use
    again: Use
    name: str
    loop: ast.AST | None
    mapped: bool


@dataclass(frozen=True, slots=True)
class ConstantKey:
    """A key is made from the constant `seed` again and again, and the same is drawn from it.

    Told everywhere, traced or not. `node` makes the key. `where` is the loop whose rounds do it,
    also one of `lax` or a `vmap`, if it is `repeated`, else the second of two calls.
    """

    node: ast.expr
    seed: object
    where: ast.AST
    repeated: bool


@dataclass(frozen=True, slots=True)
class Discarded:
    """A statement calls what only computes, and drops what it returns.

    Told everywhere, traced or not. `path` is the dotted name of the function, or
    ``jax.Array.reshape`` for a method of an array and ``jax.Array.at.set`` for an update of one;
    `value` is what it returned, and `key` the PRNG key that it was given, as the code shows it.
    A call that is expected to fail is not told of. `trace` is the innermost abstract trace;
    `function` is where the statement stands, ``<module>`` at the top level of a file, and `root`
    the function from which the analysis came here: that one for which no call is visible.
    """

    node: ast.expr
    path: str
    value: Value
    key: str
    trace: Trace | None
    function: str
    root: str


class Into(Enum):
    """What a value is stored into."""

    NAME = "name"
    """A name that is declared global or nonlocal."""
    ATTRIBUTE = "attribute"
    ITEM = "item"
    METHOD = "method"
    """A container, by one of its methods or by an operator that changes it: ``steps += [x]``."""


@dataclass(frozen=True, slots=True)
class Store:
    """A value is stored where others may see it: as an attribute or item, in an outer name.

    Told under a trace; of items of JAX's arrays everywhere. Once for ``x[i] += v``, after the sum
    is made; for a method, once per value. `node` is the statement (or the call), `target` what it
    stores into; `owner` is the object that changes (None for a name), `key` the index or name,
    `value` what is stored, None if it is deleted. `outlives` is the innermost trace, if the owner
    is known to be older than it. An error may be `expected`, as in a `try`.
    """

    node: ast.stmt | ast.expr
    target: ast.expr
    into: Into
    owner: Value | None
    key: Value
    value: Value | None
    trace: Trace | None
    outlives: Trace | None
    expected: bool


@dataclass(frozen=True, slots=True)
class ToNumpy:
    """NumPy is handed a traced value, which it cannot read.

    `node` is the call, or the index; `callee` the dotted name of the function, nothing for an
    index. If the error is `hidden`, the function swallows it and returns False.
    """

    node: ast.expr
    callee: str
    value: Tracer
    hidden: bool


@dataclass(frozen=True, slots=True)
class Leak:
    """A tracer outlives its trace: something that is older holds it when the trace ends.

    `node` is what stored it there: the target of an assignment, or a call such as that of
    ``append``; `into` is what holds it. `trace` is the one that ends.
    """

    node: ast.expr
    into: ast.expr
    value: Tracer
    trace: Trace


class Need(Enum):
    """What Python needs the value of an array for."""

    NUMBER = "number"
    """As a number of its own: ``float(x)``, ``x.item()``, ``math.sqrt(x)``."""
    COUNT = "count"
    """As a number of rounds or repetitions: ``range(n)``, ``"-" * n``."""
    INDEX = "index"
    """As an index of a list, a tuple or a text, or as a bound of a slice of one."""
    KEY = "key"
    """As the key of a dict or the item of a set, which must have a hash."""
    TEXT = "text"
    """As a formatted number: ``f"{x:.2f}"``."""


@dataclass(frozen=True, slots=True)
class Concretized:
    """Python asks a traced value for its value, and JAX refuses.

    `node` is the expression to point at, `subject` the one whose value is asked, `word` who asks
    (``float()``, ``.item()``, ``list index``). A call that is expected to fail is not told of.
    """

    node: ast.expr
    subject: ast.expr
    value: Tracer
    need: Need
    word: str


@dataclass(frozen=True, slots=True)
class Stale:
    """Compiled code read a name or attribute when it was traced, which was bound anew since.

    Told when the compiled function is called again, with arguments for which it is not traced
    anew. `node` is the read; `transform` was applied to `function` at `place`.
    """

    node: ast.expr
    transform: str
    place: ast.expr
    function: str


@dataclass(frozen=True, slots=True)
class StaticNeeded:
    """A traced value stands where JAX needs a number while tracing, such as in a shape.

    `node` is the expression to point at, `subject` the one that holds the value; `callee` is what
    needs it, `parameter` as what. A call that is expected to fail is not told of.
    """

    node: ast.expr
    subject: ast.expr
    value: Tracer
    callee: str
    parameter: str


@dataclass(frozen=True, slots=True)
class DynamicShape:
    """An array is asked for that has as many elements as traced values say.

    `node` is the expression of it: an index by a mask, which is `value`; or a call of the function
    at `path`, whose size `value` decides, unless it is given as `repair` shows.
    """

    node: ast.expr
    value: Tracer
    path: str = ""
    repair: str = ""


@dataclass(frozen=True, slots=True)
class OutOfBounds:
    """A constant index lies outside of an axis whose size is known, on a path that is taken.

    Told everywhere, traced or not. `node` is the expression of the index, `owner` that of the
    array (or of its `at`), `size` that of the axis; `update` says that the array is updated there.
    """

    node: ast.expr
    owner: ast.expr
    index: int
    axis: int
    size: int
    update: bool


@dataclass(frozen=True, slots=True)
class SequenceGiven:
    """A list or tuple stands where JAX takes an array alone.

    Told everywhere, traced or not. `node` is its expression, `value` the list, tuple, shape or
    generator, and `place` what takes it, in words.
    """

    node: ast.expr
    value: Value
    place: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A place where a function is compiled (``jax.jit(f)``), and all that the program does with it.

    Told once per place, at the end of the program. `inside` is the cached trace inside of which
    the place was always reached, if it was; `fresh` says that the function to compile was made
    inside of it too. `calls` are the calls of the compiled function, `traced` those that always
    run inside a cached trace, `callers` the functions traced there. `private` says that no
    other code can call it, and that it is only ever called.
    """

    node: ast.expr
    transform: str
    name: str
    inside: Trace | None
    fresh: bool
    calls: tuple[ast.expr, ...]
    traced: tuple[ast.expr, ...]
    repeated: bool
    callers: tuple[str, ...]
    private: bool


@dataclass(frozen=True, slots=True)
class CompiledMethod:
    """A method is compiled as a function of the instance (or class) that it is called on.

    Told once per place, at the end of the program, if that is wrong: if the instance is a `static`
    argument of a class without a hash of its own, and `stale` are attributes which the compiled
    code reads and other code changes (there may be none); or if it is traced, and its class is
    none that JAX takes apart. `node` compiles the method `name` of the class `cls`, whose first
    parameter is `parameter`.
    """

    node: ast.expr
    transform: str
    name: str
    parameter: str
    cls: str
    static: bool
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand, and its dtype; `node` is its expression, if the call shows it."""

    node: ast.expr | None
    value: Value
    dtype: str


@dataclass(frozen=True, slots=True)
class DtypeMismatch:
    """A function that takes operands of one dtype is given different ones.

    Told everywhere, traced or not. `path` is the dotted name of the function; `operands` are those
    whose dtype is known.
    """

    node: ast.expr
    path: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class WideRequest:
    """A JAX function is asked for a dtype of 64 bits: `wide`, where x64 is off `narrow` comes back.

    Told everywhere, traced or not. `node` is the expression of the dtype, or the call of one;
    `path` the dotted name of the function. `off` says that x64 is surely off.
    """

    node: ast.expr
    path: str
    wide: str
    narrow: str
    off: bool


@dataclass(frozen=True, slots=True)
class LateWidth:
    """x64 is switched on after the module made an array of a default dtype.

    `node` is the call that does it; `name` is the array, made on line `line`, of dtype `narrow`.
    """

    node: ast.expr
    name: str
    line: int
    narrow: str


@dataclass(frozen=True, slots=True)
class Remade:
    """A function is compiled and called in each round of a Python loop that is a new one each time.

    Told outside of traces. `node` compiles the function `name` (or calls the factory which does),
    by `transform`, somewhere in the `loop`; or gives it to what traces it `at_once`, such as
    ``jax.lax.scan``. What it depends on is the same in each round, or could be an argument.
    """

    node: ast.expr
    transform: str
    name: str
    loop: ast.stmt | ast.expr
    at_once: bool


@dataclass(frozen=True, slots=True)
class UnsafeChoice:
    """A branch of ``jnp.where`` has no finite derivative where the condition turns it down.

    Told where the reverse-mode derivative `trace` is the innermost one that runs, and the branch
    depends on what is differentiated. `node` is the choice by the function `path`; `unsafe` the
    operation, on the very value that the condition tests.
    """

    node: ast.expr
    path: str
    unsafe: ast.expr
    trace: Trace


@dataclass(frozen=True, slots=True)
class NoParameter:
    """An option names a static parameter that the function does not have: an index, or a name.

    Told everywhere, traced or not. `node` is the expression of the option, if the call shows it;
    `option` its name, `given` what does not exist. `params` are the positional parameters that the
    function `name` has.
    """

    node: ast.expr
    transform: str
    option: str
    given: object
    name: str
    params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unhashable:
    """A compiled function is given a static argument that has no hash.

    Told everywhere, traced or not. `node` is the expression of the argument, if the call shows it,
    and `parameter` its name, if it is known; `why` says what it is, and what it holds down to what
    has no hash.
    """

    node: ast.expr
    transform: str
    name: str
    parameter: str
    value: Value
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaticVaries:
    """A compiled function is given a static argument that counts in a loop of many rounds.

    Told outside of traces. `node` is the argument, `parameter` that of the function `name`, which
    could be traced as well, for all that is seen of the function.
    """

    node: ast.expr
    transform: str
    name: str
    parameter: str
    loop: ast.For | ast.While | ast.expr


@dataclass(frozen=True, slots=True)
class ShapeVaries:
    """A compiled function is given an array of another size in each of many rounds of a loop.

    Told outside of traces. `node` is the argument of the function `name`.
    """

    node: ast.expr
    transform: str
    name: str
    loop: ast.For | ast.While | ast.expr


Event = (
    TruthTest
    | Call
    | HostRead
    | Loop
    | KeyReuse
    | ConstantKey
    | Discarded
    | Store
    | Concretized
    | ToNumpy
    | StaticNeeded
    | DynamicShape
    | SequenceGiven
    | Leak
    | OutOfBounds
    | Stale
    | Compiled
    | CompiledMethod
    | DtypeMismatch
    | WideRequest
    | LateWidth
    | Remade
    | UnsafeChoice
    | NoParameter
    | Unhashable
    | StaticVaries
    | ShapeVaries
)
