"""Shapes and dtypes of what functions return: one handler for each rule of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.avals import (
    aval_of,
    dtype_of,
    floating,
    is_size,
    promoted,
    shape_of,
    size,
)
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.registry import Registry
from flake8_jax.libraries import dtypes
from flake8_jax.libraries.jax_avals import AVAL_RULES, AvalRule
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.avals import (
    ANY,
    SCALAR,
    Aval,
    Shape,
    broadcast,
    join_avals,
    multiplied,
    reduced,
    total,
    transposed,
)
from flake8_jax.values.base import NONE, Array, Const, Static, Value, What
from flake8_jax.values.containers import List, Tuple

_RULES: Final = Registry()
"""AvalRule -> (interpreter, arguments) -> aval."""


def result_aval(it: Interpreter, path: str, args: Arguments) -> Aval:
    """Shape and dtype of what the function at `path` returns for these arguments."""
    rule = AVAL_RULES.get(path)
    if rule is None or args.more:
        return ANY
    found: Aval = _RULES[rule](it, args)
    return found


def _asked(it: Interpreter, args: Arguments, index: int, otherwise: str | None) -> str | None:
    """The dtype given as `dtype`, or else what is the default."""
    given = args.get(index, "dtype")
    return otherwise if given is None or given == NONE else dtype_of(it, given)


def _operands(it: Interpreter, args: Arguments) -> tuple[Aval, ...]:
    return tuple(aval_of(it, value) for value in args.positional)


def _first(it: Interpreter, args: Arguments) -> Aval:
    return aval_of(it, args.positional[0]) if args.positional else ANY


def _together(avals: Sequence[Aval]) -> Shape | None:
    shape: Shape | None = SCALAR
    for aval in avals:
        shape = broadcast(shape, aval.shape)
    return shape


@_RULES.on(AvalRule.ELEMENTWISE)
def _elementwise(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    if args.keywords or not avals:
        return ANY
    dtype, weak = promoted(it, avals)
    # Of booleans some make booleans and some integers.
    plain = not any(aval.dtype == "bool" for aval in avals)
    return Aval(_together(avals), dtype if plain else None, weak and plain)


@_RULES.on(AvalRule.FLOATING)
def _inexact(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    if not avals:
        return ANY
    shape = None if args.keywords else _together(avals)
    dtype, weak = promoted(it, avals)
    # Some make strong floats of weak ones.
    return floating(it, Aval(shape, None if weak else dtype))


@_RULES.on(AvalRule.ACTIVATION)
def _activation(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    sure = aval.dtype is not None and dtypes.is_inexact(aval.dtype) and not aval.weak
    return Aval(aval.shape, aval.dtype if sure else None)


@_RULES.on(AvalRule.PREDICATE)
def _predicate(it: Interpreter, args: Arguments) -> Aval:
    return Aval(None if args.keywords else _together(_operands(it, args)), "bool")


@_RULES.on(AvalRule.STRICT)
def _strict(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    strong = {aval.dtype for aval in avals if not aval.weak}
    dtype = strong.pop() if len(strong) == 1 else None
    return Aval(_together(avals), dtype) if dtype is not None else ANY


@_RULES.on(AvalRule.CHOICE)
def _choice(it: Interpreter, args: Arguments) -> Aval:
    if len(args.positional) != 3 or args.keywords:
        return ANY
    avals = _operands(it, args)
    return Aval(_together(avals), *promoted(it, avals[1:]))


def _axes(value: Value | None) -> tuple[int, ...] | bool | None:
    """The axes given; None for all of them, False if they are not known."""
    if value is None or value == NONE:
        return None
    items = value.items if isinstance(value, Tuple) else (value,)
    numbers = [item.value for item in items if isinstance(item, Const)]
    axes = tuple(n for n in numbers if type(n) is int)
    return axes if len(axes) == len(items) else False


def _along(args: Arguments, aval: Aval) -> Shape | None:
    """The shape after a reduction along the axes given."""
    axes, keep = _axes(args.get(1, "axis")), args.keywords.get("keepdims")
    if axes is None and keep is None:
        return SCALAR
    flag = keep.value if isinstance(keep, Const) else None
    if isinstance(axes, bool) or aval.shape is None or (keep is not None and flag is None):
        return None
    return reduced(aval.shape, axes, bool(flag))


@_RULES.on(AvalRule.REDUCTION)
def _reduction(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    return Aval(_along(args, aval), aval.dtype, aval.weak)


@_RULES.on(AvalRule.SUM)
def _sum(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    floats = aval.dtype is not None and dtypes.is_inexact(aval.dtype)
    return Aval(_along(args, aval), _asked(it, args, 2, aval.dtype if floats else None), aval.weak)


@_RULES.on(AvalRule.MEAN)
def _mean(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    dtype = floating(it, aval).dtype
    given = "dtype" in args.keywords or len(args.positional) > 2
    return Aval(_along(args, aval), None if given else dtype, aval.weak)


@_RULES.on(AvalRule.TEST)
def _test(it: Interpreter, args: Arguments) -> Aval:
    return Aval(_along(args, _first(it, args)), "bool")


@_RULES.on(AvalRule.PLACE)
def _place(it: Interpreter, args: Arguments) -> Aval:
    return Aval(_along(args, _first(it, args)), dtypes.default("int", it.config.x64))


@_RULES.on(AvalRule.SAME)
def _same(it: Interpreter, args: Arguments) -> Aval:
    return _first(it, args)


@_RULES.on(AvalRule.FILLED)
def _filled(it: Interpreter, args: Arguments) -> Aval:
    given = args.get(0, "shape")
    shape = None if given is None else shape_of(given)
    return Aval(shape, _asked(it, args, 1, dtypes.default("float", it.config.x64)))


@_RULES.on(AvalRule.FULL)
def _full(it: Interpreter, args: Arguments) -> Aval:
    given, fill = args.get(0, "shape"), args.get(1, "fill_value")
    shape = None if given is None else shape_of(given)
    filled = ANY if fill is None else aval_of(it, fill)
    named = args.get(2, "dtype") not in (None, NONE)
    return Aval(shape, _asked(it, args, 2, filled.dtype), not named and filled.weak)


@_RULES.on(AvalRule.LIKE)
def _like(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    if len(args.positional) > 2 or args.keywords.keys() - {"dtype"}:
        return ANY
    if len(args.positional) == 2 and "dtype" not in args.keywords:
        # The second argument is the dtype, or the value to fill with.
        return Aval(aval.shape)
    dtype = _asked(it, args, 9, aval.dtype)
    return Aval(aval.shape, dtype, aval.weak and "dtype" not in args.keywords, aval.first)


@_RULES.on(AvalRule.RANGE)
def _range(it: Interpreter, args: Arguments) -> Aval:
    bounds = args.positional
    numbers = [b.value for b in bounds if isinstance(b, Const) and type(b.value) is int]
    integers = all(is_size(b) and not _maybe_float(b) for b in bounds)
    dtype = _asked(it, args, 3, dtypes.default("int", it.config.x64) if integers else None)
    if not 0 < len(numbers) == len(bounds) <= 3 or args.keywords.keys() - {"dtype"}:
        return Aval((None,), dtype)
    fits = len(numbers) < 3 or numbers[2] != 0
    return Aval((len(range(*numbers)) if fits else None,), dtype)


def _maybe_float(value: Value) -> bool:
    return isinstance(value, Static) and value.what is What.NUMBER


@_RULES.on(AvalRule.LINSPACE)
def _linspace(it: Interpreter, args: Arguments) -> Aval:
    count = args.get(2, "num")
    ends = (args.get(0, "start"), args.get(1, "stop"))
    plain = all(e is not None and aval_of(it, e).shape == SCALAR for e in ends)
    if not plain or args.keywords.keys() & {"retstep", "axis"} or len(args.positional) > 4:
        return ANY
    dtype = _asked(it, args, 9, dtypes.default("float", it.config.x64))
    known = [aval_of(it, e).dtype for e in ends if isinstance(e, (Tracer, Array))]
    return Aval((50 if count is None else size(count),), None if known else dtype)


@_RULES.on(AvalRule.SQUARE)
def _square(it: Interpreter, args: Arguments) -> Aval:
    rows = args.get(0, "N")
    columns = args.get(1, "M") or rows
    if rows is None or columns is None or len(args.positional) > 2 or "k" in args.keywords:
        return ANY
    shape = (size(rows), size(rows if columns == NONE else columns))
    return Aval(shape, _asked(it, args, 9, dtypes.default("float", it.config.x64)))


@_RULES.on(AvalRule.LITERAL)
def _literal(it: Interpreter, args: Arguments) -> Aval:
    given = args.positional[0] if args.positional else NONE
    aval = _of_items(it, given)
    named = args.get(1, "dtype") not in (None, NONE)
    if args.keywords.keys() - {"dtype", "copy"}:
        return ANY
    return Aval(aval.shape, _asked(it, args, 1, aval.dtype), not named and aval.weak, aval.first)


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


def join_all(avals: Sequence[Aval]) -> Aval:
    """What holds for each of them."""
    return reduce(join_avals, avals)


def _items(value: Value | None) -> tuple[Value, ...] | None:
    if isinstance(value, List):
        return value.items.known
    return value.items if isinstance(value, Tuple) else None


@_RULES.on(AvalRule.STACK)
def _stack(it: Interpreter, args: Arguments) -> Aval:
    items = _items(args.positional[0] if args.positional else None)
    if not items or "dtype" in args.keywords or len(args.positional) > 2:
        return ANY
    avals = [aval_of(it, item) for item in items]
    shape, (dtype, weak) = join_all(avals).shape, promoted(it, avals)
    axis = args.get(1, "axis") or Const(0)
    if axis != Const(0):
        return Aval(None, dtype, weak)
    return Aval(None if shape is None else (len(items), *shape), dtype, weak, len(items))


@_RULES.on(AvalRule.CONCATENATE)
def _concatenate(it: Interpreter, args: Arguments) -> Aval:
    items = _items(args.positional[0] if args.positional else None)
    if not items or "dtype" in args.keywords or len(args.positional) > 2:
        return ANY
    avals = [aval_of(it, item) for item in items]
    dtype, weak = promoted(it, avals)
    shapes = [aval.shape for aval in avals if aval.shape]
    axis = _axes(args.get(1, "axis") or Const(0))
    rank = len(shapes[0]) if shapes else 0
    same = len(shapes) == len(avals) and all(len(s) == rank for s in shapes)
    if not same or not isinstance(axis, tuple) or not -rank <= axis[0] < rank:
        return Aval(None, dtype, weak)
    place = axis[0] % rank
    sizes = [s[place] for s in shapes]
    joined = None if None in sizes else sum(n for n in sizes if n is not None)
    shape = join_all([Aval((*s[:place], joined, *s[place + 1 :])) for s in shapes]).shape
    return Aval(shape, dtype, weak)


def reshaped(aval: Aval, wanted: Shape | None, unknown: bool) -> Aval:
    """An array after ``reshape``; `unknown` says that a size -1 was among those given."""
    if wanted is not None and unknown and aval.shape is not None:
        whole, rest = total(aval.shape), total(tuple(1 if n is None else n for n in wanted))
        if whole is not None and rest and wanted.count(None) == 1:
            wanted = tuple(whole // rest if n is None else n for n in wanted)
    return Aval(wanted, aval.dtype, aval.weak)


@_RULES.on(AvalRule.RESHAPE)
def _reshape(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    given = args.positional[1:] or tuple(v for k, v in args.keywords.items() if "s" in k)
    if not given or args.keywords.keys() & {"dimensions"}:
        return Aval(None, aval.dtype, aval.weak)
    one = given[0] if len(given) == 1 else Tuple(given)
    items = _items(one) or (one,)
    return reshaped(aval, shape_of(one), Const(-1) in items)


@_RULES.on(AvalRule.BROADCAST)
def _broadcast(it: Interpreter, args: Arguments) -> Aval:
    aval, given = _first(it, args), args.get(1, "shape")
    return Aval(None if given is None else shape_of(given), aval.dtype, aval.weak)


@_RULES.on(AvalRule.RAVEL)
def _ravel(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    return Aval((None if aval.shape is None else total(aval.shape),), aval.dtype, aval.weak)


@_RULES.on(AvalRule.TRANSPOSE)
def _transpose(it: Interpreter, args: Arguments) -> Aval:
    aval = _first(it, args)
    return Aval(None, aval.dtype, aval.weak) if args.all()[1:] else transposed(aval)


@_RULES.on(AvalRule.EXPAND)
def _expand(it: Interpreter, args: Arguments) -> Aval:
    aval, axes = _first(it, args), _axes(args.get(1, "axis"))
    if aval.shape is None or not isinstance(axes, tuple) or len(axes) != 1:
        return Aval(None, aval.dtype, aval.weak)
    rank = len(aval.shape) + 1
    if not -rank <= axes[0] < rank:
        return ANY
    place = axes[0] % rank
    return Aval((*aval.shape[:place], 1, *aval.shape[place:]), aval.dtype, aval.weak)


@_RULES.on(AvalRule.SQUEEZE)
def _squeeze(it: Interpreter, args: Arguments) -> Aval:
    aval, axes = _first(it, args), _axes(args.get(1, "axis"))
    shape = aval.shape
    if shape is None or isinstance(axes, bool) or (axes is None and None in shape):
        return Aval(None, aval.dtype, aval.weak)
    if axes is None:
        return Aval(tuple(n for n in shape if n != 1), aval.dtype, aval.weak)
    return Aval(reduced(shape, axes, keep=False), aval.dtype, aval.weak)


@_RULES.on(AvalRule.CAST)
def _cast(it: Interpreter, args: Arguments) -> Aval:
    aval, wanted = _first(it, args), args.get(1, "dtype") or args.keywords.get("new_dtype")
    return Aval(aval.shape, dtype_of(it, wanted), False, aval.first)


@_RULES.on(AvalRule.PRODUCT)
def _product(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    if len(avals) != 2 or args.keywords.keys() - {"precision"}:
        return ANY
    return Aval(multiplied(avals[0].shape, avals[1].shape), *promoted(it, avals))


@_RULES.on(AvalRule.FLOATS)
def _floats(it: Interpreter, args: Arguments) -> Aval:
    return _drawn(it, args, dtypes.default("float", it.config.x64))


@_RULES.on(AvalRule.INTEGERS)
def _integers(it: Interpreter, args: Arguments) -> Aval:
    return Aval(_drawn(it, args, None).shape, dtypes.default("int", it.config.x64))


def _drawn(it: Interpreter, args: Arguments, dtype: str | None) -> Aval:
    given = args.get(1, "shape")
    if given is None:
        # Some take the parameters of the distribution first, whose shapes decide.
        return Aval(SCALAR if len(args.all()) == 1 else None, None)
    if len(args.positional) > 2 or "dtype" in args.keywords:
        dtype = None
    return Aval(shape_of(given), dtype)
