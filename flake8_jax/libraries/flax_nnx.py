"""What flax's nnx does: its transforms, variables, layers, and keys that it hands out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flake8_jax.libraries.flax_linen import ACTIVATIONS
from flake8_jax.libraries.jax_transforms import CALLERS, TRANSFORMS
from flake8_jax.libraries.package import Package
from flake8_jax.libraries.parts import Apart, Together
from flake8_jax.libraries.rows import (
    Function,
    Holder,
    KeyEffect,
    Outcome,
    Result,
    Row,
    Transform,
    each,
    function,
)
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import TraceKind

NNX: Final = "flax.nnx"
_UNKNOWN: Final = function(result=Result.UNKNOWN)
_PARAM: Final = f"{NNX}.Param"


def _like(name: str, function: str = "f", **changes: object) -> Transform:
    """A transform of JAX's whose other options must be given by name here."""
    row = replace(TRANSFORMS[name], params=(function,), function=function, named=True)
    return replace(row, **changes)  # type: ignore[arg-type]


_TRANSFORMS: Final[Mapping[str, Row]] = {
    f"{NNX}.jit": _like("jax.jit", "fun"),
    f"{NNX}.pmap": _like("jax.pmap", compiles=False),
    f"{NNX}.vmap": _like("jax.vmap"),
    # Variables other than parameters stay what they are.
    f"{NNX}.grad": _like("jax.grad", only=_PARAM),
    f"{NNX}.value_and_grad": _like("jax.value_and_grad", only=_PARAM),
    f"{NNX}.remat": _like("jax.checkpoint"),
    f"{NNX}.shard_map": _like("jax.shard_map"),
    f"{NNX}.custom_vjp": _like("jax.custom_vjp", "fun"),
    # Carried, sliced or neither, every argument is traced.
    f"{NNX}.scan": Transform(
        ("f",), TraceKind.ABSTRACT, Outcome.UNKNOWN, function="f", repeats=True
    ),
}
_CALLERS: Final[Mapping[str, Row]] = {
    **{
        f"{NNX}.{name}": CALLERS[f"jax.lax.{name}"]
        for name in ("cond", "switch", "while_loop", "fori_loop")
    },
    f"{NNX}.eval_shape": replace(
        CALLERS["jax.eval_shape"],
        params=("f", "*args"),
        bodies=(replace(CALLERS["jax.eval_shape"].bodies[0], function="f"),),
        result=Result.UNKNOWN,
    ),
}
_VARIABLES: Final = (
    "BatchStat Cache Intermediate LoRAParam Param Perturbation RngCount RngKey RngState Variable"
)
_LAYERS: Final = (
    "BatchNorm Conv ConvTranspose Dropout Einsum Embed GroupNorm InstanceNorm LayerNorm Linear "
    "LinearGeneral LoRA LoRALinear MultiHeadAttention PReLU RMSNorm"
)
"""Modules that make one array of an array."""
_SAMPLERS: Final = (
    "ball bernoulli beta binomial bits categorical cauchy chisquare choice dirichlet "
    "double_sided_maxwell exponential f gamma generalized_normal geometric gumbel laplace loggamma "
    "logistic lognormal maxwell multivariate_normal normal orthogonal pareto permutation poisson "
    "rademacher randint rayleigh t triangular truncated_normal uniform wald weibull_min"
)
_OTHERS: Final = (
    "delta_orthogonal glorot_normal glorot_uniform he_normal he_uniform kaiming_normal "
    "kaiming_uniform lecun_normal lecun_uniform multinomial variance_scaling xavier_normal "
    "xavier_uniform broadcast fork items split"
)
_RNGS: Final = f"{NNX}.Rngs"
_KEYS: Final[Mapping[str, Function]] = {
    _RNGS: function("default", made=_RNGS),
    **each(_RNGS, "__call__ *", function("self", effect=KeyEffect.CREATE)),
    **each(_RNGS, _SAMPLERS, function("self")),
    **each(_RNGS, _OTHERS, _UNKNOWN),
}
_OBJECTS: Final[Mapping[str, Row]] = {
    **{f"{NNX}.{name}": Holder(("value",), "value") for name in _VARIABLES.split()},
    **{f"{NNX}.{name}": function(made=f"{NNX}.{name}") for name in _LAYERS.split()},
    **{f"{NNX}.{name}.__call__": function("self inputs") for name in _LAYERS.split()},
}
_MODULE: Final = Trait.PYTREE | Trait.CONTENT

PARTS: Final[Mapping[str, Apart | Together]] = {
    f"{NNX}.split": Apart(rest=0),
    f"{NNX}.merge": Together(),
}

NAMES: Final[Mapping[str, str]] = {
    **{f"{NNX}.{name}": f"jax.nn.{name}" for name in (*ACTIVATIONS.split(), "identity")},
    **{f"{NNX}.{name}": f"flax.linen.{name}" for name in ("avg_pool", "max_pool", "pool")},
}
"""Functions of others under a name of its own."""

PACKAGE: Final = Package(
    rows={**_TRANSFORMS, **_CALLERS, **_OBJECTS, **_KEYS, **PARTS},
    aliases={
        # What they mark stays what it is.
        f"{NNX}.data": "flake8_jax.same",
        f"{NNX}.static": "flake8_jax.same",
        **NAMES,
        f"{NNX}.List": "builtins.list",
        f"{NNX}.Dict": "builtins.dict",
    },
    bases={
        **{f"{NNX}.{name}": _MODULE for name in ("Module", "Pytree", "Rngs")},
        **{f"{NNX}.{name}": _MODULE for name in _LAYERS.split()},
    },
)
