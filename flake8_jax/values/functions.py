"""Callables and what they belong to: functions, methods, partials, transforms, classes."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from flake8_jax.values.base import Value
from flake8_jax.values.cells import Cells, next_serial
from flake8_jax.values.kinds import identity, value


@identity
class Scope:
    """The variables of a module, function or class body, and the scope around it."""

    cells: Cells
    parent: Scope | None = None
    path: str = ""
    """The file of a module's scope, if it has one."""
    comprehension: bool = False
    """Whether it is the scope of a comprehension, in which ``:=`` does not bind."""


def module_of(scope: Scope) -> Scope:
    """The scope of the module around a scope."""
    while scope.parent is not None:
        scope = scope.parent
    return scope


@identity
class Function(Value):
    """A `def` or `lambda` with the scope in which it was made."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    name: str
    scope: Scope
    defaults: Mapping[str, Value]
    owner: Class | None = None
    born: int = field(default_factory=next_serial)

    def __repr__(self) -> str:
        return f"function {self.name}"


@value
class Bound(Value):
    """A callable whose first argument is already given: a method of an instance."""

    function: Value
    receiver: Value

    def __repr__(self) -> str:
        return f"method {self.function!r}"


@value
class Method(Value):
    """A method of a built-in or array object, by its name."""

    receiver: Value
    name: str

    def __repr__(self) -> str:
        return f"{self.receiver!r}.{self.name}"


@identity
class Partial(Value):
    """A callable some of whose arguments are already given; `pytree` if JAX sees what it holds."""

    function: Value
    args: tuple[Value, ...]
    keywords: Mapping[str, Value]
    born: int = field(default_factory=next_serial)
    pytree: bool = False

    def __repr__(self) -> str:
        return f"partial {self.function!r}"


@identity
class Transformed(Value):
    """A function under a transform such as `jax.jit`.

    `row` is the transform's row in the tables, `path` its name, `options` its other arguments by
    name, `node` the expression that applied it.
    """

    row: Any
    path: str
    function: Value
    options: Mapping[str, Value]
    node: ast.expr
    module: Scope
    born: int = field(default_factory=next_serial)

    def __repr__(self) -> str:
        return f"{self.path} of {self.function!r}"


@value
class External(Value):
    """Something in a module that is not followed, by its canonical dotted name."""

    path: str

    def __repr__(self) -> str:
        return self.path


@identity
class Object(Value):
    """An object that a call to a library made: its class, and what the call was given.

    Its methods are known to the tables under the name of the class.
    """

    path: str
    given: Mapping[str, Value]
    born: int = field(default_factory=next_serial)

    def __repr__(self) -> str:
        return f"object {self.path}"


@value
class Imported(Value):
    """Something in a module that is not looked for yet: perhaps one of the project's own.

    `module` is what the file `importer` imports (`level` dots before it), `name` where the thing
    is in it: a name, and attributes below it (``Model.apply``); the module itself without one.
    """

    importer: str
    module: str
    level: int = 0
    name: str | None = None

    @property
    def path(self) -> str:
        """The dotted path, for an absolute import."""
        return self.module if self.name is None else f"{self.module}.{self.name}"

    def __repr__(self) -> str:
        return f"imported {self.path}"


@identity
class Class(Value):
    """A class: its bases, the cells of its body, and what its decorators and bases make of it."""

    node: ast.ClassDef
    name: str
    bases: tuple[Value, ...]
    scope: Scope
    cells: Cells

    def __repr__(self) -> str:
        return f"class {self.name}"


@identity
class Instance(Value):
    """An object of a class of this program; its attributes are the slots of its cells."""

    cls: Class
    cells: Cells

    def __repr__(self) -> str:
        return f"instance of {self.cls.name}"


@value
class Super(Value):
    """``super()`` in a method of `cls` called on `receiver`."""

    cls: Class
    receiver: Value


@value
class Property(Value):
    """An attribute that a method computes, and perhaps another one takes."""

    getter: Value
    setter: Value | None = None


@value
class StaticMethod(Value):
    """A function in a class that takes no instance."""

    function: Value


@value
class ClassMethod(Value):
    """A function in a class that takes the class."""

    function: Value


@value
class Field(Value):
    """A field of a class of data: ``field(default=..., static=True)``, or what a mere default says.

    `static` says that JAX leaves it as it is (None: perhaps), `variable` that instances keep it,
    `hashed` that it counts for their hash.
    """

    default: Value | None = None
    factory: Value | None = None
    init: bool = True
    static: bool | None = False
    kw_only: bool = False
    converter: Value | None = None
    variable: bool = True
    hashed: bool = True


@value
class Manager(Value):
    """What ``with`` takes, and gives as `entered`."""

    entered: Value
