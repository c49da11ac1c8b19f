"""Array whose size depends on traced values.

Under `jit` and `vmap` every array has a shape that is known while JAX traces the function. How many
elements `x[x > 0]` has depends on values that are not there yet, so JAX raises
NonConcreteBooleanIndexError. The same holds for `x.at[mask]`, and for functions that return as
much as they find, such as `jnp.nonzero`, `jnp.unique` and `jnp.where(mask)`: they raise a
ConcretizationTypeError.

Keep the shape, and say with a mask what counts. Or give the size that the result has at most:
what is missing is then filled up.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def positive_mean(x):
        return jnp.mean(x[x > 0])

    positive_mean(jnp.array([1.0, -1.0, 2.0]))

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def positive_mean(x):
        return jnp.mean(x, where=x > 0)

    positive_mean(jnp.array([1.0, -1.0, 2.0]))

With a size, indices that are missing can point behind the end, where updates are dropped:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def mark(x):
        (found,) = jnp.nonzero(x > 0, size=2, fill_value=x.size)
        return x.at[found].set(9.0, mode="drop")

    mark(jnp.array([1.0, -1.0, 2.0]))

| instead of | write |
|---|---|
| `x[mask].sum()` | `jnp.sum(x, where=mask)`, or `jnp.where(mask, x, 0).sum()` |
| `x.at[mask].set(v)` | `jnp.where(mask, v, x)` |
| `x.at[mask].add(v)` | `jnp.where(mask, x + v, x)`, or `x + mask * v` |
| `x[mask]` | `jnp.where(mask, x, fill)`, or `x[jnp.nonzero(mask, size=n)]` |
| `jnp.where(mask)`, `jnp.nonzero(x)`, `jnp.unique(x)` | the same with `size=n` |
| `jnp.bincount(x)` | `jnp.bincount(x, length=n)` |
| `jax.ops.segment_sum(x, ids)` | the same with `num_segments=n` |
| `jnp.repeat(x, counts)` | the same with `total_repeat_length=n` |

A mask of NumPy is known while tracing: `x[np.arange(8) % 2 == 0]` is fine. One that `jax.numpy`
makes inside of a jitted function is not, even if all that it is made of is.

## Left alone

- masks as values: `jnp.where(mask, x, y)`, `x * mask`, `jnp.sum(x, where=mask)`
- masks and operands of NumPy, and arrays made outside of the traced function
- calls with a size, such as `jnp.unique(x, size=4)`
- an index that may be an array of integers: only one that is surely a mask is told of
- functions under plain `grad`, which know their values, and arguments that `vmap` does not map
- code outside of any transform, and under `jax.ensure_compile_time_eval()`
- `x[mask] = v`, which fails for another reason
"""

import ast
from collections.abc import Iterator

from flake8_jax.engine.events import DynamicShape
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class DynamicShapeRule(Rule):
    code = "JAX107"
    name = "dynamic-shape"
    message = "`{array}` {problem} depends on traced values ({why}): {repair}"
    since = "0.1"

    def on_dynamic_shape(self, event: DynamicShape) -> Iterator[Finding]:
        origin, repair = event.value.origin, f"give {event.repair}"
        if not event.path:
            below = event.node.value if isinstance(event.node, ast.Subscript) else None
            update = isinstance(below, ast.Attribute) and below.attr == "at"
            repair = "use jnp.where(mask, new, old)" if update else "use jnp.where(mask, x, fill)"
        yield self.finding(
            event.node,
            origin.steps(),
            array=shown(event.node),
            problem="selects by a mask that" if not event.path else "has a size that",
            why=origin.summary(),
            repair=repair,
        )
