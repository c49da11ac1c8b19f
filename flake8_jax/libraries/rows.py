"""The vocabulary of the tables: what one row can say about one public callable.

A row is data. Its key in a table is the dotted name under which users write the callable
(``jax.numpy.zeros``); `flake8_jax.libraries` gathers the tables of all libraries.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from flake8_jax.libraries.parts import Apart, Together
from flake8_jax.values import kinds
from flake8_jax.values.base import TraceKind


class Result(Enum):
    """What a plain function returns."""

    __hash__ = object.__hash__

    ARRAY = "array"
    """A JAX array: a tracer if an operand is one, or if the code runs under an abstract trace."""
    ARRAYS = "arrays"
    """A tuple or list of such arrays."""
    STATIC = "static"
    """A Python value, dtype or shape that is known while tracing."""
    SAME = "same"
    """A pytree like the first argument, each leaf an array; a Python number may stay one."""
    OBJECT = "object"
    """An object or function of the library: the name of the call, ``jax.nn.initializers.normal()``,
    has a row, or, if it matters what it was made from, its class, which the row gives."""
    UNKNOWN = "unknown"
    """Anything else: nothing is claimed."""


class KeyEffect(Enum):
    """What a function does to the PRNG key that it is given."""

    __hash__ = object.__hash__

    CONSUME = "consume"
    """Draws from the key: it must not be used again."""
    SPLIT = "split"
    """Consumes the key and returns an array of new ones."""
    FOLD = "fold"
    """Derives a new key and leaves the old one as it was."""
    CLONE = "clone"
    """Returns a key that may be used again."""
    CREATE = "create"
    """Makes a new key from a seed."""
    READ = "read"
    """Looks at the key without using it up."""


@kinds.value
class Function:
    """A plain function: called with arrays, it returns arrays or facts about them.

    `params` are the positional parameter names in order (``*name`` takes the rest), enough to
    bind arguments to the names in `static` and `key`; `static` names the parameters that a tracer
    makes raise. `made` is the class of an object that it returns and that keeps what it was made
    from: the rows of its methods stand under ``class.method``, and take `self` first, that of all
    others under ``class.*``. A ``*`` in `made` stands for the class of the object given first; of
    ``class or other`` it is the other one if an argument is of that. `unless` names a parameter
    that makes the result unknown if it is given. A function is `pure` if all that it does is to
    return something, and `untraced` if plain `grad` does not trace that. `named` are the names of
    the arrays that it returns, if they have some.
    """

    params: tuple[str, ...] = ()
    result: Result = Result.ARRAY
    static: frozenset[str] = frozenset()
    effect: KeyEffect | None = None
    key: str = "key"
    made: str = ""
    unless: str = ""
    pure: bool = True
    untraced: bool = False
    picks: str = ""
    """The array whose rows a sampler picks."""
    shuffles: str = ""
    """The array whose rows a sampler puts in another order."""
    named: tuple[str, ...] = ()
    counts: frozenset[str] = frozenset()
    """The parameters that are arrays, or counts, which must be static."""


Table = Mapping[str, Function]


def function(
    params: str = "",
    result: Result = Result.ARRAY,
    *,
    static: str = "",
    effect: KeyEffect | None = None,
    key: str = "key",
    made: str = "",
    unless: str = "",
    pure: bool = True,
) -> Function:
    """Writes a row shortly: names are separated by blanks, ``"a shape dtype", static="shape"``."""
    if made:
        result = Result.OBJECT
    names, known = tuple(params.split()), frozenset(static.split())
    return Function(names, result, known, effect, key, made, unless, pure)


def each(module: str, names: str, row: Function) -> Table:
    """The same row for many functions of one module: ``each("jax.numpy", "sum prod", row)``."""
    return {f"{module}.{name}": row for name in names.split()}


class Outcome(Enum):
    """What calling a transformed function returns, in terms of the function's own result."""

    RESULT = "result"
    ERROR_AND_RESULT = "error and result"
    GRADIENT = "gradient"
    """Like the arguments that it is differentiated by."""
    VALUE_AND_GRADIENT = "value and gradient"
    FIRST = "first"
    """The first item of the result."""
    STATIC = "static"
    UNKNOWN = "unknown"


@kinds.value
class Transform:
    """A callable that takes a function and returns it transformed: ``jax.jit(fun)``.

    `kind` is how it traces the arguments of the function (None: not at all). `static_nums` and
    `static_names` name the options that exempt arguments, `axes` the one that says which arguments
    are mapped, `argnums` the one that says which are differentiated, `aux` the one that says that
    the function returns a pair. `cached` says that a function is traced once for many calls;
    `plain` that its arguments stay what they are: what is computed from them is traced;
    `arrays_only` that of its arguments only the arrays are traced.
    """

    params: tuple[str, ...]
    kind: TraceKind | None
    outcome: Outcome = Outcome.RESULT
    function: str = "fun"
    cached: bool = False
    compiles: bool = False
    repeats: bool = False
    static_nums: str = ""
    static_names: str = ""
    axes: str = ""
    argnums: str = ""
    aux: str = ""
    plain: bool = False
    arrays_only: bool = False
    kept: int = 0
    """How many arguments come first that stay what they are: the object that runs."""
    carried: int = 0
    """How many come next that are traced, but not mapped."""
    methods: str = ""
    """The option that names methods, if a class can be transformed: else its `__call__` is."""
    named: bool = False
    """Arguments that are given by name count by their position as well."""
    specs: str = ""
    """The option that says how arguments are laid out, in which None leaves one as it is."""
    attributes: bool = False
    """Arguments that are given by name stay what they are."""
    only: str = ""
    """Of an object, nothing is differentiated but what is held by those of this class in it."""
    spread: bool = False
    """Only arrays are mapped that have an axis of more than one, if no option says otherwise."""


