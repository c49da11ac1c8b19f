"""What the functions of `jax.random` do to the key that they are given."""

from dataclasses import replace
from typing import Final

from flake8_jax.libraries.rows import Function, KeyEffect, Result, Table, each, function

RANDOM = "jax.random"


def _sampler(params: str, static: str = "shape") -> Function:
    """A function that draws an array from the key."""
    return function(params, static=static, effect=KeyEffect.CONSUME)


TABLE: Final[Table] = {
    **each(RANDOM, "PRNGKey key", function("seed", effect=KeyEffect.CREATE, key="seed")),
    f"{RANDOM}.wrap_key_data": function(
        "key_bits_array", effect=KeyEffect.CREATE, key="key_bits_array"
    ),
    f"{RANDOM}.split": function("key num", static="num", effect=KeyEffect.SPLIT),
    f"{RANDOM}.fold_in": function("key data", effect=KeyEffect.FOLD),
    f"{RANDOM}.clone": function("key", effect=KeyEffect.CLONE),
    f"{RANDOM}.key_data": function("keys", effect=KeyEffect.READ, key="keys"),
    f"{RANDOM}.key_impl": function("keys", Result.STATIC, effect=KeyEffect.READ, key="keys"),
    f"{RANDOM}.key_dtype": function(result=Result.STATIC),
    **each(RANDOM, "bits cauchy exponential gumbel laplace logistic", _sampler("key shape")),
    **each(RANDOM, "maxwell normal rademacher randint uniform", _sampler("key shape")),
    f"{RANDOM}.ball": _sampler("key d p shape", static="d shape"),
    f"{RANDOM}.bernoulli": _sampler("key p shape"),
    f"{RANDOM}.beta": _sampler("key a b shape"),
    f"{RANDOM}.binomial": _sampler("key n p shape"),
    f"{RANDOM}.categorical": _sampler("key logits axis shape replace", static="axis shape replace"),
    f"{RANDOM}.chisquare": _sampler("key df shape"),
    f"{RANDOM}.choice": replace(
        _sampler("key a shape replace p axis", static="shape replace axis"),
        picks="a",
        counts=frozenset({"a"}),
    ),
    f"{RANDOM}.dirichlet": _sampler("key alpha shape"),
    f"{RANDOM}.double_sided_maxwell": _sampler("key loc scale shape"),
    f"{RANDOM}.f": _sampler("key dfnum dfden shape"),
    f"{RANDOM}.gamma": _sampler("key a shape"),
    f"{RANDOM}.generalized_normal": _sampler("key p shape"),
    f"{RANDOM}.geometric": _sampler("key p shape"),
    f"{RANDOM}.loggamma": _sampler("key a shape"),
    f"{RANDOM}.lognormal": _sampler("key sigma shape"),
    f"{RANDOM}.multinomial": _sampler("key n p"),
    f"{RANDOM}.multivariate_normal": _sampler("key mean cov shape"),
    f"{RANDOM}.orthogonal": _sampler("key n shape dtype m", static="n shape m"),
    f"{RANDOM}.pareto": _sampler("key b shape"),
    f"{RANDOM}.permutation": replace(
        _sampler("key x axis independent", static="axis independent"),
        shuffles="x",
        counts=frozenset({"x"}),
    ),
    f"{RANDOM}.poisson": _sampler("key lam shape"),
    f"{RANDOM}.rayleigh": _sampler("key scale shape"),
    f"{RANDOM}.t": _sampler("key df shape"),
    f"{RANDOM}.triangular": _sampler("key left mode right shape"),
    f"{RANDOM}.truncated_normal": _sampler("key lower upper shape"),
    f"{RANDOM}.wald": _sampler("key mean shape"),
    f"{RANDOM}.weibull_min": _sampler("key scale concentration shape"),
}
