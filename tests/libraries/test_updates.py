"""Functions that return a changed copy: what they are given stays as it was."""

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import struct
from flax.training import train_state

from flake8_jax.libraries.updates import UPDATES


@struct.dataclass
class Data:
    x: Any


class Node(struct.PyTreeNode):  # type: ignore[no-untyped-call]
    x: Any


class Pair(NamedTuple):
    x: Any


@dataclasses.dataclass
class Plain:
    x: Any


def _state() -> Any:
    create: Any = train_state.TrainState.create
    return create(apply_fn=None, params={"w": jnp.ones(2)}, tx=optax.sgd(0.1))


def _dropout() -> Any:
    return eqx.nn.Dropout(0.5)


Calls = dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]]
CALLS: Calls = {
    "dataclasses.replace": (lambda: Plain(1), lambda v: dataclasses.replace(v, x=2)),
    "equinox.apply_updates": (lambda: jnp.ones(2), lambda v: eqx.apply_updates(v, jnp.ones(2))),
    "equinox.nn.inference_mode": (_dropout, eqx.nn.inference_mode),
    "equinox.tree_at": (
        lambda: Node(1),
        lambda v: eqx.tree_at(lambda n: n.x, v, 2),
    ),
    "equinox.tree_inference": (_dropout, lambda v: eqx.nn.inference_mode(v, value=True)),
    "flax.struct.PyTreeNode.replace": (lambda: Node(1), lambda v: v.replace(x=2)),
    "flax.struct.dataclass.replace": (lambda: Data(1), lambda v: v.replace(x=2)),
    "flax.training.train_state.TrainState.apply_gradients": (
        _state,
        lambda v: v.apply_gradients(grads={"w": jnp.ones(2)}),
    ),
    "flax.training.train_state.TrainState.replace": (_state, lambda v: v.replace(step=5)),
    "flake8_jax.replace": (lambda: Pair(1), lambda v: v._replace(x=2)),
    "jax.tree.map": (lambda: [1.0], lambda v: jax.tree.map(lambda x: x + 1, v)),
    "optax.apply_updates": (lambda: jnp.ones(2), lambda v: optax.apply_updates(v, jnp.ones(2))),
    "optax.incremental_update": (
        lambda: jnp.ones(2),
        lambda v: optax.incremental_update(jnp.zeros(2), v, 0.1),
    ),
}


def _content(value: Any) -> list[Any]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [np.asarray(leaf).tolist() for leaf in vars(value).values() if _is_number(leaf)]
    return [np.asarray(leaf).tolist() for leaf in jax.tree.leaves(value)]


def _is_number(leaf: Any) -> bool:
    return isinstance(leaf, (int, float, bool, jax.Array))


def test_each_function_is_called() -> None:
    assert CALLS.keys() == UPDATES.keys()


@pytest.mark.parametrize("path", sorted(CALLS))
def test_the_copy_is_changed_and_the_argument_is_not(path: str) -> None:
    make, update = CALLS[path]
    given = make()
    before = _content(given)
    assert _content(update(given)) != before
    assert _content(given) == before
