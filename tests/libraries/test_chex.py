"""What the rows say of chex is what chex does."""

from typing import Any, Final

import chex
import jax
import jax.numpy as jnp
import pytest

from flake8_jax.libraries import DECORATORS
from flake8_jax.libraries.chex import CHECKS, PACKAGE
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import TraceKind
from tests.libraries.proving import assert_said, assert_true
from tests.libraries.running import Call, call, find
from tests.libraries.tracing import kind_of

VECTOR: Final = jnp.ones(3)
PAIR: Final = call([VECTOR, VECTOR])
TREES: Final = call({"a": VECTOR}, {"a": VECTOR})
EXAMPLES: Final[dict[str, Call]] = {
    "assert_axis_dimension": call(VECTOR, 0, 3),
    "assert_axis_dimension_gt": call(VECTOR, 0, 2),
    "assert_axis_dimension_gteq": call(VECTOR, 0, 3),
    "assert_axis_dimension_lt": call(VECTOR, 0, 4),
    "assert_axis_dimension_lteq": call(VECTOR, 0, 3),
    "assert_equal": call(1, 1),
    "assert_equal_rank": PAIR,
    "assert_equal_shape": PAIR,
    "assert_equal_shape_prefix": call([VECTOR, VECTOR], 1),
    "assert_equal_shape_suffix": call([VECTOR, VECTOR], 1),
    "assert_equal_size": PAIR,
    "assert_exactly_one_is_none": call(None, 1),
    "assert_is_broadcastable": call((3,), (2, 3)),
    "assert_is_divisible": call(6, 3),
    "assert_not_both_none": call(None, 1),
    "assert_rank": call(VECTOR, 1),
    "assert_scalar": call(1.0),
    "assert_scalar_in": call(1.0, 0.0, 2.0),
    "assert_scalar_negative": call(-1.0),
    "assert_scalar_non_negative": call(1.0),
    "assert_scalar_positive": call(1.0),
    "assert_shape": call(VECTOR, (3,)),
    "assert_size": call(VECTOR, 3),
    "assert_tree_all_finite": call({"a": VECTOR}),
    "assert_tree_has_only_ndarrays": call({"a": VECTOR}),
    "assert_tree_no_nones": call({"a": VECTOR}),
    "assert_tree_shape_prefix": call({"a": VECTOR}, (3,)),
    "assert_tree_shape_suffix": call({"a": VECTOR}, (3,)),
    "assert_type": call(VECTOR, float),
}


@pytest.mark.parametrize("name", CHECKS.split())
def test_a_check_returns_nothing(name: str) -> None:
    example = EXAMPLES.get(name, TREES)
    assert f"chex.{name}" in PACKAGE.rows
    assert find(f"chex.{name}")(*example.args) is None


@chex.dataclass
class State:
    """A class with two fields."""

    a: chex.Array
    b: chex.Array


def test_a_class_of_data_is_a_pytree() -> None:
    assert DECORATORS["chex.dataclass"] == Trait.DATA | Trait.PYTREE
    made: Any = State
    state = made(a=1, b=2)
    assert jax.tree.leaves(state) == [1, 2]
    seen: list[Any] = []
    jax.jit(lambda state: seen.append(kind_of(state.replace(b=3).a))).trace(state)
    assert seen == [TraceKind.ABSTRACT]


START: Final = """
import chex
import jax
import jax.numpy as jnp


@chex.dataclass
class State:
    mean: chex.Array
    count: chex.Array


@jax.jit
def step(state, x):
    chex.assert_rank(x, 1)
    chex.assert_shape([x, state.mean], (3,))
    chex.assert_trees_all_equal_shapes(x, state.mean)
    BODY
    return state


def main():
    step(State(mean=jnp.ones(3), count=jnp.ones(())), jnp.ones(3))
"""


@pytest.mark.parametrize(
    "body",
    [
        "if x.sum() > 0: x = -x  # JAX101",
        "if state.count > 0: x = -x  # JAX101",
        "assert state.mean.sum() > 0  # JAX103",
        "if x.shape == (3,): x = -x",
        "state = state.replace(mean=x)",
        "chex.assert_type(x, float)",
        "if isinstance(x, chex.Array) and state.mean.ndim == 1: x = -x",
    ],
)
def test_a_step(body: str) -> None:
    text = START.replace("BODY", body)
    assert_said(text)
    assert_true(text)


KEYED: Final = """
import chex
import jax


def draw(key: chex.PRNGKey, shape: chex.Shape) -> chex.Array:
    chex.assert_equal(len(shape), 1)
    one = jax.random.normal(key, shape)
    return one, jax.random.normal(key, shape)  # JAX401


def main():
    return draw(jax.random.key(0), (3,))
"""


def test_a_parameter_that_is_called_a_key_is_one() -> None:
    assert_said(KEYED)
    assert_true(KEYED)
