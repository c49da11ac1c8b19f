"""One call of each function of NumPy: the arrays among its arguments are traced one at a time."""

from importlib import import_module
from typing import Any, Final

import numpy as np

from tests.libraries.scipy_programs import PROGRAMS as SCIPY

V: Final = np.arange(1.0, 5.0, dtype=np.float32)
M: Final = np.array([[2.0, 1.0], [1.0, 3.0]], np.float32)
I: Final = np.arange(4)  # noqa: E741
MASK: Final = V > 2
CUBE: Final = np.arange(8.0, dtype=np.float32).reshape(2, 2, 2)
BITS: Final = I.astype(np.uint8)
SIZE: Final = I[2]
NOWHERE: Final = "/dev/null"

Call = tuple[Any, ...]
_TWO: Final = (V, V)


def _each(names: str, *args: Any) -> dict[str, Call]:
    return dict.fromkeys(names.split(), args)


_INTEGERS: Final = _each("bitwise_count bitwise_invert bitwise_not invert", I) | _each(
    "bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor gcd lcm left_shift "
    "right_shift",
    I,
    I,
)


def _ufuncs() -> dict[str, Call]:
    found = {n: (V / 8,) * f.nin for n, f in vars(np).items() if isinstance(f, np.ufunc)}
    special = {"ldexp": (V, I), "matvec": (M, M[0]), "vecmat": (M[0], M)}
    return found | _each("acosh arccosh", V) | _INTEGERS | special


