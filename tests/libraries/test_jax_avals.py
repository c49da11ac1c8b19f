"""Shape and dtype of results, told by the tables, against what JAX returns."""

import itertools
import operator as operators
from collections.abc import Iterator
from typing import Any, Final

import jax
import jax.numpy as jnp
import pytest

from flake8_jax.engine.jax.aval_rules import result_aval
from flake8_jax.engine.jax.indexing import indexed
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.objects.operations import operate
from flake8_jax.libraries import Library, dtypes
from flake8_jax.libraries.jax_avals import AVAL_RULES, AvalRule
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.avals import Aval, Shape
from flake8_jax.values.base import Array, Const, Value
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import Slice, Tuple, new_list
from flake8_jax.values.functions import External, Scope
from tests.libraries.aval_examples import (
    EXAMPLES,
    FLAGS,
    INTS,
    MATRIX,
    OPERANDS,
    SMALL,
    VECTOR,
    Call,
)
from tests.libraries.running import find

SHAPELESS: Final = (
    AvalRule.KEPT,
    AvalRule.GATHERED,
    AvalRule.COMBINED,
    AvalRule.CONTRACTED,
    AvalRule.JOINED,
)


def interpreter() -> Interpreter:
    """One that has nothing to run."""
    return Interpreter(Scope(Cells()), Library(), {}, 1)


def abstract(value: Any) -> Value:
    """What the analysis would know of an argument."""
    if isinstance(value, jax.Array):
        weak = bool(value.aval.weak_type)
        return Array(Aval(value.shape, str(value.dtype), weak))
    if isinstance(value, tuple):
        return Tuple(tuple(map(abstract, value)))
    if isinstance(value, list):
        return new_list(tuple(map(abstract, value)))
    if value in (bool, int, float):
        return External(f"builtins.{value.__name__}")
    if isinstance(value, slice):
        return Slice(tuple(map(abstract, (value.start, value.stop, value.step))))
    return (
        Const(value)
        if isinstance(value, Const | int | float | str | None)
        else External(name_of(value))
    )


def name_of(dtype: Any) -> str:
    """The dotted name of one of JAX's scalar types, or of the ellipsis."""
    return f"jax.numpy.{dtype.dtype.name}"


def assert_holds(told: Aval, result: jax.ShapeDtypeStruct) -> None:
    """What is told is true, though it may be less than all."""
    if told.shape is not None:
        assert len(told.shape) == result.ndim
        assert all(n in (None, m) for n, m in zip(told.shape, result.shape, strict=True))
    if told.length is not None:
        assert told.length == result.shape[0]
    if told.dtype is not None:
        assert told.dtype == str(result.dtype)
        assert told.weak == result.weak_type or told.dtype == "bool"


def shaped(function: Any, *args: Any, **kwargs: Any) -> Any:
    """What the function returns, without the values: nothing is compiled."""
    places = [i for i, value in enumerate(args) if isinstance(value, jax.Array)]

    def program(*arrays: jax.Array) -> Any:
        filled = list(args)
        for place, array in zip(places, arrays, strict=True):
            filled[place] = array
        return function(*filled, **kwargs)

    return jax.eval_shape(program, *(args[i] for i in places))


def runs(path: str) -> Iterator[tuple[Call, jax.ShapeDtypeStruct]]:
    """The examples that the function takes, and what it returns."""
    for example in EXAMPLES[AVAL_RULES[path]]:
        args, kwargs = example
        try:
            result = shaped(find(path), *args, **kwargs)
        except (TypeError, ValueError, IndexError, ArithmeticError, NotImplementedError):
            continue
        if isinstance(result, jax.ShapeDtypeStruct):
            yield example, result


def _whole(shape: Shape | None, rule: AvalRule) -> bool:
    """Whether a shape is wholly known, or the rule never knows it."""
    return rule in SHAPELESS or (shape is not None and None not in shape)


