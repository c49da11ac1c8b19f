"""What the engine takes for granted about tracing, seen in JAX."""

import contextlib
import io
from collections.abc import Callable
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from flake8_jax.values.base import TraceKind
from tests.libraries.tracing import Function, kind_of, watch

ABSTRACT, BATCHED, CONCRETE = TraceKind.ABSTRACT, TraceKind.BATCHED, TraceKind.CONCRETE
VECTOR: Final = jnp.asarray([1.0, 2.0, 3.0])
MATRIX: Final = jnp.ones((2, 3))


def under(transform: Function, make: Callable[[Any], Any]) -> Any:
    """What `make` returns inside of a transformed function, and how it is traced."""
    found: list[Any] = []

    def program(array: Any) -> Any:
        value = make(array)
        kind = kind_of(value)
        found.append((kind, None if kind else value))
        return array.sum()

    transform(program)(VECTOR)
    return found[0]


def kind_under(transform: Function, make: Callable[[Any], Any]) -> TraceKind | None:
    """How what `make` returns is traced inside of a transformed function."""
    kind: TraceKind | None = under(transform, make)[0]
    return kind


MADE: Final = (
    lambda _: jnp.zeros(3),
    lambda _: jnp.array([1.0]),
    lambda _: jnp.asarray(np.ones(3)),
    lambda _: jnp.arange(3),
    lambda _: jax.random.key_data(jax.random.key(0)),
    lambda _: jax.random.normal(jax.random.key(0)),
    lambda _: VECTOR + 1,
    lambda _: VECTOR[0],
    lambda _: VECTOR.sum(),
    lambda _: np.ones(3) + VECTOR,
    lambda _: jnp.array(MATRIX),
    lambda _: MATRIX.T,
    lambda _: MATRIX.real,
    lambda _: MATRIX.copy(),
    lambda _: MATRIX.ravel(),
    lambda _: lax.stop_gradient(MATRIX),
)
"""What is made of values that are known."""


@pytest.mark.parametrize("make", MADE)
def test_arrays_made_under_jit_are_tracers_and_elsewhere_they_are_not(
    make: Callable[[Any], Any],
) -> None:
    assert kind_under(jax.jit, make) is ABSTRACT
    assert kind_under(jax.checkpoint, make) is ABSTRACT
    assert kind_under(jax.vmap, make) is None
    assert kind_under(jax.grad, make) is None


@pytest.mark.parametrize(
    "keep",
    [
        lambda _: VECTOR,
        lambda _: VECTOR.T,
        lambda _: jnp.asarray(MATRIX),
        lambda _: MATRIX.reshape(2, 3),
        lambda _: MATRIX.astype(np.float32),
        lambda _: jnp.broadcast_to(MATRIX, (2, 3)),
        lambda _: np.asarray(VECTOR) * 2,
    ],
)
def test_an_array_from_outside_that_needs_no_change_stays_an_array(
    keep: Callable[[Any], Any],
) -> None:
    kind, value = under(jax.jit, keep)
    assert kind is None
    assert isinstance(value, (jax.Array, np.ndarray))


@pytest.mark.parametrize(
    "fact",
    [
        lambda x: np.prod(x.shape),
        lambda x: np.sqrt(x.shape[0]),
        lambda x: np.arange(x.ndim),
        lambda x: x.shape[0] * 2,
        len,
        lambda x: x.size / 2,
    ],
)
def test_numpy_and_python_on_shapes_are_known_while_tracing(fact: Callable[[Any], Any]) -> None:
    for transform in (jax.jit, jax.grad):
        kind, value = under(transform, fact)
        assert kind is None
        assert isinstance(value, (int, float, np.generic, np.ndarray))


def test_jnp_on_shapes_is_a_tracer() -> None:
    assert kind_under(jax.jit, lambda x: jnp.prod(jnp.asarray(x.shape))) is ABSTRACT


def test_ensure_compile_time_eval_computes_at_once_but_not_with_tracers() -> None:
    def eager(array: Any) -> Any:
        with jax.ensure_compile_time_eval():
            return jnp.zeros(3) + array

    assert kind_under(jax.jit, lambda _: eager(VECTOR)) is None
    assert kind_under(jax.jit, eager) is ABSTRACT


def test_what_meets_a_tracer_takes_its_kind() -> None:
    for transform, kind in ((jax.jit, ABSTRACT), (jax.vmap, BATCHED), (jax.grad, CONCRETE)):
        assert kind_under(transform, lambda x: x + VECTOR) is kind
        assert kind_under(transform, lambda x: jnp.where(True, x, 0.0)) is kind
        assert kind_under(transform, lambda x: x.at[...].set(0.0)) is kind


