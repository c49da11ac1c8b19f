"""The updated array that a statement computes is thrown away.

JAX's arrays never change. `x.at[i].set(v)` looks like a store, but it returns a new array and
leaves `x` as it was, and so do `jnp.append(x, v)`, `x.astype(dtype)` and `x.sort()`. The same is
true of functions that return a changed copy of a pytree: `optax.apply_updates`, `eqx.tree_at`,
`state.replace(...)` and `jax.tree.map`. A statement that drops the result does nothing. There is no
error: the array keeps its old values.

## Bad

    import jax.numpy as jnp

    def one_hot(index, size):
        row = jnp.zeros(size)
        row.at[index].set(1.0)
        return row

    one_hot(1, 3)

## Good

    import jax.numpy as jnp

    def one_hot(index, size):
        row = jnp.zeros(size)
        row = row.at[index].set(1.0)
        return row

    one_hot(1, 3)

## Left alone

- a result that is bound to any name, also to `_`
- outside of traces, functions that take time: a call may warm them up, or measure them
- anything but `.at` at the top level of a file, which is how notebooks show a value, and in tests,
  which call a function to see that it works
- functions that a call may check something with, such as `jnp.broadcast_to` and `jnp.asarray`
- a call that is expected to fail, as under `pytest.raises` or in a `try`
- calls with an effect: `x.block_until_ready()`, `jax.debug.print`, `jnp.save`, `ref.set(x)`
- functions of the program: they may do more than return something
- random keys: JAX404 speaks of those
"""

import ast
from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Discarded
from flake8_jax.findings import Finding
from flake8_jax.libraries.updates import UPDATES
from flake8_jax.rule import Rule, shown

_PURE: Final = ("jax.numpy.", "jax.lax.", "jax.nn.", "jax.scipy.", "jax.Array.")
_AT: Final = "jax.Array.at."


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CHECKS: Final = _names(
    "array asarray broadcast_arrays broadcast_to broadcast_in_dim broadcast_to_rank get "
    "fill_diagonal place put put_along_axis after_all create_token dce_sink precv psend to_device"
)
"""Functions that may be called to see whether an error comes, or that have an effect."""
_QUICK: Final = _names(
    "append astype clip concatenate delete dynamic_update_index_in_dim dynamic_update_slice "
    "dynamic_update_slice_in_dim expand_dims flatten flip hstack insert maximum minimum pad ravel "
    "reshape roll round sort squeeze stack swapaxes take tile transpose vstack where"
)
"""Functions that nobody calls to measure them, though they take no part in a trace."""
_METHODS_ONLY: Final = frozenset({"clip", "round", "sort"})


class DiscardedUpdate(Rule):
    code = "JAX602"
    name = "discarded-update"
    message = (
        "this changes nothing, and the {what} that it returns is thrown away: write `{repair}`"
    )
    since = "0.1"

    def on_discarded(self, event: Discarded) -> Iterator[Finding]:
        if not isinstance(event.node, ast.Call):
            return
        name = event.path.rpartition(".")[2]
        if event.path in UPDATES:
            if not _is_tested(event) and event.function != "<module>":
                repair = _repaired_copy(event.node, event.path)
                yield self.finding(event.node, what="changed copy", repair=repair)
        elif not event.path.startswith(_PURE):
            return
        elif name not in _CHECKS and (event.path.startswith(_AT) or _for_nothing(event, name)):
            yield self.finding(event.node, what="array", repair=_repair(event.node, event.path))


def _is_tested(event: Discarded) -> bool:
    return any(name.lower().startswith("test") for name in (event.function, event.root))


def _for_nothing(event: Discarded, name: str) -> bool:
    """Whether a call that is no update of an array has no use for sure."""
    if _is_tested(event) or event.function == "<module>":
        return False
    if event.trace is not None:
        return True
    method = event.path.startswith("jax.Array.")
    return name in _QUICK and (method or name not in _METHODS_ONLY)


def _repaired_copy(call: ast.Call, path: str) -> str:
    """The call with its result bound to what it makes a changed copy of."""
    index = UPDATES[path]
    if index < len(call.args):
        name = shown(call.args[index], 30)
    else:
        name = shown(call.func.value, 30) if isinstance(call.func, ast.Attribute) else "..."
    return f"{name} = {shown(call)}"


def _repair(call: ast.Call, path: str) -> str:
    target = call.func
    while isinstance(target, (ast.Attribute, ast.Subscript)) and path.startswith("jax.Array."):
        inner = target.value
        if isinstance(target, ast.Attribute) and (target.attr == "at" or _AT not in path):
            name = "..." if isinstance(inner, ast.Call) else shown(inner, 30)
            return f"{name} = {shown(call)}"
        target = inner
    return f"... = {shown(call)}"
