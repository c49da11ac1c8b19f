"""List or tuple where JAX takes an array.

NumPy makes an array of whatever it is given. JAX does not: `jnp.sum([a, b])` raises a TypeError,
and so do nearly all functions of `jax.numpy` and `jax.lax`, the operators of an array, and an index
that is a list. To make an array of a list takes one step for each item, which would be hidden.

Make the array once, where the list is complete: `jnp.array(values)` for numbers, and
`jnp.stack(values)` for arrays of one shape.

## Bad

    import jax
    import jax.numpy as jnp

    losses = []
    for step in range(3):
        losses.append(jnp.exp(-step))
    print(jnp.mean(losses))

## Good

    import jax
    import jax.numpy as jnp

    losses = []
    for step in range(3):
        losses.append(jnp.exp(-step))
    print(jnp.mean(jnp.stack(losses)))

| instead of | write |
|---|---|
| `jnp.max((a, b))` | `jnp.maximum(a, b)`, or `jnp.max(jnp.array([a, b]))` |
| `jnp.broadcast_to([v], shape)` | `jnp.broadcast_to(v, shape)` |
| `x[[0, 2]]` | `x[jnp.array([0, 2])]`, or `x[np.array([0, 2])]` |
| `x + [1, 2]` | `x + jnp.array([1, 2])` |
| `jnp.prod(x.shape)` | `math.prod(x.shape)` |

## Left alone

- what takes sequences: `jnp.array`, `jnp.asarray`, `jnp.stack`, `jnp.concatenate`, `jnp.hstack`,
  `jnp.block`, `jnp.linalg.multi_dot`, the cases of `jnp.select`, shapes and axes
- `jnp.array_equal`, `jnp.shape`, `jax.nn.one_hot` and others that take lists as well
- a list inside of an index: `x[[0, 2], :]`; what is stored: `x.at[0].set([1, 2])`
- a list times a size, which repeats the list
- NumPy's functions, and arrays of NumPy
- parameters that may be lists or arrays, depending on the caller
"""

import ast
from collections.abc import Iterator

from flake8_jax.engine.events import SequenceGiven
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown
from flake8_jax.values.base import Static
from flake8_jax.values.containers import List


def _kind(event: SequenceGiven) -> str:
    if isinstance(event.node, ast.GeneratorExp):
        return "generator"
    return "list" if isinstance(event.value, List) else "tuple"


class ListToJnp(Rule):
    code = "JAX604"
    name = "list-to-jnp"
    message = "`{value}` is a {kind}, where {place} takes an array: {repair}"
    since = "0.1"

    def on_sequence_given(self, event: SequenceGiven) -> Iterator[Finding]:
        known = isinstance(event.value, Static)
        array = "use jnp.array(...), or jnp.stack(...) if it holds arrays"
        yield self.finding(
            event.node,
            value=shown(event.node),
            kind=_kind(event),
            place=event.place,
            repair="use math.prod, np.sum and the like, or jnp.array(...)" if known else array,
        )
