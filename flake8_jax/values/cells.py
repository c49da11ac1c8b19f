"""Identity and change: mutable cells, and the journal through which every write to them goes.

What is true on one path of a program is what the cells hold: a scope's variables, an object's
attributes, a list's items, what has been done with a PRNG key. A branch is analysed by writing,
collecting the writes, undoing them, and joining the collections of all branches, so the cost of a
branch is that of its writes and not of the state around it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import count
from typing import Any, Final

from flake8_jax.values.kinds import identity, value

_serials = count()


def next_serial() -> int:
    """A number greater than every one given before: the age of what is made now."""
    return next(_serials)


class Missing:
    """The content of a slot that nothing was written to."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@value
class Fact:
    """What a test has shown of an object on this path: `holds`, or the contrary."""

    holds: bool


@identity
class Seen:
    """What was seen on this path; forgotten where it meets another one."""

    what: Any


Slot = Hashable
Join = Callable[[Any, Any], Any]


class Cells(dict[Slot, Any]):
    """The mutable slots of one scope or object.

    `serial` grows with every object made, so that age can be compared; `version` grows with every
    write in the whole program, so that an unchanged version means unchanged content.
    """

    __slots__ = ("serial", "version")

    def __init__(self, content: Any = None) -> None:
        if content:
            self.update(content)
        self.serial = next(_serials)
        self.version = 0

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self is other


Changes = dict[tuple[int, Slot], tuple[Cells, Slot, Any]]
"""The final contents of the slots that a stretch of code wrote to."""


class Journal:
    """The log of all writes, with marks to which it can be taken back."""

    __slots__ = ("_clock", "_log")

    def __init__(self) -> None:
        self._log: list[tuple[Cells, Slot, Any]] = []
        self._clock = 0

    def write(self, cells: Cells, slot: Slot, value: Any) -> None:
        self._log.append((cells, slot, cells.get(slot, MISSING)))
        cells[slot] = value
        self._clock = cells.version = self._clock + 1

    def mark(self) -> int:
        """A place in the log, to be given to the methods below."""
        return len(self._log)

    def forget(self) -> None:
        """Drops the log: no mark taken before may be used again."""
        self._log.clear()

    def written(self, mark: int) -> Iterable[tuple[Cells, Slot, Any]]:
        """The writes since `mark`, oldest first: cells, slot and the content before the write."""
        return self._log[mark:]

    def reached(self, mark: int, serial: int) -> bool:
        """Whether something older than `serial` was written to since `mark`."""
        for cells, _, _ in self._log[mark:]:  # noqa: SIM110  (a generator costs twice as much)
            if cells.serial < serial:
                return True
        return False

    def changes(self, mark: int) -> Changes:
        """What the slots written since `mark` hold now."""
        found: Changes = {}
        for cells, slot, _ in self._log[mark:]:
            found[id(cells), slot] = (cells, slot, cells.get(slot, MISSING))
        return found

    def rollback(self, mark: int) -> Changes:
        """Undoes the writes since `mark`, and returns what the slots held."""
        log = self._log
        found: Changes = {}
        if len(log) == mark:
            return found
        clock = self._clock
        for cells, slot, old in reversed(log[mark:]):
            name = (id(cells), slot)
            if name not in found:
                found[name] = (cells, slot, cells.get(slot, MISSING))
            if old is MISSING:
                cells.pop(slot, None)
            else:
                cells[slot] = old
            clock += 1
            cells.version = clock
        self._clock = clock
        del log[mark:]
        return found

    def restore(self, mark: int, serial: int) -> None:
        """Undoes the writes since `mark` to cells older than `serial`, and drops the log."""
        for cells, slot, old in reversed(self._log[mark:]):
            if cells.serial < serial:
                if old is MISSING:
                    cells.pop(slot, None)
                else:
                    cells[slot] = old
        del self._log[mark:]

    def merge(self, paths: list[Changes], join: Join) -> None:
        """Writes what holds after one of several paths, each given by its changes."""
        if len(paths) == 1:
            for cells, slot, value in paths[0].values():
                self.write(cells, slot, value)
            return
        union: Changes = {}
        for path in paths:
            union |= path
        log = self._log
        for name, (cells, slot, last) in union.items():
            value = last
            current = cells.get(slot, MISSING)
            for path in paths:
                entry = path.get(name)
                other = current if entry is None else entry[2]
                if value is not other:
                    value = join(value, other)
            if value is not current:
                # What `write` does, without the call.
                log.append((cells, slot, current))
                cells[slot] = value
                self._clock = cells.version = self._clock + 1
