"""What JAX and its ecosystem do, as data; `Library` answers by dotted name."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable, Mapping
from typing import Final

from flake8_jax.libraries import (
    jax_lax,
    jax_misc,
    jax_nn,
    jax_numpy,
    jax_random,
    jax_transforms,
)
from flake8_jax.libraries.classes import BASES, DECORATORS
from flake8_jax.libraries.rows import Caller, Function, Result, Row, Transform
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.functions import External

_FUNCTIONS: Final[tuple[Mapping[str, Function], ...]] = (
    jax_numpy.TABLE,
    jax_lax.TABLE,
    jax_random.TABLE,
    jax_nn.TABLE,
    jax_misc.TABLE,
)
_ARRAY_MODULES: Final = (
    "jax.numpy.",
    "jax.lax.",
    "jax.nn.",
    "jax.scipy.",
    "jax.ops.",
    "jax.image.",
)
_ARRAY_FUNCTION: Final = Function(result=Result.ARRAY)
_BUILTINS: Final = {name: External(f"builtins.{name}") for name in dir(builtins)}

ROWS: Final[Mapping[str, Row]] = {
    **{path: row for table in _FUNCTIONS for path, row in table.items()},
    **jax_transforms.TRANSFORMS,
    **jax_transforms.CALLERS,
}


KNOWN_PACKAGES: Final = (
    frozenset(sys.stdlib_module_names)
    | {"numpy", "scipy", "jaxlib"}
    | {path.partition(".")[0] for table in (ROWS, BASES, DECORATORS) for path in table}
)
"""Packages that are never looked for among the files of a project."""


JIT: Final = "jax.jit"
"""What a user's own wrappers are declared to do."""


class Library:
    """The tables, with a user's own names for `jax.jit` added."""

    def __init__(self, jit_names: Iterable[str] = ()) -> None:
        self._jit_names = frozenset(jit_names)
        self._known: dict[str, External] = {}

    def external(self, path: str) -> External:
        """A name in a library, under the name of its row."""
        found = self._known.get(path)
        if found is None:
            own = path in self._jit_names
            found = External(JIT if own else jax_transforms.ALIASES.get(path, path))
            self._known[path] = found
        return found

    def builtin(self, name: str) -> Value:
        """What a name means that the program does not define."""
        if name in self._jit_names:
            return self.external(name)
        return _BUILTINS.get(name, UNKNOWN)

    def is_jit(self, name: str) -> bool:
        """Whether a function of the program is declared to do what `jax.jit` does."""
        return name in self._jit_names

    def row(self, path: str) -> Row | None:
        """What is known of a callable; most functions on arrays return arrays."""
        row = ROWS.get(path)
        if row is None and path.startswith(_ARRAY_MODULES):
            return _ARRAY_FUNCTION
        return row


__all__ = ["ROWS", "Caller", "Function", "Library", "Row", "Transform"]
