"""What the functions of `jax.nn` return, and which of their parameters must be static.

A function that has no row returns an array and takes tracers everywhere.
"""

from typing import Final

from flake8_jax.libraries.rows import KeyEffect, Result, Table, each, function

NN, INITIALIZERS = "jax.nn", "jax.nn.initializers"

_CONSTANT: Final = "constant"
_RANDOM: Final = (
    "delta_orthogonal glorot_normal glorot_uniform he_normal he_uniform kaiming_normal "
    "kaiming_uniform lecun_normal lecun_uniform normal orthogonal truncated_normal uniform "
    "variance_scaling xavier_normal xavier_uniform"
)
"""Functions that return initializers."""
_DRAWS: Final = function("key shape", static="shape", effect=KeyEffect.CONSUME)
_KEEPS: Final = function("key shape", static="shape")
"""An initializer that takes a key but does not use it."""

TABLE: Final[Table] = {
    **each(NN, "glu log_softmax softmax standardize", function("x axis", static="axis")),
    f"{NN}.one_hot": function("x num_classes", static="num_classes axis"),
    f"{NN}.gelu": function("x approximate", static="approximate"),
    f"{NN}.logmeanexp": function("x axis where keepdims", static="axis keepdims"),
    # With `return_sign` or `return_residual` it is a pair.
    f"{NN}.logsumexp": function(
        "a axis b keepdims return_sign", static="axis keepdims return_sign"
    ),
    f"{NN}.dot_product_attention": function(static="is_causal return_residual"),
    **each(
        NN,
        "get_scaled_dot_general_config scaled_dot_general scaled_matmul",
        function(result=Result.UNKNOWN),
    ),
    **each(INITIALIZERS, "ones zeros", _KEEPS),
    **each(INITIALIZERS, f"{_CONSTANT} {_RANDOM}", function(result=Result.OBJECT)),
    f"{INITIALIZERS}.{_CONSTANT}()": _KEEPS,
    **{f"{INITIALIZERS}.{name}()": _DRAWS for name in _RANDOM.split()},
    f"{INITIALIZERS}.Initializer": function(result=Result.UNKNOWN),
}
