"""The outline of a module: where its functions and classes are, found without parsing it.

Of a module that is imported, one name is wanted and the few that this one needs, and parsing is
most of what the module costs. So its top-level functions and classes are parsed one by one, when
they are asked for, and all its other statements together. A module of which a part is no Python by
itself (text in a string that looks like a statement) is parsed as a whole.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from flake8_jax.source.imports import bindings

LARGEST_PART: Final = 30_000
"""Bytes of the largest part that is parsed: what it costs grows with it."""

_STATEMENT: Final = re.compile(rb"\n(?=[^\s#)\]}])")
_DEFINITION: Final = re.compile(rb"(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")

Bindings = dict[str, list[ast.stmt]]


class _Part(NamedTuple):
    """A function or class with its decorators: the bytes from `start` to `end`."""

    name: str
    start: int
    end: int


class Outline:
    """The top-level statements of a module, by the names that they bind."""

    def __init__(self, source: bytes) -> None:
        # A statement begins after the end of a line: so does the first one.
        self._source = b"\n" + source
        self._others: Bindings | None = None
        self._found: Bindings = {}

    @cached_property
    def _parts(self) -> list[_Part]:
        return list(_definitions(self._source))

    @cached_property
    def _sizes(self) -> dict[str, int]:
        sizes: dict[str, int] = {}
        for name, start, end in self._parts:
            sizes[name] = sizes.get(name, 0) + end - start
        return sizes

    @cached_property
    def rest(self) -> int:
        """Bytes of all statements together that are no functions and classes."""
        return len(self._source) - 1 - sum(self._sizes.values())

    def binding(self, name: str) -> list[ast.stmt]:
        """The statements that bind a name, in order; none where they are too long or no Python.

        The same nodes are given each time.
        """
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._parse(name)
        return found

    def size(self, name: str) -> int:
        """Bytes of the functions and classes that have a name, which are parsed for it alone."""
        return self._sizes.get(name, 0)

    def makes_object(self, name: str) -> bool:
        """Whether a class or a compiled function seems to have this name; nothing is parsed."""
        wanted = name.encode()
        if any(rest[:1] in b"(:[ " for rest in self._lines(b"\nclass " + wanted)):
            return True
        if b"jit" not in self._source:
            return False
        for part in self._parts:
            if part.name == name:
                return b"jit" in self._source[part.start : part.end].partition(b"def ")[0]
        return any(
            rest.lstrip()[:1] == b"=" and b"jit" in rest for rest in self._lines(b"\n" + wanted)
        )

    def _lines(self, begin: bytes) -> Iterator[bytes]:
        """What follows to the end of the line, wherever a line begins so."""
        at = self._source.find(begin)
        while at >= 0:
            end = self._source.find(b"\n", at + len(begin))
            yield self._source[at + len(begin) : end if end >= 0 else None]
            at = self._source.find(begin, end) if end >= 0 else -1

    def _parse(self, name: str) -> list[ast.stmt]:
        try:
            if self._others is None:
                self._others = bindings(_parse(self._without_parts(), 0))
            found = list(self._others.get(name, ()))
            for part in self._parts:
                if part.name == name:
                    found += self._definition(part)
        except SyntaxError:
            return self._whole().get(name, [])
        return sorted(found, key=lambda statement: statement.lineno)

    def _definition(self, part: _Part) -> list[ast.stmt]:
        text = self._source[part.start : part.end]
        body = _parse(text, self._source.count(b"\n", 1, part.start)).body
        if len(body) > 1:
            raise SyntaxError("a quote in a comment hides where the next statement begins")
        return body

    def _without_parts(self) -> bytes:
        """The source with an empty line for each one of the functions and classes."""
        kept, last = [], 1
        for _, start, end in self._parts:
            kept += [self._source[last:start], b"\n" * self._source.count(b"\n", start, end)]
            last = end
        return b"".join([*kept, self._source[last:]])

    def _whole(self) -> Bindings:
        self._parts = []
        try:
            self._others = bindings(_parse(self._source[1:], 0))
        except SyntaxError:
            self._others = {}
        return self._others


def _definitions(source: bytes) -> Iterator[_Part]:
    """The functions and classes that begin at the start of a line, outside of strings."""
    begun, name = 0, ""
    counted = double = single = 0
    for match in _STATEMENT.finditer(source):
        start = match.end()
        double += source.count(b'"""', counted, start)
        single += source.count(b"'''", counted, start)
        counted = start
        if double % 2 or single % 2:
            continue
        if name:
            yield _Part(name, begun, start)
            begun, name = 0, ""
        definition = _DEFINITION.match(source, start)
        if definition is not None:
            begun, name = begun or start, definition[1].decode(errors="replace")
        elif source[start : start + 1] != b"@":
            begun = 0
        elif not begun:
            begun = start
    if name:
        yield _Part(name, begun, len(source))


def _parse(text: bytes, lines_before: int) -> ast.Module:
    """The tree of a part of a module; raises SyntaxError if it is no Python."""
    if len(text) > LARGEST_PART:
        return ast.Module([], [])
    try:
        return ast.parse(b"\n" * lines_before + text)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from error
