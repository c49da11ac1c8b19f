"""How the tests of the tables run a JAX function: under `jax.jit`, with tracers where it matters.

A call is an example: its arrays become tracers, all else stays what it is. From it follows what
the function returns, and, by putting a tracer for the numbers of one parameter after the other,
which parameters must be known while tracing. Nothing is compiled.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

import jax
import numpy as np

from flake8_jax.libraries.rows import Function, Result

MATRIX: Final = np.asarray([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]], np.float32)
VECTOR: Final = np.asarray([0.2, 0.5, 0.3], np.float32)
NUMBER: Final = np.asarray(0.5, np.float32)
INTS: Final = np.asarray([0, 2, 1], np.int32)
INT: Final = np.asarray(1, np.int32)
FLAGS: Final = np.asarray([True, False, True])
KEY: Final = jax.random.key(0)
AXIS: Final = "i"
"""The name of the mapped axis, of size 3, in the examples of collectives."""

METHODS: Final = "jax.Array"
"""What to write before the name of a method of arrays."""

ERRORS: Final = (
    TypeError,  # most errors about tracers are such
    ValueError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
)


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_NO_NUMBER: Final = words(
    "dtype out where device sharding out_sharding precision preferred_element_type impl accuracy "
    "index_dtype new_dtype dimension_numbers ragged_dot_dimension_numbers algorithm "
    "rounding_method axis_index_groups align"
)
"""Parameters that take something else than a number: the tables leave them out."""

_HINTS: Final = words(
    "copy inplace overwrite_input overwrite_a overwrite_b overwrite_c check_finite debug turbo "
    "unroll promote_integers assume_unique assume_unique_indices unique_indices "
    "indices_are_sorted stable is_stable symmetrize_input allow_negative_indices "
    "prevent_mlir_dce sort_eigenvalues sort_eig_vals optimize sorted enable_eigvec_derivs"
)
"""Flags that say how to compute, not what: no program computes them, the tables leave them out."""

_NUMBERS: Final[Mapping[str, Any]] = {
    "axis": 0,
    "axes": (0,),
    "bins": 4,
    "correction": 1,
    "count": 3,
    "ddof": 0,
    "discont": 3.0,
    "edge_order": 1,
    "k": 1,
    "keepdims": True,
    "length": 4,
    "m": 3,
    "M": 3,
    "n": 3,
    "N": 3,
    "num_segments": 3,
    "ord": 2,
    "s": (3, 3),
    "shape": (3, 3),
    "size": 3,
    "step": 1,
    "stop": 5,
    "total_repeat_length": 3,
}
"""What to try for an optional parameter of this name that has no number as its default."""

_REQUIRED: Final[Mapping[str, Any]] = {
    "arrays": [MATRIX, MATRIX],
    "axes": (0,),
    "axis": 0,
    "dimensions": (0,),
    "dtype": np.float32,
    "indices": INTS,
    "indices_or_sections": 3,
    "k": 1,
    "key": KEY,
    "keys": VECTOR,
    "M": 3,
    "N": 3,
    "n": 3,
    "p": VECTOR,
    "shape": (3, 3),
    "tup": (MATRIX, MATRIX),
}
"""What to give for a required parameter of this name, if a function has no example of its own."""


@dataclass(frozen=True)
class Call:
    """The arguments of one example."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


MADE_WITH: Final[Mapping[str, tuple[Any, ...]]] = {
    "jax.nn.initializers.constant": (1.0,),
    "jax.nn.initializers.variance_scaling": (1.0, "fan_in", "normal"),
}
"""What to make an object with, if not with nothing: ``name()`` is what a call of ``name`` makes."""

Examples = Mapping[str, Call | tuple[Call, ...]]
"""Dotted name to one example or more, for functions that no generic call fits."""


def call(*args: Any, **kwargs: Any) -> Call:
    """Writes an example as one would write the call."""
    return Call(args, kwargs)


