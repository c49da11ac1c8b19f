"""What equinox does: transforms that trace arrays only, modules, layers."""

from collections.abc import Mapping
from typing import Final

from flake8_jax.libraries.jax_transforms import CALLERS as JAX_CALLERS
from flake8_jax.libraries.package import Package
from flake8_jax.libraries.parts import Apart, Together
from flake8_jax.libraries.rows import (
    Body,
    Caller,
    KeyEffect,
    Outcome,
    Result,
    Row,
    Spread,
    Table,
    Transform,
    each,
    function,
)
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import TraceKind

ABSTRACT, BATCHED, CONCRETE = TraceKind.ABSTRACT, TraceKind.BATCHED, TraceKind.CONCRETE


def _transform(
    kind: TraceKind, outcome: Outcome = Outcome.RESULT, *, axes: str = "", aux: str = ""
) -> Transform:
    """A transform that traces arrays and leaves all else as it is."""
    return Transform(
        ("fun",), kind, outcome, repeats=bool(axes), axes=axes, aux=aux, arrays_only=True
    )


def _compiled(axes: str = "") -> Transform:
    return Transform(
        ("fun",),
        ABSTRACT,
        cached=True,
        compiles=True,
        repeats=bool(axes),
        axes=axes,
        arrays_only=True,
    )


def _gradient(outcome: Outcome) -> Transform:
    """Differentiates by the first argument, whatever it is given."""
    return Transform(
        ("fun",), CONCRETE, outcome, argnums="argnums", aux="has_aux", arrays_only=True
    )


def _derivative(outcome: Outcome = Outcome.UNKNOWN) -> Transform:
    return Transform(
        ("fun", "has_aux"), CONCRETE, outcome, argnums="argnums", aux="has_aux", arrays_only=True
    )


TRANSFORMS: Final[Mapping[str, Transform]] = {
    "equinox.filter_jit": _compiled(),
    "equinox.filter_pmap": _compiled(axes="in_axes"),
    "equinox.filter_vmap": _transform(BATCHED, axes="in_axes"),
    "equinox.filter_grad": _gradient(Outcome.GRADIENT),
    "equinox.filter_value_and_grad": _gradient(Outcome.VALUE_AND_GRADIENT),
    "equinox.filter_jacfwd": _derivative(),
    "equinox.filter_jacrev": _derivative(),
    "equinox.filter_hessian": _derivative(),
    "equinox.filter_checkpoint": _transform(ABSTRACT),
    "equinox.filter_make_jaxpr": _transform(ABSTRACT, Outcome.STATIC),
    "equinox.filter_custom_vjp": Transform(("fn",), None, function="fn"),
    "equinox.filter_custom_jvp": Transform(("fn",), None, function="fn"),
}


def _caller(
    params: str, result: Result, kind: TraceKind = ABSTRACT, *, feed: str = "args"
) -> Caller:
    """A caller that traces the arrays of what it hands on to its function."""
    names = tuple(params.split())
    body = Body(names[0], (Spread(feed),), arrays_from=0)
    return Caller(names, (body,), result, kind, cached=False)


CALLERS: Final[Mapping[str, Caller]] = {
    "equinox.filter_eval_shape": _caller("fun *args", Result.STATIC),
    "equinox.filter_closure_convert": _caller("fn *args", Result.UNKNOWN),
    "equinox.filter_jvp": _caller("fn primals tangents", Result.UNKNOWN, CONCRETE, feed="primals"),
    "equinox.filter_vjp": _caller("fun *primals", Result.UNKNOWN, CONCRETE, feed="primals"),
    "equinox.filter_pure_callback": Caller(
        ("callback", "*args"),
        (Body("callback", (Spread("args"),)),),
        Result.UNKNOWN,
        kind=None,
        cached=False,
        host=True,
    ),
    "equinox.internal.while_loop": JAX_CALLERS["jax.lax.while_loop"],
    "equinox.internal.scan": JAX_CALLERS["jax.lax.scan"],
}

EQUINOX, NN = "equinox", "equinox.nn"
_POOLS: Final = (
    "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d "
    "AdaptiveMaxPool3d AvgPool1d AvgPool2d AvgPool3d MaxPool1d MaxPool2d MaxPool3d"
)
_KEYED: Final = (
    "Linear Conv Conv1d Conv2d Conv3d ConvTranspose ConvTranspose1d ConvTranspose2d "
    "ConvTranspose3d MLP GRUCell MultiheadAttention"
)
"""Layers that draw their parameters from a key, and return one array."""


def _made(names: str) -> str:
    """What layers of these names are."""
    return " ".join(f"{name}()" for name in names.split())


TABLE: Final[Table] = {
    f"{EQUINOX}.if_array": function("axis", Result.OBJECT),
    **each(
        EQUINOX,
        "is_array is_array_like is_inexact_array",
        function("element", Result.STATIC),
    ),
    f"{EQUINOX}.error_if": function("x pred msg", Result.SAME),
    f"{EQUINOX}.branched_error_if": function("x pred index msgs", Result.SAME),
    f"{EQUINOX}.filter_shard": function("x", Result.SAME),
    **each(
        EQUINOX,
        "apply_updates filter tree_at tree_equal tree_inference",
        function(result=Result.UNKNOWN),
    ),
    **each(
        f"{EQUINOX}.debug",
        "announce_transform backward_nan breakpoint_if",
        function(result=Result.UNKNOWN),
    ),
    **each(NN, f"{_KEYED} LSTMCell", function(result=Result.OBJECT, effect=KeyEffect.CONSUME)),
    **each(NN, f"{_POOLS} Dropout", function(result=Result.OBJECT)),
    # They may be given a key as well, and leave it as it is.
    **each(NN, _made(f"{_KEYED} {_POOLS}"), function()),
    f"{NN}.LSTMCell()": function(result=Result.ARRAYS),
    f"{NN}.Dropout()": function("x", effect=KeyEffect.CONSUME),
}

PARTS: Final[Mapping[str, Apart | Together]] = {
    f"{EQUINOX}.partition": Apart(
        rest=1,
        arrays=frozenset({f"{EQUINOX}.is_array"}),
        floats=frozenset({f"{EQUINOX}.is_inexact_array"}),
    ),
    f"{EQUINOX}.combine": Together(),
}
_ROWS: Final[Mapping[str, Row]] = {**TRANSFORMS, **CALLERS, **TABLE, **PARTS}

PACKAGE: Final = Package(
    rows=_ROWS,
    bases={"equinox.Module": Trait.DATA | Trait.PYTREE},
)
