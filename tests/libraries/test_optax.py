"""What the rows say of optax is what optax does."""

from collections.abc import Mapping
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from flake8_jax.libraries import ALIASES
from flake8_jax.libraries.optax import PACKAGE, SCHEDULES, STATEFUL, TABLE, TRANSFORMATION
from flake8_jax.libraries.rows import KeyEffect, Result
from flake8_jax.values.base import TraceKind
from tests.libraries.proving import assert_said, assert_true
from tests.libraries.running import (
    INTS,
    KEY,
    MATRIX,
    NUMBER,
    VECTOR,
    Examples,
    assert_result,
    call,
    find,
    positional,
    under_jit,
)
from tests.libraries.tracing import kind_of, structure, watch

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PARAMS: Final = {"w": jnp.ones((2, 2)), "b": (jnp.zeros(2),)}
ADAM: Final = optax.adam(0.1)
MADE_WITH: Final[Mapping[str, tuple[Any, ...]]] = {
    "adaptive_grad_clip": (0.1,),
    "add_decayed_weights": (0.1,),
    "add_noise": (0.1, 0.1, KEY),
    "apply_every": (2,),
    "apply_if_finite": (ADAM, 3),
    "centralize": (),
    "chain": (ADAM, optax.clip(1.0)),
    "ema": (0.9,),
    "flatten": (ADAM,),
    "identity": (),
    "keep_params_nonnegative": (),
    "lbfgs": (),
    "masked": (ADAM, {"w": True, "b": (False,)}),
    "multi_transform": ({"x": ADAM}, {"w": "x", "b": ("x",)}),
    "noisy_sgd": (0.1, 0.1, 0.1, KEY),
    "normalize_by_update_norm": (),
    "partition": ({"x": ADAM}, {"w": "x", "b": ("x",)}),
    "scale_by_schedule": (optax.linear_schedule(0.1, 0.0, 3),),
    "set_to_zero": (),
    "zero_nans": (),
    "polyak_sgd": (0.1,),
    "scale_by_lbfgs": (),
    "scale_by_sign": (),
    "trace": (0.9,),
}
TRANSFORMATIONS: Final = [
    n
    for n, row in TABLE.items()
    if row.made.startswith(TRANSFORMATION) and row.params != ("init", "update")
]
SCHEDULED_BY: Final = [
    n for n in TRANSFORMATIONS if TABLE[n].params in {("learning_rate",), ("step_size_fn",)}
]
SCHEDULED: Final[Mapping[str, tuple[Any, ...]]] = {
    "cosine_decay_schedule": (0.1, 10),
    "cosine_onecycle_schedule": (10, 0.1),
    "exponential_decay": (0.1, 10, 0.9),
    "join_schedules": ([optax.constant_schedule(0.1), optax.constant_schedule(0.2)], [5]),
    "linear_onecycle_schedule": (10, 0.1),
    "linear_schedule": (0.1, 0.0, 10),
    "piecewise_constant_schedule": (0.1, {5: 0.1}),
    "piecewise_interpolate_schedule": ("linear", 0.1, {5: 0.1}),
    "polynomial_schedule": (0.1, 0.0, 2, 10),
    "sgdr_schedule": (
        [{"init_value": 0.0, "peak_value": 0.1, "decay_steps": 10, "warmup_steps": 2}],
    ),
    "warmup_constant_schedule": (0.0, 0.1, 3),
    "warmup_cosine_decay_schedule": (0.0, 0.1, 3, 10),
    "warmup_exponential_decay_schedule": (0.0, 0.1, 3, 10, 0.9),
}
FLAGS: Final = np.zeros((3, 3), np.float32)
LABELS: Final = np.eye(3, dtype=np.float32)
EXAMPLES: Examples = {
    "ctc_loss": call(np.ones((1, 4, 3), np.float32), np.zeros((1, 4)), INTS[None], FLAGS[:1]),
    "global_norm": call(PARAMS),
    "multiclass_hinge_loss": call(MATRIX, INTS),
    "perceptron_loss": call(NUMBER, NUMBER),
    "smooth_labels": call(LABELS, 0.1),
    "sparsemax_loss": call(VECTOR, VECTOR),
    "ntxent": call(MATRIX, INTS),
    "poly_loss_cross_entropy": call(MATRIX, LABELS),
    "safe_norm": call(VECTOR, 0.1),
    "safe_root_mean_squares": call(VECTOR, 0.1),
    "softmax_cross_entropy_with_integer_labels": call(MATRIX, INTS),
    "triplet_margin_loss": call(MATRIX, MATRIX, LABELS),
    "max": call(PARAMS),
    "min": call(PARAMS),
    "norm": call(PARAMS),
    "sum": call(PARAMS),
    "has_updated": call(),
    "add_scale": call(PARAMS, 0.1, PARAMS),
    "conj": call(PARAMS),
    "incremental_update": call(PARAMS, PARAMS, 0.1),
    "ones_like": call(PARAMS),
    "real": call(PARAMS),
    "zeros_like": call(PARAMS),
}
PLAIN: Final = [
    n
    for n, row in TABLE.items()
    if row.result in (Result.ARRAY, Result.SAME) and "()" not in n and "MultiSteps" not in n
]


