"""Calls that show what the tables tell of shapes and dtypes, by rule."""

import itertools
from collections.abc import Mapping
from typing import Any, Final

import jax.numpy as jnp

from flake8_jax.libraries.jax_avals import AvalRule
from tests.libraries.running import KEY

VECTOR: Final = jnp.asarray([0.2, 0.5, 0.3])
MATRIX: Final = jnp.ones((2, 3))
INTS: Final = jnp.asarray([0, 2, 1])
FLAGS: Final = jnp.asarray([True, False, True])
HALF: Final = jnp.ones((3,), jnp.bfloat16)
SMALL: Final = jnp.ones((2, 1, 3), jnp.int8)
WEAK: Final = jnp.asarray(1.0)
OPERANDS: Final = (VECTOR, MATRIX, INTS, FLAGS, HALF, SMALL, WEAK, 2, 2.5, True)

Call = tuple[tuple[Any, ...], Mapping[str, Any]]


def call(*args: Any, **kwargs: Any) -> Call:
    """Writes an example as one would write the call."""
    return args, kwargs


_AXES: Final = (
    call(MATRIX),
    call(INTS),
    call(FLAGS, axis=0),
    call(MATRIX, 1),
    call(MATRIX, axis=-1, keepdims=True),
    call(SMALL, axis=(0, 2)),
    call(MATRIX, None, keepdims=True),
)
_SHAPES: Final = (
    call(3),
    call((2, 3)),
    call([2, 1], jnp.int32),
    call((2,), dtype=bool),
    call((), dtype="float16"),
    call((2,), dtype=jnp.float64),
    call((2,), dtype=int),
)
_ONE: Final = tuple(call(x) for x in OPERANDS)
_TWO: Final = tuple(call(x, y) for x, y in itertools.product(OPERANDS, repeat=2))
_DRAWS: Final = (call(KEY), call(KEY, (2, 3)), call(KEY, shape=(4,)), call(KEY, (2,), jnp.float16))

