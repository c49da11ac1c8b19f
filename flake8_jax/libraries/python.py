"""What Python's own library makes of classes."""

from typing import Final

from flake8_jax.libraries.hints import Type
from flake8_jax.libraries.package import Package
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
    types={
        "builtins.int": Type.NUMBER,
        "builtins.float": Type.NUMBER,
        "builtins.bool": Type.NUMBER,
        "builtins.complex": Type.NUMBER,
        "builtins.str": Type.STATIC,
        "builtins.bytes": Type.STATIC,
        "collections.abc.Callable": Type.STATIC,
        "typing.Callable": Type.STATIC,
        "typing.Literal": Type.STATIC,
        "typing.Annotated": Type.WRAPPER,
        "typing.Final": Type.WRAPPER,
        "typing.ClassVar": Type.STATIC,
        "typing.Union": Type.UNION,
        "numpy.ndarray": Type.ARRAY,
        "numpy.typing.NDArray": Type.ARRAY,
    },
)

NUMBERS_NEEDED: Final = (
    "builtins.bin",
    "builtins.chr",
    "builtins.hex",
    "builtins.oct",
    "operator.index",
    "time.sleep",
)
"""Functions that ask their arguments for numbers, besides those of `math` and `cmath`."""
TAKES_ARRAYS: Final = frozenset({"math.prod", "math.sumprod"})
"""Functions of `math` that only use operators, so that they work on arrays."""
HASHES: Final = ("builtins.hash",)
"""Functions that ask for a hash, which no array has."""
