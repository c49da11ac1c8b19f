"""The functions of `jax.lax` that take operands of one dtype only.

Python numbers and weakly typed arrays are no exception: they count as arrays of the default dtype
of their kind. A test runs every function on all pairs of dtypes.
"""

from collections.abc import Mapping
from typing import Final

LAX: Final = "jax.lax"


def _each(names: str, operands: str) -> Mapping[str, tuple[str, ...]]:
    return {f"{LAX}.{name}": tuple(operands.split()) for name in names.split()}


SAME_DTYPE: Final[Mapping[str, tuple[str, ...]]] = {
    **_each("add sub mul div rem max min pow atan2 complex", "x y"),
    **_each("bitwise_and bitwise_or bitwise_xor", "x y"),
    **_each("shift_left shift_right_arithmetic shift_right_logical", "x y"),
    **_each("eq ne lt le gt ge", "x y"),
    **_each("nextafter", "x1 x2"),
    **_each("igamma igammac", "a x"),
    **_each("betainc", "a b x"),
    **_each("zeta", "x q"),
    **_each("polygamma", "m x"),
    **_each("clamp", "min x max"),
    **_each("select", "-pred on_true on_false"),
    **_each("select_n", "-which *cases"),
    **_each("concatenate stack", "[operands]"),
    **_each(
        "dynamic_update_slice dynamic_update_slice_in_dim dynamic_update_index_in_dim",
        "operand update",
    ),
    **_each("pad", "operand padding_value"),
    **_each(
        "conv conv_general_dilated conv_transpose conv_with_general_padding",
        "lhs rhs",
    ),
}
"""The operands that share their dtype, by path.

A minus stands before a parameter that is none of them, a star before one that takes the rest, and
brackets around one that takes a sequence of them.
"""

INTEGER_EXPONENT: Final = frozenset({f"{LAX}.pow"})
"""Functions whose second operand may also be of any integer dtype."""
