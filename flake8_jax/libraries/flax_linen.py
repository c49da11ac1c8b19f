"""What `flax.linen` does: modules, layers, and transforms that lift variables."""

from collections.abc import Mapping
from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import (
    Body,
    Caller,
    Kept,
    KeyEffect,
    Later,
    NewKey,
    Out,
    Ran,
    Result,
    Row,
    Runner,
    Same,
    Spread,
    Table,
    Transform,
    each,
    function,
)
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import TraceKind

LINEN, MODULE, CELL = "flax.linen", "flax.linen.Module", "flax.linen.RNNCellBase"
LAYER: Final = "flax.linen.Dense"
"""The layer that stands for all that return an array."""
ABSTRACT, BATCHED, CONCRETE = TraceKind.ABSTRACT, TraceKind.BATCHED, TraceKind.CONCRETE

LAYERS: Final = (
    "BatchNorm Conv ConvLocal ConvTranspose Dense DenseGeneral Dropout Einsum Embed GroupNorm "
    "InstanceNorm LayerNorm MultiHeadAttention MultiHeadDotProductAttention PReLU RMSNorm "
    "SelfAttention SpectralNorm WeightNorm"
)
"""Layers that return an array."""

OTHERS: Final = (
    "Bidirectional ConvLSTMCell GRUCell LSTMCell MGUCell OptimizedLSTMCell RNN Sequential "
    "SimpleCell"
)
"""Layers that return a pair, or what other layers return."""

_INITIALIZERS: Final = (
    "constant delta_orthogonal glorot_normal glorot_uniform he_normal he_uniform "
    "kaiming_normal kaiming_uniform lecun_normal lecun_uniform normal ones orthogonal "
    "truncated_normal uniform variance_scaling xavier_normal xavier_uniform zeros"
)
_KEEPS: Final = function("key shape", static="shape")


def _runner(
    params: str, result: Ran, options: str, method: str = "method", pair: str = ""
) -> Runner:
    own, pairs = frozenset(options.split()), frozenset(pair.split())
    return Runner(tuple(params.split()), result, own, method, pairs)


METHODS: Final[Mapping[str, Row]] = {
    "apply": _runner("self variables", Ran.RESULT, "rngs", pair="mutable capture_intermediates"),
    "init": _runner("self rngs", Ran.UNKNOWN, "mutable capture_intermediates"),
    "lazy_init": _runner("self rngs", Ran.UNKNOWN, "mutable"),
    "init_with_output": _runner("self rngs", Ran.PAIR, "mutable capture_intermediates"),
    "bind": _runner("self variables", Ran.OBJECT, "rngs mutable", method=""),
    # The functions that make the first values are called with a key of their own.
    "param": Caller(
        ("self", "name", "init_fn", "*init_args"),
        (Body("init_fn", (NewKey(), Spread("init_args"))),),
        Out(),
        kind=None,
        cached=False,
    ),
    "variable": Caller(
        ("self", "col", "name", "init_fn", "*init_args"),
        (Body("init_fn", (Spread("init_args"),)),),
        # What is stored may have another shape by now.
        Out(attribute="value", stacked=True),
        kind=None,
        cached=False,
    ),
    "make_rng": function("self name", effect=KeyEffect.CREATE, key="name"),
    "perturb": function("self name value"),
    "get_variable": function("self col name", Result.UNKNOWN),
    "sow": function("self col name value", Result.STATIC),
    "has_variable": function("self col name", Result.STATIC),
    "has_rng": function("self name", Result.STATIC),
    "is_initializing": function("self", Result.STATIC),
    "is_mutable_collection": function("self col", Result.STATIC),
}

_LAYERS: Final[Mapping[str, Row]] = {
    **each(LINEN, LAYERS, function(made=LAYER)),
    **each(LINEN, OTHERS, function(made=MODULE)),
    f"{LAYER}.__call__": function("self"),
}

ACTIVATIONS: Final = (
    "celu elu gelu glu hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu log_sigmoid "
    "log_softmax logsumexp one_hot relu relu6 selu sigmoid silu soft_sign softmax softplus "
    "standardize swish tanh"
)
"""Functions of `jax.nn` under a name of flax's."""

FUNCTIONS: Final[Table] = {
    **each(LINEN, "avg_pool max_pool pool", function("inputs")),
    **each(f"{LINEN}.initializers", "ones_init zeros_init", function(result=Result.OBJECT)),
    **each(f"{LINEN}.initializers", "ones_init() zeros_init()", _KEEPS),
    f"{LINEN}.make_attention_mask": function("query_input key_input"),
    f"{LINEN}.make_causal_mask": function("x"),
    f"{LINEN}.dot_product_attention_weights": function("query key"),
}


def _lifted(params: str, kind: TraceKind | None, **more: object) -> Transform:
    """A transform of a function whose first argument is a module, of a method or of a class."""
    return Transform(
        ("target", *params.split()),
        kind,
        function="target",
        kept=1,
        methods="methods",
        **more,  # type: ignore[arg-type]
    )


