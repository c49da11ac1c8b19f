"""Placeholder that the author of this table replaces."""

from flake8_jax.libraries.rows import function

STATIC_ATTRIBUTES = frozenset(
    ["shape", "ndim", "dtype", "size", "itemsize", "nbytes", "weak_type", "aval", "sharding"]
)
ARRAY_ATTRIBUTES = frozenset(["T", "mT", "real", "imag", "at"])
ARRAY_METHODS = frozenset(
    [
        "sum",
        "mean",
        "max",
        "min",
        "std",
        "var",
        "prod",
        "cumsum",
        "cumprod",
        "argmax",
        "argmin",
        "astype",
        "reshape",
        "ravel",
        "flatten",
        "transpose",
        "squeeze",
        "dot",
        "any",
        "all",
        "clip",
        "round",
        "take",
        "swapaxes",
        "conj",
    ]
)
HOST_METHODS = frozenset(["item", "tolist"])
TABLE = {"reshape": function("*shape", static="shape")}
