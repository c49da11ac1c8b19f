"""What numpyro does: distributions draw from keys, inference runs models."""

from collections.abc import Mapping
from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import (
    Body,
    Caller,
    Counter,
    KeyEffect,
    Out,
    Result,
    Row,
    Same,
    Slice,
    Spread,
    Table,
    each,
    function,
)

DISTRIBUTIONS: Final = "numpyro.distributions"
DISTRIBUTION: Final = f"{DISTRIBUTIONS}.Distribution"
KINDS: Final = (
    "AsymmetricLaplace AsymmetricLaplaceQuantile Bernoulli BernoulliLogits BernoulliProbs Beta "
    "BetaBinomial Binomial BinomialLogits BinomialProbs Categorical CategoricalLogits "
    "CategoricalProbs Cauchy Chi2 Dirichlet DirichletMultinomial DiscreteUniform Exponential "
    "FoldedDistribution Gamma GammaPoisson GaussianRandomWalk Geometric GeometricLogits "
    "GeometricProbs Gompertz Gumbel HalfCauchy HalfNormal HurdleGamma HurdleLogNormal "
    "HurdlePoisson InverseGamma InverseWishart InverseWishartCholesky Kumaraswamy LKJ LKJCholesky "
    "Laplace LeftTruncatedDistribution Levy LogNormal Logistic LowRankMultivariateNormal "
    "Multinomial MultinomialLogits MultinomialProbs MultivariateNormal MultivariateStudentT "
    "NegativeBinomial NegativeBinomial2 NegativeBinomialLogits NegativeBinomialProbs Normal Pareto "
    "Poisson ProjectedNormal RelaxedBernoulli RelaxedBernoulliLogits RightTruncatedDistribution "
    "SoftLaplace StudentT TruncatedCauchy TruncatedDistribution TruncatedNormal "
    "TwoSidedTruncatedDistribution Uniform VonMises Weibull Wishart WishartCholesky ZeroSumNormal "
    "ZeroInflatedPoisson"
)
"""Distributions whose samples are arrays; that of `Delta` needs no key."""
_DRAW: Final = function(
    "self key sample_shape", static="sample_shape", effect=KeyEffect.CONSUME, key="key"
)
_DISTRIBUTIONS: Final[Table] = {
    **each(DISTRIBUTIONS, KINDS, function("*args", made=DISTRIBUTION)),
    **each(DISTRIBUTION, "sample rsample", _DRAW),
    f"{DISTRIBUTION}.log_prob": function("self value intermediates"),
    f"{DISTRIBUTION}.cdf": function("self value"),
    f"{DISTRIBUTION}.icdf": function("self q"),
    f"{DISTRIBUTION}.to_event": function("self reinterpreted_batch_ndims", made=DISTRIBUTION),
    f"{DISTRIBUTION}.expand": function("self batch_shape", made=DISTRIBUTION),
    f"{DISTRIBUTION}.expand_by": function("self sample_shape", made=DISTRIBUTION),
    f"{DISTRIBUTION}.mask": function("self mask", made=DISTRIBUTION),
}

