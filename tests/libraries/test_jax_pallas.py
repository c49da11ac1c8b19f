"""Every function of `jax.experimental.pallas` with a row, run in a kernel, does what it says."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import pytest
from jax.experimental import pallas as pl
from jax.experimental.pallas import tpu as pltpu
from jax.ref import AbstractRef

from flake8_jax.libraries.jax_pallas import CALLERS, PALLAS, TABLE
from flake8_jax.libraries.rows import Result
from flake8_jax.values.base import TraceKind
from tests.libraries.running import find, kind_of, positional
from tests.libraries.tracing import kind_of as trace_of

ARRAY = jnp.ones(4)
SHAPE = jax.eval_shape(jnp.negative, ARRAY)


def in_kernel(program: Callable[[Any], Any], **options: Any) -> Any:
    """What a program in a kernel makes of the first reference."""
    found: list[Any] = []

    def kernel(*refs: Any) -> None:
        found.append(program(refs[0]))

    given = {"out_shape": SHAPE, "grid": (2,), **options}
    pl.pallas_call(kernel, interpret=True, **given)(ARRAY)
    return found[0]


def is_ref(value: Any) -> bool:
    return isinstance(jax.typeof(value), AbstractRef)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "program_id": lambda _: pl.program_id(0),
    "broadcast_to": lambda ref: pl.broadcast_to(ref[...], (2, 4)),
    "multiple_of": lambda ref: pl.multiple_of(ref[0], 2),
    "reciprocal": lambda ref: pl.reciprocal(ref[...]),  # type: ignore[no-untyped-call]
    "strides_from_shape": lambda ref: pl.strides_from_shape(ref.shape),
    "next_power_of_2": lambda ref: pl.next_power_of_2(ref.shape[0]),
}
STATIC: dict[str, Callable[[Any], Any]] = {
    "program_id": pl.program_id,
    "num_programs": pl.num_programs,
    "broadcast_to": lambda number: pl.broadcast_to(number, (number,)),
    "multiple_of": lambda number: pl.multiple_of(number, number) + 1,
}


def test_every_row_is_run() -> None:
    makers = {name for name, row in TABLE.items() if row.result is Result.OBJECT}
    others = {name.rpartition(".")[2] for name in TABLE.keys() - makers}
    assert others == {*FUNCTIONS, "num_programs"}
    assert makers == {name.partition("()")[0] for name in CALLERS if "()" in name}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_row_says_what_the_function_returns(name: str) -> None:
    assert kind_of(in_kernel(FUNCTIONS[name])) is TABLE[f"{PALLAS}.{name}"].result


@pytest.mark.parametrize("name", STATIC)
def test_the_row_names_what_must_be_static(name: str) -> None:
    assert len(TABLE[f"{PALLAS}.{name}"].static) == 1
    with pytest.raises((TypeError, ValueError, AttributeError)):
        in_kernel(lambda ref: STATIC[name](ref[0].astype(int)))


def test_no_other_row_names_a_static_parameter() -> None:
    named = {name.rpartition(".")[2] for name, row in TABLE.items() if row.static}
    assert named == {*STATIC}


def test_the_number_of_programs_is_known_unless_the_grid_is_traced() -> None:
    seen: list[Any] = []

    @jax.jit
    def traced(size: jax.Array) -> None:
        seen.append(in_kernel(lambda _: trace_of(pl.num_programs(0)), grid=(size,)))

    assert in_kernel(lambda _: pl.num_programs(0)) == 2
    jax.eval_shape(traced, jnp.asarray(2))
    assert seen == [TraceKind.ABSTRACT]


@pytest.mark.parametrize("name", [*TABLE, *CALLERS])
def test_the_row_names_the_first_parameters(name: str) -> None:
    if "()" not in name:
        row = TABLE.get(name) or CALLERS[name]
        assert row.params == positional(name)[: len(row.params)]


def test_a_kernel_gets_references_to_arguments_results_and_memory() -> None:
    runs: list[list[Any]] = []

    def kernel(*refs: Any) -> None:
        runs.append([jax.tree.map(is_ref, ref) for ref in refs])

    memory = [pltpu.VMEM((2,), jnp.float32), pltpu.VMEM((2,), jnp.float32)]
    shapes = [SHAPE, {"a": SHAPE, "b": None}]
    call = pl.pallas_call(kernel, shapes, scratch_shapes=memory, interpret=True)
    result = call(ARRAY, (ARRAY, 1.0))
    assert runs == [[True, (True, True), True, {"a": True, "b": None}, True, True]]
    assert jax.tree.map(type, result) == jax.tree.map(type, (ARRAY, {"a": ARRAY, "b": None}))


def test_memory_can_be_given_by_name_and_by_a_grid() -> None:
    def kernel(x_ref: Any, o_ref: Any, scratch: Any) -> None:
        assert all(map(is_ref, (x_ref, o_ref, scratch)))

    memory = pltpu.VMEM((2,), jnp.float32)
    named = {"scratch": memory}
    pl.pallas_call(kernel, SHAPE, scratch_shapes=named, interpret=True)(ARRAY)
    grid = pltpu.PrefetchScalarGridSpec(num_scalar_prefetch=0, scratch_shapes=[memory])
    pl.pallas_call(kernel, SHAPE, grid_spec=grid, interpret=True)(ARRAY)


def test_a_kernel_is_traced_once_for_many_calls() -> None:
    runs: list[None] = []

    def kernel(*_: Any) -> None:
        runs.append(None)

    call = pl.pallas_call(kernel, SHAPE, interpret=True)
    call(ARRAY)
    call(ARRAY)
    assert len(runs) == 1
    assert CALLERS[f"{PALLAS}.pallas_call().__call__"].cached


def test_an_index_map_gets_traced_numbers() -> None:
    seen: list[Any] = []

    def index(i: Any, j: Any) -> Any:
        seen.extend((trace_of(i), trace_of(j)))
        return (i,)

    in_kernel(lambda _: None, grid=(2, 2), in_specs=[pl.BlockSpec((2,), index)])
    assert set(seen) == {TraceKind.ABSTRACT}


def test_when_calls_its_function_at_once_or_not_at_all() -> None:
    runs: list[Any] = []
    pl.when(True)(lambda: runs.append("eager"))
    pl.when(False)(lambda: runs.append("never"))
    in_kernel(lambda ref: pl.when(ref[0] > 0)(lambda: runs.append(trace_of(ref[0]))))
    assert runs[0] == "eager"
    assert {*runs[1:]} == {TraceKind.ABSTRACT}


def test_a_loop_counts_for_its_function() -> None:
    runs: list[Any] = []
    in_kernel(lambda _: pl.loop(0, 3)(lambda i: runs.append(trace_of(i))))
    assert {*runs} == {TraceKind.ABSTRACT}


def test_run_scoped_gives_memory_and_returns_what_its_function_does() -> None:
    memory = pltpu.VMEM((2,), jnp.float32)

    def scoped(first: Any, second: Any) -> Any:
        assert is_ref(first)
        assert is_ref(second)
        return first[0], second[0]

    def kinds(_: Any) -> list[TraceKind | None]:
        return [trace_of(item) for item in pl.run_scoped(scoped, memory, second=memory)]

    assert in_kernel(kinds) == [TraceKind.ABSTRACT] * 2


def test_load_is_gone() -> None:
    with pytest.raises(AttributeError):
        find(f"{PALLAS}.load")


def test_references_take_arrays_only() -> None:
    with pytest.raises((TypeError, ValueError)):
        jax.new_ref((ARRAY, ARRAY))
