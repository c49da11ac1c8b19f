"""Methods of lists, dicts and strings that change them or hand out what they hold."""

from __future__ import annotations

import ast

from flake8_jax.engine.events import Need
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join, summary
from flake8_jax.engine.machine.registry import METHODS
from flake8_jax.engine.objects.containers import (
    element_of,
    iterate,
    merged,
    part,
)
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.ordering import order
from flake8_jax.engine.objects.searching import search
from flake8_jax.engine.syntax.targets import append
from flake8_jax.engine.watch.concretize import concretize, shown_argument, unhashable
from flake8_jax.engine.watch.effects import forget
from flake8_jax.engine.watch.stores import tell_added
from flake8_jax.values.arrays import Tree
from flake8_jax.values.base import NONE, STATIC, UNKNOWN, Const, Value
from flake8_jax.values.containers import (
    CONTENT,
    Dict,
    Entries,
    Items,
    List,
    Stream,
    Trips,
    Tuple,
    new_dict,
    new_list,
)


def _called(node: ast.expr) -> str:
    """The name of the method in a call of one."""
    called = node.func if isinstance(node, ast.Call) else None
    return called.attr if isinstance(called, ast.Attribute) else ""


@METHODS.on((List, "append"))
def _append(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    append(it, owner, args.positional)
    tell_added(it, node, owner, args.positional)
    return NONE


@METHODS.on((List, "extend"))
def _extend(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, args.positional[0]) if args.positional else Stream(UNKNOWN)
    if isinstance(source, Tuple):
        append(it, owner, source.items)
        tell_added(it, node, owner, source.items)
    else:
        tell_added(it, node, owner, (source.element,))
        before = summary(owner.items)
        element = source.element if before is None else join(before, source.element)
        it.write(owner.cells, CONTENT, Items(None, element))
        tell_added(it, node, owner, (source.element,))
    return NONE


@METHODS.on((List, "pop"), (List, "popleft"))
def _pop(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    if it.stored:
        forget(it, owner.cells)
    items = owner.items
    if items.known and not args.positional:
        left = _called(node) == "popleft"
        it.write(owner.cells, CONTENT, Items(items.known[1:] if left else items.known[:-1]))
        return items.known[0 if left else -1]
    concretize(it, first(args), shown_argument(args, 0, node), node, Need.INDEX, "list index")
    value = summary(items) or UNKNOWN
    it.write(owner.cells, CONTENT, Items(None, value))
    return fresh(value)


@METHODS.on(
    (List, "insert"), (List, "remove"), (List, "clear"), (List, "appendleft"), (List, "extendleft")
)
def _change(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    name = _called(node)
    if it.stored and name in ("remove", "clear"):
        forget(it, owner.cells)
    given = args.positional[1:] if name == "insert" else args.positional
    if name == "insert":
        concretize(it, first(args), shown_argument(args, 0, node), node, Need.INDEX, "list index")
    elif name == "remove":
        search(it, first(args), owner, node, ".remove()")
        given = ()
    elif name == "extendleft":
        given = tuple(element_of(iterate(it, value)) for value in given)
    element = summary(owner.items)
    for value in given:
        element = value if element is None else join(element, value)
    tell_added(it, node, owner, given)
    it.write(owner.cells, CONTENT, Items(None, element))
    return NONE


@METHODS.on((List, "reverse"), (List, "sort"))
def _reorder(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    known = owner.items.known
    if _called(node) == "sort":
        order(it, args.prepend(owner), node, ".sort()")
    if known is not None and _called(node) == "reverse":
        it.write(owner.cells, CONTENT, Items(known[::-1]))
    else:
        it.write(owner.cells, CONTENT, Items(None, summary(owner.items)))
    return NONE


@METHODS.on((List, "copy"))
def _copy(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    made = new_list(())
    made.cells[CONTENT] = owner.items
    return made


@METHODS.on((Dict, "get"), (Dict, "setdefault"))
def _get(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    key = args.get(0, "key")
    default = args.get(1, "default") or NONE
    entries = owner.entries
    if not isinstance(key, Const):
        unhashable(it, key or NONE, shown_argument(args, 0, node, "key"), node, "dict key")
        return UNKNOWN
    found = entries.known.get(key.value)
    if found is not None:
        return found
    if entries.rest is not None:
        return UNKNOWN
    if _called(node) == "setdefault":
        it.write(owner.cells, CONTENT, Entries({**entries.known, key.value: default}))
        tell_added(it, node, owner, (default,))
    return default


@METHODS.on((Dict, "pop"))
def _pop_key(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    if it.stored:
        forget(it, owner.cells)
    key = args.get(0, "key")
    entries = owner.entries
    if isinstance(key, Const) and key.value in entries.known:
        left = {k: v for k, v in entries.known.items() if k != key.value}
        it.write(owner.cells, CONTENT, Entries(left, entries.rest))
        return entries.known[key.value]
    unhashable(it, key or NONE, shown_argument(args, 0, node, "key"), node, "dict key")
    it.write(owner.cells, CONTENT, Entries({}, UNKNOWN))
    return UNKNOWN


@METHODS.on((Dict, "update"))
def _update(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    entries = owner.entries
    for value in args.positional:
        given = value.entries if isinstance(value, Dict) else Entries({}, UNKNOWN)
        added = given.known.values()
        tell_added(it, node, owner, added if given.rest is None else (*added, given.rest))
        entries = merged(entries, given)
    named: dict[object, Value] = {}
    named.update(args.keywords)
    given = Entries(named, UNKNOWN if args.more else None)
    tell_added(it, node, owner, args.keywords.values())
    it.write(owner.cells, CONTENT, merged(entries, given))
    return NONE


@METHODS.on((Dict, "items"), (Dict, "values"), (Dict, "keys"))
def _views(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    view = _called(node)
    entries = owner.entries
    pairs: list[tuple[Value, Value]] = [(Const(key), v) for key, v in entries.known.items()]
    if entries.rest is None:
        return Tuple(tuple(_shown(view, *pair) for pair in pairs))
    values = entries.rest
    for _, value in pairs:
        values = join(values, value)
    return Stream(_shown(view, STATIC, values))


def _shown(view: str, key: Value, value: Value) -> Value:
    if view == "items":
        return Tuple((key, value))
    return value if view == "values" else key


@METHODS.on((Dict, "copy"))
def _copy_dict(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    return new_dict(owner.entries.known, owner.entries.rest)


@METHODS.on((Dict, "popitem"))
def _popitem(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    if it.stored:
        forget(it, owner.cells)
    it.write(owner.cells, CONTENT, Entries({}, UNKNOWN))
    return UNKNOWN


@METHODS.on((Dict, "clear"))
def _clear(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    if it.stored:
        forget(it, owner.cells)
    it.write(owner.cells, CONTENT, Entries({}))
    return NONE


@METHODS.on((Tree, "items"), (Tree, "values"), (Tree, "keys"))
def _tree_views(it: Interpreter, owner: Tree, args: Arguments, node: ast.expr) -> Value:
    view = _called(node)
    value = part(owner, ("any",))
    if view == "keys":
        return Stream(STATIC)
    return Stream(Tuple((STATIC, value)) if view == "items" else value, Trips())


@METHODS.on((Tree, "get"), (Tree, "pop"))
def _tree_get(it: Interpreter, owner: Tree, args: Arguments, node: ast.expr) -> Value:
    return UNKNOWN
