"""What flax makes of classes of data, and its state of training."""

from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Record, Result, Update, function
from flake8_jax.libraries.traits import Trait

NODE, STATE = "flax.struct.PyTreeNode", "flax.training.train_state.TrainState"
_FREEZERS: Final = tuple(
    f"flax.core.{inner}{name}"
    for inner in ("", "frozen_dict.")
    for name in ("FrozenDict", "freeze")
)
_STATE: Final = Record(
    ("step", "apply_fn", "params", "tx", "opt_state"), static=frozenset({"apply_fn", "tx"})
)

PACKAGE: Final = Package(
    rows={
        f"{NODE}.replace": Update(),
        "flax.core.unfreeze": function("x", Result.SAME),
        STATE: _STATE,
        f"{STATE}.create": _STATE,
        f"{STATE}.replace": Update(),
        f"{STATE}.apply_gradients": Update(("step", "params", "opt_state")),
        "flax.struct.dataclass.replace": Update(),
    },
    aliases={
        **dict.fromkeys(_FREEZERS, "flake8_jax.frozen_dict"),
        "flax.core.frozen_dict.unfreeze": "flax.core.unfreeze",
    },
    bases={NODE: Trait.DATA | Trait.PYTREE, STATE: Trait.DATA | Trait.PYTREE},
    decorators={"flax.struct.dataclass": Trait.DATA | Trait.PYTREE},
)