def example(name: str) -> Any:
    """A call of the function, with two pytrees or matrices if it has no example of its own."""
    short = name.rpartition(".")[2]
    trees = TABLE[name].result is Result.SAME or short == "vdot"
    generic = call(PARAMS, PARAMS) if trees else call(MATRIX, LABELS)
    return EXAMPLES.get(short, generic)


@pytest.mark.parametrize("name", PLAIN)
def test_a_function_returns_what_its_row_says(name: str) -> None:
    assert_result(name, TABLE[name], [example(name)])
    if TABLE[name].result is Result.SAME:
        result = under_jit(name, example(name))
        assert structure(result) == structure(PARAMS)
        assert all(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves(result))


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_an_optimizer_updates_a_tree_to_one_of_the_same_structure(name: str) -> None:
    short = name.rpartition(".")[2]
    args = MADE_WITH.get(short)
    made = find(name)(*(args if args is not None else () if _works(name) else (0.1,)))
    assert isinstance(made, optax.GradientTransformation)
    params: Any = PARAMS

    def step(params: Any, grads: Any) -> None:
        state = made.init(params)
        updates, after = made.update(grads, state, params, **extra(short, params))
        assert structure(updates) == structure(grads)
        assert structure(after) == structure(state)
        assert set(jax.tree.leaves(jax.tree.map(kind_of, updates))) == {TraceKind.ABSTRACT}

    jax.jit(step).trace(params, params)


def _works(name: str) -> bool:
    try:
        find(name)()
    except TypeError:
        return False
    return True


def extra(name: str, params: Any) -> dict[str, Any]:
    """What some optimizers need besides the gradient."""
    if name == "lbfgs":
        return {"value": total(params), "grad": params, "value_fn": total}
    return {"value": total(params)} if name == "polyak_sgd" else {}


def total(params: Any) -> Any:
    """One number."""
    return sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(params))


@pytest.mark.parametrize("name", SCHEDULED_BY)
def test_a_schedule_is_called_in_the_trace_of_the_update(name: str) -> None:
    kinds: list[Any] = []

    def schedule(count: Any) -> Any:
        kinds.append(kind_of(count))
        return 0.1 / (1 + count)

    short = name.rpartition(".")[2]
    made = optax.chain(find(name)(schedule, *MADE_WITH.get(short, ())[1:]), optax.identity())
    params: Any = PARAMS

    def step(params: Any, state: Any) -> Any:
        return made.update(params, state, params, **extra(short, params))[0]

    state = made.init(params)
    kinds.clear()
    if short != "lbfgs":
        step(params, state)
        assert set(kinds) == {None}
    jax.jit(step).trace(params, state)
    assert kinds[-1] is TraceKind.ABSTRACT


def test_what_is_given_to_a_transformation_are_its_functions() -> None:
    made = optax.GradientTransformation(total, extra)
    assert made.init is total
    assert made.update is extra


def test_a_search_along_a_line_traces_the_function() -> None:
    function, log = watch(total)
    optimizer = optax.lbfgs()
    state = optimizer.init(PARAMS)
    optimizer.update(PARAMS, state, PARAMS, value=total(PARAMS), grad=PARAMS, value_fn=function)
    kinds = {kind for run in log.runs for kind in jax.tree.leaves(run.kinds)}
    assert TraceKind.ABSTRACT in kinds
    assert all(structure(run.args[0]) == structure(PARAMS) for run in log.runs)


@pytest.mark.parametrize("name", SCHEDULES.split())
@pytest.mark.parametrize("module", ["optax", "optax.schedules"])
def test_a_schedule_returns_an_array(module: str, name: str) -> None:
    schedule = find(f"{module}.{name}")(*SCHEDULED[name])
    assert isinstance(schedule(3), jax.Array)
    seen: list[Any] = []
    jax.jit(lambda count: seen.extend(map(kind_of, [schedule(3), schedule(count)]))).trace(3)
    assert seen == [TraceKind.ABSTRACT] * 2


