"""What flax makes of classes of data."""

from typing import Final

from flake8_jax.libraries.rows import Package
from flake8_jax.libraries.traits import Trait

PACKAGE: Final = Package(
    bases={"flax.struct.PyTreeNode": Trait.DATA | Trait.PYTREE},
    decorators={"flax.struct.dataclass": Trait.DATA | Trait.PYTREE},
)
