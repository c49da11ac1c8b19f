"""A jit inside a jit.

While JAX traces the outer function, it traces a jitted function called there as a part of it,
and XLA compiles both into one program. So the inner `jit` neither makes the program faster
nor compiles anything by itself. It costs a trace of its own, each time the outer function is
traced, and it hides where the compiled program begins and ends. Put `jit` on the outermost
function alone.

Reported are a `jit` put, under tracing, on a function that was made there (a local function,
a lambda, a `partial`, a bound method), and the call of a jitted function that is called only
there: at one place, under tracing, and not to be had from elsewhere, since it is nested, or
its name begins with an underscore, or the file is a script.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def train_step(w, x, y):
        @jax.jit
        def loss(w):
            return jnp.mean((x @ w - y) ** 2)

        return w - 0.1 * jax.grad(loss)(w)

    train_step(jnp.zeros(2), jnp.ones((3, 2)), jnp.ones(3))

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def train_step(w, x, y):
        def loss(w):
            return jnp.mean((x @ w - y) ** 2)

        return w - 0.1 * jax.grad(loss)(w)

    train_step(jnp.zeros(2), jnp.ones((3, 2)), jnp.ones(3))

## Left alone

- a jitted helper called at several places, or in a loop: it is traced once for all of them
- a jitted function that is also called outside of any trace, or kept in a table, or exported
- a public jitted function of a module, which others may call, and a method of a public class in a
  package, which other modules may inherit
- an inner jit with shardings, which lay out its arrays anew
- `jit` under a plain `vmap` or `grad`, where it is the only one
- a jitted function made once by a factory or kept in `__init__`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Compiled
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule


class NestedJit(Rule):
    code = "JAX301"
    name = "nested-jit"
    message = (
        "jit on `{name}` changes nothing: it is only called inside `{outer}`, which is compiled "
        "as a whole: drop the inner jit"
    )
    since = "0.1"

    def on_compiled(self, event: Compiled) -> Iterator[Finding]:
        if event.transform != "jax.jit" or event.repeated or len(event.calls) > 1:
            return
        if event.fresh and event.inside is not None:
            yield self.finding(event.node, name=event.name, outer=event.inside.function)
        elif event.private and len(event.traced) == 1:
            for call in event.traced:
                yield self.finding(call, name=event.name, outer=event.callers[0])