LIFTED: Final[Mapping[str, Transform]] = {
    f"{LINEN}.jit": _lifted(
        "variables rngs static_argnums static_argnames",
        ABSTRACT,
        cached=True,
        compiles=True,
        static_nums="static_argnums",
        static_names="static_argnames",
    ),
    f"{LINEN}.checkpoint": _lifted("variables rngs", ABSTRACT, static_nums="static_argnums"),
    f"{LINEN}.vmap": _lifted(
        "variable_axes split_rngs in_axes out_axes", BATCHED, repeats=True, axes="in_axes"
    ),
    f"{LINEN}.scan": _lifted(
        "variable_axes variable_broadcast variable_carry split_rngs in_axes out_axes length",
        ABSTRACT,
        repeats=True,
        axes="in_axes",
        carried=1,
    ),
    f"{LINEN}.map_variables": _lifted("mapped_collections", None),
    f"{LINEN}.fold_rngs": _lifted("variables rngs", None),
    f"{LINEN}.add_metadata_axis": _lifted("variable_axes metadata_params", None),
    f"{LINEN}.named_call": Transform(("class_fn", "force"), None, function="class_fn"),
    f"{LINEN}.compact": Transform(("fun",), None),
    f"{LINEN}.compact_name_scope": Transform(("fun",), None),
    f"{LINEN}.nowrap": Transform(("fun",), None),
}

_OPERANDS: Final = (Kept("mdl"), Spread("operands"))
_PRIMALS: Final = (Body("fn", (Kept("mdl"), Spread("primals"))),)


def _derivative(params: str) -> Caller:
    """A caller that differentiates a function of a module there and then."""
    return Caller(tuple(params.split()), _PRIMALS, Result.UNKNOWN, kind=CONCRETE, cached=False)


CALLERS: Final[Mapping[str, Caller]] = {
    f"{LINEN}.while_loop": Caller(
        ("cond_fn", "body_fn", "mdl", "init"),
        (
            Body("cond_fn", (Kept("mdl"), Same("init"))),
            Body("body_fn", (Kept("mdl"), Same("init")), carry=1),
        ),
        Out(1),
        cached=False,
        repeats=True,
    ),
    f"{LINEN}.cond": Caller(
        ("pred", "true_fun", "false_fun", "mdl", "*operands"),
        (Body("true_fun", _OPERANDS), Body("false_fun", _OPERANDS)),
        Out(),
        cached=False,
        exclusive=True,
    ),
    f"{LINEN}.switch": Caller(
        ("index", "branches", "mdl", "*operands"),
        (Body("branches", _OPERANDS, each=True),),
        Out(),
        cached=False,
        exclusive=True,
    ),
    f"{LINEN}.grad": _derivative("fn mdl *primals"),
    f"{LINEN}.value_and_grad": _derivative("fn mdl *primals"),
    f"{LINEN}.vjp": _derivative("fn mdl *primals"),
    f"{LINEN}.jvp": _derivative("fn mdl primals tangents"),
}

_APPLIED: Final = {
    f"{LINEN}.{name}": Later(
        ("fn", "module", "mutable", "capture_intermediates"),
        f"{MODULE}.{name}",
        ("module",),
        {
            "method": "fn",
            "mutable": "mutable",
            "capture_intermediates": "capture_intermediates",
        },
    )
    for name in ("apply", "init", "init_with_output")
}

PACKAGE: Final = Package(
    rows={
        **{f"{cls}.{name}": row for cls in (MODULE, LAYER) for name, row in METHODS.items()},
        **_LAYERS,
        **FUNCTIONS,
        **LIFTED,
        **CALLERS,
        **_APPLIED,
    },
    aliases={
        **{f"{LINEN}.{name}": f"jax.nn.{name}" for name in ACTIVATIONS.split()},
        **{f"{LINEN}.initializers.{n}": f"jax.nn.initializers.{n}" for n in _INITIALIZERS.split()},
        **{f"{LINEN}.{n}": f"jax.nn.initializers.{n}" for n in ("ones", "zeros")},
        **{f"{LINEN}.{n}": f"{LINEN}.initializers.{n}" for n in ("ones_init", "zeros_init")},
        f"{LINEN}.remat": f"{LINEN}.checkpoint",
        **{f"{CELL}.{name}": f"{MODULE}.{name}" for name in METHODS},
        **{f"{LINEN}.activation.{name}": f"jax.nn.{name}" for name in ACTIVATIONS.split()},
        f"{LINEN}.normalize": "jax.nn.standardize",
        "flax.linen.module.Module": MODULE,
        f"{MODULE}.clone": "dataclasses.replace",
        f"{MODULE}.copy": "dataclasses.replace",
    },
    bases=dict.fromkeys((MODULE, CELL, LAYER), Trait.DATA | Trait.SETUP),
)
