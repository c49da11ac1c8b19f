"""What a class is, and what it inherits: its traits, its fields, its attributes."""

from __future__ import annotations

from typing import Final

from flake8_jax.engine.registry import EXTERNALS
from flake8_jax.libraries import ROWS
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import Value
from flake8_jax.values.cells import MISSING
from flake8_jax.values.functions import Class, External

TRAITS: Final = ("traits",)
FIELDS: Final = ("fields",)
STATIC_FIELDS: Final = ("static fields",)
"""Slots of a class's cells that no attribute can have."""


def traits(cls: Class) -> Trait:
    found: Trait = cls.cells.get(TRAITS, Trait.OPEN)
    return found


def find(cls: Class, name: str) -> Value | None:
    """An attribute of a class or of its visible bases; None if it is not there."""
    value = cls.cells.get(name, MISSING)
    if isinstance(value, Value):
        return value
    for base in cls.bases:
        if isinstance(base, Class):
            found = find(base, name)
            if found is not None:
                return found
    return None


def find_outside(cls: Class, name: str) -> External | None:
    """What a class inherits from a base in a library, if the tables know it."""
    for base in cls.bases:
        if isinstance(base, External):
            path = f"{base.path}.{name}"
            if path in ROWS or path in EXTERNALS:
                return External(path)
        elif isinstance(base, Class):
            found = find_outside(base, name)
            if found is not None:
                return found
    return None
