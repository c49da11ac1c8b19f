"""Every row about flax's classes of data, run by flax, does what it says."""

import dataclasses
from typing import Any, Final

import flax
import jax
import jax.numpy as jnp
import pytest
from flax import struct
from flax.training.train_state import TrainState

from flake8_jax.libraries.flax_struct import NODE, PACKAGE, STATE
from flake8_jax.libraries.rows import Function, Record, Result, Update
from tests.libraries.running import find, kind_of
from tests.libraries.tracing import structure

FIELD: Final[Any] = struct.field
"""What flax gives no types for."""
RECORDS: Final = {name: row for name, row in PACKAGE.rows.items() if isinstance(row, Record)}
UPDATES: Final = {name: row for name, row in PACKAGE.rows.items() if isinstance(row, Update)}


@struct.dataclass
class Decorated:
    a: Any
    b: Any = FIELD(pytree_node=False, default=2)


class Node(struct.PyTreeNode):  # type: ignore[no-untyped-call]
    a: Any
    b: Any = FIELD(pytree_node=False, default=2)


class Extended(TrainState):  # type: ignore[no-untyped-call]
    a: Any
    b: Any = FIELD(pytree_node=False, default=2)


def state() -> Any:
    """A state with two fields more."""
    create: Any = vars(TrainState)["create"].__func__
    return create(Extended, apply_fn=len, params={"w": jnp.ones(3)}, tx=find("optax.sgd")(0.1), a=1)


MADE: Final = {f"{NODE}.replace": Node, "flax.struct.dataclass.replace": Decorated}


def example(name: str) -> Any:
    """An object that has the method."""
    return MADE[name](1) if name in MADE else state()


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_leaves_the_object_and_changes_what_the_row_says(name: str) -> None:
    made = example(name)
    given = {"grads": {"w": jnp.ones(3)}} if name.endswith("apply_gradients") else {}
    changed = getattr(made, name.rpartition(".")[2])(b=5, **given)
    assert type(changed) is type(made)
    assert (made.b, changed.b) == (2, 5)
    other = {
        field.name
        for field in dataclasses.fields(made)
        if getattr(made, field.name) is not getattr(changed, field.name)
    }
    assert other - {"b"} <= {*UPDATES[name].changed}
    assert UPDATES[name].changed == () or {"step", "params"} <= other


@pytest.mark.parametrize("cls", [Decorated, Node, Extended])
def test_a_field_that_is_no_node_stays_what_it_is_under_jit(cls: Any) -> None:
    made = state() if cls is Extended else cls(1)
    seen: list[Any] = []
    jax.jit(lambda made: seen.append((kind_of(made.a), made.b))).trace(made)
    assert seen == [(Result.ARRAY, 2)]


@pytest.mark.parametrize("name", RECORDS)
def test_a_state_has_the_fields_of_the_row(name: str) -> None:
    row = RECORDS[name]
    fields = dataclasses.fields(TrainState)
    assert row.fields == tuple(field.name for field in fields)
    assert row.static == {f.name for f in fields if not f.metadata.get("pytree_node", True)}


def test_a_state_is_made_by_keywords() -> None:
    made = state()
    assert type(made) is Extended
    assert (made.apply_fn, made.a, made.b) == (len, 1, 2)
    assert set(RECORDS) == {STATE, f"{STATE}.create"}
    assert find(f"{STATE}.create").__self__ is TrainState


@pytest.mark.parametrize(
    "name", [n for n, row in PACKAGE.rows.items() if isinstance(row, Function)]
)
def test_a_function_keeps_the_structure(name: str) -> None:
    row = PACKAGE.rows[name]
    tree = {"a": (1, jnp.ones(3)), "b": {"c": 2}}
    assert row == Function(("x",), Result.SAME)
    result = flax.core.unfreeze(find(name)(tree))
    assert structure(result) == structure(tree)
    assert result["b"]["c"] == 2


@pytest.mark.parametrize("name", PACKAGE.aliases)
def test_another_name_stands_for_the_row(name: str) -> None:
    target = PACKAGE.aliases[name]
    if target == "flake8_jax.frozen_dict":
        made = find(name)({"a": 1, "b": {"c": 2}})
        assert flax.core.unfreeze(made) == {"a": 1, "b": {"c": 2}}
        assert jax.tree.leaves(made) == [1, 2]
        assert hash(made) == hash(find(name)({"a": 1, "b": {"c": 2}}))
    else:
        assert find(name) is find(target)