NUMPY: Final[dict[str, Call]] = {
    **_ufuncs(),
    **_each("all amax amin any argmax argmin around cumprod cumsum flip max mean min", V),
    **_each("prod real round std sum transpose var squeeze", V),
    **_each("repeat array_split hsplit split tile", V, 2),
    **_each("vsplit", M, 2),
    **_each("dsplit", CUBE, 2),
    **_each("moveaxis swapaxes", M, 0, 1),
    **_each("permute_dims", M, (1, 0)),
    **_each("reshape", V, (2, 2)),
    **_each("rollaxis", M, 0),
    **_each("searchsorted array_equal array_equiv allclose append", V, V),
    **_each("take_along_axis", V, I, 0),
    **_each("unstack asmatrix matrix", M),
    **_each("argwhere nonzero common_type info iscomplexobj isrealobj isscalar iterable", V),
    **_each("ndim result_type shape size str_ dtype finfo", V),
    **_each("iinfo", I),
    **_each("diag_indices_from tril_indices_from triu_indices_from", M),
    **_each("eye identity indices tri tril_indices triu_indices empty ones zeros", SIZE),
    **_each("full", (3,), V[0]),
    **_each("array asanyarray asarray asarray_chkfinite ascontiguousarray asfortranarray", V),
    **_each("copy require frombuffer from_dlpack ones_like zeros_like empty_like vander", V),
    **_each("fromiter", V, np.float32),
    **_each("arange", V[0]),
    **_each("linspace logspace geomspace", V[0], V[1]),
    **_each("full_like", V, V[0]),
    **_each("meshgrid broadcast broadcast_arrays", V, V),
    **_each("ix_", I, I),
    **_each("bool bool_ bytes_ float16 float32 float64 int8 int16 int32 int64 uint8", V[0]),
    **_each("uint16 uint32 uint64 complex64 complex128 object_ double single half intp", V[0]),
    **_each("apply_along_axis", np.sum, 0, V),
    **_each("apply_over_axes", np.sum, M, [0]),
    **_each("atleast_1d atleast_2d atleast_3d diag diagflat ndenumerate ravel sort", V),
    **_each("sort_complex trim_zeros nditer", V),
    **_each("block column_stack concat concatenate dstack hstack row_stack stack vstack", [V]),
    **_each("lexsort", [V]),
    **_each("broadcast_to resize", V, (2, 4)),
    **_each("delete", V, I[0]),
    **_each("insert", V, I[0], V[0]),
    **_each("expand_dims", V, 0),
    **_each("extract", MASK, V),
    **_each("fliplr flipud matrix_transpose rot90 tril triu diagonal trace cov corrcoef", M),
    **_each("pad roll partition argpartition", V, 1),
    **_each("select", [MASK], [V]),
    **_each("take", V, I),
    **_each("where place", V, MASK, V),
    **_each("where", MASK, V, V),
    **_each("putmask", V, MASK, V),
    **_each("put", V, I, V),
    **_each("put_along_axis", V, I, V, 0),
    **_each("choose", I[:1], [V]),
    **_each("piecewise", V, [MASK], [1.0]),
    **_each("unravel_index", I, (2, 2)),
    **_each("ravel_multi_index", [I[:2], I[:2]], (4, 4)),
    **_each("copyto convolve correlate dot inner kron outer vdot isclose isin polyval", V, V),
    **_each("polyadd polydiv polymul polysub histogram2d digitize", V, V),
    **_each("intersect1d setdiff1d setxor1d union1d may_share_memory shares_memory", V, V),
    **_each("fill_diagonal", M, V[0]),
    **_each("packbits unpackbits", BITS),
    **_each("angle average count_nonzero cumulative_prod cumulative_sum diff ediff1d fix", V),
    **_each("gradient histogram histogram_bin_edges i0 iscomplex isneginf isposinf median", V),
    **_each("nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian", V),
    **_each("nanmin nanprod nanstd nansum nanvar poly poly1d polyder polyint ptp", V),
    **_each("real_if_close roots sinc trapezoid unique unique_all unique_counts", V),
    **_each("unique_inverse unique_values unwrap flatnonzero array2string array_repr", V),
    **_each("array_str", V),
    **_each("bincount", I),
    **_each("clip interp", V, V, V),
    **_each("cross", V[:3], V[:3]),
    **_each("einsum", "i,i", V, V),
    **_each("histogramdd", M),
    **_each("nanpercentile percentile nanquantile quantile", V, V / 8),
    **_each("polyfit", V, V, 1),
    **_each("tensordot", M, M),
    **_each("base_repr binary_repr", I[0]),
    **_each("format_float_positional format_float_scientific min_scalar_type", V[0]),
    **_each("save savetxt savez savez_compressed", NOWHERE, V),
}
LINALG: Final = {
    **_each("cholesky cond det eig eigh eigvals eigvalsh inv matrix_norm matrix_rank", M),
    **_each("matrix_transpose pinv qr slogdet svd svdvals diagonal trace", M),
    **_each("norm vector_norm", V),
    **_each("lstsq solve tensorsolve", M, V[:2]),
    **_each("matmul tensordot", M, M),
    **_each("outer vecdot", V, V),
    **_each("cross", V[:3], V[:3]),
    **_each("matrix_power", M, 2),
    **_each("tensorinv", M, 1),
    **_each("multi_dot", [M]),
}
FFT: Final = {
    **_each("fft fftshift hfft ifft ifftshift ihfft irfft rfft", V),
    **_each("fft2 fftn ifft2 ifftn irfft2 irfftn rfft2 rfftn", M),
}
RANDOM: Final = {
    **_each("RandomState default_rng seed", I[0]),
    **_each("choice permutation exponential poisson chisquare dirichlet", V),
    **_each("beta gamma gumbel laplace logistic lognormal normal uniform", V, V),
    **_each("geometric", V / 8),
    **_each("binomial", I, V / 8),
    **_each("multinomial", SIZE, V / 10),
    **_each("multivariate_normal", V[:2], M),
    **_each("randint", I[0], I[3]),
}
PROGRAMS: Final[dict[str, tuple[Any, Call]]] = {
    f"{module}.{name}": (getattr(import_module(module), name), args)
    for module, calls in (
        ("numpy", NUMPY),
        ("numpy.linalg", LINALG),
        ("numpy.fft", FFT),
        ("numpy.random", RANDOM),
    )
    for name, args in calls.items()
} | SCIPY

_UNTRIED: Final = """
argsort compress imag isreal astype bmat isfortran einsum_path frompyfunc fromfunction vectorize
mask_indices diag_indices kaiser bartlett blackman hamming hanning nested_iters ndindex
busday_count busday_offset is_busday datetime_as_string datetime_data busdaycalendar
broadcast_shapes can_cast isdtype issubdtype mintypecode promote_types typename fromfile fromregex
fromstring genfromtxt load loadtxt get_include get_printoptions getbufsize geterr geterrcall
printoptions set_printoptions setbufsize seterr seterrcall errstate show_config show_runtime test
"""
UNTRIED: Final = frozenset(_UNTRIED.split())
"""Functions that take no array, or that do one thing under one trace and another under another."""
