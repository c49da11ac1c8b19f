"""What the functions of `jax.scipy` and of the smaller modules of JAX return and need.

A function of `jax.scipy`, `jax.ops` or `jax.image` that has no row returns an array and takes
tracers everywhere; nothing is known of others that have none.
"""

from collections.abc import Mapping
from typing import Final

from flake8_jax.libraries.rows import Body, Caller, Result, Same, Table, each, function

ARRAYS, STATIC, SAME, UNKNOWN = Result.ARRAYS, Result.STATIC, Result.SAME, Result.UNKNOWN
FFT, LINALG = "jax.scipy.fft", "jax.scipy.linalg"
SIGNAL, SPECIAL, STATS = "jax.scipy.signal", "jax.scipy.special", "jax.scipy.stats"
STRUCT: Final = "jax.ShapeDtypeStruct"
"""The class of what says of one array which shape and dtype it has."""
ROTATION = "jax.scipy.spatial.transform.Rotation"

_LINALG: Final[Table] = {
    **each(LINALG, "dft hadamard hilbert invhilbert invpascal pascal", function("n", static="n")),
    f"{LINALG}.helmert": function("n full", static="n full"),
    f"{LINALG}.convolution_matrix": function("a n", static="n"),
    **each(LINALG, "lu_factor polar rsf2csf schur", function(result=ARRAYS)),
    f"{LINALG}.lu": function("a permute_l", ARRAYS, static="permute_l"),
    f"{LINALG}.lu_solve": function("lu_and_piv b trans", static="trans"),
    # The second item is a Python bool.
    f"{LINALG}.cho_factor": function("a lower", UNKNOWN, static="lower"),
    f"{LINALG}.cholesky": function("a lower", static="lower"),
    f"{LINALG}.solve": function("a b lower", static="lower"),
    f"{LINALG}.solve_triangular": function(
        "a b trans lower unit_diagonal", static="trans lower unit_diagonal"
    ),
    f"{LINALG}.qr": function("a overwrite_a lwork mode pivoting", ARRAYS, static="pivoting"),
    f"{LINALG}.qr_multiply": function(
        "a c mode pivoting conjugate", ARRAYS, static="pivoting conjugate"
    ),
    f"{LINALG}.svd": function(
        "a full_matrices compute_uv", ARRAYS, static="full_matrices compute_uv"
    ),
    f"{LINALG}.eigh": function(
        "a b lower eigvals_only overwrite_a overwrite_b turbo eigvals type",
        ARRAYS,
        static="lower eigvals_only type",
    ),
    f"{LINALG}.eigh_tridiagonal": function(result=ARRAYS, static="eigvals_only"),
    # With `calc_q` it is a pair.
    f"{LINALG}.hessenberg": function(static="calc_q"),
    f"{LINALG}.expm": function(static="max_squarings upper_triangular"),
    f"{LINALG}.expm_frechet": function(result=ARRAYS, static="compute_expm"),
    f"{LINALG}.funm": function("A func disp", static="disp"),
    f"{LINALG}.sqrtm": function("A blocksize", static="blocksize"),
}
_SPECIAL: Final[Table] = {
    **each(SPECIAL, "log_softmax softmax", function(static="axis")),
    # With `return_sign` it is a pair.
    f"{SPECIAL}.logsumexp": function(
        "a axis b keepdims return_sign", static="axis keepdims return_sign"
    ),
    **each(SPECIAL, "fresnel sici", function(result=ARRAYS)),
    f"{SPECIAL}.bernoulli": function("n", static="n"),
    f"{SPECIAL}.bessel_jn": function(static="n_iter v"),
    f"{SPECIAL}.comb": function(static="repetition"),
    f"{SPECIAL}.factorial": function("n exact", static="exact"),
    f"{SPECIAL}.log_ndtr": function("x series_order", static="series_order"),
    f"{SPECIAL}.multigammaln": function("a d", static="d"),
    f"{SPECIAL}.sph_harm_y": function("n m theta phi diff_n n_max", static="n_max"),
}
_SIGNAL: Final[Table] = {
    **each(FFT, "dct idct", function("x type n axis", static="type n axis")),
    **each(FFT, "dctn idctn", function("x type s axes", static="type s axes")),
    **each(
        SIGNAL,
        "convolve2d correlate2d",
        function("in1 in2 mode boundary fillvalue", static="fillvalue"),
    ),
    f"{SIGNAL}.fftconvolve": function("in1 in2 mode axes", static="axes"),
    f"{SIGNAL}.detrend": function("data axis type bp", static="axis bp"),
    f"{SIGNAL}.stft": function(
        "x fs window nperseg noverlap nfft detrend return_onesided boundary padded axis",
        ARRAYS,
        static="nperseg noverlap nfft detrend return_onesided padded axis",
    ),
    f"{SIGNAL}.istft": function(
        "Zxx fs window nperseg noverlap nfft input_onesided boundary time_axis freq_axis",
        ARRAYS,
        static="nperseg noverlap nfft input_onesided boundary time_axis freq_axis",
    ),
    f"{SIGNAL}.csd": function(
        "x y fs window nperseg noverlap nfft detrend return_onesided scaling axis",
        ARRAYS,
        static="nperseg noverlap nfft return_onesided axis",
    ),
    f"{SIGNAL}.welch": function(
        "x fs window nperseg noverlap nfft detrend return_onesided scaling axis",
        ARRAYS,
        static="nperseg noverlap nfft return_onesided axis",
    ),
}
_OTHERS: Final[Table] = {
    f"{STATS}.mode": function("a axis nan_policy keepdims", ARRAYS, static="axis keepdims"),
    f"{STATS}.rankdata": function(static="axis"),
    f"{STATS}.sem": function("a axis", static="axis keepdims"),
    "jax.scipy.cluster.vq.vq": function(result=ARRAYS),
    "jax.scipy.integrate.trapezoid": function("y x dx axis", static="axis"),
    "jax.scipy.ndimage.map_coordinates": function(
        "input coordinates order mode cval", static="order cval"
    ),
    **each(
        "jax.ops",
        "segment_max segment_min segment_prod segment_sum",
        function("data segment_ids num_segments", static="num_segments"),
    ),
    "jax.image.resize": function("image shape method antialias", static="shape antialias"),
    "jax.image.scale_and_translate": function(
        "image shape spatial_dims scale translation method antialias",
        static="shape spatial_dims antialias",
    ),
}
_OBJECTS: Final[Table] = {
    "jax.sharding.PartitionSpec": function(result=Result.OBJECT),
    STRUCT: function("shape dtype", Result.OBJECT),
    "jax.image.ResizeMethod": function(result=UNKNOWN),
    "jax.image.ResizeMethod.from_string": function(result=UNKNOWN),
    "jax.scipy.interpolate.RegularGridInterpolator": function(result=UNKNOWN),
    **each("jax.scipy.optimize", "OptimizeResults minimize", function(result=UNKNOWN)),
    f"{STATS}.gaussian_kde": function(result=UNKNOWN),
    **each("jax.scipy.spatial.transform", "Rotation Slerp", function(result=UNKNOWN)),
    "jax.scipy.spatial.transform.Slerp.init": function(result=UNKNOWN),
    **each(
        ROTATION,
        "concatenate from_euler from_matrix from_mrp from_quat from_rotvec identity random",
        function(result=UNKNOWN),
    ),
}
_FUNCTIONS: Final[Table] = {
    # What `jax.vjp` returns: the gradients by all arguments.
    "jax.vjp()": function(result=ARRAYS),
}
_FACTS: Final[Table] = {
    **each("jax", "default_backend device_count devices", function(result=STATIC)),
    **each("jax", "local_device_count local_devices make_mesh", function(result=STATIC)),
    **each("jax", "process_count process_index process_indices typeof", function(result=STATIC)),
    **each(
        "jax.dtypes",
        "canonicalize_dtype finfo iinfo issubdtype itemsize_bits result_type scalar_type_of",
        function(result=STATIC),
    ),
}
_SAME_STRUCTURE: Final[Table] = each(
    "jax", "block_until_ready copy_to_host_async device_get device_put", function(result=SAME)
)


def _solver() -> Caller:
    """A solver of linear equations, which traces the function that stands for the matrix."""
    body = Body("A", (Same("b"),))
    return Caller(("A", "b", "x0"), (body,), (Same("b"), Result.UNKNOWN), repeats=True)


SOLVERS: Final[Mapping[str, Caller]] = {
    f"jax.scipy.sparse.linalg.{name}": _solver() for name in ("bicgstab", "cg", "gmres")
}

TABLE: Final[Table] = {
    **_LINALG,
    **_SPECIAL,
    **_SIGNAL,
    **_OTHERS,
    **_OBJECTS,
    **_FUNCTIONS,
    **_FACTS,
    **_SAME_STRUCTURE,
}

SAME_STRUCTURE: Final[frozenset[str]] = frozenset(_SAME_STRUCTURE)
"""Functions that take any pytree as their first argument and return one of the same structure."""
ONTO_DEVICE: Final = frozenset({"jax.device_put"})
"""Functions that make arrays of JAX of those of NumPy, leaf by leaf."""
