"""Expressions, one function per kind of node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import EllipsisType, NoneType
from typing import Final

from flake8_jax.engine import limits
from flake8_jax.engine.events import Truth
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.joins import join
from flake8_jax.engine.machine.registry import ATTRIBUTES, CALLS, EXPRESSIONS, ITEMS
from flake8_jax.engine.objects.containers import element_of, escape, given, iterate, merged, spread
from flake8_jax.engine.objects.functions import make_function
from flake8_jax.engine.objects.operations import join_tuples, operate
from flake8_jax.engine.syntax.branches import branch
from flake8_jax.engine.syntax.loops import comprehend
from flake8_jax.engine.syntax.narrowing import narrow
from flake8_jax.engine.syntax.truth import ask
from flake8_jax.engine.watch.concretize import unhashable
from flake8_jax.values.arrays import Opaque, Perhaps, Tracer
from flake8_jax.values.base import NONE, SET, SHAPE, STATIC, UNKNOWN, Const, Static, Value, What
from flake8_jax.values.cells import Cells
from flake8_jax.values.containers import (
    Dict,
    Entries,
    Slice,
    Stream,
    Tuple,
    new_dict,
    new_list,
    new_list_of,
)
from flake8_jax.values.functions import Instance, Scope

_new: Final = tuple.__new__
"""What a `NamedTuple` does when it is called, without the Python function around it."""
_FOLDED: Final = (str, int, float, bool, NoneType, EllipsisType)
_MOST_CONSTANTS: Final = 1024
_constants: Final[dict[type, dict[object, Const]]] = {kind: {} for kind in _FOLDED}
"""Values of constants by their type, since ``1 == True``: most of them are met again and again."""
_STARRED: Final = ast.Starred
_NO_KEYWORDS: Final[Mapping[str, Value]] = {}


@EXPRESSIONS.on(object)
def unknown(it: Interpreter, node: ast.expr) -> Value:
    return UNKNOWN


@EXPRESSIONS.on(ast.Constant)
def constant(it: Interpreter, node: ast.Constant) -> Value:
    content = node.value
    kept = _constants.get(type(content))
    if kept is None:
        return STATIC
    found = kept.get(content)
    if found is None:
        found = Const(content)
        if len(kept) < _MOST_CONSTANTS:
            kept[content] = found
    return found


@EXPRESSIONS.on(ast.Name)
def name(it: Interpreter, node: ast.Name) -> Value:
    # Written out for speed: half of all expressions are names.
    ident = node.id
    scope: Scope | None = it.frame.scope
    while scope is not None:
        found: Value | None = scope.cells.get(ident)
        if found is not None:
            return found
        scope = scope.parent
    return it.elsewhere(ident)


@EXPRESSIONS.on(ast.NamedExpr)
def named(it: Interpreter, node: ast.NamedExpr) -> Value:
    value = it.evaluate(node.value)
    frame, scope = it.frame, it.frame.scope
    while scope.comprehension and scope.parent is not None:
        scope = scope.parent
    inner, frame.scope = frame.scope, scope
    it.bind(node.target.id, value)
    frame.scope = inner
    return value


@EXPRESSIONS.on(ast.Attribute)
def attribute(it: Interpreter, node: ast.Attribute) -> Value:
    below = node.value
    owner = EXPRESSIONS[type(below)](it, below)
    if type(owner) is Instance:
        it.frame.shown = node
    found: Value = ATTRIBUTES[type(owner)](it, owner, node.attr)
    return found


@EXPRESSIONS.on(ast.Subscript)
def subscript(it: Interpreter, node: ast.Subscript) -> Value:
    owner = EXPRESSIONS[type(node.value)](it, node.value)
    index = EXPRESSIONS[type(node.slice)](it, node.slice)
    found: Value = ITEMS[type(owner)](it, owner, index, node)
    return found


@EXPRESSIONS.on(ast.Slice)
def slice_(it: Interpreter, node: ast.Slice) -> Value:
    bounds = (node.lower, node.upper, node.step)
    return Slice(tuple(NONE if b is None else it.evaluate(b) for b in bounds))


@EXPRESSIONS.on(ast.BinOp)
def binary(it: Interpreter, node: ast.BinOp) -> Value:
    # A chain of operators is as deep as it is long: walk down its left side without recursion.
    left = node.left
    if type(left) is not ast.BinOp:
        right = node.right
        one, other = EXPRESSIONS[type(left)](it, left), EXPRESSIONS[type(right)](it, right)
        return operate(it, node, type(node.op), one, other)
    chain = [node]
    while isinstance(left, ast.BinOp):
        chain.append(left)
        left = left.left
    value = it.evaluate(left)
    for link in reversed(chain):
        value = operate(it, link, type(link.op), value, it.evaluate(link.right))
    return value


@EXPRESSIONS.on(ast.UnaryOp)
def unary(it: Interpreter, node: ast.UnaryOp) -> Value:
    value = it.evaluate(node.operand)
    if isinstance(node.op, ast.Not):
        truth = ask(it, value, node.operand, Truth.NOT, "not", node)
        return STATIC if truth is None else Const(not truth)
    return operate(it, node, type(node.op), value, Const(0) if isinstance(value, Const) else value)


@EXPRESSIONS.on(ast.BoolOp)
def boolean(it: Interpreter, node: ast.BoolOp) -> Value:
    """``and`` and ``or``: each operand but the last is asked; what it decides may hide the rest."""
    stops = isinstance(node.op, ast.Or)
    word = "or" if stops else "and"
    operands = node.values
    value = it.evaluate(operands[0])
    for index, operand in enumerate(operands[1:]):
        asked = operands[index]
        truth = ask(it, value, asked, Truth.AND_OR, word, node)
        if truth is stops:
            return value
        if truth is not None:
            value = it.evaluate(operand)
            continue
        value = _perhaps(it, value, operand, asked, not stops)
    return value


def _perhaps(
    it: Interpreter, before: Value, operand: ast.expr, asked: ast.expr, holds: bool
) -> Value:
    """The value of ``asked and operand``, of which `before` is what is asked."""
    after: list[Value] = []

    def rest() -> bool:
        narrow(it, asked, holds)
        after.append(it.evaluate(operand))
        return True

    branch(it, (rest, lambda: True))
    last = after[0]
    if isinstance(before, Static) and isinstance(last, (Tracer, Perhaps)):
        return last if isinstance(last, Perhaps) else Perhaps(last)
    value: Value = join(before, last)
    return value


@EXPRESSIONS.on(ast.IfExp)
def ternary(it: Interpreter, node: ast.IfExp) -> Value:
    truth = ask(it, it.evaluate(node.test), node.test, Truth.TERNARY, "if")
    if truth is not None:
        return it.evaluate(node.body if truth else node.orelse)
    values: list[Value] = []

    def arm(expression: ast.expr, holds: bool) -> bool:
        narrow(it, node.test, holds)
        values.append(it.evaluate(expression))
        return True

    branch(it, (lambda: arm(node.body, True), lambda: arm(node.orelse, False)))
    return join(*values) if len(values) == 2 else UNKNOWN


@EXPRESSIONS.on(ast.Lambda)
def lambda_(it: Interpreter, node: ast.Lambda) -> Value:
    return make_function(it, node, "lambda")


@EXPRESSIONS.on(ast.Tuple)
def tuple_(it: Interpreter, node: ast.Tuple) -> Value:
    unknown: list[Value] = []
    items = spread(it, node.elts, unknown)
    if items is None:
        return UNKNOWN
    if unknown:
        return _of_unknown_length(unknown, items)
    made = Tuple(items)
    return made if made.size <= limits.TREE_SIZE else UNKNOWN


def _of_unknown_length(unknown: list[Value], others: tuple[Value, ...]) -> Value:
    """A tuple such as ``(*x.shape, n)``, in which something unknown is spread."""
    if not all(isinstance(v, Static) and v.what is What.SHAPE for v in unknown):
        return UNKNOWN
    made = join_tuples((*unknown, *others))
    return SHAPE if made is UNKNOWN else made


@EXPRESSIONS.on(ast.List)
def list_(it: Interpreter, node: ast.List) -> Value:
    unknown: list[Value] = []
    items = spread(it, node.elts, unknown)
    return new_list_of(UNKNOWN) if items is None or unknown else new_list(items)


@EXPRESSIONS.on(ast.Set)
def set_(it: Interpreter, node: ast.Set) -> Value:
    for element in node.elts:
        unhashable(it, it.evaluate(element), element, node, "set")
    return SET


@EXPRESSIONS.on(ast.Dict)
def dict_(it: Interpreter, node: ast.Dict) -> Value:
    known: dict[object, Value] = {}
    rest: Value | None = None
    for key, expression in zip(node.keys, node.values, strict=True):
        value = it.evaluate(expression)
        if key is None:
            given = value.entries if isinstance(value, Dict) else Entries({}, UNKNOWN)
            entries = merged(Entries(known, rest), given)
            known, rest = dict(entries.known), entries.rest
            continue
        name = it.evaluate(key)
        if isinstance(name, Const):
            known[name.value] = value
        else:
            unhashable(it, name, key, node, "dict key")
            rest = value if rest is None else join(rest, value)
    return new_dict(known, rest)


def _in_scope_of_its_own(
    it: Interpreter,
    node: ast.expr,
    generators: list[ast.comprehension],
    body: Callable[[], Value],
) -> Tuple | Stream:
    frame = it.frame
    outer, frame.scope = frame.scope, Scope(Cells(), frame.scope, comprehension=True)
    frame.branches += 1
    try:
        return comprehend(it, node, generators, body)
    finally:
        frame.scope = outer
        frame.branches -= 1


@EXPRESSIONS.on(ast.ListComp)
def list_comprehension(it: Interpreter, node: ast.ListComp) -> Value:
    found = _in_scope_of_its_own(it, node, node.generators, lambda: it.evaluate(node.elt))
    return new_list(found.items) if isinstance(found, Tuple) else new_list_of(found.element)


@EXPRESSIONS.on(ast.GeneratorExp)
def generator(it: Interpreter, node: ast.GeneratorExp) -> Value:
    return _in_scope_of_its_own(it, node, node.generators, lambda: it.evaluate(node.elt))


@EXPRESSIONS.on(ast.SetComp)
def set_comprehension(it: Interpreter, node: ast.SetComp) -> Value:
    def element() -> Value:
        value = it.evaluate(node.elt)
        unhashable(it, value, node.elt, node, "set")
        return value

    _in_scope_of_its_own(it, node, node.generators, element)
    return SET


@EXPRESSIONS.on(ast.DictComp)
def dict_comprehension(it: Interpreter, node: ast.DictComp) -> Value:
    def entry() -> Value:
        key = it.evaluate(node.key)
        if not isinstance(key, Const):
            unhashable(it, key, node.key, node, "dict key")
        return Tuple((key, it.evaluate(node.value)))

    found = _in_scope_of_its_own(it, node, node.generators, entry)
    known: dict[object, Value] = {}
    for pair in found.items if isinstance(found, Tuple) else (found.element,):
        key, value = pair.items if isinstance(pair, Tuple) else (UNKNOWN, UNKNOWN)
        if not isinstance(found, Tuple) or not isinstance(key, Const):
            return new_dict({}, value)
        known[key.value] = value
    return new_dict(known)


@EXPRESSIONS.on(ast.Starred)
def starred(it: Interpreter, node: ast.Starred) -> Value:
    it.evaluate(node.value)
    return UNKNOWN


@EXPRESSIONS.on(ast.Await)
def awaited(it: Interpreter, node: ast.Await) -> Value:
    return it.evaluate(node.value)


@EXPRESSIONS.on(ast.Yield)
def yielded(it: Interpreter, node: ast.Yield) -> Value:
    it.frame.yields.append(NONE if node.value is None else it.evaluate(node.value))
    return UNKNOWN


@EXPRESSIONS.on(ast.YieldFrom)
def yielded_from(it: Interpreter, node: ast.YieldFrom) -> Value:
    it.frame.yields.append(element_of(iterate(it, it.evaluate(node.value))))
    return UNKNOWN


@EXPRESSIONS.on(ast.Call)
def call(it: Interpreter, node: ast.Call) -> Value:
    # Tables are used without the methods around them for speed: calls are what code is made of.
    called = node.func
    if type(called) is ast.Attribute:
        below = called.value
        owner = EXPRESSIONS[type(below)](it, below)
        callee = ATTRIBUTES[type(owner)](it, owner, called.attr)
        args = arguments(it, node)
        if type(callee) is Opaque:
            # A method that is not seen may change the object that it is called on.
            escape(it, owner)
    else:
        callee = EXPRESSIONS[type(called)](it, called)
        args = arguments(it, node)
    result: Value = CALLS[type(callee)](it, callee, args, node)
    return result


def arguments(it: Interpreter, node: ast.Call) -> Arguments:
    """Evaluates the arguments of a call, spreading those with stars where their items are known."""
    more = False
    rest: Value | None = None
    positional: list[Value] = []
    for expression in node.args:
        kind = type(expression)
        if kind is not _STARRED:
            positional.append(EXPRESSIONS[kind](it, expression))
            continue
        source = given(it, it.evaluate(expression.value))  # type: ignore[attr-defined]
        if not isinstance(source, Tuple) or len(source.items) > limits.LIST_LENGTH:
            more, rest = True, element_of(source)
            break
        positional.extend(source.items)
    if not node.keywords:
        return _new(Arguments, (tuple(positional), _NO_KEYWORDS, more, node, 0, rest))
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        value = EXPRESSIONS[type(keyword.value)](it, keyword.value)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
        elif isinstance(value, Dict) and value.entries.rest is None:
            keywords |= {k: v for k, v in value.entries.known.items() if isinstance(k, str)}
        else:
            more, rest = True, None if rest is None else UNKNOWN
    return _new(Arguments, (tuple(positional), keywords, more, node, 0, rest))
