"""Every function of `jax.nn`, run under `jax.jit`, does what its row says."""

import jax
import numpy as np
import pytest

from flake8_jax.libraries.jax_nn import TABLE
from flake8_jax.libraries.rows import Function, KeyEffect, Result
from tests.libraries.running import (
    INTS,
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
    positional,
    public,
    under_jit,
    within,
    words,
)

HEADS = np.ones((1, 2, 1, 4), np.float32)
SCALED = words(
    "jax.nn.get_scaled_dot_general_config jax.nn.scaled_dot_general jax.nn.scaled_matmul"
)
"""Functions for low-precision numbers, which run on some devices only."""
FACTORIES = {*public(jax.nn.initializers)} - {
    "jax.nn.initializers.ones",
    "jax.nn.initializers.zeros",
}
EXAMPLES: Examples = within(
    "jax.nn",
    {
        "initializers.delta_orthogonal()": call(KEY, (3, 3, 4, 4)),
        "dot_product_attention": call(HEADS, HEADS, HEADS),
        "glu": call(np.ones(4, np.float32)),
        "one_hot": call(INTS, 3),
    },
)
CONVOLUTION = (3, 3, 4, 4)
INITIALIZERS = sorted(
    {name for name in TABLE if name.endswith("()")}
    | {"jax.nn.initializers.ones", "jax.nn.initializers.zeros"}
)
NAMES = sorted({*public(jax.nn, jax.nn.initializers)} - SCALED - FACTORIES | {*INITIALIZERS})


def row_of(name: str) -> Function:
    return TABLE.get(name, Function())


@pytest.mark.parametrize("name", NAMES)
def test_the_row_says_what_the_function_returns(name: str) -> None:
    assert_result(name, row_of(name), examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", NAMES)
def test_the_row_names_what_must_be_static(name: str) -> None:
    assert_parameters(name, row_of(name))
    assert_static(name, row_of(name), examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", sorted(SCALED))
def test_what_is_not_run_claims_nothing(name: str) -> None:
    assert callable(find(name))
    assert row_of(name) == Function(result=Result.UNKNOWN)


@pytest.mark.parametrize("name", sorted(FACTORIES))
def test_factories_of_initializers_return_functions_that_have_rows(name: str) -> None:
    assert row_of(name) == Function(result=Result.OBJECT)
    assert f"{name}()" in TABLE
    assert positional(f"{name}()")[:2] == ("key", "shape")


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_do_to_the_key_what_the_row_says(name: str) -> None:
    def twice(key: jax.Array) -> None:
        find(name)(key, CONVOLUTION)
        find(name)(key, CONVOLUTION)

    with jax.debug_key_reuse(True):
        if TABLE[name].effect is KeyEffect.CONSUME:
            with pytest.raises(jax.errors.KeyReuseError):
                jax.jit(twice).trace(jax.random.key(1))
        else:
            assert TABLE[name].effect is None
            jax.jit(twice).trace(jax.random.key(1))


def test_a_table_has_no_row_for_what_does_not_exist() -> None:
    names = {*public(jax.nn, jax.nn.initializers), "jax.nn.initializers.Initializer"}
    assert {name.removesuffix("()") for name in TABLE} <= names


def test_a_flag_makes_pairs() -> None:
    signs = call(VECTOR, return_sign=True)
    residual = call(HEADS, HEADS, HEADS, return_residual=True)
    assert kind_of(under_jit("jax.nn.logsumexp", signs)) is Result.ARRAYS
    assert kind_of(under_jit("jax.nn.dot_product_attention", residual)) is Result.ARRAYS
