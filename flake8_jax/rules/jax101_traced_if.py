"""Python `if` on a traced value.

Under `jit`, `vmap` and in the bodies of `lax` loops, JAX runs your function with tracers, which
have a shape and a dtype but no value yet. Python must know the truth of a test before it can
choose a branch, so JAX raises TracerBoolConversionError.

The same holds for `elif`, for `a if test else b`, for the `if` of a comprehension, and for
`match`: its guards, and patterns that compare a traced subject with a number. An argument that
was a Python number or bool outside is a tracer inside, unless it is static.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def clip(grad, max_norm):
        norm = jnp.linalg.norm(grad)
        if norm > max_norm:
            grad = grad * (max_norm / norm)
        return grad

    clip(jnp.array([3.0, 4.0]), 1.0)

## Good

Compute both and select with `jnp.where`, or let `jax.lax.cond` run one of two functions:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def clip(grad, max_norm):
        norm = jnp.linalg.norm(grad)
        return jnp.where(norm > max_norm, grad * (max_norm / norm), grad)

    clip(jnp.array([3.0, 4.0]), 1.0)

An argument that only switches between versions of the program should be static. JAX compiles
once for each of its values:

    from functools import partial

    import jax
    import jax.numpy as jnp

    @partial(jax.jit, static_argnames=("train",))
    def scale(x, train):
        return 0.9 * x if train else x

    scale(jnp.ones(3), train=True)

## Left alone

- tests of `.shape`, `.ndim`, `.dtype`, `.size` and `len(x)`
- `is None`, `isinstance`, `hasattr`, `callable`, membership in a dict, comparison of strings
- static arguments, defaults that no call overrides, Python configuration in closures
- the truth of a list, tuple or dict, even if it holds tracers
- functions under plain `grad`, which know their values, and arguments that `vmap` does not map
- code outside of any transform, in callbacks, and under `jax.ensure_compile_time_eval()`
"""

from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Truth, TruthTest
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown

_ASKERS: Final = (Truth.IF, Truth.ELIF, Truth.TERNARY, Truth.CASE, Truth.FILTER)


class TracedIf(Rule):
    code = "JAX101"
    name = "traced-if"
    message = (
        "{asker} on `{test}`, which is traced ({why}): "
        "use jnp.where or jax.lax.cond, or make it a static argument"
    )
    since = "0.1"

    def on_truth_test(self, event: TruthTest) -> Iterator[Finding]:
        if event.asker in _ASKERS:
            origin = event.value.origin
            yield self.finding(
                event.node,
                origin.steps(),
                asker=event.asker.value,
                test=shown(event.subject),
                why=origin.summary(),
            )
