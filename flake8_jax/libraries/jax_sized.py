"""Functions whose result has a size that depends on values, and what makes it known."""

from collections.abc import Mapping
from typing import Final

from flake8_jax.values import kinds


@kinds.value
class Sized:
    """A function that cannot be traced unless an option says how large its result is.

    `option` is that parameter, and `repair` what to write for it; `params` are the first
    parameters in order, and `by` those of them whose values decide. Under `jit` it fails for
    `constants` in their place as well.
    """

    option: str
    repair: str
    params: tuple[str, ...]
    by: tuple[str, ...]
    constants: bool = True


def _sized(repair: str, params: str, by: str, *, constants: bool = True) -> Sized:
    option = repair.partition("=")[0]
    return Sized(option, repair, tuple(params.split()), tuple(by.split()), constants)


def _each(module: str, names: str, row: Sized) -> Mapping[str, Sized]:
    return {f"{module}.{name}": row for name in names.split()}


_JNP: Final = "jax.numpy"
_SETS: Final = _sized("size=n", "ar1 ar2", "ar1 ar2")

DATA_DEPENDENT: Final[Mapping[str, Sized]] = {
    **_each(_JNP, "argwhere flatnonzero nonzero", _sized("size=n", "a", "a")),
    **_each(_JNP, "intersect1d setdiff1d setxor1d union1d", _SETS),
    **_each(
        _JNP,
        "unique_all unique_counts unique_inverse unique_values",
        _sized("size=n", "x", "x"),
    ),
    f"{_JNP}.bincount": _sized("length=n", "x", "x"),
    f"{_JNP}.compress": _sized("size=n", "condition a", "condition"),
    f"{_JNP}.delete": _sized("assume_unique_indices=True", "arr obj", "obj", constants=False),
    f"{_JNP}.extract": _sized("size=n", "condition arr", "condition"),
    f"{_JNP}.repeat": _sized("total_repeat_length=n", "a repeats", "repeats", constants=False),
    f"{_JNP}.roots": _sized("strip_zeros=False", "p", "p"),
    f"{_JNP}.unique": _sized("size=n", "ar", "ar"),
    # With three arguments its result is as large as they are.
    f"{_JNP}.where": _sized("size=n", "condition x y", "condition"),
    **_each(
        "jax.ops",
        "segment_max segment_min segment_prod segment_sum",
        _sized("num_segments=n", "data segment_ids num_segments", "segment_ids"),
    ),
    "jax.Array.compress": _sized("size=n", "self condition", "condition"),
    "jax.Array.nonzero": _sized("size=n", "self", "self"),
    "jax.Array.repeat": _sized("total_repeat_length=n", "self repeats", "repeats", constants=False),
}
"""Dotted name to what decides its size; methods of arrays stand under ``jax.Array``."""
