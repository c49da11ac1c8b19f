"""Every function of `jax.scipy` and the smaller modules does under `jax.jit` what its row says."""

import importlib
import inspect
import pkgutil

import jax
import numpy as np
import pytest
from jax import scipy

from flake8_jax.libraries.jax_misc import ONTO_DEVICE, SAME_STRUCTURE, SOLVERS, STRUCT, TABLE
from flake8_jax.libraries.rows import Function, Result
from flake8_jax.values.base import TraceKind
from tests.libraries.running import (
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
    positional,
    public,
    under_jit,
    within,
)
from tests.libraries.tracing import structure, watch

SIGNAL = np.ones(32, np.float32)
SPECTRUM = np.ones((5, 9), np.complex64)
PAIR = np.ones(2, np.float32)
WINDOWS = {"nperseg": 8, "noverlap": 4, "nfft": 8}
MODULES = tuple(
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(scipy.__path__, "jax.scipy.")
)
EXAMPLES: Examples = {
    **within(
        "jax.scipy",
        {
            "fft.dct": call(VECTOR),
            "linalg.funm": call(MATRIX, jax.numpy.exp),
            "linalg.cho_solve": call((MATRIX, True), VECTOR),
            "linalg.eigh_tridiagonal": call(VECTOR, PAIR),
            "linalg.hadamard": call(4),
            "linalg.hessenberg": call(MATRIX),
            "linalg.leslie": call(VECTOR, PAIR),
            "linalg.lu_solve": call((MATRIX, INTS), VECTOR),
            "ndimage.map_coordinates": call(MATRIX, [VECTOR, VECTOR], 1),
            "signal.csd": call(SIGNAL, SIGNAL, **WINDOWS),
            "signal.fftconvolve": call(VECTOR, VECTOR),
            "signal.istft": call(SPECTRUM, **WINDOWS),
            "signal.stft": call(SIGNAL, **WINDOWS),
            "signal.welch": call(SIGNAL, **WINDOWS),
            "special.bessel_jn": call(VECTOR, v=2),
            "special.multigammaln": call(VECTOR + 3, 2),
            "special.sph_harm_y": call(INTS, INTS, VECTOR, VECTOR, n_max=3),
            "special.zeta": call(VECTOR + 1, VECTOR),
        },
    ),
    **within(
        "jax.ops",
        {
            "segment_max": call(VECTOR, INTS, num_segments=3),
            "segment_min": call(VECTOR, INTS, num_segments=3),
            "segment_prod": call(VECTOR, INTS, num_segments=3),
            "segment_sum": call(VECTOR, INTS, num_segments=3),
        },
    ),
    **within(
        "jax.image",
        {
            "resize": call(MATRIX, (2, 2), "linear"),
            "scale_and_translate": call(MATRIX, (2, 2), (0, 1), PAIR, PAIR, "linear"),
        },
    ),
}
FACTS: Examples = {
    **within(
        "jax",
        {
            "default_backend": call(),
            "device_count": call(),
            "devices": call(),
            "local_device_count": call(),
            "local_devices": call(),
            "make_mesh": call((1,), ("x",)),
            "process_count": call(),
            "process_index": call(),
            "process_indices": call(),
            "typeof": call(VECTOR),
        },
    ),
    **within(
        "jax.dtypes",
        {
            "canonicalize_dtype": call(np.float64),
            "finfo": call(np.float32),
            "iinfo": call(np.int32),
            "issubdtype": call(np.float32, np.floating),
            "itemsize_bits": call(np.float32),
            "result_type": call(VECTOR, INTS),
            "scalar_type_of": call(VECTOR),
        },
    ),
}
OBJECTS = sorted(
    f"{module.__name__}.{name}"
    for module in (jax.image, *MODULES)
    for name, value in vars(module).items()
    if inspect.isclass(value) and not name.startswith("_")
)
METHODS = sorted(
    f"{name}.{method}"
    for name in OBJECTS
    for method, value in vars(find(name)).items()
    if isinstance(value, (classmethod, staticmethod)) and not method.startswith(("_", "tree_"))
)
NAMES = sorted(
    {*public(jax.ops, jax.image, *MODULES)} - {"jax.scipy.optimize.minimize"} - {*SOLVERS}
)


def row_of(name: str) -> Function:
    return TABLE.get(name, Function())


