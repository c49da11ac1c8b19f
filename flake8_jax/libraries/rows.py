"""The vocabulary of the tables: what one row can say about one public callable.

A row is data. Its key in a table is the dotted name under which users write the callable
(``jax.numpy.zeros``); `flake8_jax.libraries` gathers the tables of all libraries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Result(Enum):
    """What a plain function returns."""

    ARRAY = "array"
    """A JAX array: a tracer if an operand is one, or if the code runs under an abstract trace."""
    ARRAYS = "arrays"
    """A tuple or list of such arrays."""
    STATIC = "static"
    """A Python value, dtype or shape that is known while tracing."""
    UNKNOWN = "unknown"
    """Anything else: nothing is claimed."""


class KeyEffect(Enum):
    """What a function does to the PRNG key that it is given."""

    CONSUME = "consume"
    """Draws from the key: it must not be used again."""
    SPLIT = "split"
    """Consumes the key and returns an array of new ones."""
    FOLD = "fold"
    """Derives a new key and leaves the old one as it was."""
    CLONE = "clone"
    """Returns a key that may be used again."""
    CREATE = "create"
    """Makes a new key from a seed."""
    READ = "read"
    """Looks at the key without using it up."""


@dataclass(frozen=True, slots=True)
class Function:
    """A plain function: called with arrays, it returns arrays or facts about them.

    `params` are the positional parameter names in order (``*name`` takes the rest), enough to
    bind arguments to the names in `static` and `key`; `static` names the parameters that a tracer
    makes raise.
    """

    params: tuple[str, ...] = ()
    result: Result = Result.ARRAY
    static: frozenset[str] = frozenset()
    effect: KeyEffect | None = None
    key: str = "key"


Table = Mapping[str, Function]


def function(
    params: str = "",
    result: Result = Result.ARRAY,
    *,
    static: str = "",
    effect: KeyEffect | None = None,
    key: str = "key",
) -> Function:
    """Writes a row shortly: names are separated by blanks, ``"a shape dtype", static="shape"``."""
    return Function(tuple(params.split()), result, frozenset(static.split()), effect, key)
