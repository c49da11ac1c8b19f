"""What JAX and its ecosystem do, as data; `Library` answers by dotted name."""

from __future__ import annotations

import builtins
import sys
from collections import ChainMap
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from flake8_jax.libraries import (
    blackjax,
    chex,
    diffrax,
    equinox,
    flax_linen,
    flax_nnx,
    flax_struct,
    haiku,
    jax,
    jaxtyping,
    lineax,
    numpyro,
    optax,
    optimistix,
    python,
)
from flake8_jax.libraries.hints import Type
from flake8_jax.libraries.host import PACKAGES as HOST_PACKAGES
from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Caller, Function, Result, Row, Transform
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import UNKNOWN, Value
from flake8_jax.values.functions import External

PACKAGES: Final[tuple[Package, ...]] = (
    python.PACKAGE,
    jax.PACKAGE,
    chex.PACKAGE,
    diffrax.PACKAGE,
    equinox.PACKAGE,
    flax_linen.PACKAGE,
    flax_nnx.PACKAGE,
    flax_struct.PACKAGE,
    haiku.PACKAGE,
    optax.PACKAGE,
    numpyro.PACKAGE,
    blackjax.PACKAGE,
    jaxtyping.PACKAGE,
    lineax.PACKAGE,
    optimistix.PACKAGE,
)
_ARRAY_MODULES: Final = (
    "jax.numpy.",
    "jax.lax.",
    "jax.nn.",
    "jax.scipy.",
    "jax.ops.",
    "jax.image.",
)
_ARRAY_FUNCTION: Final = Function(result=Result.ARRAY)
_BUILTINS: Final = {name: External(f"builtins.{name}") for name in dir(builtins)}

ROWS: Final[Mapping[str, Row]] = dict(ChainMap(*(dict(p.rows) for p in PACKAGES)))
BASES: Final[Mapping[str, Trait]] = dict(ChainMap(*(dict(p.bases) for p in PACKAGES)))
DECORATORS: Final[Mapping[str, Trait]] = dict(ChainMap(*(dict(p.decorators) for p in PACKAGES)))
TYPES: Final[Mapping[str, Type]] = dict(ChainMap(*(dict(p.types) for p in PACKAGES)))
ALIASES: Final[Mapping[str, str]] = dict(ChainMap(*(dict(p.aliases) for p in PACKAGES)))

KNOWN_PACKAGES: Final = (
    frozenset(sys.stdlib_module_names)
    | {"numpy", "scipy", "jaxlib"}
    | HOST_PACKAGES
    | {path.partition(".")[0] for table in (ROWS, BASES, DECORATORS, TYPES) for path in table}
)
"""Packages that are never looked for among the files of a project."""

_ECOSYSTEM: Final = (
    KNOWN_PACKAGES - sys.stdlib_module_names - HOST_PACKAGES - {"jax", "jaxlib", "numpy", "scipy"}
)
_TOLD: Final = frozenset(
    ".".join(parts[:count])
    for table in (ROWS, BASES, DECORATORS, ALIASES)
    for parts in (path.split(".") for path in table)
    if parts[0] in _ECOSYSTEM
    for count in range(1, len(parts) + 1)
)


def is_known(path: str, importer: str) -> bool:
    """Whether a dotted name is taken from the tables, and not looked for beside its importer.

    The modules of a library are read where the library itself is what is linted.
    """
    package = path.partition(".")[0]
    if package not in KNOWN_PACKAGES:
        return False
    return package not in _ECOSYSTEM or path in _TOLD or f"/{package}/" not in importer


_MODEST_OTHERS: Final = """
PIL absl brax chex clu cv2 datasets distrax einops etils evosax fire flax gin
grain graphviz gym gymnasium gymnax h5py haiku hydra imageio jaxopt jaxtyping
joblib matplotlib ml_collections ml_dtypes mpl_toolkits msgpack natsort networkx
omegaconf optax orbax pandas plotly polars psutil pytest requests rich scipy
seaborn simple_parsing skimage sklearn statsmodels sympy tabulate tensorboardX
tensorflow tensorflow_datasets tokenizers toml torch torchvision tqdm
transformers typing_extensions tyro wandb xarray yaml zarr
"""
_MODEST: Final = KNOWN_PACKAGES | sys.stdlib_module_names | frozenset(_MODEST_OTHERS.split())


def is_modest(module: str) -> bool:
    """Whether a module is of a package that is known not to switch x64 on by itself."""
    return module.partition(".")[0] in _MODEST


CONCERNED: Final = (
    "jax",
    *sorted(
        name
        for name in KNOWN_PACKAGES - sys.stdlib_module_names - HOST_PACKAGES - {"numpy", "scipy"}
        if "jax" not in name
    ),
)
"""A file that has none of these names cannot concern JAX; the likeliest comes first."""


JIT: Final = "jax.jit"
"""What a user's own wrappers are declared to do."""


@lru_cache(maxsize=8192)
def _external(path: str) -> External:
    return External(ALIASES.get(path, path))


class Library:
    """The tables, with a user's own names for `jax.jit` added."""

    def __init__(self, jit_names: Iterable[str] = ()) -> None:
        self._jit_names = frozenset(jit_names)

    def external(self, path: str) -> External:
        """A name in a library, under the name of its row."""
        if path in self._jit_names:
            return _external(JIT)
        return _external(path)

    def builtin(self, name: str) -> Value:
        """What a name means that the program does not define."""
        if name in self._jit_names:
            return self.external(name)
        return _BUILTINS.get(name, UNKNOWN)

    def is_jit(self, name: str) -> bool:
        """Whether a function of the program is declared to do what `jax.jit` does."""
        return name in self._jit_names

    def row(self, path: str) -> Row | None:
        """What is known of a callable; most functions on arrays return arrays."""
        row = ROWS.get(path)
        if row is None and path.startswith(_ARRAY_MODULES):
            return _ARRAY_FUNCTION
        return row


__all__ = ["ROWS", "Caller", "Function", "Library", "Row", "Transform"]
