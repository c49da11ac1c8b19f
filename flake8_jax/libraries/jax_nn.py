"""What the functions of `jax.nn` return, and which of their parameters must be static.

A function that has no row returns an array and takes tracers everywhere.
"""

from typing import Final

from flake8_jax.libraries.rows import Result, Table, each, function

NN, INITIALIZERS = "jax.nn", "jax.nn.initializers"

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
    # These two are initializers; all the others return initializers, which are functions.
    **each(INITIALIZERS, "ones zeros", function("key shape", static="shape")),
    **each(
        INITIALIZERS,
        "Initializer constant delta_orthogonal glorot_normal glorot_uniform he_normal he_uniform "
        "kaiming_normal kaiming_uniform lecun_normal lecun_uniform normal orthogonal "
        "truncated_normal uniform variance_scaling xavier_normal xavier_uniform",
        function(result=Result.UNKNOWN),
    ),
}
