"""How value classes are made: immutable to the type checker, cheap at run time and to import.

A frozen dataclass costs twice as much to make, and a file makes hundreds of thousands of values.
What a dataclass does besides being made is compiled for each class, half of the import of this
package; here the classes share it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[Made]) -> type[Made]:
    """A value that equals every other one of the same content."""
    made: Any = identity(cls)
    content = _content(made)

    def equals(self: Any, other: object) -> Any:
        if type(other) is not made:
            return NotImplemented
        return self is other or content(self) == content(other)

    made.__eq__ = equals
    made.__hash__ = lambda self: hash(content(self))
    return made  # type: ignore[no-any-return]


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def identity(cls: type[Made]) -> type[Made]:
    """A value that equals only itself."""
    made: Any = dataclass(slots=True, eq=False, repr=False)(cls)
    if "__repr__" not in vars(cls):
        made.__repr__ = _shown
    return made  # type: ignore[no-any-return]


def _content(made: type[Any]) -> Callable[[Any], object]:
    """What two values are compared by."""
    names = [part.name for part in fields(made) if part.compare]
    return attrgetter(*names) if names else lambda _: ()


@recursive_repr()
def _shown(self: Any) -> str:
    content = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(self))
    return f"{type(self).__qualname__}({content})"
