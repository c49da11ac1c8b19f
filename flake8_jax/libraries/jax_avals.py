"""What the shape and dtype of the result of a function are, by groups of functions.

A test runs every function of these groups and compares.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from flake8_jax.libraries import dtypes


class AvalRule(Enum):
    """How shape and dtype of a result follow from the arguments."""

    __hash__ = object.__hash__

    ELEMENTWISE = auto()
    """Operands broadcast, and their dtypes promote."""
    FLOATING = auto()
    """The same, but integers become floats."""
    ACTIVATION = auto()
    """As the first argument, if that is a float."""
    PREDICATE = auto()
    """Operands broadcast to booleans."""
    STRICT = auto()
    """Operands of one dtype broadcast: the operations of `jax.lax`."""
    CHOICE = auto()
    """``where(condition, x, y)``."""
    REDUCTION = auto()
    """Along `axis`, of the same dtype."""
    SUM = auto()
    """Along `axis`; small integers become larger."""
    MEAN = auto()
    """Along `axis`; integers become floats."""
    TEST = auto()
    """Along `axis`, to booleans."""
    PLACE = auto()
    """Along `axis`, to integers."""
    SAME = auto()
    """As the first argument."""
    FILLED = auto()
    """Of the shape given first, of default floats if no dtype is given."""
    FULL = auto()
    """Of the shape given first, filled with the second argument."""
    LIKE = auto()
    """As the first argument, unless shape or dtype are given."""
    RANGE = auto()
    LINSPACE = auto()
    SQUARE = auto()
    """``eye(N, M)``."""
    LITERAL = auto()
    """``array(object, dtype)``."""
    STACK = auto()
    CONCATENATE = auto()
    RESHAPE = auto()
    BROADCAST = auto()
    RAVEL = auto()
    TRANSPOSE = auto()
    EXPAND = auto()
    SQUEEZE = auto()
    CAST = auto()
    """The first argument as the dtype given second."""
    PRODUCT = auto()
    """A matrix product."""
    FLOATS = auto()
    """Drawn, of the shape given as `shape`, of default floats if no dtype is given."""
    INTEGERS = auto()
    """The same with integers."""
    FLAGS = auto()
    """The same with booleans, of the shape given third."""
    KEPT = auto()
    """Of the dtype of the first argument, and some other shape."""
    FLAG = auto()
    """One boolean."""
    REAL = auto()
    """As the first argument, unless that is complex."""
    GATHERED = auto()
    """Of the dtype of the first argument, if that is a float, and some other shape."""
    COMBINED = auto()
    """Of two operands, whose dtypes promote, and some other shape."""
    CONTRACTED = auto()
    """The same for all the operands after the first, which says how."""
    JOINED = auto()
    """Of a list of arrays, whose dtypes promote, and some other shape."""
    FOUND = auto()
    """Booleans, in the shape of the first argument."""
    PERMUTED = auto()
    """As the second argument, or the integers below it."""
    ONE_HOT = auto()
    """The first argument with another axis, of the size given second."""


def _each(module: str, names: str, form: AvalRule) -> Mapping[str, AvalRule]:
    return {f"{module}.{name}": form for name in names.split()}


JNP: Final = "jax.numpy"
LAX: Final = "jax.lax"

CONVERSIONS: Final[Mapping[str, str]] = {
    f"{JNP}.{name}": name for name in sorted(dtypes.NAMES - {"bool"})
}
"""The types that convert what they are called with: ``jnp.float32(x)``."""

AVAL_RULES: Final[Mapping[str, AvalRule]] = {
    **_each(
        JNP,
        "add clip conj conjugate floor_divide fmax fmin fmod maximum minimum mod multiply negative "
        "positive remainder sign square subtract bitwise_and bitwise_or bitwise_xor",
        AvalRule.ELEMENTWISE,
    ),
    **_each(
        JNP,
        "arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt cos cosh deg2rad degrees divide "
        "exp exp2 expm1 fabs heaviside hypot log log10 log1p log2 logaddexp logaddexp2 rad2deg "
        "radians reciprocal rint sin sinc sinh sqrt tan tanh true_divide",
        AvalRule.FLOATING,
    ),
    **_each(
        JNP,
        "equal greater greater_equal isclose isfinite isinf isnan less less_equal logical_and "
        "logical_not logical_or logical_xor not_equal signbit",
        AvalRule.PREDICATE,
    ),
    f"{JNP}.where": AvalRule.CHOICE,
    **_each(JNP, "abs absolute imag real", AvalRule.REAL),
    **_each(JNP, "amax amin max min nanmax nanmin ptp", AvalRule.REDUCTION),
    **_each(JNP, "nanprod nansum prod sum", AvalRule.SUM),
    **_each(JNP, "mean median nanmean nanmedian nanstd nanvar std var", AvalRule.MEAN),
    **_each(JNP, "all any", AvalRule.TEST),
    **_each(JNP, "argmax argmin count_nonzero nanargmax nanargmin", AvalRule.PLACE),
    **_each(
        JNP,
        "around bitwise_not ceil copy flip fliplr flipud floor invert roll round sort tril triu "
        "trunc",
        AvalRule.SAME,
    ),
    **_each(JNP, "empty ones zeros", AvalRule.FILLED),
    f"{JNP}.full": AvalRule.FULL,
    **_each(JNP, "empty_like full_like ones_like zeros_like", AvalRule.LIKE),
    f"{JNP}.arange": AvalRule.RANGE,
    f"{JNP}.linspace": AvalRule.LINSPACE,
    **_each(JNP, "eye identity", AvalRule.SQUARE),
    **_each(JNP, "array asarray", AvalRule.LITERAL),
    **_each(
        JNP,
        "delete diag diagonal diff moveaxis pad partition permute_dims repeat resize rollaxis "
        "rot90 swapaxes take take_along_axis tile",
        AvalRule.KEPT,
    ),
    **_each(JNP, "cumprod cumsum nancumprod nancumsum trace", AvalRule.GATHERED),
    **_each(f"{JNP}.linalg", "det inv norm", AvalRule.GATHERED),
    "jax.nn.logsumexp": AvalRule.GATHERED,
    "jax.scipy.special.logsumexp": AvalRule.GATHERED,
    **_each(JNP, "append convolve cross inner kron outer power tensordot vdot", AvalRule.COMBINED),
    f"{JNP}.einsum": AvalRule.CONTRACTED,
    **_each(JNP, "column_stack dstack hstack vstack", AvalRule.JOINED),
    **_each(JNP, "allclose array_equal array_equiv", AvalRule.FLAG),
    **_each(JNP, "iscomplex isin isneginf isposinf isreal", AvalRule.FOUND),
    f"{JNP}.stack": AvalRule.STACK,
    f"{JNP}.concatenate": AvalRule.CONCATENATE,
    f"{JNP}.reshape": AvalRule.RESHAPE,
    f"{JNP}.broadcast_to": AvalRule.BROADCAST,
    f"{JNP}.ravel": AvalRule.RAVEL,
    f"{JNP}.transpose": AvalRule.TRANSPOSE,
    f"{JNP}.expand_dims": AvalRule.EXPAND,
    f"{JNP}.squeeze": AvalRule.SQUEEZE,
    f"{JNP}.astype": AvalRule.CAST,
    **_each(JNP, "dot matmul", AvalRule.PRODUCT),
    **_each(
        LAX,
        "add div max min mul rem sub atan2 nextafter bitwise_and bitwise_or bitwise_xor",
        AvalRule.STRICT,
    ),
    **_each(LAX, "eq ge gt is_finite le lt ne", AvalRule.PREDICATE),
    **_each(
        LAX,
        "acos acosh asin asinh atan atanh bessel_i0e bessel_i1e bitwise_not cbrt ceil cos "
        "cosh cumlogsumexp cummax cummin cumprod cumsum digamma erf erf_inv erfc exp exp2 expm1 "
        "floor integer_pow lgamma log log1p logistic neg rev round rsqrt sign sin sinh sqrt square "
        "stop_gradient tan tanh",
        AvalRule.SAME,
    ),
    f"{LAX}.abs": AvalRule.REAL,
    f"{LAX}.select": AvalRule.CHOICE,
    **_each(
        LAX,
        "dynamic_index_in_dim dynamic_slice dynamic_slice_in_dim dynamic_update_slice "
        "dynamic_update_slice_in_dim expand_dims slice_in_dim squeeze transpose",
        AvalRule.KEPT,
    ),
    f"{LAX}.convert_element_type": AvalRule.CAST,
    f"{LAX}.reshape": AvalRule.RESHAPE,
    **_each(LAX, "full", AvalRule.FULL),
    **_each(
        "jax.random",
        "cauchy exponential gumbel laplace logistic normal uniform maxwell",
        AvalRule.FLOATS,
    ),
    "jax.random.randint": AvalRule.INTEGERS,
    "jax.random.bernoulli": AvalRule.FLAGS,
    "jax.random.permutation": AvalRule.PERMUTED,
    "jax.nn.one_hot": AvalRule.ONE_HOT,
    **_each(
        "jax.nn",
        "celu elu gelu hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu log_sigmoid mish "
        "relu relu6 selu sigmoid silu soft_sign softplus sparse_plus swish "
        "log_softmax softmax standardize",
        AvalRule.ACTIVATION,
    ),
}
