"""Functions that put arrays together, and those that make an array of what they are given."""

from typing import Final


def _named(names: str) -> frozenset[str]:
    modules = ("jax.numpy", "numpy")
    return frozenset(f"{module}.{name}" for module in modules for name in names.split())


GROWING: Final = _named("append column_stack concat concatenate dstack hstack vstack")
"""The result has as many elements as all the operands together."""
ARRAYS: Final = _named("array asarray stack")
"""The result has the length of the argument."""
SPACED: Final = frozenset(f"numpy.{name}" for name in ("geomspace", "linspace", "logspace"))
"""They give many numbers, each another one."""
