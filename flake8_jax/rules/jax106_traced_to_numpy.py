"""A traced value is handed to NumPy.

NumPy computes with numbers. A traced value has none yet: JAX calls the function once, with
tracers, to record what it does. NumPy asks a tracer for its numbers and gets a
`TracerArrayConversionError`, or "setting an array element with a sequence". That goes for NumPy's
functions and constructors, for an array of NumPy that is indexed by a traced value (`table[i]`)
and for one that it is stored into (`buffer[i] = x`).

Some functions look as if they took tracers. `np.sum`, `np.mean`, `np.reshape` and about thirty
others call the method of the array that they are given, so that JAX computes; operators between
arrays of both sorts work as well. `np.array_equal` is the worst: it takes the error for an answer,
which is `False` for any two arrays.

## Bad

    import jax
    import numpy as np

    @jax.jit
    def softplus(x):
        return np.log(1.0 + np.exp(x))

    softplus(np.ones(3))

## Good

    import jax
    import jax.numpy as jnp
    import numpy as np

    @jax.jit
    def softplus(x):
        return jnp.log(1.0 + jnp.exp(x))

    softplus(np.ones(3))

## Left alone

- NumPy on shapes, constants and other values that are known while tracing
- functions that hand the array to JAX: `np.sum(x)`, `np.mean(x)`, `np.shape(x)`, `np.reshape(x, s)`
- operators: `table * x`, `table @ x`
- arrays of NumPy that JAX indexes: `jnp.asarray(table)[i]`
- callbacks, `jax.ensure_compile_time_eval()`, and code outside of any transform
- under plain `grad`, all but its arguments and arithmetic on them: some results are not traced
- an error that is foreseen, in a `try`, and what `isinstance(x, jax.core.Tracer)` excludes
- a traced size: JAX108 speaks of those
"""

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Into, Store, ToNumpy
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown
from flake8_jax.values.arrays import Tracer
from flake8_jax.values.base import NumpyArray
from flake8_jax.values.traced import refused_by_numpy


class TracedToNumpy(Rule):
    code = "JAX106"
    name = "traced-to-numpy"
    message = "{what} ({why}): {repair}"
    since = "0.1"
    instead_of = ("JAX203",)

    def on_to_numpy(self, event: ToNumpy) -> Iterator[Finding]:
        if not event.callee and isinstance(event.node, ast.Subscript):
            table = shown(event.node.value, 30)
            what = f"`{table}` is an array of NumPy, and its index is traced"
            repair = f"use jnp.asarray({table})[...]"
        elif event.hidden:
            what = f"`{shown(event.node)}` is False for a traced value, whatever its numbers"
            repair = f"use jnp.{event.callee.rpartition('.')[2]}"
        else:
            what = f"`{shown(event.node)}` needs the numbers of a traced value"
            repair = _repair(event.callee)
        yield self._told(event.node, event.value, what, repair)

    def on_store(self, event: Store) -> Iterator[Finding]:
        if event.into is not Into.ITEM or event.expected or type(event.owner) is not NumpyArray:
            return
        stored = None if event.value is None else refused_by_numpy(event.value)
        tracer = stored or refused_by_numpy(event.key)
        if tracer is not None and isinstance(event.target, ast.Subscript):
            array = shown(event.target.value, 30)
            part = "what is stored" if stored else "its index"
            what = f"`{array}` is an array of NumPy, and {part} is traced"
            repair = f"make it with jnp and write {array} = {array}.at[...].set(...)"
            yield self._told(event.node, tracer, what, repair)

    def _told(self, node: ast.AST, value: Tracer, what: str, repair: str) -> Finding:
        origin = value.origin
        return self.finding(node, origin.steps(), what=what, why=origin.summary(), repair=repair)


_IN_JAX: Final = ("scipy.special.", "scipy.linalg.", "scipy.stats.")


def _repair(callee: str) -> str:
    if callee.startswith("numpy.random."):
        return "use jax.random"
    if callee.startswith("numpy.ndarray."):
        return "make the array with jnp"
    if callee.startswith("scipy.") and not callee.startswith(_IN_JAX):
        return "use a function of JAX, or jax.pure_callback"
    return "use " + callee.replace("numpy.", "jnp.", 1).replace("scipy.", "jax.scipy.", 1)
