"""What flax makes of classes of data, and its state of training."""

from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Record, Result, Update, each, function
from flake8_jax.libraries.traits import Trait

NODE, STATE = "flax.struct.PyTreeNode", "flax.training.train_state.TrainState"
_FREEZERS: Final = ("freeze", "unfreeze")
_STATE: Final = Record(
    ("step", "apply_fn", "params", "tx", "opt_state"), static=frozenset({"apply_fn", "tx"})
)

PACKAGE: Final = Package(
    rows={
        f"{NODE}.replace": Update(),
        **each("flax.core", " ".join(_FREEZERS), function("x", Result.SAME)),
        STATE: _STATE,
        f"{STATE}.create": _STATE,
        f"{STATE}.replace": Update(),
        f"{STATE}.apply_gradients": Update(("step", "params", "opt_state")),
        "flax.struct.dataclass.replace": Update(),
    },
    aliases={
        **{f"flax.core.frozen_dict.{name}": f"flax.core.{name}" for name in _FREEZERS},
        "flax.core.FrozenDict": "builtins.dict",
        "flax.core.frozen_dict.FrozenDict": "builtins.dict",
    },
    bases={NODE: Trait.DATA | Trait.PYTREE, STATE: Trait.DATA | Trait.PYTREE},
    decorators={"flax.struct.dataclass": Trait.DATA | Trait.PYTREE},
)