@pytest.mark.filterwarnings("ignore:Explicitly requested dtype", "ignore:invalid value")
@pytest.mark.parametrize("path", sorted(AVAL_RULES))
def test_what_is_told_of_a_function_is_true(path: str) -> None:
    known = 0
    for (args, kwargs), result in runs(path):
        values = {name: abstract(value) for name, value in kwargs.items()}
        told = result_aval(interpreter(), path, Arguments(tuple(map(abstract, args)), values))
        assert_holds(told, result)
        known += told.dtype is not None and _whole(told.shape, AVAL_RULES[path])
    assert known


OPERATORS: Final = (
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "@",
    "<",
    "<=",
    "==",
    "!=",
    ">=",
    "&",
    "|",
    "^",
)


@pytest.mark.parametrize("operator", OPERATORS)
def test_what_is_told_of_an_operator_is_true(operator: str) -> None:
    import ast

    known = 0
    apply = eval(f"lambda a, b: a {operator} b")
    node = ast.parse(f"a {operator} b", mode="eval").body
    op = type(node.op if isinstance(node, ast.BinOp) else node.ops[0])  # type: ignore[attr-defined]
    for left, right in itertools.product(OPERANDS, repeat=2):
        if not isinstance(left, jax.Array) and not isinstance(right, jax.Array):
            continue
        try:
            result = shaped(apply, left, right)
        except (TypeError, ValueError):
            continue
        told = operate(interpreter(), node, op, abstract(left), abstract(right))
        assert isinstance(told, Array | Tracer)
        assert_holds(told.aval, result)
        known += told.aval.dtype is not None and told.aval.shape is not None
    assert known


INDICES: Final[tuple[Any, ...]] = (
    0,
    -1,
    slice(None),
    slice(1, None),
    slice(None, 2),
    slice(None, None, -1),
    slice(0, 10, 2),
    None,
    ...,
    (0, 0),
    (slice(None), 0),
    (..., 0),
    (None, 1, slice(0, 2)),
    (slice(None), None),
    (..., None),
    INTS[:2],
    (0, INTS),
    (slice(None), INTS),
    (INTS[:1], INTS[:1]),
    (INTS[0], slice(1, 2)),
    FLAGS[:2],
)


@pytest.mark.parametrize("array", [VECTOR, MATRIX, SMALL, jnp.ones((2, 3, 4, 5))])
def test_what_is_told_of_an_index_is_true(array: jax.Array) -> None:
    known = 0
    for index in INDICES:
        try:
            result = shaped(operators.getitem, array, index)
        except (IndexError, TypeError):
            continue
        items = index if isinstance(index, tuple) else (index,)
        values = [Const(...) if i is ... else abstract(i) for i in items]
        told = indexed(interpreter(), abstract(array).aval, values)  # type: ignore[attr-defined]
        assert_holds(told, result)
        known += told.shape is not None
    assert known > 8


@pytest.mark.parametrize("x64", [False, True])
def test_dtypes_promote_as_in_jax(x64: bool) -> None:
    with jax.enable_x64(x64):
        names = sorted(name for name in dtypes.NAMES if x64 or not dtypes.is_wide(name))
        for a, b in itertools.product(names, repeat=2):
            told = dtypes.strengthened(dtypes.promote(a, b), x64)
            assert told == str(jnp.promote_types(a, b))
        for name, number in itertools.product(names, (True, 1, 1.0, 1j)):
            result = jnp.zeros((), name) + number
            kind = type(number).__name__
            weak = "bool" if kind == "bool" else dtypes.weakened(dtypes.default(kind, x64))
            told = dtypes.promote(name, weak)
            assert dtypes.strengthened(told, x64) == str(result.dtype)
            assert told.endswith("*") == result.aval.weak_type


@pytest.mark.filterwarnings("ignore:Explicitly requested dtype")
@pytest.mark.parametrize("x64", [False, True])
def test_wide_dtypes_are_narrow_where_they_are_off(x64: bool) -> None:
    with jax.enable_x64(x64):
        for name in dtypes.NAMES:
            assert dtypes.narrow(name, x64) == str(jnp.zeros((), name).dtype)