@kinds.value
class Kept:
    """The argument given as `param`, as it is; such feeds come first."""

    param: str


@kinds.value
class NewKey:
    """A PRNG key that nothing else uses."""


@kinds.value
class Same:
    """The argument given as `param`, traced; as a result maybe `inside` of an unknown pytree."""

    param: str
    inside: bool = False


@kinds.value
class Slice:
    """One element of the argument given as `param`, along an axis: some axis, if that is None."""

    param: str
    axis: int | None = 0


@kinds.value
class Spread:
    """All the arguments given as ``*param``, or the items of the one given as `param`."""

    param: str


@kinds.value
class Counter:
    """A traced integer that the transform counts up."""


@kinds.value
class Some:
    """A pytree of arrays of which nothing else is known."""


@kinds.value
class Counters:
    """Traced integers, as many as the function takes."""


@kinds.value
class Given:
    """The argument given as `param`, if it is given."""

    param: str


@kinds.value
class Refs:
    """References to arrays like those described by the items of the argument given as `param`.

    How many there are is unknown if the argument `unless` is given, which may describe others.
    """

    param: str
    unless: str = ""


Feed = Kept | NewKey | Same | Slice | Spread | Counter | Counters | Some | Given | Refs


@kinds.value
class Out:
    """What body number `body` returned, or item `item` of it.

    A Python number becomes an array on its way out, unless it is `kept`; results of all rounds may
    be `stacked`. With `attribute` it is the attribute of that name of an object that is returned.
    """

    body: int = 0
    item: int | None = None
    kept: bool = False
    stacked: bool = False
    attribute: str = ""


@kinds.value
class Like:
    """Arrays of the structure of the argument given as `param`; `tupled` makes lists tuples."""

    param: str
    tupled: bool = False


@kinds.value
class Body:
    """A function that a caller calls: the parameter it is given as, and what it is fed.

    ``self.f`` is what the object given as `self` was made from as `f`. `each` says that the
    parameter takes a sequence of such functions, or of objects with such a `method`; `plain` that
    what it is fed stays as it is, `inline` that it runs in no trace of its own, and `keywords`
    that it gets the keywords that are no parameters of the caller.
    """

    function: str
    feeds: tuple[Feed, ...]
    each: bool = False
    carry: int | None = None
    """Which feed takes the result (its first item, if `carry_item`) on the next round."""
    carry_item: int | None = None
    plain: bool = False
    inline: bool = False
    method: str = ""
    keywords: bool = False
    arrays_from: int | None = None
    """The argument from which on only the arrays are traced of what it is fed."""


@kinds.value
class Caller:
    """A callable that calls the functions that it is given: ``jax.lax.scan(f, init, xs)``.

    `exclusive` says that one of the bodies runs, `repeats` that they run many times; `kind` None
    that nothing is traced; `host` that the bodies run outside of every trace; `key` names the
    parameter whose key it draws from; `aux` names the option that says that a function returns a
    pair, which changes the result; `static` names the parameters that a tracer makes raise. An
    item of the result that is `Result.OBJECT` is a function that has a row under the name of the
    call.
    """

    params: tuple[str, ...]
    bodies: tuple[Body, ...]
    result: tuple[Out | Same | Like | Result, ...] | Out | Same | Like | Result
    kind: TraceKind | None = TraceKind.ABSTRACT
    cached: bool = True
    exclusive: bool = False
    repeats: bool = False
    host: bool = False
    key: str = ""
    aux: str = ""
    static: tuple[str, ...] = ()


class Ran(Enum):
    """What a method that runs its object returns."""

    RESULT = "result"
    """What the object returned, or a pair of it and more, as an option says."""
    PAIR = "pair"
    """What the object returned, and more."""
    OBJECT = "object"
    """The object, ready to be called."""
    UNKNOWN = "unknown"


@kinds.value
class Runner:
    """A method that runs its object: ``model.apply(variables, x)`` calls ``model(x)``.

    `params` and `options` are the arguments that it takes for itself, the object being the first;
    all others are handed on. `method` is the option that names what is called instead of the
    object, `pair` those that make the result a pair.
    """

    params: tuple[str, ...]
    result: Ran = Ran.RESULT
    options: frozenset[str] = frozenset()
    method: str = ""
    pair: frozenset[str] = frozenset()


@kinds.value
class Later:
    """A callable that returns another one, `path`, with some of its arguments given.

    They are those given as the params in `positional`, and as the options in `keywords`, which
    maps the other callable's names to them.
    """

    params: tuple[str, ...]
    path: str
    positional: tuple[str, ...] = ()
    keywords: Mapping[str, str] = field(default_factory=dict)


@kinds.value
class Record:
    """A class method that makes an object whose fields are its keyword arguments.

    `fields` are those of the class of the library, `static` the ones that JAX does not trace.
    """

    fields: tuple[str, ...]
    static: frozenset[str] = frozenset()
    params: tuple[str, ...] = ("cls",)


@kinds.value
class Update:
    """A method that returns its object with other fields: `changed`, and its keyword arguments."""

    changed: tuple[str, ...] = ()
    params: tuple[str, ...] = ("self",)


@kinds.value
class Holder:
    """A class whose objects hold the first argument, an array, and stand for it in arithmetic.

    `name` is the attribute under which they give it, and take another one.
    """

    params: tuple[str, ...]
    name: str


@kinds.value
class Fields:
    """How an object is unpacked, ``class.__iter__``: into these attributes."""

    names: tuple[str, ...]


_OfObjects = Runner | Record | Update | Holder | Fields | Apart | Together
Row = Function | Transform | Caller | Later | _OfObjects
