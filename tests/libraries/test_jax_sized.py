"""Functions whose result has a size that depends on values, run under jit, vmap and grad."""

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.libraries.jax_sized import DATA_DEPENDENT, Sized
from tests.libraries.running import (
    FLAGS,
    INTS,
    METHODS,
    VECTOR,
    call,
    find,
    positional,
    under_jit,
)

OPERANDS: Final[Mapping[str, tuple[Any, ...]]] = {
    "a": (VECTOR,),
    "a repeats": (VECTOR, INTS),
    "ar": (INTS,),
    "ar1 ar2": (INTS, INTS),
    "arr obj": (VECTOR, INTS),
    "condition a": (FLAGS, VECTOR),
    "condition arr": (FLAGS, VECTOR),
    "condition x y": (FLAGS,),
    "data segment_ids num_segments": (VECTOR, INTS),
    "p": (VECTOR,),
    "self": (VECTOR,),
    "self condition": (VECTOR, FLAGS),
    "self repeats": (VECTOR, INTS),
    "x": (INTS,),
}
OPTIONS: Final = {
    "assume_unique_indices": True,
    "length": 3,
    "num_segments": 3,
    "size": 2,
    "strip_zeros": False,
    "total_repeat_length": 3,
}
FAILS: Final = (jax.errors.ConcretizationTypeError, jax.errors.NonConcreteBooleanIndexError)
ALL = pytest.mark.parametrize("name", sorted(DATA_DEPENDENT))
DECIDING = pytest.mark.parametrize(
    ("name", "place"),
    [(name, row.params.index(by)) for name, row in DATA_DEPENDENT.items() for by in row.by],
)


def given(row: Sized) -> tuple[Any, ...]:
    return OPERANDS[" ".join(row.params)]


IDLE = pytest.mark.parametrize(
    ("name", "place"),
    [
        (name, place)
        for name, row in DATA_DEPENDENT.items()
        for place in range(len(given(row)))
        if row.params[place] not in row.by
    ],
)


def with_one(name: str, place: int, **options: Any) -> Callable[[Any], Any]:
    """The function of the operand at a place; the others are constants."""

    def program(value: Any) -> Any:
        args = [jnp.asarray(v) for v in given(DATA_DEPENDENT[name])]
        args[place] = value
        return find(name)(*args, **options)

    return program


@ALL
def test_the_row_names_the_first_parameters(name: str) -> None:
    row = DATA_DEPENDENT[name]
    assert positional(name)[: len(row.params)] == row.params
    assert row.option in row.params or row.option not in positional(name)


@ALL
def test_with_the_option_it_can_be_traced(name: str) -> None:
    row = DATA_DEPENDENT[name]
    under_jit(name, call(*given(row), **{row.option: OPTIONS[row.option]}))


@DECIDING
@pytest.mark.parametrize("transform", [jax.jit, jax.vmap])
def test_what_decides_must_not_be_traced(
    name: str, place: int, transform: Callable[..., Any]
) -> None:
    value = given(DATA_DEPENDENT[name])[place]
    value = np.stack([value, value]) if transform is jax.vmap else value
    with pytest.raises(FAILS):
        transform(with_one(name, place))(value)
    option = DATA_DEPENDENT[name].option
    transform(with_one(name, place, **{option: OPTIONS[option]}))(value)


@IDLE
def test_what_does_not_decide_may_be_mapped(name: str, place: int) -> None:
    value = given(DATA_DEPENDENT[name])[place]
    jax.vmap(with_one(name, place))(np.stack([value, value]))


@pytest.mark.parametrize("name", [n for n in DATA_DEPENDENT if not n.startswith(METHODS)])
@pytest.mark.parametrize("kind", [np.asarray, jnp.asarray])
def test_whether_constants_fail_under_jit(name: str, kind: Callable[..., Any]) -> None:
    row = DATA_DEPENDENT[name]
    constants = tuple(map(kind, given(row)))
    if not row.constants:
        under_jit(name, call(*constants), constants=True)
        return
    with pytest.raises(FAILS):
        under_jit(name, call(*constants), constants=True)


@pytest.mark.parametrize("name", ["jax.Array.compress", "jax.Array.nonzero"])
def test_whether_methods_of_constants_fail_under_jit(name: str) -> None:
    row = DATA_DEPENDENT[name]
    with pytest.raises(FAILS):
        under_jit(name, call(*map(jnp.asarray, given(row))), constants=True)


@ALL
def test_plain_derivatives_know_the_values(name: str) -> None:
    for place, value in enumerate(given(DATA_DEPENDENT[name])):
        if value.dtype == np.float32:
            # Products have no derivative unless their indices are unique.
            with contextlib.suppress(NotImplementedError):
                jax.jvp(with_one(name, place), (value,), (value,))


def test_where_of_three_arguments_is_as_large_as_they_are() -> None:
    under_jit("jax.numpy.where", call(FLAGS, VECTOR, VECTOR))


MASK: Final = jnp.asarray(FLAGS)
UPDATES: Final = {
    "add": 1.0,
    "apply": jnp.sin,
    "divide": 2.0,
    "get": None,
    "max": 0.0,
    "min": 0.0,
    "multiply": 2.0,
    "power": 2.0,
    "set": 0.0,
    "subtract": 1.0,
}


@pytest.mark.parametrize("transform", [jax.jit, jax.vmap])
def test_a_traced_mask_is_no_index(transform: Callable[..., Any]) -> None:
    masks = jnp.stack([MASK, MASK, MASK])
    mask = masks if transform is jax.vmap else MASK
    with pytest.raises(jax.errors.NonConcreteBooleanIndexError):
        transform(lambda m: jnp.asarray(VECTOR)[m])(mask)


@pytest.mark.parametrize("name", UPDATES)
def test_no_update_takes_a_traced_mask(name: str) -> None:
    def program(x: jax.Array, mask: jax.Array) -> jax.Array:
        update = getattr(x.at[mask], name)
        changed: jax.Array = update() if UPDATES[name] is None else update(UPDATES[name])
        return changed

    program(jnp.asarray(VECTOR), MASK)
    with pytest.raises(jax.errors.NonConcreteBooleanIndexError):
        jax.jit(program)(VECTOR, FLAGS)
    jax.jit(lambda x: program(x, MASK))(VECTOR)
