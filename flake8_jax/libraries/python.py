"""What Python's own library makes of classes."""

from typing import Final

from flake8_jax.libraries.rows import Package
from flake8_jax.libraries.traits import Trait

PACKAGE: Final = Package(
    bases={
        "builtins.object": Trait.NONE,
        "abc.ABC": Trait.NONE,
        "typing.Protocol": Trait.NONE,
        "typing.Generic": Trait.NONE,
        "typing.NamedTuple": Trait.DATA | Trait.TUPLE | Trait.PYTREE,
        "enum.Enum": Trait.ENUM,
        "enum.IntEnum": Trait.ENUM,
        "enum.StrEnum": Trait.ENUM,
        "enum.Flag": Trait.ENUM,
        "enum.IntFlag": Trait.ENUM,
    },
    decorators={
        "dataclasses.dataclass": Trait.DATA,
        "functools.total_ordering": Trait.NONE,
        "typing.final": Trait.NONE,
        "typing.runtime_checkable": Trait.NONE,
    },
)
