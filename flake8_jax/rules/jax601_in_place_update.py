"""An item of a JAX array is assigned or deleted.

JAX's arrays never change: many programs may share one, and a trace records values, not memory.
`x[i] = v`, `x[i] += v` and `del x[i]` raise a `TypeError` or an `AttributeError`, under a trace
and outside of all. `x.at[i]` says the same in JAX: it returns a new array, which takes the name of
the old one. Under `jit` nothing is copied for that, as XLA writes in place where it can.

The advice of linters for pandas, to write `.loc` for `.at`, does not hold for arrays of JAX.

## Bad

    import jax.numpy as jnp

    def running_sum(xs):
        total = jnp.zeros(len(xs) + 1)
        for i, x in enumerate(xs):
            total[i + 1] = total[i] + x
        return total

    running_sum([1.0, 2.0])

## Good

    import jax.numpy as jnp

    def running_sum(xs):
        total = jnp.zeros(len(xs) + 1)
        for i, x in enumerate(xs):
            total = total.at[i + 1].set(total[i] + x)
        return total

    running_sum([1.0, 2.0])

## Left alone

- items of lists, dicts and NumPy arrays, also of a NumPy copy made by `np.array(x)`
- stores into the references of a pallas kernel and into `jax.new_ref(x)`
- arguments that may be containers or arrays, and arrays that may be of NumPy
- a store whose error is foreseen, in a `try` or under `pytest.raises`
- an array from NumPy that is stored into under a trace: JAX106 says when that fails
"""

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Into, Store
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown
from flake8_jax.values.arrays import Form, Indexer, Tracer, Tree
from flake8_jax.values.base import NONE, Array, Const, Value
from flake8_jax.values.containers import Slice, Tuple
from flake8_jax.values.keys import Key, Keys

_ARRAYS: Final = frozenset({Array, Tracer, Key, Keys, Indexer})
_UPDATES: Final[dict[type, str]] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}


class InPlaceUpdate(Rule):
    code = "JAX601"
    name = "in-place-update"
    message = "JAX arrays cannot be changed in place: {repair}"
    since = "0.1"

    def on_store(self, event: Store) -> Iterator[Finding]:
        if event.into is not Into.ITEM or event.expected or event.owner is None:
            return
        if _is_array(event.owner, event.key) and isinstance(event.target, ast.Subscript):
            way = event.owner.origin.steps() if isinstance(event.owner, Tracer) else ()
            yield self.finding(event.node, way, repair=_repair(event, event.target))


def _is_array(owner: Value, key: Value) -> bool:
    """Whether the owner is an array of JAX for sure: what has names for its items is none."""
    if isinstance(key, Const) and isinstance(key.value, str):
        return False
    if isinstance(owner, Tree):
        return owner.form is Form.ARRAY or (owner.form is Form.ANY and _of_array(key))
    return type(owner) in _ARRAYS


def _of_array(key: Value) -> bool:
    """Whether nothing but an array takes such an index: ``x[:, 0]``, ``x[..., None]``."""
    if not isinstance(key, Tuple):
        return False
    dots = Const(...)
    return any(isinstance(item, Slice) or item in (dots, NONE) for item in key.items)


def _repair(event: Store, target: ast.Subscript) -> str:
    base = target.value
    if isinstance(event.owner, Indexer) and isinstance(base, ast.Attribute):
        base = base.value
    array = shown(base, 30)
    if event.value is None:
        return f"`{array} = jnp.delete({array}, ...)`"
    operator = event.node.op if isinstance(event.node, ast.AugAssign) else None
    update = "set" if operator is None else _UPDATES.get(type(operator), "apply")
    index = ast.unparse(target.slice).removeprefix("(").removesuffix(")")
    index = index if isinstance(target.slice, ast.Tuple) else ast.unparse(target.slice)
    return f"write `{array} = {array}.at[{index}].{update}(...)`"
