"""Which parameters refuse lists and tuples: every public function, run with them."""

import inspect
from collections.abc import Iterator
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.libraries.jax_sequences import REFUSED
from flake8_jax.libraries.rows import Result
from tests.libraries import test_arrays, test_jax_lax, test_jax_misc, test_jax_nn, test_jax_numpy
from tests.libraries.running import (
    FLAGS,
    INTS,
    KEY,
    VECTOR,
    Call,
    Examples,
    call,
    examples_of,
    find,
    positional,
    under_jit,
    words,
)

COVERED: Final = (
    "jax.lax.",
    "jax.nn.",
    "jax.numpy.",
    "jax.ops.",
    "jax.scipy.linalg.",
    "jax.scipy.special.",
    "jax.scipy.stats.norm.",
)
OTHERS: Final = words("jax.nn.initializers.ones jax.nn.initializers.zeros") | {
    *(name for name in test_jax_lax.NAMES if name in test_jax_lax.ON_TREES)
}
"""What takes no array first, or pytrees."""
EXAMPLES: Final[Examples] = {
    **test_arrays.EXAMPLES,
    **test_jax_lax.EXAMPLES,
    **test_jax_misc.EXAMPLES,
    **test_jax_nn.EXAMPLES,
    **test_jax_numpy.EXAMPLES,
    "jax.Array.compress": call(VECTOR, FLAGS, size=2),
    "jax.Array.searchsorted": call(VECTOR, VECTOR),
    "jax.random.choice": call(KEY, VECTOR, (2,)),
    "jax.random.multinomial": call(KEY, 3, VECTOR),
    "jax.Array.take": call(VECTOR, INTS),
}


def _static(name: str) -> bool:
    modules = (test_jax_lax, test_jax_nn, test_jax_numpy, test_jax_misc)
    tables = [module.TABLE for module in modules]
    return any(name in t and t[name].result is Result.STATIC for t in tables)


NAMES: Final = sorted(
    name
    for module in (test_jax_lax, test_jax_misc, test_jax_nn, test_jax_numpy)
    for name in module.NAMES
    if name.startswith(COVERED) and not name.endswith("()") and name not in OTHERS
    if not _static(name)
)
REST: Final = sorted({*REFUSED} - {*NAMES})
"""Methods of arrays, and functions of modules that are not covered as a whole."""


def on_device(value: Any) -> Any:
    return jnp.asarray(value) if isinstance(value, np.ndarray) else value


def sequences(array: Any) -> Iterator[Any]:
    """Lists and tuples of numbers, of rows and of arrays, and empty ones."""
    rows = list(array) if array.ndim else [array]
    for items in (np.asarray(array).tolist() if array.ndim else [1.0], rows, [array] * 2, []):
        yield from (list(items), tuple(items))


def outcomes(name: str, example: Call, parameter: str) -> Iterator[bool]:
    """Whether the function raises a TypeError for each sequence given for the parameter."""
    signature = inspect.signature(find(name))
    given = signature.bind(*example.args, **example.kwargs).arguments[parameter.lstrip("*")]
    rest = given[1:] if parameter.startswith("*") else ()
    for sequence in sequences(given[0] if parameter.startswith("*") else given):
        bound = signature.bind(*example.args, **example.kwargs)
        whole = (sequence, *rest) if parameter.startswith("*") else sequence
        bound.arguments[parameter.lstrip("*")] = whole
        changed = Call(bound.args, bound.kwargs)
        yield _raises(lambda c: find(name)(*c.args, **c.kwargs), changed)
    yield _raises(lambda c: under_jit(name, c), changed)


def _raises(run: Any, changed: Call) -> bool:
    try:
        run(changed)
    except TypeError:
        return True
    except Exception:  # noqa: BLE001 (whatever it says, it is not that this is no array)
        return False
    return False


def arrays_of(name: str, example: Call) -> Iterator[str]:
    """The parameters that are given arrays, ``*`` before one that takes all the rest."""
    signature = inspect.signature(find(name))
    for parameter, value in signature.bind(*example.args, **example.kwargs).arguments.items():
        kind = signature.parameters[parameter].kind
        several = kind is inspect.Parameter.VAR_POSITIONAL
        first = value[0] if several and value else value
        if isinstance(first, jax.Array) and not jnp.issubdtype(first.dtype, jax.dtypes.prng_key):
            yield f"*{parameter}" if several else parameter


def refused_by(name: str) -> set[str]:
    """The parameters for which every sequence is refused, eagerly and under jit."""
    kept: dict[str, bool] = {}
    for example in examples_of(name, EXAMPLES):
        args, kwargs = jax.tree.map(on_device, (example.args, dict(example.kwargs)))
        moved = Call(args, kwargs)
        for parameter in arrays_of(name, moved):
            refuses = all(outcomes(name, moved, parameter))
            kept[parameter] = kept.get(parameter, True) and refuses
    return {parameter for parameter, refuses in kept.items() if refuses}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_the_table_names_what_refuses_sequences(name: str) -> None:
    told = {p for p in REFUSED.get(name, ()) if not p.startswith("-")}
    assert told == refused_by(name)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", REST)
def test_other_functions_refuse_them_too(name: str) -> None:
    assert {p for p in REFUSED[name] if not p.startswith("-")} <= refused_by(name)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_the_table_names_the_first_parameters(name: str) -> None:
    params = tuple(p.removeprefix("-") for p in REFUSED[name])
    assert params == positional(name)[: len(params)]


OPERATORS: Final = (*"+-*/%@&|^<>", "//", "**", "==", "!=", "<=", ">=")


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("sequence", [[1, 2], (1, 2), [], [jnp.ones(2)]])
@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_operators_refuse_sequences(operator: str, sequence: Any, transform: Any) -> None:
    one = eval(f"lambda a, b: a {operator} b")
    for function in (lambda x: one(x, sequence), lambda x: one(sequence, x)):
        for array in (jnp.arange(2), jnp.ones(2), jnp.asarray(2)):
            with pytest.raises(TypeError):
                transform(function)(array)


@pytest.mark.parametrize("operator", ["+", "*"])
def test_a_list_is_not_extended_in_place(operator: str) -> None:
    for array in (jnp.arange(2), jnp.asarray(2)):
        with pytest.raises(TypeError):
            exec(f"values = [1]; values {operator}= array", {"array": array})


@pytest.mark.parametrize("index", [[0, 1], [True, False], [], [jnp.asarray(0)]])
@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_a_list_is_no_index(index: Any, transform: Any) -> None:
    for function in (lambda x: x[index], lambda x: x.at[index].set(0.0)):
        with pytest.raises(TypeError):
            transform(function)(jnp.ones((2, 2)))
    if index in ([0, 1], []):
        transform(lambda x: x[index, :])(jnp.ones((2, 2)))


def test_the_shape_of_an_array_is_a_tuple() -> None:
    with pytest.raises(TypeError):
        jnp.prod(jnp.ones((2, 2)).shape)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore:Python iterable type 'generator'")
@pytest.mark.parametrize("function", [jnp.sum, jnp.mean, jnp.max, jnp.stack])
def test_a_generator_is_no_array(function: Any) -> None:
    with pytest.raises(TypeError):
        function(jnp.sum(row) for row in jnp.ones((3, 2)))
