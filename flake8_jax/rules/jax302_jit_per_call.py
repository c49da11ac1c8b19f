"""A function that is compiled again and again.

JAX keeps what it has compiled under the function object. `jax.jit(f)` with the same `f` finds it
again, even if `jit` is applied anew; a lambda, a local function, a `partial`, a bound method,
`jax.grad(f)` or `jax.vmap(f)` is a new object each time it is made, so JAX traces and compiles it
again. The same holds for the bodies of `lax.scan`, `lax.cond` and the other loops of `lax`, where
they run outside of every `jit`.

Make the compiled function once: before the loop, at the top of the module, or in `__init__`. What
differs from call to call belongs into its arguments.

Reported is the `jit` (or the `lax` function) that a Python loop reaches in each round, itself or
through calls, if the function is made in that round and called there; and the call of a factory
that does so.

## Bad

    import jax
    import jax.numpy as jnp

    def loss(w, x):
        return jnp.sum((x @ w) ** 2)

    w = jnp.ones(3)
    for step in range(10):
        grads = jax.jit(jax.grad(loss))(w, jnp.ones((4, 3)))
        w = w - 0.01 * grads

## Good

    import jax
    import jax.numpy as jnp

    def loss(w, x):
        return jnp.sum((x @ w) ** 2)

    gradient = jax.jit(jax.grad(loss))

    w = jnp.ones(3)
    for step in range(10):
        w = w - 0.01 * gradient(w, jnp.ones((4, 3)))

## Left alone

- `jax.jit(f)` of a function of the module, which JAX finds again
- a function that depends on what tells the rounds apart, other than arrays: a size, a method
- a jitted function made once in a function that loops over it, or returned, or kept
- loops of two rounds, loops that measure time, functions that keep their results, tests
- functions of `lax` in a function with parameters that may be traced by who calls it: one that the
  module does not call itself, and that neither prints nor converts what it computes
- what is made under tracing: see JAX301
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Remade
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule


class JitPerCall(Rule):
    code = "JAX302"
    name = "jit-per-call"
    message = (
        "{transform} compiles `{name}` again in each round of the loop on line {line}: "
        "it is a new function each time: make it once, outside of the loop{more}"
    )
    since = "0.1"

    def on_remade(self, event: Remade) -> Iterator[Finding]:
        yield self.finding(
            event.node,
            transform=event.transform,
            name=event.name,
            line=event.loop.lineno,
            more=", or jit the code around it" if event.at_once else "",
        )
