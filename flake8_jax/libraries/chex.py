"""What chex does."""

from typing import Final

from flake8_jax.libraries.rows import Package
from flake8_jax.libraries.traits import Trait

PACKAGE: Final = Package(decorators={"chex.dataclass": Trait.DATA | Trait.PYTREE})
