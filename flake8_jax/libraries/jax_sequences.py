"""Parameters that take an array, and raise a TypeError for a list or a tuple in its place."""

from collections.abc import Mapping
from typing import Final

_TABLE: Final[Mapping[str, Mapping[str, str]]] = {
    "jax.numpy": {
        "*args": (
            "add bitwise_and bitwise_or bitwise_xor broadcast_arrays ix_ logaddexp logaddexp2 "
            "logical_and logical_or logical_xor maximum minimum multiply negative subtract"
        ),
        "*arys": "atleast_1d atleast_2d atleast_3d",
        "*xi": "meshgrid",
        "-M beta": "kaiser",
        "-shape fill_value": "full",
        "A": "tile",
        "a": (
            "all amax amin any argmax argmin argpartition argsort argwhere around average "
            "choose copy count_nonzero cumprod cumsum diagonal diff expand_dims fill_diagonal "
            "flatnonzero histogram histogram_bin_edges max mean median min moveaxis nanargmax "
            "nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanprod nanstd "
            "nansum nanvar nonzero ones_like packbits partition permute_dims prod ptp ravel "
            "repeat reshape resize roll rollaxis round sort sort_complex squeeze std sum "
            "swapaxes trace transpose unpackbits var zeros_like"
        ),
        "a b": "allclose cross dot inner isclose kron matmul outer tensordot vdot",
        "a fill_value": "full_like",
        "a ind v": "put",
        "a indices": "take",
        "a q": "nanpercentile nanquantile percentile quantile",
        "a v": "convolve correlate searchsorted",
        "a1 a2": "polyadd polymul polysub",
        "ar": "unique",
        "ar1 ar2": "intersect1d setdiff1d setxor1d union1d",
        "arr": "clip delete diag_indices_from tril_indices_from triu_indices_from",
        "arr indices": "take_along_axis",
        "arr indices values": "put_along_axis",
        "arr mask vals": "place",
        "arr obj values": "insert",
        "arr values": "append",
        "array": "broadcast_to pad",
        "ary": "array_split dsplit ediff1d hsplit split vsplit",
        "condition a": "compress",
        "condition arr": "extract",
        "condition x y": "where",
        "element test_elements": "isin",
        "f": "gradient",
        "indices": "unravel_index",
        "m": "cov flip fliplr flipud rot90 tril triu",
        "p": "polyder polyint roots unwrap",
        "p x": "polyval",
        "prototype": "empty_like",
        "sample": "histogramdd",
        "seq_of_zeros": "poly",
        "start stop": "geomspace linspace logspace",
        "u v": "polydiv",
        "v": "diag diagflat",
        "val": "imag real",
        "x": (
            "abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh "
            "astype atan atanh bincount bitwise_count bitwise_invert bitwise_not cbrt ceil conj "
            "conjugate corrcoef cos cosh cumulative_prod cumulative_sum deg2rad degrees exp "
            "exp2 expm1 fabs floor frexp i0 invert iscomplex isfinite isinf isnan isneginf "
            "isposinf isreal log log10 log1p log2 logical_not matrix_transpose modf nan_to_num "
            "positive rad2deg radians reciprocal rint sign signbit sin sinc sinh spacing sqrt "
            "square tan tanh trunc unique_all unique_counts unique_inverse unique_values "
            "unstack vander"
        ),
        "x bins": "digitize",
        "x xp fp": "interp",
        "x y": (
            "bitwise_left_shift equal float_power greater greater_equal histogram2d left_shift "
            "less less_equal nextafter not_equal polyfit"
        ),
        "x1 x2": (
            "arctan2 atan2 bitwise_right_shift copysign divide divmod floor_divide fmax fmin "
            "fmod gcd heaviside hypot lcm ldexp matvec mod pow power remainder right_shift "
            "true_divide vecdot vecmat"
        ),
        "y": "trapezoid",
        "z": "angle",
    },
    "jax.numpy.add": {
        "A B": "outer",
        "a": "accumulate reduce",
        "a indices": "reduceat",
    },
    "jax.numpy.fft": {
        "a": "fft fft2 fftn hfft ifft ifft2 ifftn irfft irfft2 irfftn rfft rfft2 rfftn",
        "x": "fftshift ifftshift",
    },
    "jax.numpy.linalg": {
        "a": (
            "cholesky det eig eigh eigvals eigvalsh inv matrix_power pinv qr slogdet svd tensorinv"
        ),
        "a b": "lstsq solve tensorsolve",
        "x": "cond diagonal matrix_norm matrix_transpose norm svdvals trace vector_norm",
        "x1 x2": "cross matmul outer tensordot vecdot",
    },
    "jax.lax": {
        "-keys values": "sort_key_val",
        "-operand update": (
            "dynamic_update_index_in_dim dynamic_update_slice dynamic_update_slice_in_dim"
        ),
        "-shape fill_value": "full",
        "a b": "rng_uniform",
        "a b x": "betainc",
        "a x": "igamma igamma_grad_a igammac",
        "arr like_arr": "broadcast_like",
        "array": "expand_dims squeeze",
        "key": "rng_bit_generator",
        "lhs": "conv_general_dilated_patches",
        "lhs rhs": "conv_general_dilated_local dot_general",
        "lhs rhs group_sizes": "ragged_dot ragged_dot_general",
        "m x": "polygamma",
        "min x max": "clamp",
        "operand": (
            "approx_max_k approx_min_k argmax argmin bitcast_convert_type broadcast "
            "broadcast_in_dim convert_element_type cumlogsumexp cummax cummin cumprod cumsum "
            "reduce_and reduce_max reduce_min reduce_or reduce_precision reduce_prod reduce_sum "
            "reduce_xor reshape rev slice split tile top_k transpose"
        ),
        "operand padding_value": "pad",
        "operand scatter_indices updates": (
            "scatter scatter_add scatter_max scatter_min scatter_mul scatter_sub"
        ),
        "operand start_indices": "gather",
        "pred on_true on_false": "select",
        "which *cases": "select_n",
        "x": (
            "abs acos acosh asin asinh atan atanh bessel_i0e bessel_i1e bitwise_not "
            "broadcast_to_rank cbrt ceil clz conj cos cosh digamma erf erf_inv erfc exp exp2 "
            "expm1 fft floor imag integer_pow is_finite lgamma log log1p logistic neg "
            "population_count real reciprocal round rsqrt sign sin sinh sqrt square stage tan "
            "tanh unstack"
        ),
        "-x fill_value": "full_like",
        "x q": "zeta",
        "x y": (
            "add atan2 bitwise_and bitwise_or bitwise_xor complex div eq ge gt le lt max min "
            "mul mulhi ne pow rem shift_left shift_right_arithmetic shift_right_logical sub"
        ),
        "x1 x2": "nextafter",
    },
    "jax.lax.linalg": {
        "a": "hessenberg tridiagonal",
        "a b": "triangular_solve",
        "a taus": "householder_product",
        "a taus c": "ormqr",
        "a_matrix c_matrix": "symmetric_product",
        "dl d du b": "tridiagonal_solve",
        "pivots": "lu_pivots_to_permutation",
        "r_matrix w_vector": "cholesky_update",
        "x": "eig lu qr schur svd",
    },
    "jax.nn": {
        "a": "logsumexp",
        "x": (
            "celu elu gelu glu hard_sigmoid hard_silu hard_swish hard_tanh identity leaky_relu "
            "log1mexp log_sigmoid log_softmax logmeanexp mish relu relu6 selu sigmoid silu "
            "soft_sign softmax softplus sparse_plus sparse_sigmoid squareplus standardize swish "
            "tanh"
        ),
    },
    "jax.ops": {
        "data segment_ids": "segment_max segment_min segment_prod segment_sum",
    },
    "jax.scipy.linalg": {
        "*arrs": "block_diag",
        "A": "expm",
        "a": "companion convolution_matrix det fiedler fiedler_companion hessenberg inv schur",
        "a b": "solve",
        "c": "circulant hankel toeplitz",
        "f s": "leslie",
    },
    "jax.scipy.special": {
        "-n m theta phi": "sph_harm_y",
        "-n x": "polygamma",
        "a": "logsumexp multigammaln",
        "a b": "beta betaln",
        "a b x": "betainc",
        "a x": "gammainc gammaincc",
        "h a": "owens_t",
        "p": "ndtri",
        "p q": "kl_div rel_entr",
        "x": (
            "dawsn digamma entr erf erfc erfcx erfinv exp1 expi expit fresnel gamma gammaln "
            "gammasgn i0 i0e i1 i1e log_softmax loggamma logit sici softmax"
        ),
        "x lmbda": "boxcox boxcox1p",
        "x q": "zeta",
        "x y": "xlog1py xlogy",
        "z": "wofz",
        "z m": "poch",
    },
    "jax.scipy.stats.norm": {
        "q": "isf ppf",
        "x": "cdf logcdf logpdf logsf pdf sf",
    },
    "jax.random": {
        "-key -n p": "multinomial",
        "-key a": "choice",
    },
    "jax.Array": {
        "-self b": "dot",
        "-self condition": "compress",
        "-self indices": "take",
        "-self v": "searchsorted",
    },
}
"""Module to the first parameters of functions to their names; ``-`` marks what is not refused."""

REFUSED: Final[Mapping[str, tuple[str, ...]]] = {
    f"{module}.{name}": tuple(params.split())
    for module, groups in _TABLE.items()
    for params, names in groups.items()
    for name in names.split()
}
"""Dotted name to its first parameters, ``*`` before one that takes all the rest."""
