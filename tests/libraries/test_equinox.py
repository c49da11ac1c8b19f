"""Every row of equinox, run by equinox itself, is what it does."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.libraries.equinox import CALLERS, PACKAGE, PARTS, TABLE, TRANSFORMS
from flake8_jax.libraries.parts import Together
from flake8_jax.libraries.rows import Caller, Function, KeyEffect, Outcome, Result, Transform
from flake8_jax.values.base import TraceKind
from tests.libraries.running import KEY, find, kind_of, positional
from tests.libraries.tracing import Log, watch
from tests.libraries.tracing import kind_of as traced_as

ROW: Final = jnp.asarray([[1.0, 2.0, 3.0]])
HOST: Final = np.asarray([[1.0, 2.0, 3.0]], np.float32)
PLAIN: Final = (3, 2.5, True, "text", None, jnp.tanh)
"""Arguments that stay what they are."""


def total(array: Any, *_: Any, **__: Any) -> Any:
    """A number, of which there is a gradient."""
    return array.sum()


def applied(name: str, **options: Any) -> tuple[Callable[..., Any], Log]:
    """A function that is watched and transformed."""
    watched, log = watch(total, executions=False)
    made = find(name)(watched, **options)
    if name.endswith("vjp"):
        made.def_fwd(lambda _, array: (array.sum(), None))
        made.def_bwd(lambda _, gradient, __, array: gradient * array)
    elif name.endswith("custom_jvp"):
        made.def_jvp(lambda primals, tangents: (primals[0].sum(), tangents[0].sum()))
    return made, log


@pytest.mark.parametrize("name", [*TRANSFORMS, *CALLERS])
def test_the_row_names_the_parameters_in_order(name: str) -> None:
    row: Any = {**TRANSFORMS, **CALLERS}[name]
    if isinstance(row, Transform):
        assert row.params == positional(name)
        assert row.function == row.params[0]
        parameters = inspect.signature(find(name)).parameters
        assert row.axes == ("in_axes" if "in_axes" in parameters else "")
        assert row.aux == ("has_aux" if "has_aux" in parameters else "")
    else:
        assert row.params[:3] == positional(name)[: len(row.params)][:3]


@pytest.mark.parametrize("name", TRANSFORMS)
def test_of_the_arguments_the_arrays_are_traced(name: str) -> None:
    made, log = applied(name)
    row = TRANSFORMS[name]
    made(ROW, *PLAIN)
    assert log.runs[-1].kinds[0] is row.kind
    assert log.runs[-1].args[1:] == PLAIN
    assert row.arrays_only == (row.kind is not None)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_only_the_first_argument_is_differentiated(name: str) -> None:
    row = TRANSFORMS[name]
    made, log = applied(name)
    made(ROW, HOST)
    assert log.runs[-1].kinds[1] is (None if row.argnums else row.kind)
    if row.argnums:
        with pytest.raises((TypeError, ValueError)):
            applied(name, argnums=1)[0](ROW, ROW)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_the_row_knows_what_is_compiled_and_kept(name: str) -> None:
    made, log = applied(name)
    row = TRANSFORMS[name]
    made(ROW)
    runs = len(log.runs)
    made(ROW)
    if name not in ("equinox.filter_checkpoint", "equinox.filter_make_jaxpr"):
        assert (len(log.runs) == runs) == row.cached
    assert hasattr(made, "lower") == row.compiles
    assert (log.runs[-1].args[0].ndim < ROW.ndim) == row.repeats


@pytest.mark.parametrize("name", TRANSFORMS)
def test_what_comes_out(name: str) -> None:
    row = TRANSFORMS[name]
    result: Any = applied(name)[0](ROW)
    checks: Mapping[Outcome, Callable[[], bool]] = {
        Outcome.RESULT: lambda: result.shape in ((), (1,)),
        Outcome.GRADIENT: lambda: result.shape == ROW.shape,
        Outcome.VALUE_AND_GRADIENT: lambda: [r.shape for r in result] == [(), ROW.shape],
        Outcome.STATIC: lambda: not any(isinstance(r, jax.Array) for r in jax.tree.leaves(result)),
        Outcome.UNKNOWN: lambda: True,
    }
    assert checks[row.outcome]()


@pytest.mark.parametrize("name", ["equinox.filter_grad", "equinox.filter_value_and_grad"])
def test_what_is_no_inexact_array_has_no_gradient(name: str) -> None:
    made, _ = watch(lambda pair: pair[0].sum(), executions=False)
    result = find(name)(made)((ROW, jnp.arange(3), 3))
    gradient = result[1] if isinstance(result[0], jax.Array) and len(result) == 2 else result
    assert gradient[1:] == (None, None)


def test_numbers_that_a_compiled_function_returns_stay_numbers() -> None:
    assert eqx.filter_jit(lambda x: (x, 3, "text"))(ROW)[1:] == (3, "text")


@pytest.mark.parametrize("axes", [(0, None), (eqx.if_array(0), None)])
def test_arguments_are_mapped_over_the_axes_that_are_given(axes: Any) -> None:
    made, log = applied("equinox.filter_vmap", in_axes=axes)
    made(ROW, ROW)
    assert log.run.kinds[0] is TraceKind.BATCHED
    assert log.run.args[1] is ROW


class Module(eqx.Module):
    weight: jax.Array
    flag: bool
    size: int = eqx.field(static=True)

    def __call__(self, see: Callable[[Any], None]) -> jax.Array:
        see((traced_as(self.weight), self.flag, self.size))
        return self.weight


def test_a_module_that_is_compiled_is_traced_itself_and_one_that_is_mapped_is_not() -> None:
    seen: list[Any] = []
    module = Module(ROW, True, 3)
    eqx.filter_jit(module)(seen.append)
    eqx.filter_jit(lambda argument: argument(seen.append))(module)
    eqx.filter_vmap(lambda _: module(seen.append))(ROW)
    assert seen == [(TraceKind.ABSTRACT, True, 3)] * 2 + [(None, True, 3)]


def test_all_fields_but_static_ones_are_traced_by_jit() -> None:
    seen: list[Any] = []
    jax.jit(lambda m: seen.append((traced_as(m.flag), m.size)))(Module(ROW, True, 3))
    assert seen == [(TraceKind.ABSTRACT, 3)]


FED: Final[Mapping[str, tuple[Any, ...]]] = {
    "equinox.filter_jvp": ((ROW, 3, "text"), (ROW, None, None)),
    "equinox.filter_eval_shape": (ROW, 3, "text"),
    "equinox.filter_closure_convert": (ROW, 3, "text"),
    "equinox.filter_vjp": (ROW, 3, "text"),
}
OWN: Final = [name for name, row in CALLERS.items() if row.bodies[0].arrays_from == 0]


@pytest.mark.parametrize("name", OWN)
def test_callers_trace_the_arrays_that_they_hand_on(name: str) -> None:
    row: Caller = CALLERS[name]
    watched, log = watch(total, executions=False)
    result = find(name)(watched, *FED[name])
    assert log.run.args[1:] == (3, "text")
    assert log.run.kinds[0] is row.kind
    arrays = any(isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(result))
    assert not arrays if row.result is Result.STATIC else row.result is Result.UNKNOWN
    runs = len(log.runs)
    find(name)(watched, *FED[name])
    assert (len(log.runs) == runs) == row.cached


def test_a_callback_runs_on_the_host() -> None:
    seen: list[Any] = []

    def callback(array: Any) -> Any:
        seen.append(traced_as(array))
        return np.asarray(array)

    shape: Any = jax.eval_shape(jnp.negative, ROW)
    call = find("equinox.filter_pure_callback")
    np.asarray(eqx.filter_jit(lambda x: call(callback, x, result_shape_dtypes=shape))(ROW))
    assert seen == [None]


@pytest.mark.parametrize("kind", ["lax", "checkpointed", "bounded"])
def test_loops_trace_their_bodies_as_those_of_lax(kind: str) -> None:
    watched, log = watch(lambda carry: (carry[0] + 1, carry[1]), executions=False)
    loop = find("equinox.internal.while_loop")
    result = loop(lambda carry: carry[0] < 3, watched, (0, ROW), max_steps=3, kind=kind)
    assert log.run.kinds[0] == (TraceKind.ABSTRACT, TraceKind.ABSTRACT)
    assert [type(r) for r in result] == [type(ROW), type(ROW)]


@pytest.mark.parametrize("kind", ["lax", "checkpointed"])
def test_a_scan_traces_its_body_as_that_of_lax(kind: str) -> None:
    watched, log = watch(lambda carry, x: (carry + x.sum(), x), executions=False)
    carry, out = find("equinox.internal.scan")(watched, 0.0, ROW, kind=kind)
    assert set(log.run.kinds) == {TraceKind.ABSTRACT}
    assert log.run.args[1].shape == ROW.shape[1:]
    assert (carry.shape, out.shape) == ((), ROW.shape)


IMAGES: Final = {1: jnp.ones((2, 8)), 2: jnp.ones((2, 8, 8)), 3: jnp.ones((2, 8, 8, 8))}
SIZES: Final[Mapping[str, tuple[Any, ...]]] = {
    "Conv": (2, 2, 2, 3),
    "ConvTranspose": (2, 2, 2, 3),
    "MLP": (2, 2, 8, 1),
    "MultiheadAttention": (1, 2),
    "Dropout": (0.5,),
}


def dimensions(name: str) -> int:
    """For how many dimensions a layer is."""
    return int(name[-2]) if name.endswith("d") and name[-2].isdigit() else 2


def made(name: str, **options: Any) -> Any:
    """A layer of this name."""
    if "Conv" in name:
        sizes = SIZES.get(name, (2, 2, 3))
    else:
        sizes = SIZES.get(name, (3,) if "Pool" in name else (2, 2))
    return find(f"equinox.nn.{name}")(*sizes, **options)


def inputs(name: str) -> tuple[Any, ...]:
    """What a layer of this name is called with."""
    if "Conv" in name or "Pool" in name:
        return (IMAGES[dimensions(name)],)
    vector = jnp.ones(2)
    return {
        "GRUCell": (vector, vector),
        "LSTMCell": (vector, (vector, vector)),
        "MultiheadAttention": (jnp.ones((3, 2)),) * 3,
    }.get(name, (vector,))


LAYERS: Final = [
    name.removeprefix("equinox.nn.")
    for name, row in TABLE.items()
    if name.startswith("equinox.nn.") and not name.endswith("()")
]


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_uses_up_the_key_that_it_is_made_with(name: str) -> None:
    row: Function = TABLE[f"equinox.nn.{name}"]
    assert row.result is Result.OBJECT
    if row.effect is None:
        made(name)
        assert "key" not in inspect.signature(find(f"equinox.nn.{name}")).parameters
        return
    key = jax.random.key(1)
    with jax.debug_key_reuse(True):
        made(name, key=key)
        with pytest.raises(jax.errors.KeyReuseError):
            made(name, key=key)


SPLITS: Final = "MultiheadAttention"
"""It splits the key that it is called with, but may make no use of the parts."""


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_returns_what_its_row_says(name: str) -> None:
    row: Function = TABLE[f"equinox.nn.{name}()"]
    keyed = TABLE[f"equinox.nn.{name}"].effect is not None
    layer = made(name, **({"key": KEY} if keyed else {}))
    results: list[Any] = []

    def twice(key: Any, *args: Any) -> None:
        options = {} if name == SPLITS else {"key": key}
        results.append(layer(*args, **options))
        layer(*args, **options)

    with jax.debug_key_reuse(True):
        if row.effect is KeyEffect.CONSUME:
            with pytest.raises(jax.errors.KeyReuseError):
                jax.jit(twice).trace(jax.random.key(1), *inputs(name))
        else:
            jax.jit(twice).trace(jax.random.key(1), *inputs(name))
    assert kind_of(results[0]) is row.result


RESULTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "equinox.is_array": (ROW,),
    "equinox.is_array_like": (ROW,),
    "equinox.is_inexact_array": (ROW,),
    "equinox.error_if": (ROW, False, "text"),
    "equinox.branched_error_if": (ROW, False, 0, ["text"]),
    "equinox.filter_shard": (ROW, jax.devices()[0]),
}


@pytest.mark.parametrize("name", RESULTS)
def test_functions_return_what_their_rows_say(name: str) -> None:
    seen: list[Any] = []
    eqx.filter_jit(lambda args: seen.append(find(name)(*args)))(RESULTS[name])
    wanted = {Result.STATIC: Result.STATIC, Result.SAME: Result.ARRAY}[TABLE[name].result]
    assert kind_of(seen[0]) is wanted


def test_there_is_no_row_for_what_does_not_exist() -> None:
    for name in (*PACKAGE.rows, *PACKAGE.bases):
        assert callable(find(name.removesuffix("()")))


@pytest.mark.parametrize("name", ["equinox.is_array", "equinox.is_inexact_array"])
def test_what_is_taken_apart_can_be_put_together(name: str) -> None:
    row: Any = PARTS["equinox.partition"]
    assert isinstance(PARTS["equinox.combine"], Together)
    assert {name} in (row.arrays, row.floats)
    whole = {"floats": ROW, "integers": ROW.astype(int), "text": "text", "number": 2.5}
    results = eqx.partition(whole, find(name))
    rest = results[row.rest]
    assert [v is None for v in rest.values()] == [True, {name} == row.arrays, False, False]
    assert jax.tree.leaves(eqx.combine(*results[::-1])) == jax.tree.leaves(whole)