def within(module: str, examples: Examples) -> Examples:
    """The examples, under the dotted names of the functions of a module."""
    return {f"{module}.{name}": example for name, example in examples.items()}


@cache
def find(name: str) -> Any:
    """What the dotted name stands for."""
    if name.endswith("()"):
        maker = name.removesuffix("()")
        return find(maker)(*MADE_WITH.get(maker, ()))
    module, _, attribute = name.rpartition(".")
    if module == METHODS:
        return _method(attribute)
    try:
        return getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError:
        return getattr(find(module), attribute)


def _method(name: str) -> Callable[..., Any]:
    """The method of whatever array comes first, with the signature it has for users."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(self, name)(*args, **kwargs)

    signature = inspect.signature(getattr(jax.Array, name))
    rest = {"reshape": "shape", "transpose": "axes"}.get(name)
    parameters = signature.parameters.values()
    renamed = [p.replace(name=rest) if rest and p.name == "args" else p for p in parameters]
    vars(method)["__signature__"] = signature.replace(parameters=renamed)
    return method


def public(*modules: ModuleType) -> list[str]:
    """The dotted names of the functions that the modules publish."""
    return [
        f"{module.__name__}.{name}"
        for module in modules
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and not inspect.isclass(value)
        if type(value).__module__ not in ("typing", "types")
    ]


def under_jit(name: str, example: Call, *, constants: bool = False) -> Any:
    """What the function returns while `jax.jit` traces it with the example's arrays as tracers.

    With `constants` the arrays stay what they are: the trace is all that is abstract.
    """
    leaves, tree = jax.tree.flatten((example.args, dict(example.kwargs)))
    places = [i for i, leaf in enumerate(leaves) if _is_array(leaf) and not constants]
    arrays = [leaves[i] for i in places]
    results: list[Any] = []

    def program(*tracers: jax.Array) -> None:
        filled = list(leaves)
        for place, tracer in zip(places, tracers, strict=True):
            filled[place] = tracer
        args, kwargs = jax.tree.unflatten(tree, filled)
        results.append(find(name)(*args, **kwargs))

    traced: Callable[..., None] = program
    if any(leaf is AXIS for leaf in leaves):
        mapped = tuple(0 if array.ndim else None for array in arrays)
        traced = jax.vmap(program, mapped, axis_name=AXIS, axis_size=3)
    jax.jit(traced).trace(*arrays)
    return results[0]


def kind_of(value: Any) -> Result:
    """Which result of the vocabulary a value is."""
    if isinstance(value, jax.core.Tracer):
        return Result.ARRAY
    items = list(value) if isinstance(value, (tuple, list)) else []
    if items and all(isinstance(item, jax.core.Tracer) for item in items):
        return Result.ARRAYS
    leaves = jax.tree.leaves(value)
    if any(isinstance(leaf, (jax.core.Tracer, jax.Array)) for leaf in leaves):
        return Result.UNKNOWN
    return Result.STATIC


def examples_of(name: str, examples: Examples) -> tuple[Call, ...]:
    """The examples of the function, or the first generic call that it takes."""
    given = examples.get(name)
    if given is not None:
        return (given,) if isinstance(given, Call) else given
    generic = next((g for g in _generic_calls(name) if _works(name, g)), None)
    assert generic is not None, f"{name}{inspect.signature(find(name))} needs an example"
    return (generic,)


def assert_result(name: str, row: Function, examples: Sequence[Call]) -> None:
    """What the examples return is what the row says; if they differ, it must say unknown."""
    kinds = {kind_of(under_jit(name, example)) for example in examples}
    observed = kinds.pop() if len(kinds) == 1 else Result.UNKNOWN
    if row.result is Result.SAME:
        assert observed is not Result.STATIC, f"{name} returns nothing traced"
        return
    assert row.result is observed, f"{name}: the row says {row.result}, JAX returns {observed}"


def assert_parameters(name: str, row: Function) -> None:
    """The row's parameters are the first ones of the function, enough to bind what it names."""
    positions = positional(name)
    assert row.params == positions[: len(row.params)]
    keywords = set(inspect.signature(find(name)).parameters) - _plain(positions)
    assert row.static <= _plain(row.params) | keywords
    assert row.effect is None or row.key == row.params[0]


