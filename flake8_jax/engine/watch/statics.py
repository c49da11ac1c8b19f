"""Static arguments: parameters that do not exist, and values that have no hash."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import NoParameter, Unhashable
from flake8_jax.engine.jax.tracing import signature
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.bases import DECORATED, FIELDS, HASHING, MAKERS, bases, order
from flake8_jax.engine.objects.containers import constants
from flake8_jax.engine.syntax.narrowing import doubted
from flake8_jax.libraries import BASES, DECORATORS
from flake8_jax.libraries.rows import Transform
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    Value,
    What,
)
from flake8_jax.values.containers import FROZEN, Dict, List, Tuple
from flake8_jax.values.functions import (
    Bound,
    Class,
    Field,
    Function,
    Instance,
    Partial,
    Transformed,
)
from flake8_jax.values.keys import Key, Keys
from flake8_jax.values.traced import traced_item, tracer_of

_DEEPEST: Final = 4


def check_parameters(it: Interpreter, made: Transformed) -> bool:
    """Whether the function has its static parameters; tells of those that JAX refuses."""
    row: Transform = made.row
    if not (row.compiles and row.static_names) or row.kept:
        return True
    numbers = constants(it, made.options.get(row.static_nums, NONE))
    names = constants(it, made.options.get(row.static_names, NONE))
    if not numbers and not names:
        return True
    function = _plain(made)
    if function is None:
        return True
    shown, params = signature(made.function)
    given = [(row.static_nums, n) for n in numbers or ()]
    given += [(row.static_names, n) for n in names or ()]
    missing = [(o, one) for o, one in given if not _takes(made, function, params, o, one)]
    for option, one in missing if not (it.guarded or it.values_guarded) else ():
        node = _option(made.node, option)
        it.emit(NoParameter(node, made.path, option, one, shown, params), made.module)
    return not missing


def _takes(
    made: Transformed, function: Function, params: tuple[str, ...], option: str, given: object
) -> bool:
    """Whether a function has a parameter; JAX raises another error for what is no int or string."""
    spec = function.node.args
    if option == made.row.static_nums and type(given) is int:
        open_end = spec.vararg is not None or _has_keywords(made.function)
        return open_end or -len(params) <= given < len(params)
    if option == made.row.static_names and isinstance(given, str):
        by_name = {*params, *(a.arg for a in spec.kwonlyargs)} - {a.arg for a in spec.posonlyargs}
        return spec.kwarg is not None or given in by_name
    return True


def _plain(made: Transformed) -> Function | None:
    """The function of the program whose signature JAX sees, if nothing can have changed it."""
    seen: set[int] = {id(made.node)}
    function = made.function
    while not isinstance(function, Function):
        if isinstance(function, Transformed) and not function.row.kept:
            seen.add(id(function.node))
        elif not isinstance(function, (Bound, Partial)):
            return None
        function = function.function
    decorators = getattr(function.node, "decorator_list", ())
    return function if all(id(d) in seen for d in decorators) else None


def _has_keywords(function: Value) -> bool:
    """Whether arguments are given by name already: what follows them is by name as well."""
    while isinstance(function, (Bound, Partial, Transformed)):
        if isinstance(function, Partial) and function.keywords:
            return True
        function = function.function
    return False


def _option(node: ast.expr, option: str) -> ast.expr:
    """The expression of an option of a call, if it stands there."""
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        if keyword.arg == option:
            return keyword.value
    return node


def check_values(
    it: Interpreter,
    made: Transformed,
    args: Arguments,
    indices: frozenset[int],
    names: frozenset[str],
    params: tuple[str, ...],
) -> Arguments:
    """Tells of static arguments without a hash, and forgets them if they are traced.

    JAX never runs a function for such, so nothing else is to be said of what it would do.
    """
    row: Transform = made.row
    if not indices and not names:
        return args
    place = it.places[-1].node
    if not row.compiles or row.kept or place is made.node or not isinstance(place, ast.expr):
        return args
    positional, keywords = list(args.positional), dict(args.keywords)
    given: list[tuple[int, str, Value]] = [
        (i, params[i] if i < len(params) else "", args.positional[i])
        for i in sorted(indices)
        if 0 <= i < len(positional)
    ]
    count = len(positional)
    given += [(count, name, keywords[name]) for name in sorted(names) if name in keywords]
    for index, name, value in given:
        why = unhashable(value)
        if why is None:
            continue
        tracer = traced_item(value)
        supposed = tracer is not None and (tracer.origin.root.supposed or doubted(it))
        if not (it.guarded or it.values_guarded or supposed):
            node = args.expression(index, name) or place
            it.emit(Unhashable(node, made.path, signature(made.function)[0], name, value, why))
        if tracer_of(value) is not None:
            if index < count:
                positional[index] = UNKNOWN
            else:
                keywords[name] = UNKNOWN
    return args._replace(positional=tuple(positional), keywords=keywords)


def unhashable(value: Value, depth: int = _DEEPEST) -> tuple[str, ...] | None:
    """Why Python cannot hash a value: what it is, and what it holds down to the cause."""
    kind = type(value)
    if isinstance(value, Dict) and FROZEN in value.cells:
        inside = (v for v in value.entries.known.values() if type(v) is not Dict)
        return _holding("a dict", inside, depth) if depth else None
    if kind in _UNHASHABLE:
        return (_UNHASHABLE[kind],)
    if isinstance(value, Static):
        return ("a set",) if value.what is What.SET else None
    if isinstance(value, NumpyArray):
        return ("a NumPy array",) if value.whole else None
    if tracer_of(value) is not None:
        return ("a traced value",)
    if not depth:
        return None
    if isinstance(value, Tuple):
        return _holding("a tuple", value.items, depth)
    return _instance(value, depth) if isinstance(value, Instance) else None


_UNHASHABLE: Final[dict[type, str]] = {
    List: "a list",
    Dict: "a dict",
    Array: "a JAX array",
    Key: "a random key",
    Keys: "an array of random keys",
}


def _holding(
    what: str, items: Iterator[Value] | tuple[Value, ...], depth: int
) -> tuple[str, ...] | None:
    for item in items:
        why = unhashable(item, depth - 1)
        if why is not None:
            return (what, *why)
    return None


def _instance(value: Instance, depth: int) -> tuple[str, ...] | None:
    """Why an instance has no hash: its class has none, or it is that of fields without one."""
    what = f"an instance of {value.cls.name}"
    for cls in order(value.cls):
        answer = _hash_of(cls)
        if answer is False:
            return (what,)
        if answer is True:
            return _holding(what, _hashed(value), depth)
        if answer is not None:
            return None
    return None


def _hash_of(cls: Class) -> bool | str | None:
    """Whether a class hashes its fields; False if it has no hash, None if it inherits one.

    Another answer is a hash that is not seen.
    """
    own = cls.cells.get("__hash__")
    if own is not None:
        return False if own == NONE else "own"
    makers = [m.path for m in cls.cells.get(MAKERS, ())]
    if "dataclasses.dataclass" in makers:
        options = cls.cells.get(HASHING, {})
        eq, frozen = options.get("eq", TRUE), options.get("frozen", FALSE)
        forced = options.get("unsafe_hash", FALSE)
        if not all(isinstance(option, Const) for option in (eq, frozen, forced)):
            return "unknown"
        if forced.value or (eq.value and frozen.value):
            return True
        if eq.value:
            return False
    elif any(DECORATORS.get(path, Trait.OPEN) & (Trait.DATA | Trait.OPEN) for path in makers):
        return "unknown"
    if "__eq__" in cls.cells:
        return False
    outside = [base for base in bases(cls) if not isinstance(base, Class)]
    kinds = [BASES.get(getattr(base, "path", ""), Trait.OPEN) for base in outside]
    if any(Trait.TUPLE in kind for kind in kinds):
        return True
    return "unknown" if any(kinds) or _is_changed(cls) else None


def _is_changed(cls: Class) -> bool:
    """Whether a decorator or metaclass may have given a class anything."""
    return Trait.OPEN in cls.cells.get(DECORATED, Trait.NONE)


def _hashed(value: Instance) -> Iterator[Value]:
    """The fields whose hash is part of that of their instance."""
    for name, field in value.cls.cells.get(FIELDS, {}).items():
        content = value.cells.get(name)
        if isinstance(field, Field) and field.hashed and isinstance(content, Value):
            yield content
