"""What base classes and class decorators make of a class."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Flag, auto
from typing import Final


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
    ENUM = auto()
    """Its attributes are constants."""
    OPEN = auto()
    """It has attributes and methods that are not visible."""


BASES: Final[Mapping[str, Trait]] = {
    "builtins.object": Trait.NONE,
    "abc.ABC": Trait.NONE,
    "typing.Protocol": Trait.NONE,
    "typing.Generic": Trait.NONE,
    "typing.NamedTuple": Trait.DATA | Trait.TUPLE | Trait.PYTREE,
    "equinox.Module": Trait.DATA | Trait.PYTREE,
    "flax.struct.PyTreeNode": Trait.DATA | Trait.PYTREE,
    "enum.Enum": Trait.ENUM,
    "enum.IntEnum": Trait.ENUM,
    "enum.StrEnum": Trait.ENUM,
    "enum.Flag": Trait.ENUM,
    "enum.IntFlag": Trait.ENUM,
}

DECORATORS: Final[Mapping[str, Trait]] = {
    "dataclasses.dataclass": Trait.DATA,
    "flax.struct.dataclass": Trait.DATA | Trait.PYTREE,
    "chex.dataclass": Trait.DATA | Trait.PYTREE,
    "jax.tree_util.register_dataclass": Trait.PYTREE,
    "jax.tree_util.register_pytree_node_class": Trait.CUSTOM,
    "jax.tree_util.register_pytree_with_keys_class": Trait.CUSTOM,
    "jax.tree_util.register_static": Trait.NONE,
    "functools.total_ordering": Trait.NONE,
    "typing.final": Trait.NONE,
    "typing.runtime_checkable": Trait.NONE,
}
