"""Functions that have a derivative, so that plain `grad` traces what they make of what it traces.

What others return has none: `argmax`, `sign` and comparisons give numbers that are known.
"""

from typing import Final

_ELEMENTS: Final = (
    "abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan "
    "atan2 atanh cbrt cos cosh deg2rad degrees divide exp exp2 expm1 fabs float_power hypot log "
    "log10 log1p log2 logaddexp logaddexp2 maximum minimum multiply nan_to_num negative positive "
    "power rad2deg radians reciprocal sin sinc sinh sqrt square subtract tan tanh true_divide add"
)
_REDUCTIONS: Final = (
    "amax amin average cumprod cumsum max mean median min nanmax nanmean nanmin nansum prod std "
    "sum trace trapezoid var"
)
_PRODUCTS: Final = "convolve cross dot einsum inner kron matmul outer tensordot vdot"
_MOVES: Final = (
    "append array array_split asarray atleast_1d atleast_2d atleast_3d broadcast_to column_stack "
    "concat concatenate copy diag diagonal diff dsplit dstack expand_dims flip fliplr flipud "
    "hsplit hstack meshgrid moveaxis pad permute_dims ravel real repeat reshape roll rot90 sort "
    "split squeeze stack swapaxes take tile transpose tril triu vsplit vstack"
)
_LINALG: Final = "cholesky det eigh eigvalsh inv norm qr solve svd"
_NN: Final = (
    "celu elu gelu glu leaky_relu log_sigmoid log_softmax logsumexp relu selu sigmoid silu "
    "soft_sign softmax softplus squareplus standardize swish tanh"
)
_SPECIAL: Final = "digamma erf erfc expit gammaln i0 logit logsumexp"
_LAX: Final = (
    "abs add cos cosh cumsum div dot exp expm1 log log1p logistic max min mul neg pow rsqrt sin "
    "sinh sqrt square sub tan tanh"
)
_METHODS: Final = (
    "cumprod cumsum diagonal dot flatten max mean min prod ravel repeat reshape sort squeeze std "
    "sum swapaxes take trace transpose var"
)

ITEM: Final = "jax.Array.__getitem__"
"""What ``x[i]`` is called here."""


def _in(module: str, names: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for name in names.split())


SMOOTH: Final = (
    _in("jax.numpy", f"{_ELEMENTS} {_REDUCTIONS} {_PRODUCTS} {_MOVES}")
    | _in("jax.numpy.linalg", _LINALG)
    | _in("jax.nn", _NN)
    | _in("jax.scipy.special", _SPECIAL)
    | _in("jax.lax", _LAX)
    | _in("jax.Array", _METHODS)
    | {ITEM}
)
"""Wherever among the arguments what is traced stands, also in a list, if no dtype is asked for."""
