"""What the functions of `jax.numpy` return, and which of their parameters must be static.

A function that has no row returns an array and takes tracers everywhere.
"""

from dataclasses import replace
from typing import Final

from flake8_jax.libraries.rows import Function, Result, Table, each, function

ARRAYS, STATIC, UNKNOWN = Result.ARRAYS, Result.STATIC, Result.UNKNOWN
JNP, LINALG, FFT = "jax.numpy", "jax.numpy.linalg", "jax.numpy.fft"


def _named(named: str, params: str = "", *, static: str = "") -> Function:
    """A row of a function that returns several arrays, each with a name."""
    row = function(params, ARRAYS, static=static)
    return replace(row, named=tuple(named.split()))


_FACTS: Final[Table] = {
    **each(JNP, "can_cast isdtype issubdtype promote_types result_type", function(result=STATIC)),
    **each(JNP, "dtype finfo get_printoptions iinfo set_printoptions", function(result=STATIC)),
    **each(JNP, "iscomplexobj isrealobj isscalar iterable", function(result=STATIC)),
    **each(JNP, "einsum_path ndim shape", function(result=STATIC)),
    f"{JNP}.size": function("a axis", STATIC, static="axis"),
    f"{JNP}.broadcast_shapes": function("*shapes", STATIC, static="shapes"),
}
_CREATION: Final[Table] = {
    **each(JNP, "empty full ones zeros", function("shape", static="shape")),
    **each(JNP, "ones_like zeros_like", function("a dtype shape", static="shape")),
    f"{JNP}.empty_like": function("prototype dtype shape", static="shape"),
    f"{JNP}.full_like": function("a fill_value dtype shape", static="shape"),
    f"{JNP}.arange": function("start stop step", static="start stop step"),
    f"{JNP}.linspace": function(
        "start stop num endpoint retstep dtype axis", static="num endpoint retstep axis"
    ),
    f"{JNP}.logspace": function(
        "start stop num endpoint base dtype axis", static="num endpoint axis"
    ),
    f"{JNP}.geomspace": function("start stop num endpoint dtype axis", static="num endpoint axis"),
    f"{JNP}.identity": function("n", static="n"),
    **each(JNP, "eye tri", function("N M", static="N M")),
    **each(JNP, "bartlett blackman hamming hanning kaiser", function("M", static="M")),
    f"{JNP}.vander": function("x N increasing", static="N increasing"),
    f"{JNP}.array": function(static="ndmin"),
    f"{JNP}.fromstring": function("string dtype count", static="count"),
    f"{JNP}.frombuffer": function("buffer dtype count offset", static="count offset"),
    f"{JNP}.indices": function("dimensions dtype sparse", static="dimensions sparse"),
    f"{JNP}.diag_indices": function("n ndim", ARRAYS, static="n ndim"),
    f"{JNP}.mask_indices": function("n mask_func k", ARRAYS, static="n k size"),
    **each(JNP, "tril_indices triu_indices", function("n k m", ARRAYS, static="n k m")),
    **each(JNP, "tril_indices_from triu_indices_from", function("arr k", ARRAYS, static="k")),
    **each(JNP, "diag_indices_from ix_ unravel_index", function(result=ARRAYS)),
    f"{JNP}.meshgrid": function(result=ARRAYS, static="sparse"),
}
_REDUCTIONS: Final[Table] = {
    **each(
        JNP,
        "all amax amin any argmax argmin max min nanargmax nanargmin nanmax nanmin ptp",
        function("a axis out keepdims", static="axis keepdims"),
    ),
    **each(
        JNP,
        "add.reduce mean nanmean nanprod nansum prod sum",
        function("a axis dtype out keepdims", static="axis keepdims"),
    ),
    **each(
        JNP,
        "nanstd nanvar std var",
        function("a axis dtype out ddof keepdims", static="axis keepdims"),
    ),
    **each(
        JNP,
        "nanpercentile nanquantile percentile quantile",
        function("a q axis out overwrite_input method keepdims", static="axis keepdims"),
    ),
    **each(
        JNP,
        "median nanmedian",
        function("a axis out overwrite_input keepdims", static="axis keepdims"),
    ),
    # With `returned` it is a pair.
    f"{JNP}.average": function("a axis weights returned keepdims", static="axis returned keepdims"),
    f"{JNP}.count_nonzero": function("a axis keepdims", static="axis keepdims"),
    f"{JNP}.trapezoid": function("y x dx axis", static="axis"),
    f"{JNP}.trace": function("a offset axis1 axis2", static="axis1 axis2"),
    f"{JNP}.bincount": function("x weights minlength", static="minlength length"),
    f"{JNP}.cov": function("m y rowvar bias ddof", static="rowvar bias ddof"),
    f"{JNP}.corrcoef": function("x y rowvar", static="rowvar"),
    # `bins` are edges, too, and those may be traced.
    **each(JNP, "histogram histogram2d", function(result=ARRAYS)),
    f"{JNP}.histogramdd": function("sample bins", UNKNOWN, static="bins"),
}
_SHAPES: Final[Table] = {
    f"{JNP}.reshape": function("a shape", static="shape"),
    f"{JNP}.resize": function("a new_shape", static="new_shape"),
    f"{JNP}.broadcast_to": function("array shape", static="shape"),
    **each(JNP, "expand_dims squeeze", function("a axis", static="axis")),
    **each(JNP, "permute_dims transpose", function("a axes", static="axes")),
    f"{JNP}.moveaxis": function("a source destination", static="source destination"),
    f"{JNP}.swapaxes": function("a axis1 axis2", static="axis1 axis2"),
    f"{JNP}.rollaxis": function("a axis start", static="axis start"),
    f"{JNP}.roll": function("a shift axis", static="axis"),
    f"{JNP}.flip": function("m axis", static="axis"),
    f"{JNP}.rot90": function("m k axes", static="k axes"),
    f"{JNP}.tile": function("A reps", static="reps"),
    f"{JNP}.repeat": replace(
        function("a repeats axis", static="axis total_repeat_length"),
        counts=frozenset({"repeats"}),
    ),
    f"{JNP}.pad": function("array pad_width", static="pad_width"),
    **each(JNP, "concatenate stack", function("arrays axis", static="axis")),
    f"{JNP}.concat": function(static="axis"),
    f"{JNP}.append": function("arr values axis", static="axis"),
    f"{JNP}.insert": function("arr obj values axis", static="axis"),
    f"{JNP}.delete": function("arr obj axis", static="axis"),
    **each(
        JNP,
        "array_split split",
        function("ary indices_or_sections axis", ARRAYS, static="indices_or_sections axis"),
    ),
    **each(
        JNP,
        "dsplit hsplit vsplit",
        function("ary indices_or_sections", ARRAYS, static="indices_or_sections"),
    ),
    f"{JNP}.unstack": function(result=ARRAYS, static="axis"),
    f"{JNP}.broadcast_arrays": function(result=ARRAYS),
    **each(JNP, "diag diagflat", function("v k", static="k")),
    **each(JNP, "tril triu", function("m k", static="k")),
    f"{JNP}.diagonal": function("a offset axis1 axis2", static="offset axis1 axis2"),
    f"{JNP}.fill_diagonal": function("a val wrap", static="wrap"),
}
_ALONG_AXES: Final[Table] = {
    **each(JNP, "add.accumulate cumprod cumsum", function("a axis", static="axis")),
    **each(JNP, "nancumprod nancumsum packbits", function("a axis", static="axis")),
    **each(JNP, "cumulative_prod cumulative_sum", function(static="axis include_initial")),
    f"{JNP}.unpackbits": function("a axis count", static="axis count"),
    f"{JNP}.diff": function("a n axis", static="n axis"),
    # One array, or a list with one for each axis.
    f"{JNP}.gradient": function(result=UNKNOWN, static="axis"),
    f"{JNP}.unwrap": function("p discont axis", static="axis"),
    **each(JNP, "argsort sort", function("a axis", static="axis descending")),
    **each(JNP, "argpartition partition", function("a kth axis", static="kth axis")),
    f"{JNP}.lexsort": function("keys axis", static="axis"),
    **each(JNP, "add.reduceat take", function("a indices axis", static="axis")),
    f"{JNP}.take_along_axis": function("arr indices axis", static="axis"),
    f"{JNP}.put_along_axis": function("arr indices values axis", static="axis"),
    f"{JNP}.ravel_multi_index": function("multi_index dims", static="dims"),
    f"{JNP}.cross": function("a b axisa axisb axisc axis", static="axisa axisb axisc axis"),
    f"{JNP}.tensordot": function("a b axes", static="axes"),
    f"{JNP}.vecdot": function(static="axis"),
}
_SIZED: Final[Table] = {
    **each(JNP, "argwhere extract flatnonzero setdiff1d setxor1d", function(static="size")),
    **each(JNP, "union1d unique_values", function(static="size")),
    f"{JNP}.compress": function("condition a axis", static="axis size"),
    f"{JNP}.nonzero": function(result=ARRAYS, static="size"),
    f"{JNP}.unique_all": _named("values indices inverse_indices counts", static="size"),
    f"{JNP}.unique_counts": _named("values counts", static="size"),
    f"{JNP}.unique_inverse": _named("values inverse_indices", static="size"),
    # One array, or a tuple if a flag asks for more.
    f"{JNP}.unique": function(
        "ar return_index return_inverse return_counts axis",
        UNKNOWN,
        static="return_index return_inverse return_counts axis equal_nan size",
    ),
    f"{JNP}.intersect1d": function(
        "ar1 ar2 assume_unique return_indices", UNKNOWN, static="return_indices size"
    ),
}
_NUMBERS: Final[Table] = {
    **each(JNP, "divmod frexp modf", function(result=ARRAYS)),
    **each(JNP, "around round", function("a decimals", static="decimals")),
    **each(JNP, "allclose isclose", function("a b rtol atol equal_nan", static="equal_nan")),
    f"{JNP}.array_equal": function("a1 a2 equal_nan", static="equal_nan"),
    f"{JNP}.isin": function("element test_elements assume_unique invert", static="invert"),
    f"{JNP}.digitize": function("x bins right", static="right"),
    f"{JNP}.angle": function("z deg", static="deg"),
    **each(JNP, "polyder polyint", function("p m", static="m")),
    f"{JNP}.polymul": function(static="trim_leading_zeros"),
    f"{JNP}.polydiv": function(result=ARRAYS, static="trim_leading_zeros"),
    # With `full` or `cov` it is a tuple.
    f"{JNP}.polyfit": function("x y deg rcond full w cov", static="deg full cov"),
    f"{JNP}.roots": function(static="strip_zeros"),
}
_LINALG: Final[Table] = {
    f"{LINALG}.norm": function("x ord axis keepdims", static="ord axis keepdims"),
    f"{LINALG}.matrix_norm": function(static="keepdims ord"),
    f"{LINALG}.vector_norm": function(static="axis keepdims ord"),
    f"{LINALG}.matrix_power": function("a n", static="n"),
    f"{LINALG}.matrix_rank": function(static="hermitian"),
    f"{LINALG}.pinv": function("a rtol hermitian", static="hermitian"),
    f"{LINALG}.cholesky": function(static="upper"),
    f"{LINALG}.diagonal": function(static="offset"),
    **each(LINALG, "cross vecdot", function(static="axis")),
    f"{LINALG}.tensordot": function(static="axes"),
    f"{LINALG}.tensorinv": function("a ind", static="ind"),
    f"{LINALG}.tensorsolve": function("a b axes", static="axes"),
    **each(LINALG, "eig eigh", _named("eigenvalues eigenvectors")),
    f"{LINALG}.qr": _named("Q R"),
    f"{LINALG}.slogdet": _named("sign logabsdet"),
    f"{LINALG}.lstsq": function(result=ARRAYS, static="numpy_resid"),
    # Without `compute_uv` it is one array.
    f"{LINALG}.svd": _named(
        "U S Vh",
        "a full_matrices compute_uv hermitian",
        static="full_matrices compute_uv hermitian",
    ),
}
_FFT: Final[Table] = {
    **each(FFT, "fft hfft ifft ihfft irfft rfft", function("a n axis", static="n axis")),
    **each(FFT, "fft2 ifft2 irfft2 rfft2", function("a s axes", static="s axes")),
    **each(FFT, "fftn ifftn irfftn rfftn", function("a s axes", static="s axes")),
    **each(FFT, "fftshift ifftshift", function("x axes", static="axes")),
    **each(FFT, "fftfreq rfftfreq", function("n", static="n")),
}
_HOST: Final[Table] = {
    **each(JNP, "from_dlpack fromfile fromiter load", function(result=UNKNOWN)),
    **each(JNP, "array_repr array_str save savez", function(result=UNKNOWN)),
    **each(JNP, "printoptions trim_zeros ufunc", function(result=UNKNOWN)),
}

TABLE: Final[Table] = {
    **_FACTS,
    **_CREATION,
    **_REDUCTIONS,
    **_SHAPES,
    **_ALONG_AXES,
    **_SIZED,
    **_NUMBERS,
    **_LINALG,
    **_FFT,
    **_HOST,
}

INDICES: Final = frozenset({f"{JNP}.index_exp", f"{JNP}.s_", "numpy.index_exp", "numpy.s_"})
"""Objects that give back the index that they are indexed by."""
GRIDS: Final = frozenset({f"{JNP}.c_", f"{JNP}.mgrid", f"{JNP}.ogrid", f"{JNP}.r_"})
"""Objects that make arrays of the slices that they are indexed by."""
