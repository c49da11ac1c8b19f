"""Arguments of a call, and how they meet the parameters of a function."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.containers import Stream, Tuple, new_dict
from flake8_jax.values.functions import Function

_NONE: Final[Mapping[str, Value]] = {}


class Arguments(NamedTuple):
    """The values given to a call.

    `call` is the expression that gives them, whose positional arguments begin at `shift`; `more`
    says that there are others that are not known (``*args`` or ``**kwargs`` of unknown content).
    """

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = _NONE
    more: bool = False
    call: ast.Call | None = None
    shift: int = 0

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
        return Arguments(given, self.keywords, self.more, self.call, self.shift + len(values))

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


def bind_row(params: Sequence[str], args: Arguments) -> dict[str, Value]:
    """Binds to the parameters of a table row; ``*name`` becomes a tuple under ``name``."""
    bound: dict[str, Value] = {}
    for index, param in enumerate(params):
        if param.startswith("*"):
            bound[param[1:]] = Tuple(args.positional[index:])
            break
        if index < len(args.positional):
            bound[param] = args.positional[index]
    bound.update(args.keywords)
    return bound


def bind_function(function: Function, args: Arguments) -> dict[str, Value] | None:
    """Parameter name to value, defaults filled in; None if the call does not fit."""
    spec = function.node.args
    bound: dict[str, Value] = {}
    names = [a.arg for a in spec.posonlyargs]
    names += [a.arg for a in spec.args]
    given = args.positional
    for name, value in zip(names, given, strict=False):
        bound[name] = value
    if len(given) > len(names):
        if spec.vararg is None:
            return None
        bound[spec.vararg.arg] = Tuple(given[len(names) :])
    elif spec.vararg is not None:
        bound[spec.vararg.arg] = Stream(UNKNOWN) if args.more else Tuple(())
    names += [a.arg for a in spec.kwonlyargs]
    extra: dict[object, Value] = {}
    for keyword, value in args.keywords.items():
        if keyword in names:
            bound[keyword] = value
        elif spec.kwarg is None:
            return None
        else:
            extra[keyword] = value
    if spec.kwarg is not None:
        bound[spec.kwarg.arg] = new_dict(extra, UNKNOWN if args.more else None)
    for name in names:
        if name not in bound:
            default = function.defaults.get(name)
            if args.more or default is None:
                if not args.more:
                    return None
                bound[name] = UNKNOWN
            else:
                bound[name] = default
    return bound
