"""Placeholder that the author of this table replaces."""

from flake8_jax.libraries.rows import KeyEffect as K
from flake8_jax.libraries.rows import Table, function

TABLE: Table = {
    f"jax.random.{n}": function("key shape dtype", effect=K.CONSUME, static="shape")
    for n in [
        "normal",
        "uniform",
        "bernoulli",
        "exponential",
        "randint",
        "choice",
        "permutation",
        "categorical",
        "gumbel",
        "laplace",
        "truncated_normal",
        "gamma",
        "beta",
        "dirichlet",
    ]
} | {
    "jax.random.split": function("key num", effect=K.SPLIT),
    "jax.random.fold_in": function("key data", effect=K.FOLD),
    "jax.random.clone": function("key", effect=K.CLONE),
    "jax.random.key": function("seed", effect=K.CREATE),
    "jax.random.PRNGKey": function("seed", effect=K.CREATE),
}
