"""Python's own containers, element by element where known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final

from flake8_jax.values.base import Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.kinds import identity, value

CONTENT: Final = "content"
"""The slot of a list's or dict's cells that holds its `Items` or `Entries`."""


FACTORY: Final = "factory"
"""The slot of a `defaultdict`'s cells that holds what makes its entries."""
BOUNDED: Final = "bounded"
"""The slot of the cells of a deque that drops what is too much."""
FROZEN: Final = "frozen"
"""The slot of the cells of a dict that cannot be changed, and so has a hash."""


@value
class Tuple(Value):
    """A tuple of known items; `size` counts those of the tuples inside as well."""

    items: tuple[Value, ...]
    size: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        size = 1 + len(self.items)
        for item in self.items:
            if type(item) is Tuple:
                size += item.size - 1
        object.__setattr__(self, "size", size)

    def __repr__(self) -> str:
        return f"({', '.join(map(repr, self.items))})"


@value
class Items:
    """What a list holds: its items, or one value for all of them if their number is not known."""

    known: tuple[Value, ...] | None
    element: Value | None = None


@value
class Entries:
    """What a dict holds: its known entries, and whether there may be others."""

    known: Mapping[object, Value]
    rest: Value | None = None


@identity
class List(Value):
    """A list, known by its identity; what it holds now is in its cells."""

    cells: Cells

    @property
    def items(self) -> Items:
        found: Items = self.cells[CONTENT]
        return found

    def __repr__(self) -> str:
        return f"list of {self.items}"


@identity
class Dict(Value):
    """A dict, known by its identity; what it holds now is in its cells."""

    cells: Cells

    @property
    def entries(self) -> Entries:
        found: Entries = self.cells[CONTENT]
        return found

    def __repr__(self) -> str:
        return f"dict of {self.entries}"


@value
class Trips:
    """How often an iteration runs: `count` times if known; `leading` says along an array's axis."""

    count: int | None = None
    leading: bool = False


@value
class Stream(Value):
    """Something to iterate over, known by one value that stands for any of its items.

    `first` is the first item, if that has an identity.
    """

    element: Value
    trips: Trips = Trips()
    first: Value | None = None

    def __repr__(self) -> str:
        return f"stream of {self.element!r}"


@value
class Text(Value):
    """A string made of `parts`, of which some may be traced."""

    parts: tuple[Value, ...]

    def __repr__(self) -> str:
        return "text"


@value
class Joined(Value):
    """A tuple of unknown length that is made of `parts`, of which some are traced."""

    parts: tuple[Value, ...]

    def __repr__(self) -> str:
        return "joined tuple"


@value
class Slice(Value):
    """``start:stop:step`` as an index."""

    bounds: tuple[Value, ...]

    def __repr__(self) -> str:
        return "slice"


def new_list(items: tuple[Value, ...]) -> List:
    """A fresh list of known items."""
    return List(Cells({CONTENT: Items(items)}))


def new_list_of(element: Value) -> List:
    """A fresh list of unknown length."""
    return List(Cells({CONTENT: Items(None, element)}))


def new_dict(known: Mapping[object, Value], rest: Value | None = None) -> Dict:
    """A fresh dict; `rest` stands for the values of keys that are not known."""
    return Dict(Cells({CONTENT: Entries(known, rest)}))
