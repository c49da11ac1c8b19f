"""Objects that hold one array, and stand for it in arithmetic: `flax.nnx.Param`."""

from __future__ import annotations

from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import CONTENT
from flake8_jax.values.kinds import identity


@identity
class Box(Value):
    """An object of the class `path` that holds an array; another one can be put into it.

    `name` is the attribute under which it gives what it holds.
    """

    cells: Cells
    path: str
    name: str

    @property
    def content(self) -> Value:
        found: Value = self.cells.get(CONTENT, UNKNOWN)
        return found

    def holding(self, content: Value) -> Box:
        """Another box of the same class."""
        return new_box(content, self.path, self.name)

    def __repr__(self) -> str:
        return f"box of {self.content!r}"


def new_box(content: Value, path: str, name: str) -> Box:
    """A fresh box."""
    return Box(Cells({CONTENT: content}), path, name)


def unboxed(value: Value) -> Value:
    """What a box holds, or the value itself."""
    while type(value) is Box:
        value = value.content
    return value
