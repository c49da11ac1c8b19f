"""What JAX does: its tables put together."""

from typing import Final

from flake8_jax.libraries import (
    jax_lax,
    jax_misc,
    jax_nn,
    jax_numpy,
    jax_pallas,
    jax_random,
    jax_transforms,
)
from flake8_jax.libraries.hints import Type
from flake8_jax.libraries.package import Package
from flake8_jax.libraries.traits import Trait

PACKAGE: Final = Package(
    rows={
        **jax_numpy.TABLE,
        **jax_lax.TABLE,
        **jax_random.TABLE,
        **jax_nn.TABLE,
        **jax_misc.TABLE,
        **jax_misc.SOLVERS,
        **jax_transforms.TRANSFORMS,
        **jax_transforms.CALLERS,
        **jax_pallas.TABLE,
        **jax_pallas.CALLERS,
    },
    aliases=jax_transforms.ALIASES,
    decorators={
        "jax.tree_util.register_dataclass": Trait.PYTREE,
        "jax.tree_util.register_pytree_node_class": Trait.CUSTOM,
        "jax.tree_util.register_pytree_with_keys_class": Trait.CUSTOM,
        "jax.tree_util.register_static": Trait.STATIC,
    },
    types={
        "jax.Array": Type.ARRAY,
        "jax.core.Tracer": Type.ARRAY,
        "jax.numpy.ndarray": Type.ARRAY,
        "jax.typing.ArrayLike": Type.NUMBER,
    },
)
