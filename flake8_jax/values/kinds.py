"""How value classes are made: immutable to the type checker, cheap at run time.

A frozen dataclass costs twice as much to make, and a file makes hundreds of thousands of values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[Made]) -> type[Made]:
    """A value that equals every other one of the same content."""
    made: Any = dataclass(slots=True, unsafe_hash=True)(cls)
    return made  # type: ignore[no-any-return]


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def identity(cls: type[Made]) -> type[Made]:
    """A value that equals only itself."""
    made: Any = dataclass(slots=True, eq=False)(cls)
    return made  # type: ignore[no-any-return]
