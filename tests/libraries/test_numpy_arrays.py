"""What NumPy returns is an array, without a hash, whatever it is given."""

from typing import Any

import numpy as np
import pytest

from flake8_jax.libraries.numpy_arrays import NUMPY_ARRAYS

LENGTHS = ("zeros", "ones", "empty", "arange", "eye", "identity", "tri")
BOUNDS = ("linspace", "logspace", "geomspace")
MORE: dict[str, tuple[Any, ...]] = {
    "full": (2, 1.0),
    "full_like": (1.0, 2.0),
    "stack": ([np.float32(1), np.float32(2)],),
    "concatenate": ([[1], [2]],),
    "vstack": ([1, 2],),
    "hstack": ([1, 2],),
    "diag": ([1],),
    "tile": (1.0, 1),
    "repeat": (1.0, 1),
    "reshape": (1.0, ()),
    "append": (1.0, 2.0),
    "argpartition": ([1.0], 0),
    "argsort": ([1.0],),
    "broadcast_to": (1.0, ()),
    "column_stack": ([1.0],),
    "dstack": ([1.0],),
    "delete": ([1.0], 0),
    "diff": ([1.0, 2.0],),
    "expand_dims": (1.0, 0),
    "indices": ((1,),),
    "insert": ([1.0], 0, 2.0),
    "moveaxis": ([1.0], 0, 0),
    "outer": (1.0, 2.0),
    "pad": (1.0, 1),
    "partition": ([1.0], 0),
    "roll": (1.0, 1),
    "rot90": ([[1.0]],),
    "sort": ([1.0],),
    "swapaxes": ([1.0], 0, 0),
    "tril": ([1.0],),
    "triu": ([1.0],),
    "vander": ([1.0],),
}


def arguments(name: str) -> tuple[Any, ...]:
    if name in LENGTHS:
        return (1,)
    return (1.0, 2.0) if name in BOUNDS else MORE.get(name, (1.0,))


@pytest.mark.parametrize("path", sorted(NUMPY_ARRAYS))
def test_result_has_no_hash(path: str) -> None:
    name = path.removeprefix("numpy.")
    with pytest.raises(TypeError, match="unhashable"):
        hash(getattr(np, name)(*arguments(name)))


@pytest.mark.parametrize("name", ["sum", "add", "squeeze_me"])
def test_scalars_are_left_out(name: str) -> None:
    assert f"numpy.{name}" not in NUMPY_ARRAYS
