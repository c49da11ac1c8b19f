"""What functions of NumPy do with a traced value: most refuse it, some hand it to JAX.

All of it was seen by running every function (NumPy 2.4, JAX 0.10); the tests do so again.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from flake8_jax.libraries.scipy import REFUSING


class Fate(Enum):
    """What happens when a function of NumPy is called with a tracer."""

    RAISES = "raises"
    """Wherever the tracer stands, also in a list."""
    HIDES = "hides"
    """The error is swallowed: the answer is False, whatever the values are."""
    VALUES = "values"
    """It raises, unless plain `grad` traces, under which the values are there."""
    ARRAY = "array"
    """The first argument's own method is called, which returns an array of JAX."""
    ARRAYS = "arrays"
    """It returns a list or tuple of such arrays."""
    FACT = "fact"
    """It returns something that is known while tracing."""
    SIZE = "size"
    """Its first argument is a size or shape, which must be static; it raises for others."""


def _all(fate: Fate, names: str, module: str = "numpy") -> Mapping[str, Fate]:
    return {f"{module}.{name}": fate for name in names.split()}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


UFUNCS: Final = _names(
    """
    abs absolute acos acosh add arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin
    asinh atan atan2 atanh bitwise_and bitwise_count bitwise_invert bitwise_left_shift
    bitwise_not bitwise_or bitwise_right_shift bitwise_xor cbrt ceil conj conjugate copysign
    cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs float_power floor
    floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert
    isfinite isinf isnan isnat lcm ldexp left_shift less less_equal log log10 log1p log2
    logaddexp logaddexp2 logical_and logical_not logical_or logical_xor matmul matvec
    maximum minimum mod modf multiply negative nextafter not_equal positive pow power
    rad2deg radians reciprocal remainder right_shift rint sign signbit sin sinh spacing sqrt
    square subtract tan tanh true_divide trunc vecdot vecmat
    """
)
UFUNC_METHODS: Final = frozenset({"accumulate", "at", "outer", "reduce", "reduceat"})

_MAKE: Final = """
    array asanyarray asarray asarray_chkfinite ascontiguousarray asfortranarray asmatrix copy
    fromiter require frombuffer from_dlpack matrix arange linspace logspace geomspace full_like
    ones_like zeros_like empty_like meshgrid vander ix_
    bool bool_ bytes_ float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64
    complex64 complex128 object_ double single half intp
    """
_SHAPE: Final = """
    append apply_along_axis apply_over_axes atleast_1d atleast_2d atleast_3d block broadcast
    broadcast_arrays broadcast_to column_stack concat concatenate delete diag diagflat diagonal
    dstack expand_dims extract fliplr flipud hstack insert matrix_transpose ndenumerate nditer pad
    ravel resize roll rot90 row_stack select sort sort_complex stack take tile trim_zeros tril triu
    vstack where choose partition argpartition lexsort piecewise unravel_index ravel_multi_index
    copyto fill_diagonal place put putmask put_along_axis packbits unpackbits
    """
_CALCULATE: Final = """
    allclose angle average bincount clip convolve corrcoef correlate count_nonzero cov cross
    cumulative_prod cumulative_sum diff digitize dot ediff1d einsum fix gradient histogram
    histogram2d histogram_bin_edges histogramdd i0 inner interp intersect1d isclose iscomplex isin
    isneginf isposinf kron median nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean
    nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar outer percentile poly
    poly1d polyadd polyder polydiv polyfit polyint polymul polysub polyval ptp quantile
    real_if_close roots setdiff1d setxor1d sinc tensordot trace trapezoid union1d unique unique_all
    unique_counts unique_inverse unique_values unwrap vdot flatnonzero
    """
_SHOW: Final = """
    array2string array_repr array_str base_repr binary_repr format_float_positional
    format_float_scientific may_share_memory min_scalar_type save savetxt savez savez_compressed
    shares_memory
    """
_LINALG: Final = """
    cholesky cond cross det diagonal eig eigh eigvals eigvalsh inv lstsq matmul matrix_norm
    matrix_power matrix_rank matrix_transpose multi_dot norm outer pinv qr slogdet solve svd svdvals
    tensordot tensorinv tensorsolve trace vecdot vector_norm
    """
_FFT: Final = """
    fft fft2 fftn fftshift hfft ifft ifft2 ifftn ifftshift ihfft irfft irfft2 irfftn rfft rfft2
    rfftn
    """
_RANDOM: Final = """
    RandomState beta binomial chisquare choice default_rng dirichlet exponential gamma geometric
    gumbel laplace logistic lognormal multinomial multivariate_normal normal permutation poisson
    randint seed uniform
    """

FATES: Final[Mapping[str, Fate]] = {
    **_all(Fate.RAISES, " ".join(sorted(UFUNCS)) + _MAKE + _SHAPE + _CALCULATE + _SHOW),
    **_all(Fate.RAISES, _LINALG, "numpy.linalg"),
    **_all(Fate.RAISES, _FFT, "numpy.fft"),
    **_all(Fate.RAISES, _RANDOM, "numpy.random"),
    **_all(Fate.HIDES, "array_equal array_equiv"),
    **_all(Fate.VALUES, "argwhere nonzero"),
    **_all(
        Fate.ARRAY,
        "all amax amin any argmax argmin around cumprod cumsum flip max mean min moveaxis "
        "permute_dims prod real repeat reshape rollaxis round searchsorted squeeze std sum "
        "swapaxes take_along_axis transpose var",
    ),
    **_all(Fate.ARRAYS, "array_split dsplit hsplit split unstack vsplit"),
    **_all(Fate.FACT, "common_type dtype finfo iinfo info iscomplexobj isrealobj isscalar"),
    **_all(Fate.FACT, "iterable ndim result_type shape size str_"),
    **_all(Fate.FACT, "diag_indices_from tril_indices_from triu_indices_from"),
    **_all(Fate.SIZE, "empty eye full identity indices ones tri tril_indices triu_indices zeros"),
    **dict.fromkeys(REFUSING, Fate.RAISES),
}
"""Functions that have been tried; nothing is claimed of others."""

ALONE: Final = frozenset({"isscalar", "iterable", "str_", "info", "dtype", "finfo", "iinfo"})
"""Facts that a list is asked for as well as an array."""

MAKERS: Final = frozenset(
    _all(
        Fate.RAISES,
        "arange array asarray ascontiguousarray asfortranarray empty eye full identity linspace "
        "ones zeros",
    )
)
"""Functions that return an array of NumPy, whatever they are given."""

METHODS: Final = frozenset(
    {"choose", "clip", "dot", "fill", "put", "repeat", "searchsorted", "take"}
)
"""Methods of NumPy's arrays that refuse a tracer among their arguments."""

UNTRACED: Final = frozenset({"all", "any", "argmax", "argmin", "around", "round", "searchsorted"})
"""Functions whose derivative is nought everywhere, so that plain `grad` does not trace them."""
