"""Statements, one function per kind of node; control flow is in `control`."""

from __future__ import annotations

import ast

from flake8_jax.engine.events import Into, Truth
from flake8_jax.engine.machine.arguments import Arguments
from flake8_jax.engine.machine.frames import Exit
from flake8_jax.engine.machine.interpreter import STARRED, Interpreter
from flake8_jax.engine.machine.registry import EXPRESSIONS, STATEMENTS
from flake8_jax.engine.modules import bind_import
from flake8_jax.engine.objects.classes import define_class
from flake8_jax.engine.objects.containers import iterate, merged
from flake8_jax.engine.objects.dunders import in_place
from flake8_jax.engine.objects.functions import make_function
from flake8_jax.engine.objects.operations import operate
from flake8_jax.engine.syntax.matching import match_case
from flake8_jax.engine.syntax.narrowing import narrow
from flake8_jax.engine.syntax.targets import append, assign, remove
from flake8_jax.engine.syntax.truth import ask
from flake8_jax.engine.watch.sequences import check_operands
from flake8_jax.engine.watch.stores import tell_stored
from flake8_jax.libraries import JIT
from flake8_jax.source.imports import STAR, ImportedName, imported_names
from flake8_jax.values.base import NONE, UNKNOWN, Const, Value
from flake8_jax.values.cells import MISSING
from flake8_jax.values.containers import CONTENT, Dict, List, Tuple
from flake8_jax.values.functions import External, Instance


@STATEMENTS.on(object)
def nothing(it: Interpreter, node: ast.stmt) -> bool:
    """What does nothing, such as `pass`."""
    return True


_EXIT = External("builtins.exit()")


@STATEMENTS.on(ast.Expr)
def expression(it: Interpreter, node: ast.Expr) -> bool:
    if isinstance(node.value, ast.Constant):
        return True
    dropped = node.value.elt if type(node.value) is ast.ListComp else node.value
    outer, it.dropped = it.dropped, dropped
    value = EXPRESSIONS[type(node.value)](it, node.value)
    it.dropped = outer
    return type(value) is not External or value != _EXIT


@STATEMENTS.on(ast.Assign)
def assignment(it: Interpreter, node: ast.Assign) -> bool:
    value = EXPRESSIONS[type(node.value)](it, node.value)
    for target in node.targets:
        assign(it, target, value, node)
    return True


@STATEMENTS.on(ast.AnnAssign)
def annotated(it: Interpreter, node: ast.AnnAssign) -> bool:
    if node.value is not None:
        assign(it, node.target, it.evaluate(node.value), node)
    return True


@STATEMENTS.on(ast.AugAssign)
def augmented(it: Interpreter, node: ast.AugAssign) -> bool:
    owner = it.evaluate(node.target)
    value = it.evaluate(node.value)
    if isinstance(owner, List) and isinstance(node.op, ast.Add):
        # Python asks an array first whether it can be added.
        check_operands(it, ast.BinOp(node.target, node.op, node.value), ast.Add, owner, value)
        source = iterate(it, value)
        items = source.items if isinstance(source, Tuple) else None
        if items is None:
            it.write(owner.cells, "content", type(owner.items)(None, UNKNOWN))
        else:
            append(it, owner, items)
            for item in items:
                tell_stored(it, node, node.target, Into.METHOD, owner, NONE, item)
        return True
    if isinstance(owner, Dict) and isinstance(node.op, ast.BitOr) and isinstance(value, Dict):
        it.write(owner.cells, CONTENT, merged(owner.entries, value.entries))
        for key, item in value.entries.known.items():
            tell_stored(it, node, node.target, Into.METHOD, owner, Const(key), item)
        return True
    operation = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
    made = in_place(it, operation, type(node.op), owner, value)
    if made is None:
        made = operate(it, operation, type(node.op), owner, value)
    assign(it, node.target, made, node)
    return True


@STATEMENTS.on(ast.Return)
def return_(it: Interpreter, node: ast.Return) -> bool:
    value = NONE if node.value is None else EXPRESSIONS[type(node.value)](it, node.value)
    leave(it, value)
    return False


def leave(it: Interpreter, value: Value) -> None:
    """Records that the current function is left here with a value."""
    frame = it.frame
    changes = it.journal.changes(frame.mark) if frame.branches else None
    frame.exits.append(Exit(value, changes))


@STATEMENTS.on(ast.Raise)
def raise_(it: Interpreter, node: ast.Raise) -> bool:
    if node.exc is not None:
        it.evaluate(node.exc)
    return False


@STATEMENTS.on(ast.Assert)
def assert_(it: Interpreter, node: ast.Assert) -> bool:
    truth = ask(it, it.evaluate(node.test), node.test, Truth.ASSERT, "assert")
    narrow(it, node.test, True)
    return truth is not False


@STATEMENTS.on(ast.FunctionDef, ast.AsyncFunctionDef)
def function(it: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    value: Value = make_function(it, node, node.name)
    if it.library.is_jit(node.name):
        it.bind(node.name, it.library.external(JIT))
        return True
    for decorator in reversed(node.decorator_list):
        value = it.call(it.evaluate(decorator), Arguments((value,)), decorator)
    it.bind(node.name, value)
    return True


@STATEMENTS.on(ast.ClassDef)
def class_(it: Interpreter, node: ast.ClassDef) -> bool:
    it.bind(node.name, define_class(it, node))
    return True


@STATEMENTS.on(ast.Import, ast.ImportFrom)
def import_(it: Interpreter, node: ast.Import | ast.ImportFrom) -> bool:
    for name in imported_names(node):
        it.bind(name.name, bind_import(it, name))
    if isinstance(node, ast.ImportFrom) and node.names[0].name == STAR:
        # It may hide any builtin, as jax.numpy does with `any`, `max` and others.
        cells = it.frame.module.cells
        here = ImportedName(STAR, node.module or "", node.level)
        cells[STARRED] = (here, *cells.get(STARRED, ()))
    return True


@STATEMENTS.on(ast.Global)
def global_(it: Interpreter, node: ast.Global) -> bool:
    for name in node.names:
        it.frame.redirects[name] = it.frame.module.cells
    return True


@STATEMENTS.on(ast.Nonlocal)
def nonlocal_(it: Interpreter, node: ast.Nonlocal) -> bool:
    for name in node.names:
        scope = it.frame.scope.parent
        while scope is not None and scope.cells.get(name, MISSING) is MISSING:
            scope = scope.parent
        if scope is not None:
            it.frame.redirects[name] = scope.cells
    return True


@STATEMENTS.on(ast.Delete)
def delete(it: Interpreter, node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            it.bind(target.id, UNKNOWN)
        elif isinstance(target, ast.Subscript):
            owner, index = it.evaluate(target.value), it.evaluate(target.slice)
            if type(owner) is not Instance:
                tell_stored(it, node, target, Into.ITEM, owner, index, None)
            remove(it, owner, index)
        elif isinstance(target, ast.Attribute):
            owner = it.evaluate(target.value)
            tell_stored(it, node, target, Into.ATTRIBUTE, owner, Const(target.attr), None)
            remove(it, owner, UNKNOWN)
    return True


@STATEMENTS.on(ast.Match)
def match(it: Interpreter, node: ast.Match) -> bool:
    subject = it.evaluate(node.subject)
    return match_case(it, node, subject, 0)
