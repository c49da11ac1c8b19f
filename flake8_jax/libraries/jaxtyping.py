"""What the annotations of jaxtyping say; the texts in them are never read."""

from typing import Final

from flake8_jax.libraries.hints import Type
from flake8_jax.libraries.package import Package

_DTYPES: Final = (
    "BFloat16 Bool Complex Complex64 Complex128 Float Float16 Float32 Float64 Inexact Int Int2 "
    "Int4 Int8 Int16 Int32 Int64 Integer Key Num Real Shaped UInt UInt2 UInt4 UInt8 UInt16 "
    "UInt32 UInt64"
)

PACKAGE: Final = Package(
    types={
        **{f"jaxtyping.{name}": Type.WRAPPER for name in _DTYPES.split()},
        "jaxtyping.Array": Type.ARRAY,
        "jaxtyping.PRNGKeyArray": Type.ARRAY,
        "jaxtyping.Scalar": Type.ARRAY,
        "jaxtyping.ArrayLike": Type.NUMBER,
        "jaxtyping.ScalarLike": Type.NUMBER,
    }
)
