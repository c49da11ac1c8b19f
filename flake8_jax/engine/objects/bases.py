"""What a class is, and what it inherits: its bases in order, its traits, its attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.modules import resolve
from flake8_jax.libraries import ALIASES, BASES, ROWS
from flake8_jax.libraries.rows import Record
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import Value
from flake8_jax.values.functions import Class, External, Field, Imported

DECORATED: Final = ("decorated",)
"""What the decorators of a class make of it."""
TRAITS: Final = ("traits",)
FIELDS: Final = ("fields",)
OWN_FIELDS: Final = ("own fields",)
FLATTEN: Final = ("flatten",)
"""The functions that were registered to take instances apart and put them together."""
MAKERS: Final = ("makers",)
"""The decorators themselves, if they are of a library."""
HASHING: Final = ("hashing",)
"""What ``dataclasses.dataclass`` was told."""
_FOUND: Final = ("found",)
_ORDER: Final = ("order",)
"""Slots of a class's cells that no attribute can have."""


def bases(cls: Class) -> tuple[Value, ...]:
    """The bases of a class; those in other modules as far as they have been looked for."""
    found: tuple[Value, ...] = cls.cells.get(_FOUND, cls.bases)
    return found


def order(cls: Class) -> tuple[Class, ...]:
    """A class and the visible ones that it inherits from, in the order in which Python asks."""
    kept: tuple[Class, ...] | None = cls.cells.get(_ORDER)
    if kept is None:
        above = [base for base in bases(cls) if isinstance(base, Class)]
        if len(above) == 1:
            kept = (cls, *order(above[0]))
        else:
            kept = (cls, *_merged([*map(order, above), above]))
        cls.cells[_ORDER] = kept
    return kept


def _merged(sequences: Sequence[Sequence[Class]]) -> list[Class]:
    """Python's order of several bases: each before its own bases, and as they are written."""
    waiting = [list(sequence) for sequence in sequences if sequence]
    merged: list[Class] = []
    while waiting:
        heads = (s[0] for s in waiting if not any(s[0] in other[1:] for other in waiting))
        # Python refuses a class without such a head.
        head = next(heads, waiting[0][0])
        merged.append(head)
        waiting = [[c for c in s if c is not head] for s in waiting]
        waiting = [s for s in waiting if s]
    return merged


def traits(cls: Class) -> Trait:
    """What the bases and decorators of a class make of it."""
    found: Trait = cls.cells.get(TRAITS, Trait.OPEN)
    return found


def inherit(cls: Class) -> None:
    """Works out the traits of a class from those of its bases."""
    found: Trait = cls.cells.get(DECORATED, Trait.NONE)
    for base in bases(cls):
        if isinstance(base, Class):
            found |= traits(base)
        elif isinstance(base, External):
            found |= BASES.get(base.path, Trait.OPEN)
        else:
            found |= Trait.OPEN
    cls.cells[TRAITS] = found


def record_fields(row: Record) -> dict[str, Value]:
    """The fields of a class of a library."""
    return {name: Field(static=name in row.static) for name in row.fields}


def gather(cls: Class) -> None:
    """Notes all fields of a class: those of its bases of data first, the last one first."""
    found: dict[str, Value] = {}
    for one in reversed(order(cls)):
        for base in bases(one):
            row = ROWS.get(base.path) if isinstance(base, External) else None
            if isinstance(row, Record):
                found.update(record_fields(row))
        if one is cls or traits(one) & (Trait.DATA | Trait.PYTREE | Trait.OPEN):
            found.update(one.cells.get(OWN_FIELDS, {}))
    cls.cells[FIELDS] = found


def follow(it: Interpreter, cls: Class) -> bool:
    """Looks for bases in other modules of the project; true if there is more to see than before.

    That costs reading them, so it is done where it matters.
    """
    if Trait.OPEN not in traits(cls):
        return False
    before = order(cls)
    for one in reversed(before):
        above = bases(one)
        if any(isinstance(base, Imported) for base in above):
            found = (resolve(it, b) if isinstance(b, Imported) else b for b in above)
            one.cells[_FOUND] = tuple(b for b in found if b is not one)
        one.cells.pop(_ORDER, None)
        inherit(one)
        gather(one)
    return len(order(cls)) > len(before)


def find(cls: Class, name: str) -> Value | None:
    """An attribute of a class or of its visible bases; None if it is not there."""
    return _first(order(cls), name)


def find_after(cls: Class, place: Class, name: str) -> Value | None:
    """The attribute that ``super()`` gives in a method of `place`, for an instance of `cls`."""
    classes = order(cls)
    if place not in classes:
        classes = order(place)
    return _first(classes[classes.index(place) + 1 :], name)


def _first(classes: tuple[Class, ...], name: str) -> Value | None:
    for cls in classes:
        value: Value | None = cls.cells.get(name)
        if value is not None:
            return value
    return None


def find_outside(cls: Class, name: str) -> External | None:
    """What a class has from a base or decorator of a library, if the tables know it."""
    for one in order(cls):
        for base in (*one.cells.get(MAKERS, ()), *bases(one)):
            if isinstance(base, External):
                path = f"{base.path}.{name}"
                path = ALIASES.get(path, path)
                if path in ROWS or path in EXTERNALS:
                    return External(path)
    return None


def derives(cls: Class, other: Class) -> bool | None:
    """Whether a class is another one or inherits from it, if that is known."""
    if any(one.node is other.node for one in order(cls)):
        return True
    return None if Trait.OPEN in traits(cls) else False