_MODEL: Final = (Spread("args"),)
_CHAINS: Final = tuple(
    Body(name, _MODEL, plain=True, keywords=True)
    for name in ("self.sampler.model", "self.sampler.inner_kernel.model")
)
_KERNEL: Final = "model potential_fn"
_INFERENCE: Final[Mapping[str, Row]] = {
    **{
        f"numpyro.infer.{name}": function(_KERNEL, made=f"numpyro.infer.{name}")
        for name in ("AIES", "BarkerMH", "ESS", "HMC", "NUTS", "SA")
    },
    "numpyro.infer.DiscreteHMCGibbs": function(
        "inner_kernel", made="numpyro.infer.DiscreteHMCGibbs"
    ),
    "numpyro.infer.MCMC": function("sampler", made="numpyro.infer.MCMC"),
    # The data stay what they are; what the model draws is traced.
    "numpyro.infer.MCMC.run": Caller(
        ("self", "rng_key", "*args", "extra_fields", "init_params"),
        _CHAINS,
        Result.UNKNOWN,
        key="rng_key",
    ),
    # The chain may go on with the same key: what was drawn to warm up is thrown away.
    "numpyro.infer.MCMC.warmup": Caller(
        ("self", "rng_key", "*args", "extra_fields", "collect_warmup", "init_params"),
        _CHAINS,
        Result.UNKNOWN,
    ),
    "numpyro.infer.SVI": function("model guide optim loss", made="numpyro.infer.SVI"),
    "numpyro.infer.SVI.init": function(
        "self rng_key", Result.UNKNOWN, effect=KeyEffect.CONSUME, key="rng_key"
    ),
    "numpyro.infer.SVI.run": Caller(
        (
            *("self", "rng_key", "num_steps", "*args", "progress_bar", "stable_update"),
            *("forward_mode_differentiation", "init_state", "init_params"),
        ),
        tuple(
            Body(name, _MODEL, plain=True, keywords=True) for name in ("self.guide", "self.model")
        ),
        Result.UNKNOWN,
        repeats=True,
        key="rng_key",
    ),
    "numpyro.infer.Predictive": function(
        "model posterior_samples", made="numpyro.infer.Predictive"
    ),
    # Of a single sample the model is not traced.
    "numpyro.infer.Predictive.__call__": function(
        "self rng_key", Result.UNKNOWN, effect=KeyEffect.CONSUME, key="rng_key"
    ),
    "numpyro.infer.initialize_model": function(
        "rng_key model", Result.UNKNOWN, effect=KeyEffect.CONSUME, key="rng_key"
    ),
    "numpyro.handlers.seed": function("fn rng_seed hide_types", made="numpyro.handlers.seed"),
    # Each call begins with the same key.
    "numpyro.handlers.seed.__call__": Caller(
        ("self", "*args"),
        (Body("self.fn", _MODEL, plain=True, keywords=True),),
        Out(),
        kind=None,
        cached=False,
        key="self.rng_seed",
    ),
}
_PRIMITIVES: Final[Table] = {
    # What is observed is returned as it is.
    "numpyro.sample": function(
        "name fn obs rng_key", effect=KeyEffect.CONSUME, key="rng_key", unless="obs", pure=False
    ),
    "numpyro.prng_key": function(effect=KeyEffect.CREATE, pure=False),
    **each("numpyro", "deterministic factor param", function(result=Result.UNKNOWN)),
}
_LOOPS: Final[Mapping[str, Caller]] = {
    "numpyro.contrib.control_flow.scan": Caller(
        ("f", "init", "xs", "length", "reverse", "history"),
        (Body("f", (Same("init"), Slice("xs")), carry=0, carry_item=0),),
        (Out(0, 0), Out(0, 1)),
        repeats=True,
        static=("length",),
    ),
    "numpyro.contrib.control_flow.cond": Caller(
        ("pred", "true_fun", "false_fun", "operand"),
        (Body("true_fun", (Same("operand"),)), Body("false_fun", (Same("operand"),))),
        Out(),
        exclusive=True,
    ),
    "numpyro.util.fori_loop": Caller(
        ("lower", "upper", "body_fun", "init_val"),
        (Body("body_fun", (Counter(), Same("init_val")), carry=1),),
        Out(),
        repeats=True,
    ),
    "numpyro.util.while_loop": Caller(
        ("cond_fun", "body_fun", "init_val"),
        (Body("cond_fun", (Same("init_val"),)), Body("body_fun", (Same("init_val"),), carry=0)),
        Out(1),
        repeats=True,
    ),
    "numpyro.util.fori_collect": Caller(
        ("lower", "upper", "body_fun", "init_val"),
        (Body("body_fun", (Same("init_val"),), carry=0),),
        Result.UNKNOWN,
        repeats=True,
    ),
}

PACKAGE: Final = Package(
    rows={**_DISTRIBUTIONS, **_INFERENCE, **_PRIMITIVES, **_LOOPS},
    aliases={
        "numpyro.primitives.sample": "numpyro.sample",
        "numpyro.infer.mcmc.MCMC": "numpyro.infer.MCMC",
        "numpyro.infer.hmc.HMC": "numpyro.infer.HMC",
        "numpyro.infer.hmc.NUTS": "numpyro.infer.NUTS",
        "numpyro.infer.svi.SVI": "numpyro.infer.SVI",
        "numpyro.infer.util.Predictive": "numpyro.infer.Predictive",
        "numpyro.infer.util.initialize_model": "numpyro.infer.initialize_model",
    },
)
