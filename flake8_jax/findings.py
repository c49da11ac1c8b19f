"""What the linter says: findings, and the way that led to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the why: what happened to the value, and where.

    `path` is the file of the line if it is another one than that of the finding.
    """

    text: str
    line: int
    path: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A diagnosis at a place.

    `line` counts from 1, `column` from 0 in UTF-8 bytes, as Python's `ast` does.
    """

    line: int
    column: int
    code: str
    message: str
    why: tuple[Step, ...] = ()
