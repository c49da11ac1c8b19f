"""What base classes and class decorators can make of a class."""

from __future__ import annotations

from enum import Flag, auto


class Trait(Flag):
    """What a class is to Python and JAX."""

    NONE = 0
    DATA = auto()
    """Its constructor takes its annotated fields in order."""
    TUPLE = auto()
    """Its instances unpack and index like tuples of their fields."""
    PYTREE = auto()
    """JAX takes its instances apart into their fields."""
    CUSTOM = auto()
    """JAX takes its instances apart with the class's own `tree_flatten`."""
    STATIC = auto()
    """JAX leaves its instances as they are: they are part of the structure."""
    CONTENT = auto()
    """JAX takes its instances apart by what they hold: arrays are children, all else is static."""
    ENUM = auto()
    """Its attributes are constants."""
    SETUP = auto()
    """Its method `setup` prepares a copy of an instance that is about to run."""
    OPEN = auto()
    """It has attributes and methods that are not visible."""
