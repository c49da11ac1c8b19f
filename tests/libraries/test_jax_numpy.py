"""Every function of `jax.numpy`, run under `jax.jit`, does what its row says."""

import inspect
import io

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.libraries.jax_numpy import TABLE
from flake8_jax.libraries.rows import Function, Result
from tests.libraries.running import (
    ERRORS,
    FLAGS,
    INTS,
    MATRIX,
    VECTOR,
    Call,
    Examples,
    assert_parameters,
    assert_result,
    assert_static,
    call,
    examples_of,
    find,
    kind_of,
    public,
    under_jit,
    within,
    words,
)

WAVE = np.ones(8, np.float32)
CUBE = np.ones((2, 2, 2), np.float32)
BYTES = np.asarray([1, 2, 3], np.uint8)
TAKES_FUNCTION = words(
    "jax.numpy.apply_along_axis jax.numpy.apply_over_axes jax.numpy.frompyfunc "
    "jax.numpy.fromfunction jax.numpy.piecewise jax.numpy.vectorize"
)

EXAMPLES: Examples = within(
    "jax.numpy",
    {
        "arange": (call(3), call(0, 3), call(0, stop=5, step=1)),
        "argpartition": call(VECTOR, 1),
        "argwhere": call(VECTOR, size=2),
        "array_split": call(WAVE, 3),
        "atleast_1d": call(VECTOR),
        "atleast_2d": call(VECTOR),
        "atleast_3d": call(VECTOR),
        "bincount": call(INTS, length=3),
        "broadcast_shapes": call((3, 1), (1, 3)),
        "choose": call(INTS, [INTS, INTS, INTS], mode="clip"),
        "clip": call(VECTOR, 0.1, 0.3),
        "compress": call(FLAGS, VECTOR, size=2),
        "delete": (call(VECTOR, 1), call(VECTOR, 1, assume_unique_indices=True)),
        "dsplit": call(CUBE, 2),
        "dtype": call(np.float32),
        "einsum": call("ij,jk->ik", MATRIX, MATRIX),
        "einsum_path": call("ij,jk->ik", MATRIX, MATRIX),
        "extract": call(FLAGS, VECTOR, size=2),
        "fill_diagonal": call(MATRIX, 1.0, inplace=False),
        "finfo": call(np.float32),
        "flatnonzero": call(VECTOR, size=2),
        "frombuffer": call(b"12345678", np.uint8),
        "fromstring": call("1 2", sep=" "),
        "gradient": (call(VECTOR), call(MATRIX)),
        "iinfo": call(np.int32),
        "intersect1d": (
            call(INTS, INTS, size=3),
            call(INTS, INTS, size=3, return_indices=True),
        ),
        "issubdtype": call(np.float32, jnp.floating),
        "mask_indices": call(3, jnp.triu, size=6),
        "moveaxis": call(MATRIX, 0, 1),
        "nonzero": call(MATRIX, size=3),
        "pad": call(VECTOR, (1, 1)),
        "partition": call(VECTOR, 1),
        "place": call(VECTOR, FLAGS, VECTOR, inplace=False),
        "polyfit": call(VECTOR, VECTOR, 1),
        "put": call(VECTOR, INTS, VECTOR, inplace=False),
        "put_along_axis": call(VECTOR, INTS, VECTOR, 0, inplace=False),
        "ravel_multi_index": call((INTS, INTS), (3, 3), mode="clip"),
        "repeat": (call(VECTOR, 2), call(VECTOR, 2, total_repeat_length=6)),
        "resize": call(VECTOR, (2, 3)),
        "result_type": call(np.float32, np.int32),
        "roots": call(VECTOR, strip_zeros=False),
        "setdiff1d": call(INTS, INTS, size=3),
        "setxor1d": call(INTS, INTS, size=3),
        "squeeze": call(VECTOR[None], 0),
        "swapaxes": call(MATRIX, 0, 1),
        "tile": call(VECTOR, (2,)),
        "transpose": call(MATRIX, (1, 0)),
        "union1d": call(INTS, INTS, size=3),
        "unique": (call(INTS, size=3), call(INTS, size=3, return_counts=True)),
        "unique_all": call(INTS, size=3),
        "unique_counts": call(INTS, size=3),
        "unique_inverse": call(INTS, size=3),
        "unique_values": call(INTS, size=3),
        "unpackbits": call(BYTES),
        "unravel_index": call(INTS, (3, 3)),
        "where": call(FLAGS, VECTOR, VECTOR),
        "linalg.multi_dot": call([MATRIX, MATRIX]),
        "linalg.tensorsolve": call(MATRIX, VECTOR, (0,)),
        # A ufunc is an object with methods of its own.
        "add.accumulate": call(VECTOR),
        "add.at": call(VECTOR, INTS, VECTOR, inplace=False),
        "add.outer": call(VECTOR, VECTOR),
        "add.reduce": call(VECTOR),
        "add.reduceat": call(VECTOR, INTS),
    },
)

