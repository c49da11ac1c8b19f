"""What optax does: optimizers and schedules are objects, losses and norms are arrays."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import (
    Body,
    Caller,
    KeyEffect,
    Result,
    Row,
    Same,
    Some,
    Table,
    each,
    function,
)
from flake8_jax.libraries.traits import Trait

TRANSFORMATION: Final = "optax.GradientTransformation"
STATEFUL: Final = "optax.GradientTransformationExtraArgs"
"""What is returned by optimizers that keep arrays in their state, whatever they are given."""
_OPTIMIZERS: Final = (
    "fromage noisy_sgd optimistic_gradient_descent scale_by_learning_rate sgd sign_sgd"
)
_WITH_STATE: Final = (
    "adabelief adadelta adafactor adagrad adam adamax adamaxw adamw adan amsgrad lamb lars lbfgs "
    "lion novograd radam rmsprop signum yogi"
)
_STEPS: Final = (
    "adaptive_grad_clip add_decayed_weights add_noise apply_every apply_if_finite centralize "
    "clip clip_by_block_rms clip_by_global_norm ema flatten identity keep_params_nonnegative "
    "masked multi_transform normalize_by_update_norm optimistic_adam partition polyak_sgd rprop "
    "scale scale_by_adadelta scale_by_adam scale_by_adamax scale_by_amsgrad scale_by_belief "
    "scale_by_lbfgs scale_by_lion scale_by_rms scale_by_sign scale_by_trust_ratio set_to_zero sm3 "
    "trace zero_nans"
)
SCHEDULES: Final = (
    "cosine_decay_schedule cosine_onecycle_schedule exponential_decay join_schedules "
    "linear_onecycle_schedule linear_schedule piecewise_constant_schedule "
    "piecewise_interpolate_schedule polynomial_schedule sgdr_schedule warmup_constant_schedule "
    "warmup_cosine_decay_schedule warmup_exponential_decay_schedule"
)
"""Functions that return a schedule; what `constant_schedule` returns is no array."""
_LOSSES: Final = (
    "convex_kl_divergence cosine_distance cosine_similarity ctc_loss hinge_loss huber_loss "
    "kl_divergence l2_loss log_cosh ntxent safe_softmax_cross_entropy sigmoid_binary_cross_entropy "
    "sigmoid_focal_loss smooth_labels softmax_cross_entropy "
    "softmax_cross_entropy_with_integer_labels squared_error"
)
_MORE_LOSSES: Final = (
    "kl_divergence_with_log_targets multiclass_hinge_loss perceptron_loss poly_loss_cross_entropy "
    "sparsemax_loss triplet_margin_loss"
)
_TREE_ARRAYS: Final = "max min norm sum vdot"
_TREE_SAME: Final = "add add_scale conj div mul ones_like real sub zeros_like"
_OBJECT: Final = function(made=TRANSFORMATION)
_SCHEDULED: Final = function("learning_rate", made=TRANSFORMATION)
_ARRAY: Final = function()
_UPDATE: Final = Caller(
    ("self", "updates", "state", "params"),
    (
        # What searches along a line calls the function there.
        Body("value_fn", (Same("params"),)),
        # A schedule is given the number of steps, which is in the state.
        Body("self.learning_rate", (Some(),), inline=True),
        Body("self.step_size_fn", (Some(),), inline=True),
        # Those of a chain.
        Body(
            "self.args",
            (Same("updates"), Some(), Same("params")),
            each=True,
            method="update",
            inline=True,
        ),
    ),
    (Same("updates"), Same("state")),
    cached=False,
)
_UPDATE_STATE: Final = replace(_UPDATE, result=(Same("updates"), Same("updates", inside=True)))
_DRAWS_KEY: Final = function(
    "rng_key target_tree", Result.UNKNOWN, effect=KeyEffect.CONSUME, key="rng_key"
)

TABLE: Final[Table] = {
    **each("optax", _STEPS, _OBJECT),
    **each("optax", _OPTIMIZERS, _SCHEDULED),
    **each("optax", _WITH_STATE, function("learning_rate", made=STATEFUL)),
    "optax.chain": function("*args", made=f"{TRANSFORMATION} or {STATEFUL}"),
    "optax.scale_by_schedule": function("step_size_fn", made=TRANSFORMATION),
    TRANSFORMATION: function("init update", made=TRANSFORMATION),
    STATEFUL: function("init update", made=TRANSFORMATION),
    f"{TRANSFORMATION}.init": function("self params", Result.UNKNOWN),
    f"{STATEFUL}.init": function("self params", Result.UNKNOWN),
    "optax.MultiSteps": function("opt every_k_schedule", made="optax.MultiSteps"),
    "optax.MultiSteps.init": function("self params", Result.UNKNOWN),
    "optax.MultiSteps.has_updated": function("self state"),
    **each("optax", SCHEDULES, function(result=Result.OBJECT)),
    **each("optax.schedules", SCHEDULES, function(result=Result.OBJECT)),
    **{f"optax.{name}()": function("count") for name in SCHEDULES.split()},
    **{f"optax.schedules.{name}()": function("count") for name in SCHEDULES.split()},
    **each("optax", _LOSSES, _ARRAY),
    **each("optax.losses", f"{_LOSSES} {_MORE_LOSSES}", _ARRAY),
    **each("optax", "global_norm safe_norm safe_root_mean_squares", _ARRAY),
    **each("optax", "apply_updates incremental_update", function(result=Result.SAME)),
    **each("optax.tree", _TREE_ARRAYS, _ARRAY),
    **each("optax.tree", _TREE_SAME, function(result=Result.SAME)),
    **each("optax.tree", "random_like split_key_like", _DRAWS_KEY),
}
ROWS: Final[Mapping[str, Row]] = {
    **TABLE,
    f"{TRANSFORMATION}.update": _UPDATE,
    f"{STATEFUL}.update": _UPDATE_STATE,
    "optax.MultiSteps.update": _UPDATE,
}

PACKAGE: Final = Package(
    rows=ROWS,
    bases=dict.fromkeys((TRANSFORMATION, STATEFUL), Trait.DATA | Trait.TUPLE | Trait.PYTREE),
    aliases={
        f"optax.tree_utils.tree_{name}": f"optax.tree.{name}"
        for name in f"{_TREE_ARRAYS} {_TREE_SAME} random_like split_key_like".split()
    },
)
