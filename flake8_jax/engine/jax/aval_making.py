"""Shapes and dtypes of arrays that functions make: of numbers, of a shape, by chance."""

from __future__ import annotations

from flake8_jax.engine.jax.avals import (
    asked,
    aval_of,
    first_aval,
    is_size,
    join_all,
    promoted,
    shape_of,
    size,
)
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import AVALS
from flake8_jax.libraries import dtypes
from flake8_jax.libraries.jax_avals import AvalRule
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.avals import ANY, SCALAR, Aval
from flake8_jax.values.base import NONE, Array, Const, Static, Value, What
from flake8_jax.values.containers import List, Tuple


@AVALS.on(AvalRule.FILLED)
def _filled(it: Interpreter, args: Arguments) -> Aval:
    given = args.get(0, "shape")
    shape = None if given is None else shape_of(given)
    return Aval(shape, asked(it, args, 1, dtypes.default("float", it.config.x64)))


@AVALS.on(AvalRule.FULL)
def _full(it: Interpreter, args: Arguments) -> Aval:
    given, fill = args.get(0, "shape"), args.get(1, "fill_value")
    shape = None if given is None else shape_of(given)
    filled = ANY if fill is None else aval_of(it, fill)
    named = args.get(2, "dtype") not in (None, NONE)
    return Aval(shape, asked(it, args, 2, filled.dtype), not named and filled.weak)


@AVALS.on(AvalRule.LIKE)
def _like(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    if len(args.positional) > 2 or args.keywords.keys() - {"dtype"}:
        return ANY
    if len(args.positional) == 2 and "dtype" not in args.keywords:
        # The second argument is the dtype, or the value to fill with.
        return Aval(aval.shape)
    dtype = asked(it, args, 9, aval.dtype)
    return Aval(aval.shape, dtype, aval.weak and "dtype" not in args.keywords, aval.first)


@AVALS.on(AvalRule.RANGE)
def _range(it: Interpreter, args: Arguments) -> Aval:
    bounds = args.positional
    numbers = [b.value for b in bounds if isinstance(b, Const) and type(b.value) is int]
    integers = all(is_size(b) and not _maybe_float(b) for b in bounds)
    dtype = asked(it, args, 3, dtypes.default("int", it.config.x64) if integers else None)
    if not 0 < len(numbers) == len(bounds) <= 3 or args.keywords.keys() - {"dtype"}:
        return Aval((None,), dtype)
    fits = len(numbers) < 3 or numbers[2] != 0
    return Aval((len(range(*numbers)) if fits else None,), dtype)


def _maybe_float(value: Value) -> bool:
    return isinstance(value, Static) and value.what is What.NUMBER


@AVALS.on(AvalRule.LINSPACE)
def _linspace(it: Interpreter, args: Arguments) -> Aval:
    count = args.get(2, "num")
    ends = (args.get(0, "start"), args.get(1, "stop"))
    plain = all(e is not None and aval_of(it, e).shape == SCALAR for e in ends)
    if not plain or args.keywords.keys() & {"retstep", "axis"} or len(args.positional) > 4:
        return ANY
    dtype = asked(it, args, 9, dtypes.default("float", it.config.x64))
    known = [aval_of(it, e).dtype for e in ends if isinstance(e, (Tracer, Array))]
    return Aval((50 if count is None else size(count),), None if known else dtype)


@AVALS.on(AvalRule.SQUARE)
def _square(it: Interpreter, args: Arguments) -> Aval:
    rows = args.get(0, "N")
    columns = args.get(1, "M") or rows
    if rows is None or columns is None or len(args.positional) > 2 or "k" in args.keywords:
        return ANY
    shape = (size(rows), size(rows if columns == NONE else columns))
    return Aval(shape, asked(it, args, 9, dtypes.default("float", it.config.x64)))


@AVALS.on(AvalRule.LITERAL)
def _literal(it: Interpreter, args: Arguments) -> Aval:
    given = args.positional[0] if args.positional else NONE
    aval = _of_items(it, given)
    named = args.get(1, "dtype") not in (None, NONE)
    if args.keywords.keys() - {"dtype", "copy"}:
        return ANY
    return Aval(aval.shape, asked(it, args, 1, aval.dtype), not named and aval.weak, aval.first)


def _of_items(it: Interpreter, value: Value) -> Aval:
    """The array that nested lists and tuples make; Python numbers in a list are not weak."""
    items = value.items if isinstance(value, Tuple) else None
    if isinstance(value, List):
        items = value.items.known
        if items is None:
            return ANY
    if items is None:
        return aval_of(it, value)
    if not items:
        return Aval((0,), dtypes.default("float", it.config.x64))
    avals = [_of_items(it, item) for item in items]
    shape = join_all(avals).shape
    dtype, _ = promoted(it, avals)
    return Aval(None if shape is None else (len(items), *shape), dtype, False, len(items))


@AVALS.on(AvalRule.FLOATS)
def _floats(it: Interpreter, args: Arguments) -> Aval:
    return _drawn(it, args, asked(it, args, 2, dtypes.default("float", it.config.x64)))


@AVALS.on(AvalRule.INTEGERS)
def _integers(it: Interpreter, args: Arguments) -> Aval:
    shape = _drawn(it, args, None).shape
    return Aval(shape, asked(it, args, 4, dtypes.default("int", it.config.x64)))


@AVALS.on(AvalRule.FLAGS)
def _flags(it: Interpreter, args: Arguments) -> Aval:
    given, odds = args.get(2, "shape"), args.get(1, "p")
    if given is None or given == NONE:
        return Aval(SCALAR if odds is None else aval_of(it, odds).shape, "bool")
    return Aval(shape_of(given), "bool")


@AVALS.on(AvalRule.PERMUTED)
def _permuted(it: Interpreter, args: Arguments) -> Aval:
    given = args.get(1, "x")
    if given is None or is_size(given):
        return Aval((None if given is None else size(given),))
    return aval_of(it, given)


@AVALS.on(AvalRule.ONE_HOT)
def _one_hot(it: Interpreter, args: Arguments) -> Aval:
    aval, classes = first_aval(it, args), args.get(1, "num_classes")
    dtype = asked(it, args, 9, dtypes.default("float", it.config.x64))
    if aval.shape is None or classes is None or "axis" in args.keywords:
        return Aval(None, dtype)
    return Aval((*aval.shape, size(classes)), dtype)


def _drawn(it: Interpreter, args: Arguments, dtype: str | None) -> Aval:
    given = args.get(1, "shape")
    if given is None:
        # Some take the parameters of the distribution first, whose shapes decide.
        return Aval(SCALAR if len(args.all()) == 1 else None, None)
    return Aval(shape_of(given), dtype)
