"""Methods of lists, dicts and strings that change them or hand out what they hold."""

from __future__ import annotations

import ast

from flake8_jax.engine.arguments import Arguments
from flake8_jax.engine.containers import element_of, iterate, part
from flake8_jax.engine.interpreter import Interpreter
from flake8_jax.engine.joins import join, summary
from flake8_jax.engine.registry import METHODS
from flake8_jax.engine.targets import append
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


@METHODS.on((List, "append"))
def _append(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    append(it, owner, args.positional)
    return NONE


@METHODS.on((List, "extend"))
def _extend(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    source = iterate(it, args.positional[0]) if args.positional else Stream(UNKNOWN)
    if isinstance(source, Tuple):
        append(it, owner, source.items)
    else:
        before = summary(owner.items)
        element = source.element if before is None else join(before, source.element)
        it.write(owner.cells, CONTENT, Items(None, element))
    return NONE


@METHODS.on((List, "pop"), (List, "popleft"))
def _pop(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    items = owner.items
    if items.known and not args.positional:
        first = getattr(getattr(node, "func", None), "attr", "") == "popleft"
        it.write(owner.cells, CONTENT, Items(items.known[1:] if first else items.known[:-1]))
        return items.known[0 if first else -1]
    value = summary(items) or UNKNOWN
    it.write(owner.cells, CONTENT, Items(None, value))
    return value


@METHODS.on((List, "insert"), (List, "remove"), (List, "clear"))
def _change(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    element = summary(owner.items)
    for value in args.positional[1:]:
        element = value if element is None else join(element, value)
    it.write(owner.cells, CONTENT, Items(None, element))
    return NONE


@METHODS.on((List, "reverse"), (List, "sort"))
def _reorder(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    known = owner.items.known
    if node and known is not None and getattr(node.func, "attr", "") == "reverse":  # type: ignore[attr-defined]
        it.write(owner.cells, CONTENT, Items(known[::-1]))
    else:
        it.write(owner.cells, CONTENT, Items(None, summary(owner.items)))
    return NONE


@METHODS.on((List, "copy"))
def _copy(it: Interpreter, owner: List, args: Arguments, node: ast.expr) -> Value:
    made = new_list(())
    made.cells[CONTENT] = owner.items
    return made


@METHODS.on((List, "index"), (List, "count"), (Tuple, "index"), (Tuple, "count"))
def _number(it: Interpreter, owner: Value, args: Arguments, node: ast.expr) -> Value:
    return STATIC


@METHODS.on((Dict, "get"), (Dict, "setdefault"))
def _get(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    key = args.get(0, "key")
    default = args.get(1, "default") or NONE
    entries = owner.entries
    if not isinstance(key, Const):
        return UNKNOWN
    found = entries.known.get(key.value)
    if found is not None:
        return found
    if entries.rest is not None:
        return UNKNOWN
    if getattr(getattr(node, "func", None), "attr", "") == "setdefault":
        it.write(owner.cells, CONTENT, Entries({**entries.known, key.value: default}))
    return default


@METHODS.on((Dict, "pop"))
def _pop_key(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    key = args.get(0, "key")
    entries = owner.entries
    if isinstance(key, Const) and key.value in entries.known:
        left = {k: v for k, v in entries.known.items() if k != key.value}
        it.write(owner.cells, CONTENT, Entries(left, entries.rest))
        return entries.known[key.value]
    it.write(owner.cells, CONTENT, Entries({}, UNKNOWN))
    return UNKNOWN


@METHODS.on((Dict, "update"))
def _update(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    known, rest = dict(owner.entries.known), owner.entries.rest
    for value in args.positional:
        if isinstance(value, Dict):
            known.update(value.entries.known)
            rest = value.entries.rest or rest
        else:
            known, rest = {}, UNKNOWN
    known.update(args.keywords)
    it.write(owner.cells, CONTENT, Entries(known, UNKNOWN if args.more else rest))
    return NONE


@METHODS.on((Dict, "items"), (Dict, "values"), (Dict, "keys"))
def _views(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    view = getattr(getattr(node, "func", None), "attr", "keys")
    entries = owner.entries
    pairs = [(Const(key), value) for key, value in entries.known.items()]
    shown = {"items": Tuple, "values": lambda p: p[1], "keys": lambda p: p[0]}[view]
    if entries.rest is None:
        return Tuple(tuple(shown(pair) for pair in pairs))
    values = element_of(Tuple(tuple(v for _, v in pairs))) if pairs else entries.rest
    rest = join(values, entries.rest)
    return Stream(shown((STATIC, rest)))


@METHODS.on((Dict, "copy"))
def _copy_dict(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    return new_dict(owner.entries.known, owner.entries.rest)


@METHODS.on((Dict, "clear"))
def _clear(it: Interpreter, owner: Dict, args: Arguments, node: ast.expr) -> Value:
    it.write(owner.cells, CONTENT, Entries({}))
    return NONE


@METHODS.on((Tree, "items"), (Tree, "values"), (Tree, "keys"))
def _tree_views(it: Interpreter, owner: Tree, args: Arguments, node: ast.expr) -> Value:
    view = getattr(getattr(node, "func", None), "attr", "keys")
    value = part(owner, ("any",))
    if view == "keys":
        return Stream(STATIC)
    return Stream(Tuple((STATIC, value)) if view == "items" else value, Trips())


@METHODS.on((Tree, "get"), (Tree, "pop"))
def _tree_get(it: Interpreter, owner: Tree, args: Arguments, node: ast.expr) -> Value:
    return UNKNOWN