def assert_static(name: str, row: Function, examples: Sequence[Call]) -> None:
    """The parameters that raise whenever their numbers are traced are those that the row names."""
    tried: set[str] = set()
    working: set[str] = set()
    for example in examples:
        for parameter, value in _numbers_of(name, example):
            tried.add(parameter)
            if _works_traced(name, example, parameter, value):
                working.add(parameter)
    assert row.static == tried - working, f"{name}: these raise: {sorted(tried - working)}"


def positional(name: str) -> tuple[str, ...]:
    """The positional parameters in order, ``*name`` for the one that takes the rest."""
    parameters = inspect.signature(find(name)).parameters.values()
    return tuple(
        f"*{p.name}" if p.kind is p.VAR_POSITIONAL else p.name
        for p in parameters
        if p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD)
    )


def _plain(names: Sequence[str]) -> set[str]:
    return {name.lstrip("*") for name in names}


def _generic_calls(name: str) -> Iterator[Call]:
    """The function on one kind of array in each required parameter, for some kinds."""
    parameters = inspect.signature(find(name)).parameters.values()
    required = [
        p.name
        for p in parameters
        if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    for array in (MATRIX, VECTOR, INTS, INT, NUMBER, FLAGS, MATRIX.astype(np.complex64)):
        if required:
            yield Call(tuple(_REQUIRED.get(parameter, array) for parameter in required), {})
        elif any(p.kind is p.VAR_POSITIONAL for p in parameters):
            yield from (call(array, array), call(array))
        else:
            yield call()


def _numbers_of(name: str, example: Call) -> Iterator[tuple[str, Any]]:
    """The parameters that take numbers here, each with such numbers."""
    signature = inspect.signature(find(name))
    given = signature.bind(*example.args, **example.kwargs).arguments
    for parameter, declared in signature.parameters.items():
        if parameter in _NO_NUMBER | _HINTS or declared.kind is declared.VAR_KEYWORD:
            continue
        if parameter in given:
            if _is_numbers(given[parameter]):
                yield parameter, given[parameter]
        elif _is_numbers(declared.default):
            yield parameter, declared.default
        elif parameter in _NUMBERS:
            number = _NUMBERS[parameter]
            if _works(name, _replaced(name, example, parameter, number)):
                yield parameter, number


def _is_array(value: Any) -> bool:
    return isinstance(value, (np.ndarray, jax.Array))


def _is_number(value: Any) -> bool:
    return isinstance(value, (bool, int, float))


def _is_numbers(value: Any) -> bool:
    leaves = jax.tree.leaves(value)
    return any(map(_is_number, leaves)) and not any(map(_is_array, leaves))


def _replaced(name: str, example: Call, parameter: str, value: Any) -> Call:
    """The example with another value for one parameter."""
    signature = inspect.signature(find(name))
    if parameter in signature.bind_partial(*example.args).arguments:
        bound = signature.bind_partial(*example.args)
        bound.arguments[parameter] = value
        return Call(bound.args, example.kwargs)
    return Call(example.args, {**example.kwargs, parameter: value})


def _works(name: str, example: Call) -> bool:
    try:
        under_jit(name, example)
    except Exception:  # noqa: BLE001 (some errors about tracers have no class of their own)
        return False
    return True


def _works_traced(name: str, example: Call, parameter: str, value: Any) -> bool:
    """Whether the parameter takes a tracer: for each of its numbers, or an array in its place."""

    def as_array(leaf: Any) -> Any:
        return np.asarray(leaf) if _is_number(leaf) else leaf

    variants = [jax.tree.map(as_array, value)]
    if f"*{parameter}" not in positional(name):
        variants += [INTS, np.sort(VECTOR)]
    return any(_works(name, _replaced(name, example, parameter, v)) for v in variants)
