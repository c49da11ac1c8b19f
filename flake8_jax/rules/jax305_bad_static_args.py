"""A static argument that `jit` cannot take.

`static_argnums` and `static_argnames` say which arguments a compiled function takes as they are.
JAX keeps one compiled program for each of their values and finds it by the value's hash, so a
static argument must be hashable: a list, a dict, a set, an array or a dataclass that is not frozen
raises `ValueError: Non-hashable static arguments`. So does a traced value: where one jitted
function calls another, what is static in the inner one must be static in the outer one too.
A parameter that the function does not have, an index that is too large or a name that is
misspelt, raises a ValueError as soon as `jit` is applied.

Write a tuple for a list, a frozen dataclass or a `NamedTuple` for a dict. An array cannot be
static: let it be traced, by leaving it out of `static_argnums`.

## Bad

    from functools import partial

    import jax
    import jax.numpy as jnp

    @partial(jax.jit, static_argnames="limits")
    def grid(scale, limits):
        low, high = limits
        return scale * jnp.linspace(low, high, 5)

    grid(2.0, [-1.0, 1.0])

## Good

    from functools import partial

    import jax
    import jax.numpy as jnp

    @partial(jax.jit, static_argnames="limits")
    def grid(scale, limits):
        low, high = limits
        return scale * jnp.linspace(low, high, 5)

    grid(2.0, (-1.0, 1.0))

## Left alone

- tuples, strings, functions, frozen dataclasses and instances of plain classes, which are hashable
- values that the code does not show, and NumPy values that may be scalars
- functions that take `**kwargs`, or `*args`, and those that another decorator has changed
- `jax.checkpoint`, which does not hash its static arguments
- calls that are expected to fail, as under `pytest.raises`
"""

from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import NoParameter, Unhashable
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule
from flake8_jax.values.traced import tracer_of

_REPAIRS: Final = {
    "a list": "pass a tuple",
    "a dict": "pass a frozen dataclass or a NamedTuple",
    "a set": "pass a frozenset",
    "a traced value": "let it be traced here too, or make it static all the way",
}
_INSTANCE: Final = "freeze its class with @dataclass(frozen=True), or give it a __hash__"
_ARRAY: Final = "let it be traced: leave it out of the static arguments"


class BadStaticArgs(Rule):
    code = "JAX305"
    name = "bad-static-args"
    message = "{fault}: {repair}"
    since = "0.1"

    def on_no_parameter(self, event: NoParameter) -> Iterator[Finding]:
        if isinstance(event.given, str):
            what = f"no parameter `{event.given}` that can be given by name"
        else:
            count = len(event.params)
            what = f"{count} positional parameter{'s' if count != 1 else ''}"
        yield self.finding(
            event.node,
            fault=f"{event.option} has {event.given!r}, but `{event.name}` has {what}",
            repair=f"{event.transform} raises ValueError",
        )

    def on_unhashable(self, event: Unhashable) -> Iterator[Finding]:
        cause = event.why[-1]
        default = _INSTANCE if cause.startswith("an instance") else _ARRAY
        tracer = tracer_of(event.value)
        parameter = f"`{event.parameter}` of " if event.parameter else "of "
        yield self.finding(
            event.node,
            () if tracer is None else tracer.origin.steps(),
            fault=f"static argument {parameter}`{event.name}` is {' that holds '.join(event.why)}, "
            f"which {event.transform} cannot hash",
            repair=_REPAIRS.get(cause, default),
        )
