"""Traced value where JAX needs a static shape, size, axis, count or slice bound.

XLA compiles a program for fixed shapes. So whatever decides a shape must be known while JAX traces
your function: the arguments of `jnp.zeros`, `reshape` and `jnp.arange`, an `axis`, the `length` of
a `scan`, the bounds of a slice. A tracer has no value yet, and JAX raises a TypeError, an
IndexError or a ConcretizationTypeError.

An argument that was a Python number outside is a tracer inside, unless it is static.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def attend(scores, position):
        return jax.nn.softmax(scores[:position])

    attend(jnp.arange(8.0), 3)

## Good

If the bound changes from call to call, keep the shape and mask what does not count:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def attend(scores, position):
        valid = jnp.arange(scores.shape[0]) < position
        return jax.nn.softmax(scores, where=valid)

    attend(jnp.arange(8.0), 3)

A window of a fixed size may begin anywhere:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def window(x, start):
        return jax.lax.dynamic_slice_in_dim(x, start, 4)

    window(jnp.arange(8.0), 3)

A size that has few values should be static. JAX compiles once for each of them:

    from functools import partial

    import jax
    import jax.numpy as jnp

    @partial(jax.jit, static_argnames=("rows", "columns"))
    def as_image(pixels, rows, columns):
        return pixels.reshape(rows, columns)

    as_image(jnp.arange(12.0), rows=3, columns=4)

## Left alone

- sizes from shapes: `jnp.zeros(x.shape[0])`, `x[: len(y) // 2]`
- what may be traced: an index, the start of a `dynamic_slice`, the shift of `jnp.roll`, the bounds
  of `jnp.linspace` and `fori_loop`
- static arguments, defaults that no call overrides, Python configuration in closures
- functions under plain `grad`, which know their values, and arguments that `vmap` does not map
- code outside of any transform, and under `jax.ensure_compile_time_eval()`
- sizes that `jax.numpy` made of static values alone: JAX501 tells of them where they are made
- results whose size depends on values, such as `x[mask]` or `jnp.repeat(x, counts)`: see JAX107
"""

import ast
from collections.abc import Iterator

from flake8_jax.engine.events import StaticNeeded
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown
from flake8_jax.source.walking import walk
from flake8_jax.values.origin import How


def _is_given(event: StaticNeeded) -> bool:
    """Whether the value is a parameter of the traced function as it was given, or some of it."""
    origin = event.value.origin
    parts = list(walk(event.subject))
    named = any(isinstance(part, ast.Name) and part.id == origin.name for part in parts)
    computed = any(isinstance(part, ast.Call) for part in parts)
    return named and not computed and origin.root.how is How.PARAMETER


class TracedShape(Rule):
    code = "JAX108"
    name = "traced-shape"
    message = "{parameter} must be known while tracing, but `{subject}` is traced ({why}): {repair}"
    since = "0.1"

    def on_static_needed(self, event: StaticNeeded) -> Iterator[Finding]:
        if event.value.maker is not None:
            return
        origin = event.value.origin
        is_slice = event.callee == "slice"
        static = f"make `{origin.root.name}` a static argument"
        if is_slice:
            repair = "use jax.lax.dynamic_slice_in_dim or a mask"
            repair = f"{repair}, or {static}" if _is_given(event) else repair
        else:
            repair = static if _is_given(event) else "use the largest size, and a mask"
        yield self.finding(
            event.node,
            origin.steps(),
            parameter=(
                "the bound of a slice" if is_slice else f"`{event.parameter}` of {event.callee}"
            ),
            subject=shown(event.subject),
            why=origin.summary(),
            repair=repair,
        )
