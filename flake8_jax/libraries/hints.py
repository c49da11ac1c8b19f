"""What annotations can say, in the words of the tables."""

from enum import Enum


class Type(Enum):
    """What an annotation says that a parameter or a field is."""

    __hash__ = object.__hash__

    ARRAY = "array"
    """An array of JAX or NumPy; a PRNG key is one as well."""
    NUMBER = "number"
    """A Python number, or an array in its place."""
    STATIC = "static"
    """Nothing that can be traced: a text, a function."""
    WRAPPER = "wrapper"
    """What the first of its subscripts says: ``Float[Array, "n"]``."""
    UNION = "union"
    """One of its subscripts."""
