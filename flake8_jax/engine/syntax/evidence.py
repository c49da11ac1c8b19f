"""What the code around a traced argument shows of its structure."""

from __future__ import annotations

import ast

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.syntax.annotations import form_of
from flake8_jax.source.walking import walk
from flake8_jax.values.arrays import Form, Tree

_CONTAINER_METHODS = frozenset(
    [
        "items",
        "keys",
        "values",
        "get",
        "pop",
        "append",
        "extend",
        "update",
        "setdefault",
        "index",
        "count",
        "copy",
    ]
)
_CONTAINER_CALLS = frozenset(
    ["len", "isinstance", "list", "tuple", "dict", "set", "enumerate", "zip", "sorted"]
)


_ARRAYS = frozenset({Form.ARRAY, Form.NUMBER})


def may_be_container(it: Interpreter, subject: ast.expr, value: Tree) -> bool:
    """Whether the bare truth of this argument may be that of a container, or of a missing one.

    Sure to be an array's only if the argument is a parameter of the traced function itself, and
    nothing in that function treats it otherwise.
    """
    function = it.frame.function
    if not isinstance(subject, ast.Name) or function is None or value.origin.parent is not None:
        return True
    arguments = function.node.args
    parameters = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    parameter = next((a for a in parameters if a.arg == subject.id), None)
    if parameter is None or it.frame.scope.cells.get(subject.id) is not value:
        return True
    if parameter.annotation is not None and form_of(it, parameter.annotation) not in _ARRAYS:
        return True
    return any(_treats_as_container(node, subject.id) for node in walk(function.node))


def _treats_as_container(node: ast.AST, name: str) -> bool:
    def is_it(expression: ast.AST | None) -> bool:
        return isinstance(expression, ast.Name) and expression.id == name

    if isinstance(node, ast.Attribute):
        return is_it(node.value) and node.attr in _CONTAINER_METHODS
    if isinstance(node, ast.Subscript):
        index = node.slice
        return (
            is_it(node.value) and isinstance(index, ast.Constant) and isinstance(index.value, str)
        )
    if isinstance(node, ast.Compare):
        is_none = any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops)
        is_in = any(isinstance(op, (ast.In, ast.NotIn)) for op in node.ops)
        return (is_none and is_it(node.left)) or (is_in and any(map(is_it, node.comparators)))
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        return called in _CONTAINER_CALLS and any(map(is_it, node.args))
    if isinstance(node, (ast.For, ast.comprehension)):
        return is_it(node.iter)
    if isinstance(node, (ast.Starred, ast.While)):
        return is_it(node.value if isinstance(node, ast.Starred) else node.test)
    if isinstance(node, ast.BoolOp):
        literal = (ast.Tuple, ast.List, ast.Dict)
        return any(map(is_it, node.values)) and any(isinstance(v, literal) for v in node.values)
    if isinstance(node, ast.Assign):
        return is_it(node.value) and any(isinstance(t, ast.Tuple) for t in node.targets)
    return False