UNDER_NO_TRACE: Examples = within(
    "jax.numpy",
    {
        "array_repr": call(VECTOR),
        "array_str": call(VECTOR),
        "from_dlpack": call(VECTOR),
        "fromfile": call("x"),
        "fromiter": call([1]),
        "load": call(VECTOR),
        "save": call(io.BytesIO(), VECTOR),
        "savez": call(io.BytesIO(), VECTOR),
        "trim_zeros": call(VECTOR),
    },
)
"""Functions that raise whenever an array that they get is traced."""


def is_scalar_type(value: type) -> bool:
    """Whether this is ``jax.numpy.float32`` or one of its like."""
    return isinstance(getattr(value, "dtype", None), np.dtype)


OTHERWISE = [
    ("atleast_1d", call(VECTOR, VECTOR), Result.ARRAYS),
    ("average", call(VECTOR, returned=True), Result.ARRAYS),
    ("indices", call((2, 2), sparse=True), Result.ARRAYS),
    ("linspace", call(0, 1, 3, retstep=True), Result.ARRAYS),
    ("linalg.svd", call(MATRIX, compute_uv=False), Result.ARRAY),
    ("polyfit", call(VECTOR, VECTOR, 1, cov=True), Result.ARRAYS),
]
"""Results that are not those of the row, because of a flag that is rarely given."""

CLASSES = {
    f"jax.numpy.{name}": value
    for name, value in vars(jnp).items()
    if inspect.isclass(value) and not name.startswith("_")
}
SCALAR_TYPES = sorted(name for name, value in CLASSES.items() if is_scalar_type(value))
NAMES = sorted(
    ({*public(jnp, jnp.linalg, jnp.fft)} | {*TABLE} | {*EXAMPLES})
    - TAKES_FUNCTION
    - {*UNDER_NO_TRACE}
    - words("jax.numpy.printoptions jax.numpy.set_printoptions jax.numpy.ufunc")
)


def row_of(name: str) -> Function:
    return TABLE.get(name, Function())


@pytest.mark.parametrize("name", NAMES)
def test_the_row_says_what_the_function_returns(name: str) -> None:
    assert_result(name, row_of(name), examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", NAMES)
def test_the_row_names_what_must_be_static(name: str) -> None:
    assert_parameters(name, row_of(name))
    assert_static(name, row_of(name), examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", NAMES)
def test_the_row_says_how_the_results_are_called(name: str) -> None:
    example = examples_of(name, EXAMPLES)[0]
    if row_of(name).result is Result.ARRAYS:
        result = find(name)(*example.args, **example.kwargs)
        assert row_of(name).named == getattr(result, "_fields", ())
    else:
        assert not row_of(name).named


@pytest.mark.parametrize("name", UNDER_NO_TRACE)
def test_some_functions_cannot_be_traced(name: str) -> None:
    assert TABLE[name].result is Result.UNKNOWN
    (example,) = examples_of(name, UNDER_NO_TRACE)
    with pytest.raises(ERRORS):
        under_jit(name, example)


@pytest.mark.parametrize(("name", "example", "result"), OTHERWISE)
def test_a_flag_changes_what_is_returned(name: str, example: Call, result: Result) -> None:
    assert row_of(f"jax.numpy.{name}").result is not result
    assert kind_of(under_jit(f"jax.numpy.{name}", example)) is result


@pytest.mark.parametrize("name", SCALAR_TYPES)
def test_scalar_types_make_arrays(name: str) -> None:
    assert name not in TABLE
    with jax.enable_x64(True):  # without it the 64-bit types warn
        assert kind_of(under_jit(name, call(VECTOR))) is Result.ARRAY


def test_the_other_classes_make_nothing_under_a_trace() -> None:
    """They have a row, are only there to be tested against, or are warnings."""
    for name in {*CLASSES} - {*SCALAR_TYPES} - {*TABLE}:
        assert issubclass(CLASSES[name], (jax.Array, Warning, np.generic)), name


RETURNED_AS_THEY_ARE = words(
    "jax.numpy.asarray jax.numpy.astype jax.numpy.broadcast_to jax.numpy.full jax.numpy.full_like "
    "jax.numpy.permute_dims jax.numpy.reshape"
)
"""Functions that return their operand itself where they have nothing to change."""


def on_device(value: object) -> object:
    """The value, as a JAX array if it is one of NumPy."""
    return jnp.asarray(value) if isinstance(value, np.ndarray) else value


MAKERS = [name for name in NAMES if row_of(name).result in {Result.ARRAY, Result.ARRAYS}]


@pytest.mark.parametrize("name", MAKERS)
def test_under_a_trace_constants_make_tracers_too(name: str) -> None:
    example = examples_of(name, EXAMPLES)[0]
    args, kwargs = jax.tree.map(on_device, (example.args, dict(example.kwargs)))
    made = kind_of(under_jit(name, Call(args, kwargs), constants=True))
    assert (made is row_of(name).result) is not (name in RETURNED_AS_THEY_ARE)


def test_functions_that_set_how_arrays_are_shown_are_not_arrays() -> None:
    with find("jax.numpy.printoptions")(precision=3) as options:
        assert kind_of(options) is Result.STATIC
    assert kind_of(jnp.set_printoptions(precision=8)) is Result.STATIC
