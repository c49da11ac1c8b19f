"""What is compiled, and how often."""

from __future__ import annotations

import ast

from flake8_jax.engine.trace import Trace
from flake8_jax.values import kinds
from flake8_jax.values.base import Value


@kinds.value
class Compiled:
    """A place where a function is compiled (``jax.jit(f)``), and all that the program does with it.

    Told once per place, at the end of the program. `inside` is the cached trace inside of which
    the place was always reached, if it was; `fresh` says that the function to compile was made
    inside of it too. `calls` are the calls of the compiled function, `traced` those that always
    run inside a cached trace, `callers` the functions traced there. `private` says that no
    other code can call it, and that it is only ever called.
    """

    node: ast.expr
    transform: str
    name: str
    inside: Trace | None
    fresh: bool
    calls: tuple[ast.expr, ...]
    traced: tuple[ast.expr, ...]
    repeated: bool
    callers: tuple[str, ...]
    private: bool


@kinds.value
class CompiledMethod:
    """A method is compiled as a function of the instance (or class) that it is called on.

    Told once per place, at the end of the program, if that is wrong: if the instance is a `static`
    argument of a class without a hash of its own, and `stale` are attributes which the compiled
    code reads and other code changes (there may be none); or if it is traced, and its class is
    none that JAX takes apart. `node` compiles the method `name` of the class `cls`, whose first
    parameter is `parameter`.
    """

    node: ast.expr
    transform: str
    name: str
    parameter: str
    cls: str
    static: bool
    stale: tuple[str, ...]


@kinds.value
class Remade:
    """A function is compiled and called in each round of a Python loop that is a new one each time.

    Told outside of traces. `node` compiles the function `name` (or calls the factory which does),
    by `transform`, somewhere in the `loop`; or gives it to what traces it `at_once`, such as
    ``jax.lax.scan``. What it depends on is the same in each round, or could be an argument.
    """

    node: ast.expr
    transform: str
    name: str
    loop: ast.stmt | ast.expr
    at_once: bool


@kinds.value
class NoParameter:
    """An option names a static parameter that the function does not have: an index, or a name.

    Told everywhere, traced or not. `node` is the expression of the option, if the call shows it;
    `option` its name, `given` what does not exist. `params` are the positional parameters that the
    function `name` has.
    """

    node: ast.expr
    transform: str
    option: str
    given: object
    name: str
    params: tuple[str, ...]


@kinds.value
class Unhashable:
    """A compiled function is given a static argument that has no hash.

    Told everywhere, traced or not. `node` is the expression of the argument, if the call shows it,
    and `parameter` its name, if it is known; `why` says what it is, and what it holds down to what
    has no hash.
    """

    node: ast.expr
    transform: str
    name: str
    parameter: str
    value: Value
    why: tuple[str, ...]


@kinds.value
class StaticVaries:
    """A compiled function is given a static argument that counts in a loop of many rounds.

    Told outside of traces. `node` is the argument, `parameter` that of the function `name`, which
    could be traced as well, for all that is seen of the function.
    """

    node: ast.expr
    transform: str
    name: str
    parameter: str
    loop: ast.For | ast.While | ast.expr


@kinds.value
class ShapeVaries:
    """A compiled function is given an array of another size in each of many rounds of a loop.

    Told outside of traces. `node` is the argument of the function `name`.
    """

    node: ast.expr
    transform: str
    name: str
    loop: ast.For | ast.While | ast.expr
