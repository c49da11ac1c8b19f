"""What the functions of `jax.lax` return, and which of their parameters must be static.

A function that has no row returns an array and takes tracers everywhere.
"""

from typing import Final

from flake8_jax.libraries.rows import Function, Result, Table, each, function

ARRAYS, STATIC, SAME, UNKNOWN = Result.ARRAYS, Result.STATIC, Result.SAME, Result.UNKNOWN
LAX, LINALG = "jax.lax", "jax.lax.linalg"

_FACTS: Final[Table] = {
    **each(LAX, "axis_size dce_sink dtype shape_as_value", function(result=STATIC)),
    **each(LAX, "conv_dimension_numbers conv_general_permutations", function(result=STATIC)),
    f"{LAX}.broadcast_shapes": function("*shapes", STATIC, static="shapes"),
    f"{LAX}.padtype_to_pads": function(
        "in_shape window_shape window_strides",
        STATIC,
        static="in_shape window_shape window_strides",
    ),
    **each(
        LAX,
        "conv_general_shape_tuple conv_transpose_shape_tuple",
        function(
            "lhs_shape rhs_shape window_strides",
            STATIC,
            static="lhs_shape rhs_shape window_strides",
        ),
    ),
    f"{LAX}.conv_shape_tuple": function(
        "lhs_shape rhs_shape strides pads batch_group_count",
        STATIC,
        static="lhs_shape rhs_shape strides pads batch_group_count",
    ),
    f"{LAX}.reduce_window_shape_tuple": function(
        "operand_shape window_dimensions window_strides padding",
        STATIC,
        static="operand_shape window_dimensions window_strides padding",
    ),
}
_CLASSES: Final[Table] = {
    **each(
        LAX,
        "AccuracyMode ConvDimensionNumbers DotAlgorithm DotAlgorithmPreset FftType "
        "GatherDimensionNumbers GatherScatterMode Precision RaggedDotDimensionNumbers "
        "RandomAlgorithm RoundingMethod ScatterDimensionNumbers Tolerance",
        function(result=STATIC),
    ),
    **each(LINALG, "EigImplementation EighImplementation SvdAlgorithm", function(result=STATIC)),
}
_SHAPES: Final[Table] = {
    **each(LAX, "empty full", function("shape", static="shape")),
    f"{LAX}.full_like": function("x fill_value dtype shape", static="shape"),
    f"{LAX}.iota": function("dtype size", static="size"),
    f"{LAX}.broadcasted_iota": function("dtype shape dimension", static="shape dimension"),
    f"{LAX}.rng_uniform": function("a b shape", static="shape"),
    f"{LAX}.rng_bit_generator": function("key shape", ARRAYS, static="shape"),
    f"{LAX}.reshape": function("operand new_sizes dimensions", static="new_sizes dimensions"),
    f"{LAX}.broadcast": function("operand sizes", static="sizes"),
    f"{LAX}.broadcast_in_dim": function(
        "operand shape broadcast_dimensions", static="shape broadcast_dimensions"
    ),
    f"{LAX}.broadcast_to_rank": function("x rank", static="rank"),
    f"{LAX}.collapse": function(
        "operand start_dimension stop_dimension", static="start_dimension stop_dimension"
    ),
    **each(LAX, "expand_dims squeeze", function("array dimensions", static="dimensions")),
    f"{LAX}.rev": function("operand dimensions", static="dimensions"),
    f"{LAX}.transpose": function("operand permutation", static="permutation"),
    f"{LAX}.tile": function("operand reps", static="reps"),
    f"{LAX}.pad": function("operand padding_value padding_config", static="padding_config"),
    f"{LAX}.concatenate": function("operands dimension", static="dimension"),
    f"{LAX}.stack": function("operands axis", static="axis"),
    f"{LAX}.split": function("operand sizes axis", ARRAYS, static="sizes axis"),
    f"{LAX}.unstack": function("x axis", ARRAYS, static="axis"),
}
_SLICES: Final[Table] = {
    f"{LAX}.slice": function(
        "operand start_indices limit_indices strides", static="start_indices limit_indices strides"
    ),
    f"{LAX}.slice_in_dim": function(
        "operand start_index limit_index stride axis", static="start_index limit_index stride axis"
    ),
    f"{LAX}.index_in_dim": function("operand index axis keepdims", static="index axis keepdims"),
    f"{LAX}.index_take": function("src idxs axes", static="axes"),
    f"{LAX}.gather": function(
        "operand start_indices dimension_numbers slice_sizes", static="slice_sizes"
    ),
    f"{LAX}.dynamic_slice": function("operand start_indices slice_sizes", static="slice_sizes"),
    f"{LAX}.dynamic_slice_in_dim": function(
        "operand start_index slice_size axis", static="slice_size axis"
    ),
    f"{LAX}.dynamic_index_in_dim": function("operand index axis keepdims", static="axis keepdims"),
    f"{LAX}.dynamic_update_index_in_dim": function("operand update index axis", static="axis"),
    f"{LAX}.dynamic_update_slice_in_dim": function(
        "operand update start_index axis", static="axis"
    ),
}
_ALONG_AXES: Final[Table] = {
    **each(
        LAX,
        "reduce_and reduce_max reduce_min reduce_or reduce_prod reduce_sum reduce_xor",
        function("operand axes", static="axes"),
    ),
    **each(
        LAX,
        "cumlogsumexp cummax cummin cumprod cumsum",
        function("operand axis reverse", static="axis reverse"),
    ),
    **each(LAX, "argmax argmin", function("operand axis", static="axis")),
    # Of a tuple of operands it returns a tuple.
    f"{LAX}.sort": function("operand dimension is_stable num_keys", static="dimension num_keys"),
    f"{LAX}.sort_key_val": function("keys values dimension", ARRAYS, static="dimension"),
    f"{LAX}.top_k": function("operand k", ARRAYS, static="k axis"),
    **each(
        LAX,
        "approx_max_k approx_min_k",
        function(
            "operand k reduction_dimension recall_target reduction_input_size_override "
            "aggregate_to_topk",
            ARRAYS,
            static="k reduction_dimension recall_target reduction_input_size_override "
            "aggregate_to_topk",
        ),
    ),
    f"{LAX}.fft": function("x fft_type fft_lengths", static="fft_lengths"),
    f"{LAX}.integer_pow": function("x y", static="y"),
    f"{LAX}.reduce_precision": function(
        "operand exponent_bits mantissa_bits", static="exponent_bits mantissa_bits"
    ),
}
_CONVOLUTIONS: Final[Table] = {
    f"{LAX}.conv": function("lhs rhs window_strides", static="window_strides"),
    f"{LAX}.conv_with_general_padding": function(
        "lhs rhs window_strides padding lhs_dilation rhs_dilation",
        static="window_strides padding lhs_dilation rhs_dilation",
    ),
    f"{LAX}.conv_general_dilated": function(
        "lhs rhs window_strides padding lhs_dilation rhs_dilation dimension_numbers "
        "feature_group_count batch_group_count",
        static="window_strides padding lhs_dilation rhs_dilation feature_group_count "
        "batch_group_count",
    ),
    f"{LAX}.conv_general_dilated_local": function(
        "lhs rhs window_strides padding filter_shape lhs_dilation rhs_dilation",
        static="window_strides padding filter_shape lhs_dilation rhs_dilation",
    ),
    f"{LAX}.conv_general_dilated_patches": function(
        "lhs filter_shape window_strides padding lhs_dilation rhs_dilation",
        static="filter_shape window_strides padding lhs_dilation rhs_dilation",
    ),
    f"{LAX}.conv_transpose": function(
        "lhs rhs strides padding rhs_dilation dimension_numbers transpose_kernel precision "
        "preferred_element_type use_consistent_padding",
        static="strides padding rhs_dilation transpose_kernel use_consistent_padding",
    ),
}
_LINALG: Final[Table] = {
    **each(LINALG, "hessenberg lu", function(result=ARRAYS)),
    **each(LINALG, "eigh tridiagonal", function(result=ARRAYS, static="lower")),
    f"{LINALG}.eig": function(
        result=ARRAYS, static="compute_left_eigenvectors compute_right_eigenvectors"
    ),
    f"{LINALG}.schur": function(result=ARRAYS, static="compute_schur_vectors"),
    f"{LINALG}.svd": function(result=ARRAYS, static="compute_uv full_matrices"),
    f"{LINALG}.qr": function(result=ARRAYS, static="full_matrices pivoting"),
    f"{LINALG}.qdwh": function(result=ARRAYS, static="is_hermitian"),
    f"{LINALG}.ormqr": function(static="left transpose"),
    f"{LINALG}.tridiagonal_solve": function(static="perturb_singular"),
    f"{LINALG}.triangular_solve": function(
        static="conjugate_a left_side lower transpose_a unit_diagonal"
    ),
    f"{LINALG}.symmetric_product": function(static="alpha beta symmetrize_output"),
    f"{LINALG}.lu_pivots_to_permutation": function(
        "pivots permutation_size", static="permutation_size"
    ),
}
_SAME_STRUCTURE: Final[Table] = {
    **each(LAX, "pmax pmean pmin psum", function(result=SAME)),
    **each(LAX, "optimization_barrier", function(result=SAME)),
    f"{LAX}.stop_gradient": Function(result=SAME, untraced=True),
    f"{LAX}.with_sharding_constraint": function(result=SAME),
    **each(LAX, "ppermute pshuffle", function("x axis_name perm", SAME, static="perm")),
    f"{LAX}.pswapaxes": function("x axis_name axis", SAME, static="axis"),
    f"{LAX}.psum_scatter": function(result=SAME, static="scatter_dimension tiled"),
    f"{LAX}.all_gather": function(result=SAME, static="axis tiled"),
    f"{LAX}.all_to_all": function(
        "x axis_name split_axis concat_axis", SAME, static="split_axis concat_axis tiled"
    ),
}

TABLE: Final[Table] = {
    **_FACTS,
    **_CLASSES,
    **_SHAPES,
    **_SLICES,
    **_ALONG_AXES,
    **_CONVOLUTIONS,
    **_LINALG,
    **_SAME_STRUCTURE,
    # These need several devices, or return functions.
    **each(LAX, "composite pbroadcast pcast precv psend", function(result=UNKNOWN)),
    f"{LAX}.ragged_all_to_all": function(result=UNKNOWN),
}

SAME_STRUCTURE: Final[frozenset[str]] = frozenset(_SAME_STRUCTURE)
"""Functions that take any pytree as their first argument and return one of the same structure.

Its leaves are arrays, but `psum`, `pmean`, `pmax` and `pmin` of a Python number are Python numbers.
"""
