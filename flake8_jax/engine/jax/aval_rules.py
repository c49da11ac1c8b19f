"""Shapes and dtypes of what functions return: one handler for each rule of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flake8_jax.engine.jax.avals import (
    asked,
    aval_of,
    dtype_of,
    first_aval,
    floating,
    join_all,
    promoted,
    shape_of,
)
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import AVALS
from flake8_jax.libraries import dtypes
from flake8_jax.libraries.jax_avals import AVAL_RULES, CONVERSIONS, AvalRule
from flake8_jax.values.avals import (
    ANY,
    SCALAR,
    Aval,
    Shape,
    broadcast,
    multiplied,
    reduced,
    total,
    transposed,
)
from flake8_jax.values.base import NONE, Const, Value
from flake8_jax.values.containers import List, Tuple


def result_aval(it: Interpreter, path: str, args: Arguments) -> Aval:
    """Shape and dtype of what the function at `path` returns for these arguments."""
    rule = AVAL_RULES.get(path)
    if rule is None or args.more:
        made = CONVERSIONS.get(path)
        if made is None or args.more:
            return ANY
        return Aval(first_aval(it, args).shape, dtypes.narrow(made, it.config.x64))
    found: Aval = AVALS[rule](it, args)
    return found


def _operands(it: Interpreter, args: Arguments) -> tuple[Aval, ...]:
    return tuple(aval_of(it, value) for value in args.positional)


def _together(avals: Sequence[Aval]) -> Shape | None:
    shape: Shape | None = SCALAR
    for aval in avals:
        shape = broadcast(shape, aval.shape)
    return shape


@AVALS.on(AvalRule.ELEMENTWISE)
def _elementwise(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    if args.keywords or not avals:
        return ANY
    dtype, weak = promoted(it, avals)
    # Of booleans some make booleans and some integers.
    plain = not any(aval.dtype == "bool" for aval in avals)
    return Aval(_together(avals), dtype if plain else None, weak and plain)


@AVALS.on(AvalRule.FLOATING)
def _inexact(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    if not avals:
        return ANY
    shape = None if args.keywords else _together(avals)
    dtype, weak = promoted(it, avals)
    # Some make strong floats of weak ones.
    return floating(it, Aval(shape, None if weak else dtype))


@AVALS.on(AvalRule.ACTIVATION)
def _activation(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    sure = aval.dtype is not None and dtypes.is_inexact(aval.dtype) and not aval.weak
    return Aval(aval.shape, aval.dtype if sure else None)


@AVALS.on(AvalRule.PREDICATE)
def _predicate(it: Interpreter, args: Arguments) -> Aval:
    return Aval(None if args.keywords else _together(_operands(it, args)), "bool")


@AVALS.on(AvalRule.STRICT)
def _strict(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    strong = {aval.dtype for aval in avals if not aval.weak}
    dtype = strong.pop() if len(strong) == 1 else None
    return Aval(_together(avals), dtype) if dtype is not None else ANY


@AVALS.on(AvalRule.CHOICE)
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


@AVALS.on(AvalRule.REDUCTION)
def _reduction(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    return Aval(_along(args, aval), aval.dtype, aval.weak)


@AVALS.on(AvalRule.SUM)
def _sum(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    floats = aval.dtype is not None and dtypes.is_inexact(aval.dtype)
    return Aval(_along(args, aval), asked(it, args, 2, aval.dtype if floats else None), aval.weak)


@AVALS.on(AvalRule.MEAN)
def _mean(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    dtype = floating(it, aval).dtype
    given = "dtype" in args.keywords or len(args.positional) > 2
    return Aval(_along(args, aval), None if given else dtype, aval.weak)


@AVALS.on(AvalRule.TEST)
def _test(it: Interpreter, args: Arguments) -> Aval:
    return Aval(_along(args, first_aval(it, args)), "bool")


@AVALS.on(AvalRule.PLACE)
def _place(it: Interpreter, args: Arguments) -> Aval:
    return Aval(_along(args, first_aval(it, args)), dtypes.default("int", it.config.x64))


@AVALS.on(AvalRule.SAME)
def _same(it: Interpreter, args: Arguments) -> Aval:
    return first_aval(it, args)


def _items(value: Value | None) -> tuple[Value, ...] | None:
    if isinstance(value, List):
        return value.items.known
    return value.items if isinstance(value, Tuple) else None


@AVALS.on(AvalRule.STACK)
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


@AVALS.on(AvalRule.CONCATENATE)
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


@AVALS.on(AvalRule.RESHAPE)
def _reshape(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    given = args.positional[1:] or tuple(v for k, v in args.keywords.items() if "s" in k)
    if not given or args.keywords.keys() & {"dimensions"}:
        return Aval(None, aval.dtype, aval.weak)
    one = given[0] if len(given) == 1 else Tuple(given)
    items = _items(one) or (one,)
    return reshaped(aval, shape_of(one), Const(-1) in items)


@AVALS.on(AvalRule.BROADCAST)
def _broadcast(it: Interpreter, args: Arguments) -> Aval:
    aval, given = first_aval(it, args), args.get(1, "shape")
    return Aval(None if given is None else shape_of(given), aval.dtype, aval.weak)


@AVALS.on(AvalRule.RAVEL)
def _ravel(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    return Aval((None if aval.shape is None else total(aval.shape),), aval.dtype, aval.weak)


@AVALS.on(AvalRule.TRANSPOSE)
def _transpose(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    return Aval(None, aval.dtype, aval.weak) if args.all()[1:] else transposed(aval)


@AVALS.on(AvalRule.EXPAND)
def _expand(it: Interpreter, args: Arguments) -> Aval:
    aval, axes = first_aval(it, args), _axes(args.get(1, "axis"))
    if aval.shape is None or not isinstance(axes, tuple) or len(axes) != 1:
        return Aval(None, aval.dtype, aval.weak)
    rank = len(aval.shape) + 1
    if not -rank <= axes[0] < rank:
        return ANY
    place = axes[0] % rank
    return Aval((*aval.shape[:place], 1, *aval.shape[place:]), aval.dtype, aval.weak)


@AVALS.on(AvalRule.SQUEEZE)
def _squeeze(it: Interpreter, args: Arguments) -> Aval:
    aval, axes = first_aval(it, args), _axes(args.get(1, "axis"))
    shape = aval.shape
    if shape is None or isinstance(axes, bool) or (axes is None and None in shape):
        return Aval(None, aval.dtype, aval.weak)
    if axes is None:
        return Aval(tuple(n for n in shape if n != 1), aval.dtype, aval.weak)
    return Aval(reduced(shape, axes, keep=False), aval.dtype, aval.weak)


@AVALS.on(AvalRule.CAST)
def _cast(it: Interpreter, args: Arguments) -> Aval:
    aval, wanted = first_aval(it, args), args.get(1, "dtype") or args.keywords.get("new_dtype")
    return Aval(aval.shape, dtype_of(it, wanted), False, aval.first)


@AVALS.on(AvalRule.PRODUCT)
def _product(it: Interpreter, args: Arguments) -> Aval:
    avals = _operands(it, args)
    if len(avals) != 2 or args.keywords.keys() - {"precision"}:
        return ANY
    return Aval(multiplied(avals[0].shape, avals[1].shape), *promoted(it, avals))


@AVALS.on(AvalRule.KEPT)
def _kept(it: Interpreter, args: Arguments) -> Aval:
    return Aval(None, first_aval(it, args).dtype, first_aval(it, args).weak)


@AVALS.on(AvalRule.FLAG)
def _flag(it: Interpreter, args: Arguments) -> Aval:
    return Aval(SCALAR, "bool")


@AVALS.on(AvalRule.FOUND)
def _found(it: Interpreter, args: Arguments) -> Aval:
    return Aval(first_aval(it, args).shape, "bool")


@AVALS.on(AvalRule.REAL)
def _real(it: Interpreter, args: Arguments) -> Aval:
    aval = first_aval(it, args)
    real = aval.dtype is not None and "complex" not in aval.dtype
    return aval if real else Aval(aval.shape)


_PLAIN: Final = frozenset({"axis", "axes", "keepdims", "offset", "ord"})
"""Options that say nothing of a dtype."""


@AVALS.on(AvalRule.GATHERED)
def _gathered(it: Interpreter, args: Arguments) -> Aval:
    dtype = first_aval(it, args).dtype
    if dtype is None or "float" not in dtype or first_aval(it, args).weak:
        return ANY
    return ANY if args.keywords.keys() - _PLAIN or len(args.positional) > 2 else Aval(None, dtype)


def _mixed(it: Interpreter, args: Arguments, operands: Sequence[Value]) -> Aval:
    avals = [aval_of(it, value) for value in operands]
    if not avals or args.keywords.keys() - _PLAIN:
        return ANY
    dtype, weak = promoted(it, avals)
    sure = dtype is not None and dtypes.is_inexact(dtype) and not weak
    return Aval(None, dtype) if sure else ANY


@AVALS.on(AvalRule.COMBINED)
def _combined(it: Interpreter, args: Arguments) -> Aval:
    return _mixed(it, args, args.positional[:2]) if len(args.positional) >= 2 else ANY


@AVALS.on(AvalRule.CONTRACTED)
def _contracted(it: Interpreter, args: Arguments) -> Aval:
    how, *operands = args.positional or (NONE,)
    written = isinstance(how, Const) and isinstance(how.value, str)
    return _mixed(it, args, operands) if written else ANY


@AVALS.on(AvalRule.JOINED)
def _joined(it: Interpreter, args: Arguments) -> Aval:
    items = _items(args.positional[0]) if len(args.positional) == 1 else None
    return _mixed(it, args, items or ())
