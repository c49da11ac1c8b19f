"""What the attributes and methods of an array are while it is traced, asked of JAX itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.libraries.jax_array import (
    ARRAY_ATTRIBUTES,
    ARRAY_METHODS,
    CONCRETE_ATTRIBUTES,
    CONCRETE_METHODS,
    HOST_METHODS,
    STATIC_ATTRIBUTES,
    TABLE,
)
from flake8_jax.libraries.rows import Function, Result
from tests.libraries.running import (
    ERRORS,
    FLAGS,
    INT,
    INTS,
    MATRIX,
    METHODS,
    VECTOR,
    Examples,
    assert_parameters,
    assert_result,
    assert_static,
    call,
    examples_of,
    kind_of,
    under_jit,
    within,
)

EXAMPLES: Examples = within(
    METHODS,
    {
        "argpartition": call(VECTOR, 1),
        "astype": call(VECTOR, np.int32),
        "choose": call(INTS, [INTS, INTS, INTS], mode="clip"),
        "compress": call(VECTOR, FLAGS, size=2),
        "dot": call(VECTOR, VECTOR),
        "nonzero": call(VECTOR, size=2),
        "repeat": (call(VECTOR, 2), call(VECTOR, 2, total_repeat_length=6)),
        "reshape": (call(MATRIX, 9), call(MATRIX, (9,)), call(MATRIX, 3, 3)),
        "searchsorted": call(VECTOR, VECTOR),
        "squeeze": call(VECTOR[None], 0),
        "swapaxes": call(MATRIX, 0, 1),
        "take": call(VECTOR, INTS),
        "to_device": call(VECTOR, jax.devices()[0]),
        "transpose": (call(MATRIX, 1, 0), call(MATRIX, (1, 0))),
        "view": call(VECTOR, np.int32),
        "addressable_data": call(VECTOR, 0),
    },
)
TRACES: Mapping[str, Callable[..., Any]] = {
    "jit": jax.jit,
    "vmap": jax.vmap,
    "grad": lambda f: jax.grad(lambda x: f(x) or x.sum()),
}


def seen(trace: Callable[..., Any], read: Callable[[Any], Any], array: Any = MATRIX) -> Any:
    """What `read` makes of the tracer that stands for the array."""
    results: list[Any] = []

    def program(tracer: jax.Array) -> None:
        results.append(read(tracer))

    trace(program)(array)
    return results[0]


def test_every_public_name_is_told() -> None:
    told = STATIC_ATTRIBUTES | ARRAY_ATTRIBUTES | CONCRETE_ATTRIBUTES
    told |= ARRAY_METHODS | HOST_METHODS | CONCRETE_METHODS | {"nonzero"}
    names = {name for name in dir(jax.Array) if not name.startswith("_")}
    assert names <= told
    assert {*TABLE} <= ARRAY_METHODS | {"nonzero"}


@pytest.mark.parametrize("trace", TRACES)
@pytest.mark.parametrize("name", sorted(STATIC_ATTRIBUTES))
def test_static_attributes(name: str, trace: str) -> None:
    assert kind_of(seen(TRACES[trace], lambda x: getattr(x, name))) is Result.STATIC


@pytest.mark.parametrize("name", sorted(ARRAY_ATTRIBUTES - {"at"}))
def test_array_attributes(name: str) -> None:
    assert kind_of(seen(jax.jit, lambda x: getattr(x, name))) is Result.ARRAY


@pytest.mark.parametrize(
    "update", ["set", "add", "subtract", "multiply", "divide", "power", "min", "max"]
)
def test_at_updates_an_array(update: str) -> None:
    assert kind_of(seen(jax.jit, lambda x: getattr(x.at[0], update)(1))) is Result.ARRAY


def test_at_reads_an_array() -> None:
    assert kind_of(seen(jax.jit, lambda x: x.at[0].get())) is Result.ARRAY
    assert kind_of(seen(jax.jit, lambda x: x.at[0].apply(jnp.sin))) is Result.ARRAY


@pytest.mark.parametrize("name", sorted(CONCRETE_ATTRIBUTES | CONCRETE_METHODS))
def test_what_a_tracer_does_not_have(name: str) -> None:
    assert name in dir(jnp.asarray(MATRIX))
    with pytest.raises(ERRORS):
        seen(jax.jit, lambda x: getattr(x, name))


def row_of(name: str) -> Function:
    row = TABLE.get(name, Function())
    return replace(row, params=("self", *row.params))


@pytest.mark.parametrize("name", sorted(ARRAY_METHODS | {*TABLE}))
def test_the_row_says_what_the_method_returns(name: str) -> None:
    method = f"{METHODS}.{name}"
    assert_result(method, row_of(name), examples_of(method, EXAMPLES))


@pytest.mark.parametrize("name", sorted(ARRAY_METHODS | {*TABLE}))
def test_the_row_names_what_must_be_static(name: str) -> None:
    method = f"{METHODS}.{name}"
    assert_parameters(method, row_of(name))
    assert_static(method, row_of(name), examples_of(method, EXAMPLES))


@pytest.mark.parametrize("name", sorted(HOST_METHODS))
def test_host_methods_need_the_value(name: str) -> None:
    arguments = [0] if name == "addressable_data" else []
    assert kind_of(getattr(jnp.asarray(INT), name)(*arguments)) is not Result.ARRAY
    with pytest.raises((TypeError, jax.errors.ConcretizationTypeError)):
        seen(jax.jit, lambda x: getattr(x, name)(*arguments), INT)


def test_nonzero_needs_a_size() -> None:
    with pytest.raises(jax.errors.ConcretizationTypeError):
        under_jit(f"{METHODS}.nonzero", call(VECTOR))


def test_iterating_and_len_work() -> None:
    assert seen(jax.jit, len) == 3
    assert kind_of(seen(jax.jit, list)) is Result.ARRAYS
    assert kind_of(seen(jax.jit, str)) is Result.STATIC
