"""Arguments of a call, and how they meet the parameters of a function."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from flake8_jax.values.arrays import Opaque, Tracer
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Stream, Tuple, new_dict
from flake8_jax.values.functions import Function, Object

_NONE: Final[Mapping[str, Value]] = {}


class Arguments(NamedTuple):
    """The values given to a call.

    `call` is the expression that gives them, whose positional arguments begin at `shift`; `more`
    says that there are others that are not known (``*args`` or ``**kwargs`` of unknown content),
    of which `rest` stands for any positional one.
    """

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = _NONE
    more: bool = False
    call: ast.Call | None = None
    shift: int = 0
    rest: Value | None = None

    def get(self, index: int, name: str) -> Value | None:
        """The argument at a position or of a name."""
        if index < len(self.positional):
            return self.positional[index]
        return self.keywords.get(name)

    def all(self) -> tuple[Value, ...]:
        """Every value given."""
        return (*self.positional, *self.keywords.values()) if self.keywords else self.positional

    def prepend(self, *values: Value) -> Arguments:
        """These arguments after `values`."""
        given = (*values, *self.positional)
        shift = self.shift + len(values)
        return Arguments(given, self.keywords, self.more, self.call, shift, self.rest)

    def expression(self, index: int, name: str) -> ast.expr | None:
        """The expression of the argument at a position or of a name, if it stands in the call."""
        if self.call is None:
            return None
        for keyword in self.call.keywords:
            if keyword.arg == name:
                return keyword.value
        given = self.call.args
        before = given[: index - self.shift + 1]
        if len(before) <= index - self.shift or index < self.shift:
            return None
        return None if any(isinstance(e, ast.Starred) for e in before) else before[-1]


def first(args: Arguments) -> Value:
    """The first positional argument."""
    return args.positional[0] if args.positional else UNKNOWN


def bind_row(params: Sequence[str], args: Arguments) -> dict[str, Value]:
    """Binds to the parameters of a table row; ``*name`` becomes a tuple under ``name``."""
    bound: dict[str, Value] = {}
    for index, param in enumerate(params):
        if param[0] == "*":
            bound[param[1:]] = Tuple(args.positional[index:])
            break
        if index < len(args.positional):
            bound[param] = args.positional[index]
    bound.update(args.keywords)
    return bound


def given_to(bound: Mapping[str, Value], name: str) -> Value | None:
    """What a parameter was given; ``self.f`` is what the object was given that `self` is."""
    first, _, rest = name.partition(".")
    value = bound.get(first)
    if not rest:
        return value
    if isinstance(value, Tuple):
        items = (given_to({first: item}, name) for item in value.items)
        return Tuple(tuple(item for item in items if item is not None))
    return given_to(value.given, rest) if isinstance(value, Object) else None


def bind_function(function: Function, args: Arguments) -> dict[str, Value] | None:
    """Parameter name to value, defaults filled in; None if the call does not fit."""
    spec = function.node.args
    names = [a.arg for a in (*spec.posonlyargs, *spec.args)]
    given = args.positional
    bound: dict[str, Value] = dict(zip(names, given, strict=False))
    if spec.vararg is not None:
        bound[spec.vararg.arg] = _others(given[len(names) :], args)
    elif len(given) > len(names):
        return None
    names += [a.arg for a in spec.kwonlyargs]
    extra: dict[object, Value] = {}
    for keyword, value in args.keywords.items():
        (bound if keyword in names else extra)[keyword] = value
    if spec.kwarg is not None:
        bound[spec.kwarg.arg] = new_dict(extra, UNKNOWN if args.more else None)
    elif extra:
        return None
    return _with_defaults(function, args, names, bound)


def _others(given: tuple[Value, ...], args: Arguments) -> Value:
    """What ``*args`` is in the function."""
    if args.rest is not None:
        return Stream(args.rest if all(value == args.rest for value in given) else UNKNOWN)
    return Stream(UNKNOWN) if args.more and not given else Tuple(given)


def _with_defaults(
    function: Function, args: Arguments, names: list[str], bound: dict[str, Value]
) -> dict[str, Value] | None:
    for name in names:
        if name not in bound:
            default = function.defaults.get(name)
            if args.more:
                sure = default is None and isinstance(args.rest, Tracer)
                default = args.rest if sure else Opaque(Cells())
            if default is None:
                return None
            bound[name] = default
    return bound
