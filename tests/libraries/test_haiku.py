"""Every row of haiku, run by it, is what it says."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import haiku
import jax
import jax.numpy as jnp
import pytest

from flake8_jax.libraries.haiku import PACKAGE
from flake8_jax.libraries.jax_transforms import CALLERS, TRANSFORMS
from flake8_jax.libraries.rows import Caller, Fields, Function, KeyEffect, Result, Transform
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import TraceKind
from tests.libraries.running import find, positional
from tests.libraries.tracing import kind_of

hk: Final[Any] = haiku
"""Haiku says little of its types."""
ONES: Final = jnp.ones(3)
ROWS: Final = PACKAGE.rows
KEY: Final = jax.random.key(0)
PURE: Final = {
    "haiku.Transformed": hk.transform,
    "haiku.TransformedWithState": hk.transform_with_state,
    "haiku.Transformed without rng": lambda f: hk.without_apply_rng(hk.transform(f)),
    "haiku.TransformedWithState without rng": lambda f: hk.without_apply_rng(
        hk.transform_with_state(f)
    ),
}


def inside(function: Callable[..., Any], *args: Any) -> Any:
    """What a function returns inside of `hk.transform`."""
    found: list[Any] = []

    def note(*args: Any) -> None:
        found.append(function(*args))

    pure = hk.transform_with_state(note)
    params, state = pure.init(jax.random.key(0), *args)
    pure.apply(params, state, jax.random.key(0), *args)
    return found[-1]


def row(name: str) -> Function:
    found = ROWS[name]
    assert isinstance(found, Function)
    return found


@pytest.mark.parametrize("name", ["transform", "transform_with_state", "without_apply_rng"])
def test_what_is_made_pure_has_the_class_of_its_row(name: str) -> None:
    made = row(f"haiku.{name}")
    assert made.params == positional(f"haiku.{name}")[:1]
    classes = {n.removesuffix(".apply") for n in ROWS if n.endswith(".apply")}
    assert classes == set(PURE)
    if name != "without_apply_rng":
        assert type(find(f"haiku.{name}")(abs)).__name__ == made.made.rpartition(".")[2]


@pytest.mark.parametrize("name", PURE)
@pytest.mark.parametrize("method", ["init", "apply"])
def test_init_and_apply_hand_on_what_is_left_over(name: str, method: str) -> None:
    rows = {"init": ROWS[f"{name}.init"], "apply": ROWS[f"{name}.apply"]}
    seen: list[Any] = []

    def function(*args: Any, **kwargs: Any) -> str:
        seen.append((args, kwargs))
        return "result"

    pure: Any = PURE[name](function)
    caller = rows[method]
    assert isinstance(caller, Caller)
    assert caller.kind is None
    taken: dict[str, Any] = {"params": {}, "state": {}, "rng": KEY}
    own = [taken[p] for p in caller.params[1:-1]]
    result = getattr(pure, method)(*own, ONES, 2, flag=True)
    assert seen[-1][0][0] is ONES
    assert seen[-1][0][1:] == (2,)
    assert seen[-1][1] == {"flag": True}
    if method == "init":
        assert caller.result is Result.UNKNOWN
    elif isinstance(caller.result, tuple):
        assert result == ("result", {})
    else:
        assert result == "result"
    fields = ROWS[f"{name}.__iter__"]
    assert isinstance(fields, Fields)
    assert tuple(pure) == tuple(getattr(pure, field) for field in fields.names)


LOOPS: Final = ("scan", "cond", "switch", "while_loop", "fori_loop", "map")
LIKE: Final = {
    **{f"haiku.{name}": f"jax.lax.{name}" for name in LOOPS},
    "haiku.eval_shape": "jax.eval_shape",
    "haiku.grad": "jax.grad",
    "haiku.value_and_grad": "jax.value_and_grad",
    "haiku.vmap": "jax.vmap",
    "haiku.remat": "jax.checkpoint",
}


def look(seen: list[Any]) -> Callable[..., Any]:
    def function(*args: Any) -> Any:
        seen.append(tuple(map(kind_of, args)))
        return args[0]

    return function


RUNS: Final[dict[str, Callable[[Callable[..., Any]], Any]]] = {
    "haiku.scan": lambda f: hk.scan(lambda c, x: (f(c, x), x), 0.0, ONES),
    "haiku.cond": lambda f: hk.cond(ONES[0] > 0, f, f, ONES),
    "haiku.switch": lambda f: hk.switch(jnp.asarray(0), [f, f], ONES),
    "haiku.while_loop": lambda f: hk.while_loop(lambda x: x.sum() < 0, f, ONES),
    "haiku.fori_loop": lambda f: hk.fori_loop(0, 2, lambda i, x: f(x, i), ONES),
    "haiku.map": lambda f: hk.map(f, ONES),
    "haiku.eval_shape": lambda f: hk.eval_shape(f, ONES),
    "haiku.grad": lambda f: hk.grad(lambda x: f(x).sum())(ONES),
    "haiku.value_and_grad": lambda f: hk.value_and_grad(lambda x: f(x).sum())(ONES),
    "haiku.vmap": lambda f: hk.vmap(f, in_axes=0, split_rng=False)(ONES),
    "haiku.remat": lambda f: hk.remat(f)(ONES),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_transform_traces_as_that_of_jax_does(name: str) -> None:
    seen: list[Any] = []
    hk.transform(lambda: RUNS[name](look(seen))).apply({}, KEY)
    theirs = {**CALLERS, **TRANSFORMS}[LIKE[name]]
    known = ROWS[name]
    assert known == theirs
    assert isinstance(known, (Caller, Transform))
    assert {kind for kinds in seen for kind in kinds} == {known.kind}
    taken = positional(name)
    assert known.params[: len(taken)] == taken[: len(known.params)]


class Core(haiku.RNNCore):
    """A recurrent core that notes how it is traced."""

    def __init__(self, seen: list[Any]) -> None:
        super().__init__()
        self.seen = seen

    def __call__(self, inputs: Any, state: Any) -> Any:
        self.seen.append((kind_of(inputs), kind_of(state), inputs.shape))
        return inputs, state

    def initial_state(self, batch_size: int | None) -> Any:
        return jnp.ones((batch_size or 1, 3))


@pytest.mark.parametrize("name", ["haiku.dynamic_unroll", "haiku.static_unroll"])
def test_unrolling_feeds_slices_and_the_state(name: str) -> None:
    seen: list[Any] = []
    hk.transform(lambda: find(name)(Core(seen), jnp.ones((4, 3)), ONES)).apply({}, KEY)
    known = ROWS[name]
    assert isinstance(known, Caller)
    assert set(seen) == {(known.kind, known.kind, (3,))}
    assert known.params == positional(name)[: len(known.params)]


ARRAYS: Final[dict[str, Callable[[], Any]]] = {
    "haiku.get_parameter": lambda: hk.get_parameter("w", (3,), init=jnp.ones),
    "haiku.dropout": lambda: hk.dropout(hk.next_rng_key(), 0.5, ONES),
    "haiku.multinomial": lambda: hk.multinomial(hk.next_rng_key(), ONES, 2),
    "haiku.one_hot": lambda: hk.one_hot(jnp.asarray([1]), 3),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_a_function_returns_an_array(name: str) -> None:
    assert row(name).result is Result.ARRAY
    assert isinstance(inside(ARRAYS[name]), jax.Array)
    assert row(name).params == positional(name)[: len(row(name).params)]


def initialized(name: str, size: Any) -> Any:
    """A matrix of this size, made by an initializer."""
    make = getattr(hk.initializers, name)
    return (make(1.0) if name == "Constant" else make())((size, size), jnp.float32)


SHAPES: Final[dict[str, Callable[[Any], Any]]] = {
    "haiku.get_parameter": lambda n: hk.get_parameter("w", (n,), init=jnp.ones),
    "haiku.next_rng_keys": hk.next_rng_keys,
    "haiku.one_hot": lambda n: hk.one_hot(jnp.asarray([1]), n),
    "haiku.multinomial": lambda n: hk.multinomial(hk.next_rng_key(), ONES, n),
    **{
        f"haiku.initializers.{name}.__call__": partial(initialized, name)
        for name in [
            "Constant",
            "Identity",
            "Orthogonal",
            "RandomNormal",
            "RandomUniform",
            "TruncatedNormal",
            "UniformScaling",
            "VarianceScaling",
        ]
    },
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_or_number_must_be_static(name: str) -> None:
    assert row(name).static
    assert isinstance(jax.tree.leaves(inside(partial(SHAPES[name], 2)))[0], jax.Array)
    with pytest.raises(TypeError):
        jax.jit(lambda n: inside(partial(SHAPES[name], n))).trace(2)


def test_all_that_must_be_static_is_tried() -> None:
    assert {n for n, r in ROWS.items() if isinstance(r, Function) and r.static} == set(SHAPES)


def test_every_key_is_another_one() -> None:
    def draw() -> list[Any]:
        return [hk.next_rng_key(), hk.next_rng_key(), *hk.next_rng_keys(2)]

    rngs = hk.PRNGSequence(42)
    keys = [*inside(draw), next(rngs), rngs.next(), *rngs.take(2)]
    texts = {str(k if k.dtype == jnp.uint32 else jax.random.key_data(k)) for k in keys}
    assert len(texts) == len(keys)
    assert inside(lambda: hk.next_rng_keys(2)).shape[0] == 2
    for name in ("next_rng_key", "next_rng_keys", "PRNGSequence.next", "PRNGSequence.__next__"):
        assert row(f"haiku.{name}").effect is KeyEffect.CREATE
    assert isinstance(rngs.take(2), tuple)
    assert row("haiku.PRNGSequence.take").result is Result.UNKNOWN
    assert row("haiku.PRNGSequence").made == "haiku.PRNGSequence"


@pytest.mark.parametrize("name", ["haiku.dropout", "haiku.multinomial"])
def test_a_sampler_uses_up_its_key(name: str) -> None:
    known = row(name)
    rest = (0.5, ONES) if name.endswith("dropout") else (ONES, 2)
    assert known.effect is KeyEffect.CONSUME
    assert known.key == known.params[0]

    def twice(key: Any) -> None:
        find(name)(key, *rest)
        find(name)(key, *rest)

    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError):
        jax.jit(twice).trace(jax.random.key(1))


UNCLAIMED: Final = {
    "get_state": "An array, or None.",
    "set_state": "Nothing.",
    "maybe_next_rng_key": "A key, or None.",
    "reserve_rng_keys": "Nothing.",
    "lift": "A function.",
    "lift_with_state": "A function and what updates the state.",
}


@pytest.mark.parametrize("name", UNCLAIMED)
def test_nothing_is_claimed_of_what_differs(name: str) -> None:
    assert callable(getattr(hk, name))
    assert row(f"haiku.{name}").result is Result.UNKNOWN


def test_running_init_is_no_array() -> None:
    assert row("haiku.running_init").result is Result.STATIC
    assert inside(hk.running_init) is False


IMAGES: Final = jnp.ones((2, 8, 8, 3))
LAYERS: Final[dict[str, tuple[Callable[[], Any], Any]]] = {
    "AvgPool": (lambda: hk.AvgPool((1, 2, 2, 1), 1, "SAME"), IMAGES),
    "BatchNorm": (lambda: Training(hk.BatchNorm(True, True, 0.9)), IMAGES),
    "Bias": (hk.Bias, IMAGES),
    "Conv1D": (lambda: hk.Conv1D(3, 2), IMAGES[0]),
    "Conv1DTranspose": (lambda: hk.Conv1DTranspose(3, 2), IMAGES[0]),
    "Conv2D": (lambda: hk.Conv2D(3, 2), IMAGES),
    "Conv2DTranspose": (lambda: hk.Conv2DTranspose(3, 2), IMAGES),
    "Conv3D": (lambda: hk.Conv3D(3, 2), IMAGES[None]),
    "Conv3DTranspose": (lambda: hk.Conv3DTranspose(3, 2), IMAGES[None]),
    "ConvND": (lambda: hk.ConvND(2, 3, 2), IMAGES),
    "ConvNDTranspose": (lambda: hk.ConvNDTranspose(2, 3, 2), IMAGES),
    "DepthwiseConv1D": (lambda: hk.DepthwiseConv1D(1, 2), IMAGES[0]),
    "DepthwiseConv2D": (lambda: hk.DepthwiseConv2D(1, 2), IMAGES),
    "DepthwiseConv3D": (lambda: hk.DepthwiseConv3D(1, 2), IMAGES[None]),
    "Embed": (lambda: hk.Embed(3, 2), jnp.asarray([1, 2])),
    "Flatten": (hk.Flatten, IMAGES),
    "GroupNorm": (lambda: hk.GroupNorm(1), IMAGES),
    "InstanceNorm": (lambda: hk.InstanceNorm(True, True), IMAGES),
    "LayerNorm": (lambda: hk.LayerNorm(-1, True, True), IMAGES),
    "Linear": (lambda: hk.Linear(3), ONES),
    "MaxPool": (lambda: hk.MaxPool((1, 2, 2, 1), 1, "SAME"), IMAGES),
    "MultiHeadAttention": (
        lambda: Attention(hk.MultiHeadAttention(1, 3, w_init=jnp_ones)),
        IMAGES[0],
    ),
    "RMSNorm": (lambda: hk.RMSNorm(-1), IMAGES),
    "Reshape": (lambda: hk.Reshape((-1,)), IMAGES),
    "SeparableDepthwiseConv2D": (lambda: hk.SeparableDepthwiseConv2D(1, 2), IMAGES),
}


def jnp_ones(shape: Any, dtype: Any) -> Any:
    return jnp.ones(shape, dtype)


def Training(layer: Any) -> Callable[[Any], Any]:  # noqa: N802 (stands for a class)
    return lambda x: layer(x, is_training=True)


def Attention(layer: Any) -> Callable[[Any], Any]:  # noqa: N802 (stands for a class)
    return lambda x: layer(x, x, x)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_makes_one_array(name: str) -> None:
    make, given = LAYERS[name]
    known = row(f"haiku.{name}.__call__")
    assert known == Function(("self", "inputs"))
    assert row(f"haiku.{name}").made == f"haiku.{name}"
    kinds: list[Any] = []

    def connect(array: Any) -> Any:
        made = make()(array)
        kinds.append(kind_of(made))
        return made

    jax.jit(lambda array: inside(connect, array)).trace(given)
    assert set(kinds) == {TraceKind.ABSTRACT}
    assert isinstance(inside(connect, given), jax.Array)


def test_every_row_is_run() -> None:
    layers = {f"haiku.{name}{end}" for name in LAYERS for end in ("", ".__call__")}
    made = {n.removesuffix(".__call__") for n in SHAPES if "initializers" in n}
    pure = {n for n in ROWS if n.rpartition(".")[0] in PURE}
    keys = {f"haiku.PRNGSequence{end}" for end in ("", ".next", ".__next__", ".take")} | {
        "haiku.next_rng_key",
        "haiku.running_init",
    }
    transforms = {"haiku.transform", "haiku.transform_with_state", "haiku.without_apply_rng"}
    unroll = {"haiku.dynamic_unroll", "haiku.static_unroll"}
    unclaimed = {f"haiku.{name}" for name in UNCLAIMED}
    known = layers | made | pure | keys | transforms | unroll | unclaimed
    assert set(ROWS) == known | {*RUNS, *ARRAYS, *SHAPES}


def test_modules_are_no_pytrees() -> None:
    assert set(PACKAGE.bases.values()) == {Trait.NONE}
    for name in PACKAGE.bases:
        assert isinstance(find(name), type)
    module = inside(lambda: Core([]))
    assert jax.tree.leaves(module) == [module]
