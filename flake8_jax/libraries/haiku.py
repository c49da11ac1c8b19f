"""What haiku does: functions made pure, its own transforms, modules, and keys that it hands out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flake8_jax.libraries.jax_transforms import CALLERS, TRANSFORMS
from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import (
    Body,
    Caller,
    Fields,
    Function,
    KeyEffect,
    Out,
    Result,
    Row,
    Same,
    Slice,
    Spread,
    function,
)
from flake8_jax.libraries.traits import Trait

UNKNOWN, STATIC = Result.UNKNOWN, Result.STATIC
_PAIR: Final = Fields(("init", "apply"))
_FRESH: Final = KeyEffect.CREATE


def _runs(
    params: str, result: tuple[Out | Same, ...] | Out | Result, body: str = "self.f"
) -> Caller:
    """A method that runs the function its object was made from, with the arguments left over."""
    bodies = (Body(body, (Spread("args"),), keywords=True),)
    return Caller(tuple(params.split()), bodies, result, kind=None, cached=False)


def _made_pure() -> Mapping[str, Row]:
    """What `transform` and its like make; the one without a key takes no `rng` to apply."""
    one, with_state = "haiku.Transformed", "haiku.TransformedWithState"
    init = _runs("self rng *args", UNKNOWN)
    inner = "self.f.f"
    return {
        "haiku.transform": function("f", made=one),
        "haiku.transform_with_state": function("f", made=with_state),
        "haiku.without_apply_rng": function("f", made="* without rng"),
        f"{one}.__iter__": _PAIR,
        f"{with_state}.__iter__": _PAIR,
        f"{one}.init": init,
        f"{one}.apply": _runs("self params rng *args", Out(kept=True)),
        f"{with_state}.init": init,
        f"{with_state}.apply": _runs(
            "self params state rng *args", (Out(kept=True), Same("state"))
        ),
        f"{one} without rng.__iter__": _PAIR,
        f"{one} without rng.init": _runs("self rng *args", UNKNOWN, inner),
        f"{one} without rng.apply": _runs("self params *args", Out(kept=True), inner),
        f"{with_state} without rng.__iter__": _PAIR,
        f"{with_state} without rng.init": _runs("self rng *args", UNKNOWN, inner),
        f"{with_state} without rng.apply": _runs(
            "self params state *args", (Out(kept=True), Same("state")), inner
        ),
    }


_TRANSFORMS: Final[Mapping[str, Row]] = {
    "haiku.grad": TRANSFORMS["jax.grad"],
    "haiku.value_and_grad": TRANSFORMS["jax.value_and_grad"],
    "haiku.vmap": TRANSFORMS["jax.vmap"],
    "haiku.remat": TRANSFORMS["jax.checkpoint"],
}
_UNROLL: Final = Caller(
    ("core", "input_sequence", "initial_state"),
    (Body("core", (Slice("input_sequence"), Same("initial_state")), carry=1, carry_item=1),),
    UNKNOWN,
    cached=False,
    repeats=True,
)
_LOOPS: Final[Mapping[str, Row]] = {
    **{
        f"haiku.{name}": CALLERS[f"jax.lax.{name}"]
        for name in ("scan", "cond", "switch", "while_loop", "fori_loop", "map")
    },
    "haiku.eval_shape": CALLERS["jax.eval_shape"],
    "haiku.dynamic_unroll": _UNROLL,
    # A loop of Python's.
    "haiku.static_unroll": replace(_UNROLL, kind=None),
}
_FUNCTIONS: Final[Mapping[str, Function]] = {
    "haiku.get_parameter": function("name shape dtype", static="shape"),
    "haiku.get_state": function(result=UNKNOWN),
    "haiku.set_state": function(result=UNKNOWN),
    "haiku.next_rng_key": function(effect=_FRESH),
    "haiku.next_rng_keys": function("num", Result.ARRAYS, static="num", effect=_FRESH),
    # A key if there are keys, else None.
    "haiku.maybe_next_rng_key": function(result=UNKNOWN),
    "haiku.reserve_rng_keys": function("num", UNKNOWN),
    "haiku.running_init": function(result=STATIC),
    "haiku.dropout": function("rng rate x", effect=KeyEffect.CONSUME, key="rng"),
    "haiku.multinomial": function(
        "rng logits num_samples", static="num_samples", effect=KeyEffect.CONSUME, key="rng"
    ),
    "haiku.one_hot": function("x num_classes", static="num_classes"),
    "haiku.PRNGSequence": function("key_or_seed", made="haiku.PRNGSequence"),
    "haiku.PRNGSequence.__next__": function("self", effect=_FRESH),
    "haiku.PRNGSequence.next": function("self", effect=_FRESH),
    # A tuple of keys.
    "haiku.PRNGSequence.take": function("self num", UNKNOWN),
    **{f"haiku.{name}": function(result=UNKNOWN) for name in ("lift", "lift_with_state")},
}

_LAYERS: Final = (
    "AvgPool BatchNorm Bias Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose "
    "ConvND ConvNDTranspose DepthwiseConv1D DepthwiseConv2D DepthwiseConv3D Embed Flatten "
    "GroupNorm InstanceNorm LayerNorm Linear MaxPool MultiHeadAttention RMSNorm Reshape "
    "SeparableDepthwiseConv2D"
)
"""Modules that make one array of an array."""
_INITIALIZERS: Final = (
    "Constant Identity Orthogonal RandomNormal RandomUniform TruncatedNormal UniformScaling "
    "VarianceScaling"
)
_OBJECTS: Final[Mapping[str, Row]] = {
    **{f"haiku.{name}": function(made=f"haiku.{name}") for name in _LAYERS.split()},
    **{f"haiku.{name}.__call__": function("self inputs") for name in _LAYERS.split()},
    **{
        f"haiku.initializers.{name}": function(made=f"haiku.initializers.{name}")
        for name in _INITIALIZERS.split()
    },
    **{
        f"haiku.initializers.{name}.__call__": function("self shape dtype", static="shape")
        for name in _INITIALIZERS.split()
    },
}

PACKAGE: Final = Package(
    rows={**_made_pure(), **_TRANSFORMS, **_LOOPS, **_FUNCTIONS, **_OBJECTS},
    bases={"haiku.Module": Trait.NONE, "haiku.RNNCore": Trait.NONE},
)