def test_many_steps_say_in_an_array_whether_they_were_taken() -> None:
    made = optax.MultiSteps(ADAM, 2)
    state = made.init(PARAMS)
    updates, state = made.update(PARAMS, state, PARAMS)
    assert structure(updates) == structure(PARAMS)
    assert isinstance(made.has_updated(state), jax.Array)


@pytest.mark.parametrize("name", [n for n, r in TABLE.items() if r.effect is KeyEffect.CONSUME])
def test_these_use_up_their_key(name: str) -> None:
    def twice(key: jax.Array) -> None:
        find(name)(key, PARAMS)
        find(name)(key, PARAMS)

    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError):
        jax.jit(twice).trace(jax.random.key(1))


WITH_STATE: Final = [n for n in TRANSFORMATIONS if TABLE[n].made == STATEFUL]


@pytest.mark.parametrize("name", WITH_STATE)
@pytest.mark.parametrize("chained", [False, True])
def test_an_optimizer_keeps_arrays_in_its_state(name: str, chained: bool) -> None:
    optimizer = find(name)(*(() if _works(name) else (0.1,)))
    if chained:
        optimizer = optax.chain(optax.clip(1.0), optimizer)
    assert isinstance(optimizer, optax.GradientTransformationExtraArgs)
    state = optimizer.init(PARAMS)
    traced: list[bool] = []

    @jax.jit
    def step(gradient: Any) -> None:
        more = extra(name.rpartition(".")[2], PARAMS)
        new = optimizer.update(gradient, state, PARAMS, **more)[1]
        traced.extend(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves(new))

    step(PARAMS)
    assert any(traced)


@pytest.mark.parametrize("name", [n for n, row in TABLE.items() if row.params and "()" not in n])
def test_the_parameters_are_the_first_ones(name: str) -> None:
    if name.rpartition(".")[0] not in (TRANSFORMATION, STATEFUL):
        assert TABLE[name].params == positional(name)[: len(TABLE[name].params)]


def test_an_alias_is_the_function_or_does_the_same() -> None:
    for alias, name in PACKAGE.aliases.items():
        assert ALIASES[alias] == name
        assert positional(alias) == positional(name)


STEP: Final = """
import jax
import jax.numpy as jnp
import optax

tx = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(optax.linear_schedule(0.1, 0.0, 5)))
schedule = optax.warmup_cosine_decay_schedule(0.0, 0.1, 3, 10)
late = optax.constant_schedule(0.1)


def loss_fn(params, x):
    return optax.l2_loss(x @ params["w"]).mean()


@jax.jit
def step(params, state, x, count=0):
    loss, grads = jax.value_and_grad(loss_fn)(params, x)
    updates, state = tx.update(grads, state, params)
    params = optax.apply_updates(params, updates)
    BODY
    return params, state


def main():
    params = {"w": jnp.ones(2)}
    state = tx.init(params)
    for _ in range(2):
        params, state = step(params, state, jnp.ones((3, 2)))
    if float(optax.global_norm(params)) > 0 and schedule(3) > 0:
        return None
"""


@pytest.mark.parametrize(
    "body",
    [
        "if optax.global_norm(grads) > 1: loss = loss * 2  # JAX101",
        "if schedule(3) > 0.05: loss = loss * 2  # JAX101",
        "if updates['w'].sum() > 0: loss = loss * 2  # JAX101",
        "if params['w'].sum() > 0: loss = loss * 2  # JAX101",
        "while optax.tree.norm(params) > 0: params = optax.tree.zeros_like(params)  # JAX102",
        "assert optax.huber_loss(loss) >= 0  # JAX103",
        "if late(3) > 0.05: loss = loss * 2",
        "if updates['w'].ndim: loss = loss * 2",
        "if tx.update is not None and 'w' in updates: loss = loss * 2",
        "if isinstance(tx, optax.GradientTransformation): loss = loss * 2",
        "loss = jnp.where(optax.global_norm(grads) > 1, 0.0, loss)",
        "params = optax.incremental_update(params, params, 0.1)",
        "if len(updates) == 1 and len(optax.tree.sub(params, updates)) == 1: loss = loss * 2",
    ],
)
def test_a_training_step(body: str) -> None:
    text = STEP.replace("BODY", body)
    assert_said(text)
    assert_true(text)
