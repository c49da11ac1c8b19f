"""What NumPy's functions return that is surely an array: most others may return a scalar."""

from typing import Final

_NAMES: Final = """
array asarray ascontiguousarray zeros ones empty full zeros_like ones_like full_like empty_like
arange linspace logspace geomspace eye identity tri diag stack concatenate vstack hstack tile
repeat reshape ravel append argpartition argsort argwhere atleast_1d atleast_2d block broadcast_to
column_stack copy cumprod cumsum delete diagflat diff dstack expand_dims flatnonzero indices insert
moveaxis outer pad partition roll rot90 sort swapaxes transpose tril triu vander
"""
NUMPY_ARRAYS: Final = frozenset(f"numpy.{name}" for name in _NAMES.split())
"""Arrays of one element and those without axes count as well: they have no hash either."""