def test_every_row_is_run() -> None:
    assert {*TABLE} <= {
        *NAMES,
        *FACTS,
        *OBJECTS,
        *METHODS,
        *SAME_STRUCTURE,
        "jax.scipy.optimize.minimize",
        "jax.vjp()",
        "jax.sharding.PartitionSpec",
        STRUCT,
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_row_says_what_the_function_returns(name: str) -> None:
    assert_result(name, row_of(name), examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", NAMES)
def test_the_row_names_what_must_be_static(name: str) -> None:
    assert_parameters(name, row_of(name))
    assert_static(name, row_of(name), examples_of(name, EXAMPLES))


@pytest.mark.parametrize("name", FACTS)
def test_facts_are_static(name: str) -> None:
    assert_result(name, TABLE[name], examples_of(name, FACTS))


@pytest.mark.parametrize("name", [*OBJECTS, *METHODS])
def test_classes_and_their_constructors_claim_nothing(name: str) -> None:
    assert TABLE[name] == Function(result=Result.UNKNOWN)


@pytest.mark.parametrize("name", sorted(SAME_STRUCTURE))
def test_some_functions_keep_the_structure_of_their_argument(name: str) -> None:
    tree = {"a": MATRIX, "b": [MATRIX, VECTOR]}
    result = under_jit(name, call(tree))
    same = jax.tree.map(lambda _, leaf: kind_of(leaf) is Result.ARRAY, tree, result)
    assert all(jax.tree.leaves(same))
    assert TABLE[name].result is Result.SAME


@pytest.mark.parametrize("name", sorted(SAME_STRUCTURE))
def test_which_functions_make_arrays_of_those_of_numpy(name: str) -> None:
    made = find(name)({"a": np.ones(3)})["a"]
    assert isinstance(made, jax.Array) is (name in ONTO_DEVICE)


OTHERWISE = [
    ("hessenberg", call(MATRIX, calc_q=True), Result.ARRAYS),
    ("eigh", call(MATRIX, eigvals_only=True), Result.ARRAY),
    ("svd", call(MATRIX, compute_uv=False), Result.ARRAY),
]


@pytest.mark.parametrize(("name", "example", "result"), OTHERWISE)
def test_a_flag_changes_what_is_returned(name: str, example: Call, result: Result) -> None:
    assert row_of(f"jax.scipy.linalg.{name}").result is not result
    assert kind_of(under_jit(f"jax.scipy.linalg.{name}", example)) is result


@pytest.mark.parametrize("name", SOLVERS)
def test_solvers_trace_the_function_and_return_what_is_like_the_right_side(name: str) -> None:
    function, log = watch(lambda tree: jax.tree.map(lambda leaf: 2 * leaf, tree))
    right = {"b": jax.numpy.asarray(VECTOR)}
    solution, _ = find(name)(function, right)
    assert {"b": TraceKind.ABSTRACT} in [run.kinds[0] for run in log.runs]
    assert all(structure(run.args) == structure((right,)) for run in log.runs)
    assert structure(solution) == structure(right)
    assert len(log.executed()) > 1
    assert positional(name)[:3] == SOLVERS[name].params


def test_a_struct_stands_for_one_array() -> None:
    assert TABLE[STRUCT].result is Result.OBJECT
    made = find(STRUCT)((), np.float32)
    assert jax.tree.leaves(made) == [made]
    returned = jax.jit(lambda x: jax.pure_callback(lambda v: v, made, x))(1.0)
    assert isinstance(returned, jax.Array)


def test_a_spec_is_an_object_that_is_neither_none_nor_traced() -> None:
    assert TABLE["jax.sharding.PartitionSpec"].result is Result.OBJECT
    made = find("jax.sharding.PartitionSpec")("x", None)
    assert made is not None
    assert not isinstance(made, jax.Array)


def test_the_way_back_of_vjp_returns_gradients_by_all_arguments() -> None:
    def program(x: jax.Array, y: jax.Array) -> None:
        _, back = jax.vjp(jax.numpy.multiply, x, y)
        assert kind_of(back(x)) is TABLE["jax.vjp()"].result

    jax.jit(program).trace(VECTOR, VECTOR)


def test_a_raveled_pytree_is_an_array_and_the_way_back() -> None:
    def program(x: jax.Array) -> None:
        flat, back = find("jax.flatten_util.ravel_pytree")({"x": x, "y": 1.0})
        assert kind_of(flat) is Result.ARRAY
        assert structure(back(flat)) == structure({"x": 0, "y": 0})

    jax.jit(program).trace(VECTOR)