def test_the_strongest_trace_around_a_tracer_decides() -> None:
    assert kind_under(lambda f: jax.jit(jax.grad(f)), lambda x: x * 2) is ABSTRACT
    assert kind_under(lambda f: jax.grad(jax.jit(f)), lambda x: x * 2) is ABSTRACT
    assert kind_under(lambda f: jax.grad(lambda x: jax.vmap(f)(x).sum()), lambda x: x) is BATCHED
    # A gradient of a batch: the outer tracer says that it has a value, which `if` cannot use.
    assert kind_under(lambda f: jax.vmap(jax.grad(f)), lambda x: x * 2) in (BATCHED, ABSTRACT)
    assert kind_under(lambda f: jax.jit(jax.vmap(f)), lambda _: jnp.zeros(3)) is ABSTRACT


def test_stop_gradient_gives_the_value_under_grad() -> None:
    assert kind_under(jax.grad, lax.stop_gradient) is None
    assert kind_under(jax.jit, lax.stop_gradient) is ABSTRACT


def test_a_default_that_is_not_given_stays_a_python_value() -> None:
    seen: list[Any] = []

    def program(array: Any, flag: Any = True, count: Any = 3) -> Any:
        seen.append((kind_of(flag) or flag, kind_of(count) or count))
        return array

    jax.jit(program)(VECTOR)
    jax.jit(program)(VECTOR, count=4)
    jax.vmap(program)(VECTOR)
    assert seen == [(True, 3), (True, ABSTRACT), (True, 3)]


def test_python_numbers_given_to_jit_are_traced_and_none_and_text_are_not() -> None:
    def seen(argument: Any) -> Any:
        function, log = watch(lambda value: value)
        jax.jit(function)(argument)
        return log.run.kinds[0]

    assert seen(1) is seen(True) is seen(2.5) is seen(np.float32(1)) is seen(VECTOR) is ABSTRACT
    assert seen(None) is None
    assert seen([1, {"a": None}]) == [ABSTRACT, {"a": None}]
    with pytest.raises(TypeError):
        seen("text")


def test_arguments_given_by_name_are_mapped_over_their_first_axis() -> None:
    function, log = watch(lambda array, other: array + other)
    jax.vmap(function, in_axes=(None,))(VECTOR, other=VECTOR)
    assert log.run.args[0].shape == (3,)
    assert log.run.kwargs["other"].shape == ()


def printed(program: Callable[[], Any]) -> int:
    """How many lines a program prints."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        program()
    return len(text.getvalue().splitlines())


def shout(value: Any) -> Any:
    """Prints what it is given, and gives it back."""
    print(value)  # noqa: T201 (it is counted)
    return value


def test_print_in_a_loop_or_a_jit_happens_once_and_under_grad_each_time() -> None:
    assert printed(lambda: lax.scan(lambda c, x: (c, shout(x)), 0.0, VECTOR)) == 1
    assert printed(lambda: lax.map(shout, VECTOR)) == 1
    assert printed(lambda: lax.fori_loop(0, 9, lambda _, x: shout(x) + 1, 0)) == 1
    assert printed(lambda: lax.cond(True, shout, lambda x: shout(-x), 1.0)) == 2
    compiled = jax.jit(lambda x: shout(x) + 1)
    assert printed(lambda: [compiled(VECTOR), compiled(VECTOR)]) == 1
    assert printed(lambda: compiled(VECTOR[:2])) == 1
    gradient = jax.grad(lambda x: shout(x).sum())
    assert printed(lambda: [gradient(VECTOR), gradient(VECTOR)]) == 2


def test_jit_of_a_function_made_anew_traces_it_again() -> None:
    def anew() -> Any:
        return jax.jit(lambda x: shout(x) + 1)(VECTOR)

    assert printed(lambda: [anew(), anew(), anew()]) == 3

    def method(x: Any) -> Any:
        return shout(x) + 1

    assert printed(lambda: [jax.jit(method)(VECTOR) for _ in range(3)]) == 1


def test_another_static_value_traces_again() -> None:
    compiled = jax.jit(lambda x, n: shout(x) + n, static_argnums=1)
    assert printed(lambda: [compiled(VECTOR, n) for n in (1, 2, 1, 2)]) == 2


def test_a_python_loop_in_jit_is_unrolled() -> None:
    def loop(x: Any) -> Any:
        for _ in range(5):
            x = shout(x) * 2
        return x

    assert printed(lambda: jax.jit(loop)(1.0)) == 5


def test_cond_takes_its_operands_in_older_ways_as_well() -> None:
    assert lax.cond(True, lambda x: x + 1, lambda x: x, operand=1) == 2
    older: Callable[..., Any] = lax.cond
    assert older(False, 1, lambda x: x, 2, lambda x: x + 1) == 3


def test_a_switch_with_one_branch_calls_it() -> None:
    function, log = watch(lambda x: x)
    lax.switch(0, [function], VECTOR)
    assert log.run.kinds == (None,)


def test_checkify_stages_what_is_computed_but_hands_arguments_on() -> None:
    from jax.experimental import checkify

    def program(array: Any, number: Any) -> Any:
        seen.extend([kind_of(array), kind_of(number), kind_of(array + number)])
        return array

    seen: list[Any] = []
    checkify.checkify(program)(VECTOR, 3)
    assert seen == [None, None, ABSTRACT]
