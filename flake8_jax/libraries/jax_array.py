"""What the attributes and methods of a JAX array are while it is traced."""

from dataclasses import replace
from typing import Final

from flake8_jax.libraries.rows import Result, Table, function


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATIC_ATTRIBUTES: Final = _names("aval dtype itemsize nbytes ndim shape size weak_type")
"""Python values that are known while tracing."""

ARRAY_ATTRIBUTES: Final = _names("T at imag mT real")
"""Arrays; `at` takes an index, and then has methods that return arrays."""
TRANSPOSES: Final = _names("T mT")
"""Those that hold the same numbers."""

CONCRETE_ATTRIBUTES: Final = _names(
    "addressable_shards committed device flat global_shards is_fully_addressable "
    "is_fully_replicated sharding"
)
"""Attributes that a tracer does not have: reading them raises."""

ARRAY_METHODS: Final = _names(
    "all any argmax argmin argpartition argsort astype byteswap choose clip compress conj "
    "conjugate copy cumprod cumsum diagonal dot flatten max mean min prod ptp ravel repeat "
    "reshape round searchsorted sort squeeze std sum swapaxes take to_device trace transpose var "
    "view"
)
"""Methods that return one array."""

HOST_METHODS: Final = _names(
    "__array__ __bool__ __complex__ __dlpack__ __float__ __index__ __int__ addressable_data item "
    "tolist"
)
"""Methods that need the values: on a tracer of an abstract trace they raise."""

CONCRETE_METHODS: Final = _names("block_until_ready copy_to_host_async")
"""Methods that a tracer does not have: reading them raises."""

_REDUCTION: Final = function("axis out keepdims", static="axis keepdims")
_SUM: Final = function("axis dtype out keepdims", static="axis keepdims")
_SPREAD: Final = function("axis dtype out ddof keepdims", static="axis keepdims")
_ALONG: Final = function("axis", static="axis")

TABLE: Final[Table] = {
    "all": _REDUCTION,
    "any": _REDUCTION,
    "argmax": _REDUCTION,
    "argmin": _REDUCTION,
    "argpartition": function("kth axis", static="kth axis"),
    "argsort": function("axis", static="axis descending"),
    "compress": function("condition axis", static="axis size"),
    "cumprod": _ALONG,
    "cumsum": _ALONG,
    "diagonal": function("offset axis1 axis2", static="offset axis1 axis2"),
    "max": _REDUCTION,
    "mean": _SUM,
    "min": _REDUCTION,
    "nonzero": function(result=Result.ARRAYS, static="size"),
    "prod": _SUM,
    "ptp": _REDUCTION,
    "repeat": replace(
        function("repeats axis", static="axis total_repeat_length"), counts=frozenset({"repeats"})
    ),
    "reshape": function("*shape", static="shape"),
    "round": function("decimals", static="decimals"),
    "sort": function("axis", static="axis descending"),
    "squeeze": _ALONG,
    "std": _SPREAD,
    "sum": _SUM,
    "swapaxes": function("axis1 axis2", static="axis1 axis2"),
    "take": function("indices axis", static="axis"),
    "trace": function("offset axis1 axis2", static="axis1 axis2"),
    "transpose": function("*axes", static="axes"),
    "var": _SPREAD,
}
"""Methods with parameters that must be static; `self` is left out."""
