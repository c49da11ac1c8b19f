"""What chex does: its classes are pytrees, and its checks change nothing."""

from typing import Final

from flake8_jax.libraries.hints import Type
from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Result, each, function
from flake8_jax.libraries.traits import Trait

CHECKS: Final = (
    "assert_axis_dimension assert_axis_dimension_gt assert_axis_dimension_gteq "
    "assert_axis_dimension_lt assert_axis_dimension_lteq assert_equal assert_equal_rank "
    "assert_equal_shape assert_equal_shape_prefix assert_equal_shape_suffix assert_equal_size "
    "assert_exactly_one_is_none assert_is_broadcastable assert_is_divisible assert_not_both_none "
    "assert_rank assert_scalar assert_scalar_in assert_scalar_negative assert_scalar_non_negative "
    "assert_scalar_positive assert_shape assert_size assert_tree_all_finite "
    "assert_tree_has_only_ndarrays assert_tree_no_nones assert_tree_shape_prefix "
    "assert_tree_shape_suffix assert_trees_all_close assert_trees_all_equal "
    "assert_trees_all_equal_dtypes assert_trees_all_equal_shapes "
    "assert_trees_all_equal_shapes_and_dtypes assert_trees_all_equal_sizes "
    "assert_trees_all_equal_structs assert_type"
)

PACKAGE: Final = Package(
    rows=each("chex", CHECKS, function(result=Result.UNKNOWN)),
    decorators={"chex.dataclass": Trait.DATA | Trait.PYTREE},
    types={
        "chex.Array": Type.ARRAY,
        "chex.ArrayBatched": Type.ARRAY,
        "chex.ArrayDevice": Type.ARRAY,
        "chex.ArrayNumpy": Type.ARRAY,
        "chex.PRNGKey": Type.ARRAY,
        "chex.Numeric": Type.NUMBER,
        "chex.Scalar": Type.NUMBER,
    },
)
