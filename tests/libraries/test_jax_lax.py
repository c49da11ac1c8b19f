"""Every function of `jax.lax`, run under `jax.jit`, does what its row says."""

import inspect

import jax
import numpy as np
import pytest
from jax import lax

from flake8_jax.libraries.jax_lax import SAME_STRUCTURE, TABLE
from flake8_jax.libraries.rows import Function, Result
from tests.libraries.running import (
    AXIS,
    FLAGS,
    INTS,
    MATRIX,
    NUMBER,
    VECTOR,
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

IMAGE = np.ones((1, 1, 4, 4), np.float32)
KERNEL = np.ones((1, 1, 2, 2), np.float32)
PATCHES = np.ones((1, 4, 3, 3), np.float32)
STACK = np.ones((2, 3, 3), np.float32)
COMPLEX = MATRIX.astype(np.complex64)
ROWS = np.asarray([[0], [2]], np.int32)
UPDATES = np.ones((2, 3), np.float32)
SIZES = np.asarray([1, 2], np.int32)
SEED = np.asarray([0, 0, 0, 1], np.uint32)
PRODUCT = (((1,), (0,)), ((), ()))
LAYOUT = ("NCHW", "OIHW", "NCHW")
SHAPES = ((1, 1, 4, 4), (1, 1, 2, 2))
NO_PADDING = ((0, 0), (0, 0))
GATHER = lax.GatherDimensionNumbers((1,), (0,), (0,))
SCATTER = lax.ScatterDimensionNumbers((1,), (0,), (0,))
RAGGED = find("jax.lax.RaggedDotDimensionNumbers")((((1,), (1,)), ((), ())), [0], [0])
SCATTERED = call(MATRIX, ROWS, UPDATES, SCATTER)
TAKES_FUNCTION = words(
    "jax.lax.associative_scan jax.lax.composite jax.lax.cond jax.lax.custom_linear_solve "
    "jax.lax.custom_root jax.lax.fori_loop jax.lax.map jax.lax.platform_dependent jax.lax.reduce "
    "jax.lax.reduce_window jax.lax.scan jax.lax.scatter_apply jax.lax.switch jax.lax.while_loop"
)
DEVICES = words(
    "jax.lax.pbroadcast jax.lax.pcast jax.lax.precv jax.lax.psend jax.lax.ragged_all_to_all"
)
"""Collectives that a program meets under `shard_map` on several devices only."""

EXAMPLES: Examples = within(
    "jax.lax",
    {
        "after_all": call(),
        "approx_max_k": call(MATRIX, 2),
        "approx_min_k": call(MATRIX, 2),
        "argmax": call(VECTOR, 0, np.int32),
        "argmin": call(VECTOR, 0, np.int32),
        "axis_index": call(AXIS),
        "axis_size": call(AXIS),
        "bitcast_convert_type": call(VECTOR, np.int32),
        "broadcast": call(VECTOR, (2,)),
        "broadcast_in_dim": call(VECTOR, (2, 3), (1,)),
        "broadcast_shapes": call((3, 1), (1, 3)),
        "broadcast_to_rank": call(VECTOR, 2),
        "broadcasted_iota": call(np.int32, (2, 3), 0),
        "collapse": call(MATRIX, 0, 2),
        "concatenate": call([VECTOR, VECTOR], 0),
        "conv": call(IMAGE, KERNEL, (1, 1), "SAME"),
        "conv_dimension_numbers": call(*SHAPES, LAYOUT),
        "conv_general_dilated": call(IMAGE, KERNEL, (1, 1), NO_PADDING, (1, 1), (1, 1)),
        "conv_general_dilated_local": call(
            IMAGE, PATCHES, (1, 1), NO_PADDING, (2, 2), (1, 1), (1, 1)
        ),
        "conv_general_dilated_patches": call(IMAGE, (2, 2), (1, 1), NO_PADDING, (1, 1), (1, 1)),
        "conv_general_permutations": call(LAYOUT),
        "conv_general_shape_tuple": call(*SHAPES, (1, 1), "SAME", LAYOUT),
        "conv_shape_tuple": call(*SHAPES, (1, 1), NO_PADDING),
        "conv_transpose": call(IMAGE, KERNEL, (1, 1), NO_PADDING, (1, 1), LAYOUT),
        "conv_transpose_shape_tuple": call(*SHAPES, (1, 1), "SAME", LAYOUT),
        "conv_with_general_padding": call(IMAGE, KERNEL, (1, 1), NO_PADDING, (1, 1), (1, 1)),
        "convert_element_type": call(VECTOR, np.int32),
        "dot_general": call(MATRIX, MATRIX, PRODUCT),
        "dynamic_index_in_dim": call(MATRIX, 1, 0),
        "dynamic_slice": call(MATRIX, (0, 1), (2, 2)),
        "dynamic_slice_in_dim": call(MATRIX, 1, 2),
        "dynamic_update_index_in_dim": call(MATRIX, VECTOR, 1, 0),
        "dynamic_update_slice": call(MATRIX, MATRIX, (0, 0)),
        "dynamic_update_slice_in_dim": call(MATRIX, MATRIX, 0, 0),
        "fft": call(COMPLEX, "FFT", (3,)),
        "gather": call(MATRIX, ROWS, GATHER, (1, 3)),
        "index_in_dim": call(MATRIX, 1),
        "index_take": call(MATRIX, (INTS,), (0,)),
        "integer_pow": call(VECTOR, 2),
        "iota": call(np.int32, 3),
        "pad": call(VECTOR, NUMBER, ((1, 1, 0),)),
        "padtype_to_pads": call((4,), (2,), (1,), "SAME"),
        "ragged_dot": call(MATRIX, STACK, SIZES),
        "ragged_dot_general": call(MATRIX, STACK, SIZES, RAGGED),
        "reduce_precision": call(VECTOR, 5, 10),
        "reduce_window_shape_tuple": call((4,), (2,), (1,), ((0, 0),)),
        "reshape": call(MATRIX, (9,), dimensions=(0, 1)),
        "rng_bit_generator": call(SEED, (3,)),
        "scaled_dot": call(np.ones((2, 3, 4), np.float32), np.ones((2, 4, 3), np.float32)),
        "scatter": SCATTERED,
        "scatter_add": SCATTERED,
        "scatter_max": SCATTERED,
        "scatter_min": SCATTERED,
        "scatter_mul": SCATTERED,
        "scatter_sub": SCATTERED,
        "select_n": call(FLAGS, VECTOR, VECTOR),
        "slice": call(VECTOR, (0,), (2,), (1,)),
        "slice_in_dim": call(VECTOR, 0, 2),
        "split": call(VECTOR, (1, 2)),
        "squeeze": call(VECTOR[None], (0,)),
        "tile": call(VECTOR, (2,)),
        "transpose": call(MATRIX, (1, 0)),
        "linalg.cholesky_update": call(MATRIX, VECTOR),
        "linalg.householder_product": call(MATRIX, VECTOR),
        "linalg.lu_pivots_to_permutation": call(INTS, 3),
        "linalg.ormqr": call(MATRIX, VECTOR, MATRIX),
        "linalg.tridiagonal_solve": call(VECTOR, VECTOR, VECTOR, MATRIX),
    },
)
TREE = {"a": MATRIX, "b": [MATRIX, MATRIX]}
REST = {
    "all_to_all": (AXIS, 0, 0),
    "optimization_barrier": (),
    "ppermute": (AXIS, ((0, 1), (1, 2), (2, 0))),
    "pshuffle": (AXIS, (1, 0, 2)),
    "pswapaxes": (AXIS, 0),
    "stop_gradient": (),
    "with_sharding_constraint": (jax.sharding.SingleDeviceSharding(jax.devices()[0]),),
}
ON_TREES: Examples = {
    name: (
        call(MATRIX, *REST.get(name.rpartition(".")[2], (AXIS,))),
        call(TREE, *REST.get(name.rpartition(".")[2], (AXIS,))),
    )
    for name in SAME_STRUCTURE
}
CALLS: Examples = {**EXAMPLES, **ON_TREES}
NAMES = sorted({*public(lax, lax.linalg)} - TAKES_FUNCTION - DEVICES)


def row_of(name: str) -> Function:
    return TABLE.get(name, Function())


@pytest.mark.parametrize("name", NAMES)
def test_the_row_says_what_the_function_returns(name: str) -> None:
    assert_result(name, row_of(name), examples_of(name, CALLS))


@pytest.mark.parametrize("name", NAMES)
def test_the_row_names_what_must_be_static(name: str) -> None:
    assert_parameters(name, row_of(name))
    assert_static(name, row_of(name), examples_of(name, CALLS))


@pytest.mark.parametrize("name", sorted(TAKES_FUNCTION | DEVICES))
def test_what_is_not_run_claims_nothing(name: str) -> None:
    assert callable(find(name))
    assert row_of(name) == Function() or row_of(name) == Function(result=Result.UNKNOWN)


@pytest.mark.parametrize("name", sorted(SAME_STRUCTURE))
def test_some_functions_keep_the_structure_of_their_argument(name: str) -> None:
    for example in examples_of(name, ON_TREES):
        result = under_jit(name, example)
        same = jax.tree.map(lambda _, leaf: kind_of(leaf) is Result.ARRAY, example.args[0], result)
        assert all(jax.tree.leaves(same))
    assert row_of(name).result is Result.SAME


@pytest.mark.parametrize("name", ["psum", "pmean", "pmax", "pmin"])
def test_a_reduction_of_a_python_number_is_static(name: str) -> None:
    assert kind_of(under_jit(f"jax.lax.{name}", call(1, AXIS))) is Result.STATIC


def test_sort_takes_and_returns_tuples_too() -> None:
    assert kind_of(under_jit("jax.lax.sort", call((VECTOR, VECTOR)))) is Result.ARRAYS


CLASSES = sorted(
    f"{module.__name__}.{name}"
    for module in (lax, lax.linalg)
    for name, value in vars(module).items()
    if inspect.isclass(value)
)


def test_every_row_is_of_a_public_name() -> None:
    assert {*TABLE} <= {*public(lax, lax.linalg), *CLASSES}


@pytest.mark.parametrize("name", CLASSES)
def test_classes_hold_facts(name: str) -> None:
    assert TABLE[name] == Function(result=Result.STATIC)


def test_dimension_numbers_hold_no_tracer() -> None:
    example = call((1,), (0,), (0,))
    assert kind_of(under_jit("jax.lax.GatherDimensionNumbers", example)) is Result.STATIC
    assert kind_of(under_jit("jax.lax.Precision", call("highest"))) is Result.STATIC
