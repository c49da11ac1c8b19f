"""Functions that return a changed copy of one of their arguments, and leave that as it is."""

from collections.abc import Mapping
from typing import Final

UPDATES: Final[Mapping[str, int]] = {
    "dataclasses.replace": 0,
    "equinox.apply_updates": 0,
    "equinox.nn.inference_mode": 0,
    "equinox.tree_at": 1,
    "equinox.tree_inference": 0,
    "flax.struct.PyTreeNode.replace": 0,
    "flax.struct.dataclass.replace": 0,
    "flax.training.train_state.TrainState.apply_gradients": 0,
    "flax.training.train_state.TrainState.replace": 0,
    "flake8_jax.replace": 0,
    "jax.tree.map": 1,
    "optax.apply_updates": 0,
    "optax.incremental_update": 1,
}
"""Which argument is copied; an object is the first one of its methods."""
