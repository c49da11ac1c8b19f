"""`jax.tree`: calling functions on the leaves of pytrees."""

from __future__ import annotations

import ast
from dataclasses import replace

from flake8_jax.engine.events import Truth
from flake8_jax.engine.jax.rounds import rounds
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.engine.objects.containers import (
    element_of,
    iterate,
    map_leaves,
)
from flake8_jax.engine.objects.identities import fresh
from flake8_jax.engine.objects.operations import array
from flake8_jax.engine.syntax.truth import ask
from flake8_jax.values.arrays import Form, Opaque, Tracer, Tree
from flake8_jax.values.avals import ANY
from flake8_jax.values.base import (
    NONE,
    STATIC,
    UNKNOWN,
    Array,
    NumpyArray,
    Static,
    Unknown,
    Value,
)
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import (
    Dict,
    List,
    Tuple,
    new_list,
    new_list_of,
)
from flake8_jax.values.functions import (
    Instance,
    Partial,
)
from flake8_jax.values.keys import Place
from flake8_jax.values.traced import traced_item


@EXTERNALS.on("jax.tree.map")
def _tree_map(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """Calls the function on the leaves, as far as the structure is known."""
    function = args.get(0, "f") or UNKNOWN
    tree = args.get(1, "tree") or UNKNOWN
    rest = args.positional[2:]

    count = 0

    def leaf(value: Value) -> Value:
        nonlocal count
        if value == NONE:
            return NONE
        if "is_leaf" in args.keywords:
            with it.at(Place(node, count, module=it.frame.module)):
                it.call(function, Arguments((UNKNOWN, *(UNKNOWN for _ in rest))), node)
            count += 1
            return UNKNOWN

        def once(_: int) -> Value:
            others = (fresh(_leaf_of(r)) if unknown else _leaf_of(r) for r in rest)
            return it.call(function, Arguments((_leaf_of(value), *others)), node)

        unknown = isinstance(value, (Opaque, Tree))
        with it.at(Place(node, count, module=it.frame.module)):
            # Of unknown structure, it has several leaves more often than not.
            result = rounds(it, node, once, args, True) if unknown else once(count)
        count += 1
        if isinstance(value, Tree) and isinstance(result, Tracer):
            return Tree(Cells(), result.kind, result.origin)
        # What is not known at all may be a pytree, and so is what comes out then.
        return UNKNOWN if unknown or isinstance(value, (Unknown, Static)) else result

    if isinstance(tree, Instance):
        from flake8_jax.engine.objects.structures import map_instance

        return map_instance(it, tree, leaf)
    return map_leaves(tree, leaf)


def _leaf_of(value: Value) -> Value:
    if isinstance(value, Tree):
        return UNKNOWN if value.form is Form.MIXED else value.leaf()
    if isinstance(value, Opaque):
        return Opaque(Cells())
    if isinstance(value, (Tuple, List, Dict, Instance)):
        tracer = traced_item(value)
        # One leaf of many, so nothing is known of its shape and dtype.
        return UNKNOWN if tracer is None else replace(tracer, aval=ANY)
    return value


@EXTERNALS.on("jax.tree.map_with_path")
def _tree_map_with_path(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    function = args.get(0, "f") or UNKNOWN
    with_path = Partial(function, (STATIC,), {})
    return _tree_map(it, Arguments((with_path, *args.positional[1:]), args.keywords), node)


@EXTERNALS.on("functools.reduce", "jax.tree.reduce")
def _reduce(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """Calls the function on what it has so far and the next item, or leaf."""
    function = first(args)
    given = args.get(1, "tree") or UNKNOWN
    leaves = traced_item(given)
    if leaves is not None:
        element: Value = leaves
    else:
        element = element_of(iterate(it, given))
    start = args.get(2, "initializer") or element
    for number in range(2):
        with it.at(Place(node, number, module=it.frame.module)):
            start = it.call(function, Arguments((start, fresh(element))), node)
    return start


@EXTERNALS.on("jax.tree.all")
def _tree_all(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    tracer = traced_item(first(args))
    if tracer is not None:
        ask(it, tracer, node, Truth.BUILTIN, "all")
    return STATIC


@EXTERNALS.on("jax.tree.leaves")
def _leaves(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    tree = first(args)
    found: list[Value] = []

    def note(leaf: Value) -> Value:
        found.append(leaf)
        return leaf

    map_leaves(tree, note)
    exact = all(isinstance(v, (Tracer, Array, NumpyArray)) for v in found)
    if exact:
        return new_list(tuple(found))
    if isinstance(tree, Tree) and tree.form is not Form.MIXED:
        return new_list_of(tree.leaf())
    return UNKNOWN


@EXTERNALS.on("jax.flatten_util.ravel_pytree")
def _ravel(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    """One array, and the way back to the pytree."""
    return Tuple((array(it, args.all(), node), UNKNOWN))


@EXTERNALS.on("jax.tree.structure", "jax.tree_util.treedef_is_leaf")
def _structure(it: Interpreter, args: Arguments, node: ast.expr) -> Value:
    return STATIC