EXAMPLES: Final[Mapping[AvalRule, tuple[Call, ...]]] = {
    AvalRule.ELEMENTWISE: _ONE + _TWO,
    AvalRule.FLOATING: (*_ONE, *_TWO, call(MATRIX, axis=0), call(INTS, axis=-1)),
    AvalRule.ACTIVATION: (*_ONE, call(MATRIX, axis=0), call(HALF, axis=-1)),
    AvalRule.PREDICATE: _ONE + _TWO,
    AvalRule.STRICT: _TWO,
    AvalRule.CHOICE: tuple(call(FLAGS, x, y) for x, y in itertools.product(OPERANDS, repeat=2)),
    AvalRule.REDUCTION: _AXES,
    AvalRule.SUM: (*_AXES, call(INTS, dtype=jnp.float16), call(MATRIX, 0, jnp.bfloat16)),
    AvalRule.MEAN: (*_AXES, call(HALF), call(MATRIX, axis=0, dtype=jnp.float16)),
    AvalRule.TEST: _AXES,
    AvalRule.PLACE: _AXES,
    AvalRule.SAME: (*_ONE, call(MATRIX, 1), call(VECTOR, (0,))),
    AvalRule.FILLED: _SHAPES,
    AvalRule.FULL: (
        call(3, 1.0),
        call((2,), 1),
        call((), True),
        call((2, 3), VECTOR),
        call((2,), 1, jnp.float16),
        call((2,), fill_value=2.0, dtype=jnp.int32),
    ),
    AvalRule.LIKE: (
        call(MATRIX),
        call(INTS, dtype=jnp.float32),
        call(WEAK),
        call(MATRIX, 2),
        call(MATRIX, jnp.int32),
        call(MATRIX, shape=(3,)),
        call(INTS, 2.0, dtype=jnp.float16),
    ),
    AvalRule.RANGE: (
        call(5),
        call(2, 7),
        call(0, 10, 3),
        call(3.0),
        call(4, dtype=jnp.float32),
        call(0, 4, 1, jnp.int8),
        call(5, 0, -2),
    ),
    AvalRule.LINSPACE: (
        call(0, 1),
        call(0.0, 1.0, 7),
        call(0, 1, num=3, dtype=jnp.float16),
        call(VECTOR, 1.0, 4),
        call(0, 1, 5, False),
        call(0, 1, 5, retstep=False),
    ),
    AvalRule.SQUARE: (
        call(3),
        call(2, 3),
        call(2, None),
        call(2, dtype=int),
        call(3, 2, 1),
        call(2, k=1),
    ),
    AvalRule.LITERAL: (
        *_ONE,
        call([1, 2]),
        call([1.0, 2]),
        call([[1, 2, 3], [4, 5, 6]]),
        call([]),
        call((True, False)),
        call([VECTOR, VECTOR]),
        call([1, VECTOR[0]]),
        call([HALF, INTS]),
        call([1, 2], jnp.float16),
        call(1, dtype=float),
        call([1.5], ndmin=2),
    ),
    AvalRule.STACK: (
        call([VECTOR, VECTOR]),
        call((VECTOR, INTS), 1),
        call([WEAK, 2.0]),
        call([HALF, HALF], axis=-1),
        call([VECTOR], dtype=jnp.float16),
    ),
    AvalRule.CONCATENATE: (
        call([VECTOR, INTS]),
        call((MATRIX, MATRIX), axis=1),
        call([MATRIX, MATRIX], -2),
        call([HALF, VECTOR], dtype=jnp.float16),
        call([MATRIX, MATRIX], None),
    ),
    AvalRule.RESHAPE: (
        call(MATRIX, (3, 2)),
        call(MATRIX, -1),
        call(MATRIX, (2, -1, 1)),
        call(MATRIX, 6),
        call(INTS, [1, 3]),
        call(MATRIX, shape=(6,)),
        call(MATRIX, new_sizes=(6,)),
    ),
    AvalRule.BROADCAST: (call(VECTOR, (2, 3)), call(2.0, (3,)), call(INTS, shape=(4, 3))),
    AvalRule.RAVEL: (call(MATRIX), call(2.0), call(SMALL)),
    AvalRule.TRANSPOSE: (
        call(MATRIX),
        call(SMALL, (1, 0, 2)),
        call(SMALL),
        call(SMALL, axes=(2, 0, 1)),
    ),
    AvalRule.EXPAND: (
        call(MATRIX, 0),
        call(MATRIX, -1),
        call(VECTOR, axis=1),
        call(VECTOR, (0, 1)),
    ),
    AvalRule.SQUEEZE: (call(SMALL), call(SMALL, 1), call(SMALL, axis=-2), call(MATRIX)),
    AvalRule.CAST: (call(MATRIX, jnp.float16), call(INTS, "bool"), call(VECTOR, jnp.float64)),
    AvalRule.PRODUCT: (
        call(MATRIX, VECTOR),
        call(VECTOR, INTS),
        call(MATRIX, MATRIX.T),
        call(VECTOR, MATRIX.T),
        call(SMALL, MATRIX.T),
        call(2.0, VECTOR),
    ),
    AvalRule.FLOATS: _DRAWS,
    AvalRule.FLAGS: (
        call(KEY),
        call(KEY, 0.5, (2, 3)),
        call(KEY, VECTOR),
        call(KEY, shape=(4,)),
        call(KEY, p=0.3, shape=(4,)),
        call(KEY, 0.5, None),
    ),
    AvalRule.KEPT: (
        call(MATRIX, 0, 1),
        call(HALF, 1),
        call(FLAGS, (0,)),
        call(FLAGS, 2),
        call(WEAK, 2),
        call(MATRIX, INTS[:2, None], 1),
        call(MATRIX),
        call(MATRIX, (0, 1), (1, 2)),
        call(MATRIX, (1, 0)),
        call(MATRIX, MATRIX[:1], (1, 0)),
        call(MATRIX, MATRIX[:1], 0, 0),
        call(MATRIX, 0, 1, axis=1),
        call(SMALL, (1,)),
    ),
    AvalRule.REAL: (*_ONE, call(1j * MATRIX)),
    AvalRule.GATHERED: (
        *_ONE,
        *_AXES,
        call(HALF),
        call(1j * MATRIX),
        call(MATRIX[:, :2]),
        call(HALF, dtype=jnp.float32),
        call(HALF, 0, jnp.float32),
        call(HALF, 0, VECTOR),
        call(HALF, b=VECTOR),
        call(INTS[:, None]),
    ),
    AvalRule.COMBINED: (
        *_TWO,
        call(MATRIX, MATRIX, 1),
        call(MATRIX, MATRIX, axes=2),
        call(HALF, HALF, preferred_element_type=jnp.float32),
    ),
    AvalRule.CONTRACTED: (
        call("ij,j->i", MATRIX, VECTOR),
        call("i,i", HALF, INTS),
        call("i,i", HALF, VECTOR),
        call("i->", HALF, preferred_element_type=jnp.float32),
        call("i->", INTS),
        call(VECTOR, (0,), HALF, (0,)),
    ),
    AvalRule.JOINED: (
        call([VECTOR, INTS]),
        call((HALF, HALF)),
        call([HALF, VECTOR], dtype=jnp.float16),
        call([WEAK, WEAK]),
        call([MATRIX, MATRIX]),
    ),
    AvalRule.FLAG: (call(VECTOR, INTS), call(FLAGS, FLAGS)),
    AvalRule.FOUND: (*_ONE, *_TWO),
    AvalRule.PERMUTED: (call(KEY, VECTOR), call(KEY, 4), call(KEY, x=FLAGS), call(KEY, MATRIX, 1)),
    AvalRule.ONE_HOT: (
        call(INTS, 4),
        call(INTS, num_classes=2, dtype=bool),
        call(INTS, 4, axis=0),
        call(1, 4, dtype=jnp.float16),
    ),
    AvalRule.INTEGERS: (call(KEY, (3,), 0, 5), call(KEY, minval=0, maxval=3, shape=(2,))),
}
