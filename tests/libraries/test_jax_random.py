"""Every function of `jax.random` does to its key what its row says: JAX's own checker agrees."""

from collections.abc import Callable

import jax
import numpy as np
import pytest

from flake8_jax.libraries.jax_random import TABLE
from flake8_jax.libraries.rows import KeyEffect, Result
from tests.libraries.running import (
    INT,
    KEY,
    VECTOR,
    Examples,
    assert_parameters,
    assert_result,
    assert_static,
    call,
    examples_of,
    find,
    kind_of,
    public,
    under_jit,
    within,
)

EXAMPLES: Examples = within(
    "jax.random",
    {
        "PRNGKey": call(INT),
        "ball": call(KEY, 2),
        "binomial": call(KEY, 3, 0.5),
        "choice": call(KEY, VECTOR, (2,)),
        "generalized_normal": call(KEY, 1.5),
        "key": call(INT),
        "key_data": call(KEY),
        "key_dtype": call(),
        "key_impl": call(KEY),
        "multinomial": call(KEY, 3, VECTOR),
        "randint": call(KEY, (3,), 0, 5),
        "wrap_key_data": call(np.asarray([0, 1], np.uint32)),
    },
)
DERIVED = (KeyEffect.SPLIT, KeyEffect.FOLD, KeyEffect.CLONE)


def names_with(*effects: KeyEffect) -> list[str]:
    return [name for name, row in TABLE.items() if row.effect in effects]


def trace(program: Callable[[jax.Array], None]) -> None:
    """Traces the program on a new key, and lets JAX check how it uses it."""
    with jax.debug_key_reuse(True):
        jax.jit(program).trace(jax.random.key(1))


def use(name: str, key: jax.Array) -> jax.Array:
    """Calls the function as its example does, on this key."""
    (example,) = examples_of(name, EXAMPLES)
    result: jax.Array = find(name)(key, *example.args[1:], **example.kwargs)
    return result


def test_every_public_function_has_a_row() -> None:
    assert {*public(jax.random)} == {*TABLE}


@pytest.mark.parametrize("name", TABLE)
def test_the_row_says_what_the_function_returns(name: str) -> None:
    assert_result(name, TABLE[name], examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", TABLE)
def test_the_row_names_what_must_be_static(name: str) -> None:
    assert_parameters(name, TABLE[name])
    assert_static(name, TABLE[name], examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", names_with(KeyEffect.CONSUME, KeyEffect.SPLIT))
def test_samplers_and_split_use_up_the_key(name: str) -> None:
    def once(key: jax.Array) -> None:
        use(name, key)

    def twice(key: jax.Array) -> None:
        use(name, key)
        use(name, key)

    trace(once)
    with pytest.raises(jax.errors.KeyReuseError):
        trace(twice)


@pytest.mark.parametrize("name", names_with(KeyEffect.FOLD, KeyEffect.CLONE, KeyEffect.READ))
def test_the_others_leave_the_key_as_it_was(name: str) -> None:
    def program(key: jax.Array) -> None:
        use(name, key)
        use(name, key)
        use("jax.random.normal", key)

    trace(program)


@pytest.mark.parametrize("name", names_with(*DERIVED, KeyEffect.CREATE))
def test_these_return_keys(name: str) -> None:
    (example,) = examples_of(name, EXAMPLES)
    made = under_jit(name, example)
    legacy = name == "jax.random.PRNGKey"
    assert kind_of(made) is Result.ARRAY
    assert jax.numpy.issubdtype(made.dtype, jax.dtypes.prng_key) is not legacy


def test_split_returns_an_array_of_keys() -> None:
    assert under_jit("jax.random.split", call(KEY, 3)).shape == (3,)


def test_a_key_that_was_folded_in_can_be_used_once() -> None:
    def program(key: jax.Array) -> None:
        folded = jax.random.fold_in(key, 1)
        jax.random.normal(folded)
        jax.random.normal(folded)

    with pytest.raises(jax.errors.KeyReuseError):
        trace(program)


def test_a_clone_may_be_used_after_its_original() -> None:
    def program(key: jax.Array) -> None:
        jax.random.normal(key)
        jax.random.normal(use("jax.random.clone", key))

    trace(program)


def test_a_key_made_from_data_is_new() -> None:
    def program(key: jax.Array) -> None:
        jax.random.normal(key)
        jax.random.normal(jax.random.wrap_key_data(jax.random.key_data(key)))

    trace(program)


@pytest.mark.parametrize("name", ["choice", "permutation"])
def test_a_count_to_choose_from_must_be_static(name: str) -> None:
    assert kind_of(under_jit(f"jax.random.{name}", call(KEY, 3))) is Result.ARRAY
    with pytest.raises(TypeError):
        under_jit(f"jax.random.{name}", call(KEY, INT))


def test_every_function_that_takes_a_key_has_an_effect() -> None:
    assert [name for name, row in TABLE.items() if row.effect is None] == ["jax.random.key_dtype"]
