"""``owner[index]``, by the kind of owner."""

from __future__ import annotations

import ast
from collections.abc import Hashable

from flake8_jax.engine import limits
from flake8_jax.engine.jax.avals import aval_of
from flake8_jax.engine.jax.indexing import indexed
from flake8_jax.engine.jax.numpy_calls import check_numpy_index
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join, summary
from flake8_jax.engine.machine.registry import EXTERNALS, ITEMS
from flake8_jax.engine.objects.containers import (
    escape,
    item_form,
    key_at,
    keys_part,
    keys_slice,
    part,
    part_of_keys,
)
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.operations import array
from flake8_jax.engine.watch.bounds import check_bounds
from flake8_jax.engine.watch.concretize import check_position, unhashable
from flake8_jax.engine.watch.sequences import check_list_index
from flake8_jax.engine.watch.sizes import check_index
from flake8_jax.libraries.jax_numpy import GRIDS, INDICES
from flake8_jax.libraries.jax_smooth import ITEM
from flake8_jax.source.walking import walk
from flake8_jax.values.arrays import Form, Indexer, Opaque, Ref, Tracer, Tree
from flake8_jax.values.avals import Aval
from flake8_jax.values.base import (
    LEADING,
    NONE,
    NUMPY,
    SHAPE,
    SIZE,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    Value,
    What,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import (
    CONTENT,
    FACTORY,
    Dict,
    Entries,
    List,
    Slice,
    Text,
    Tuple,
    new_list,
)
from flake8_jax.values.functions import Class, External
from flake8_jax.values.keys import Keys


@ITEMS.on(object)
def _unknown(it: Interpreter, owner: Value, index: Value, node: ast.expr) -> Value:
    return UNKNOWN


@ITEMS.on(Tracer, Array)
def _array(it: Interpreter, owner: Value, index: Value, node: ast.expr) -> Value:
    operands = index.items if isinstance(index, Tuple) else (index,)
    check_index(it, operands, node)
    if type(index) is List:
        check_list_index(it, index, node)
    check_bounds(it, aval_of(it, owner), operands, node, update=False)
    maker = owner.maker if isinstance(owner, Tracer) else None
    aval = indexed(it, aval_of(it, owner), operands)
    return array(it, (owner, *operands), node, maker, aval, ITEM)


@ITEMS.on(Tree)
def _tree(it: Interpreter, owner: Tree, index: Value, node: ast.expr) -> Value:
    if isinstance(index, Const):
        return part(owner, index.value)
    if owner.form is not Form.MIXED:
        check_index(it, index.items if isinstance(index, Tuple) else (index,), node)
    if owner.form is Form.ARRAY:
        check_list_index(it, index, node)
    if isinstance(index, Tuple):
        return array(it, (owner,), node, op=ITEM)
    return Tree(Cells(), owner.kind, owner.origin, item_form(owner))


@ITEMS.on(Opaque)
def _opaque(it: Interpreter, owner: Opaque, index: Value, node: ast.expr) -> Value:
    return part(owner, index.value) if isinstance(index, Const) else UNKNOWN


@ITEMS.on(NumpyArray)
def _numpy(it: Interpreter, owner: NumpyArray, index: Value, node: ast.expr) -> Value:
    if it.traces:
        check_numpy_index(it, index, node)
    items = index.items if isinstance(index, Tuple) else (index,)
    plain = all(isinstance(i, (Const, Static, NumpyArray, Slice)) for i in items)
    return NUMPY if plain else UNKNOWN


@ITEMS.on(Keys)
def _keys(it: Interpreter, owner: Keys, index: Value, node: ast.expr) -> Value:
    if isinstance(index, Const) and isinstance(index.value, int):
        check_bounds(it, Aval((owner.count,)), (index,), node, update=False)
        return key_at(owner, index.value)
    if isinstance(index, Slice):
        check_index(it, (index,), node)
        return keys_slice(owner, [b.value if isinstance(b, Const) else ... for b in index.bounds])
    if isinstance(index, Tuple):
        return _keys_along(it, owner, index.items, node)
    if not isinstance(index, (Static, Tracer)) or not isinstance(node, ast.Subscript):
        return UNKNOWN
    name = _same_in_round(it, node.slice)
    return keys_part(owner, Cells() if name is None else part_of_keys(owner, name))


def _keys_along(it: Interpreter, owner: Keys, items: tuple[Value, ...], node: ast.expr) -> Value:
    """``keys[1, 2]``: one number for each axis."""
    value: Value = owner
    for item in items:
        if not isinstance(item, Const) or not isinstance(item.value, int):
            return UNKNOWN
        if not isinstance(value, Keys):
            return UNKNOWN
        value = key_at(value, item.value)
    return value


def _same_in_round(it: Interpreter, index: ast.expr) -> Hashable:
    """A name for an index that is the same in one round of the loops around; None if it is not."""
    names = {n.id for n in walk(index) if isinstance(n, ast.Name)}
    if not names or any(isinstance(n, (ast.Call, ast.Attribute)) for n in walk(index)):
        return None
    way = list(it.places)
    while way and way[-1].loop:
        if names <= _counters(way[-1].node):
            return (ast.unparse(index), tuple((id(p.node), p.iteration) for p in way))
        way.pop()
    return None


def _counters(loop: ast.AST) -> set[str]:
    """The names that a loop binds, and nothing in it binds anew."""
    if isinstance(loop, ast.For):
        targets, body = [loop.target], loop.body
    else:
        targets = [g.target for g in getattr(loop, "generators", ())]
        body = []
    names = {n.id for t in targets for n in walk(t) if isinstance(n, ast.Name)}
    stores = (n for s in body for n in walk(s) if isinstance(n, ast.Name))
    return names - {n.id for n in stores if isinstance(n.ctx, ast.Store)}


@ITEMS.on(Tuple, List)
def _sequence(it: Interpreter, owner: Tuple | List, index: Value, node: ast.expr) -> Value:
    items = owner.items if isinstance(owner, Tuple) else owner.items.known
    if not isinstance(index, Const):
        check_position(it, index, node, "tuple" if isinstance(owner, Tuple) else "list")
    if isinstance(index, Const) and isinstance(index.value, int) and items is not None:
        return items[index.value] if -len(items) <= index.value < len(items) else UNKNOWN
    if isinstance(index, Slice):
        return _sliced(owner, items, index)
    if isinstance(owner, List):
        return fresh(summary(owner.items) or UNKNOWN)
    value: Value = owner.items[0] if owner.items else UNKNOWN
    for item in owner.items[1:]:
        value = join(value, item)
    return value


def _sliced(owner: Tuple | List, items: tuple[Value, ...] | None, index: Slice) -> Value:
    if items is None:
        return owner
    bounds: list[int | None] = []
    for bound in index.bounds:
        value = bound.value if isinstance(bound, Const) else ...
        if value is not None and not isinstance(value, int):
            return UNKNOWN
        bounds.append(value)
    if bounds[2] == 0:
        return UNKNOWN
    rest = items[slice(*bounds)]
    return Tuple(rest) if isinstance(owner, Tuple) else new_list(rest)


def _missing(it: Interpreter, owner: Dict, index: Const, node: ast.expr) -> Value:
    """The list or dict that a `defaultdict` makes when it is asked for; it may be there already."""
    factory = owner.cells.get(FACTORY)
    entries = owner.entries
    if factory is None and type(entries.rest) in (Array, Tracer):
        return entries.rest or UNKNOWN  # one of those whose names are not known
    if not isinstance(factory, Value) or len(entries.known) >= limits.LIST_LENGTH:
        return UNKNOWN
    made = it.call(factory, Arguments(), node)
    if not isinstance(made, (List, Dict)):
        return UNKNOWN
    escape(it, made)
    made.cells.serial = owner.cells.serial
    it.write(owner.cells, CONTENT, Entries({**entries.known, index.value: made}, entries.rest))
    return made


@ITEMS.on(Dict)
def _dict(it: Interpreter, owner: Dict, index: Value, node: ast.expr) -> Value:
    entries = owner.entries
    if isinstance(index, Const):
        found = entries.known.get(index.value)
        return found if found is not None else _missing(it, owner, index, node)
    unhashable(it, index, node.slice if isinstance(node, ast.Subscript) else node, node, "dict key")
    value = entries.rest
    for known in entries.known.values():
        value = known if value is None else join(value, known)
    return UNKNOWN if value is None else value


@ITEMS.on(Static)
def _static(it: Interpreter, owner: Static, index: Value, node: ast.expr) -> Value:
    if owner.what is What.SHAPE:
        check_position(it, index, node, "tuple")
        if isinstance(index, Slice):
            return SHAPE
        if index != Const(0):
            return SIZE
        return LEADING if owner.length is None else Const(owner.length)
    return STATIC


@ITEMS.on(Const, Text)
def _text(it: Interpreter, owner: Value, index: Value, node: ast.expr) -> Value:
    check_position(it, index, node, "str")
    return STATIC


@ITEMS.on(Indexer)
def _indexer(it: Interpreter, owner: Indexer, index: Value, node: ast.expr) -> Value:
    if isinstance(owner.array, Ref):
        return owner.array  # a view of the same
    operands = index.items if isinstance(index, Tuple) else (index,)
    check_index(it, operands, node)
    check_list_index(it, index, node)
    return Indexer(owner.array, indexed=True, index=operands, node=node)


@ITEMS.on(External, Class)
def _generic(it: Interpreter, owner: Value, index: Value, node: ast.expr) -> Value:
    """``Float[Array, "n"]``, ``list[int]``: a type; ``jnp.s_[:n]``: an index."""
    path = owner.path if isinstance(owner, External) else ""
    if path in INDICES:
        return index
    if path in GRIDS:
        check_index(it, index.items if isinstance(index, Tuple) else (index,), node)
        return array(it, (), node)
    return owner


@EXTERNALS.on("builtins.slice")
def _slice(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    given = args.positional
    bounds = (NONE, *given) if len(given) == 1 else given
    return Slice((*bounds, NONE)[:3]) if 2 <= len(bounds) <= 3 else UNKNOWN
