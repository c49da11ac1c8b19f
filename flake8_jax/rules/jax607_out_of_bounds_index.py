"""Constant index past the end of an array.

NumPy raises an IndexError for an index that an array does not have. Code that was compiled for an
accelerator cannot raise, so JAX takes the last element instead (or the first one, for an index
that is too far on the negative side), and drops an update. Nothing is said, and the result is
wrong.

A slice may end past the end, as in Python. If an index past the end is meant, say so with
`x.at[i].get(mode="fill")` or `x.at[i].set(v, mode="drop")`.

## Bad

    import jax.numpy as jnp

    corners = jnp.array([[0.0, 0.0], [1.0, 2.0]])
    width, height = corners[1, 0], corners[1, 2]

## Good

    import jax.numpy as jnp

    corners = jnp.array([[0.0, 0.0], [1.0, 2.0]])
    width, height = corners[1, 0], corners[1, 1]

## Left alone

- arrays whose size is not known for sure, and indices that are no constants
- code behind a test that is not decided while checking, and what follows an early `return`: the
  test may know the size
- slices: `x[:5]`
- indices with a mode: `x.at[5].get(mode="fill")`
- too many indices, and indices of empty arrays, which raise
- arrays of NumPy, which raise
"""

from collections.abc import Iterator

from flake8_jax.engine.events import OutOfBounds
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class OutOfBoundsIndex(Rule):
    code = "JAX607"
    name = "out-of-bounds-index"
    message = (
        "index {index} is past the end of axis {axis} of `{array}`, of size {size}: "
        "JAX {result}, without an error"
    )
    since = "0.1"

    def on_out_of_bounds(self, event: OutOfBounds) -> Iterator[Finding]:
        nearest = "first" if event.index < 0 else "last"
        yield self.finding(
            event.node,
            index=event.index,
            axis=event.axis,
            array=shown(event.owner).removesuffix(".at"),
            size=event.size,
            result="drops the update" if event.update else f"takes the {nearest} element instead",
        )
