"""A loop counter passed to a static argument.

JAX compiles a function once for each value of its static arguments. A counter has another value in
each round of a loop, so the function is traced and compiled anew in each round, which takes far
longer than running it. If the function only calculates or compares with the value, let it be
traced: leave it out of `static_argnums` and `static_argnames`. `eqx.filter_jit` traces only arrays,
so that every number of Python is static to it: give it `jnp.asarray(step)`.

Reported is a counter of a loop of more than four rounds, or arithmetic on one: the variable of a
`for` over `range` or `enumerate`, or a number that the loop adds to. It is told only if the
function could take a traced value, for all that its code shows.

## Bad

    from functools import partial

    import jax
    import jax.numpy as jnp

    @partial(jax.jit, static_argnames="step")
    def update(w, grad, step):
        return w - grad / (1 + step)

    w = jnp.ones(3)
    for step in range(100):
        w = update(w, 0.1 * w, step=step)

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def update(w, grad, step):
        return w - grad / (1 + step)

    w = jnp.ones(3)
    for step in range(100):
        w = update(w, 0.1 * w, step=step)

## Left alone

- an argument that must be static: one that is a size, an axis or the end of a range, or that `if`
  tests, and one that is handed to code that is not seen
- short loops, and loops over a list of settings
- values of which there are few, such as `step % 2` or `step == 0`
- loops inside of a trace, where all is compiled as a whole
"""

from collections.abc import Iterator

from flake8_jax.engine.events import StaticVaries
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class StaticArgVaries(Rule):
    code = "JAX306"
    name = "static-arg-varies"
    message = (
        "static argument `{parameter}` of `{name}` is `{value}`, another value in each round of "
        "the loop on line {line}: {transform} compiles anew for each: let it be traced"
    )
    since = "0.1"

    def on_static_varies(self, event: StaticVaries) -> Iterator[Finding]:
        yield self.finding(
            event.node,
            parameter=event.parameter,
            name=event.name,
            value=shown(event.node, 30),
            line=event.loop.lineno,
            transform=event.transform,
        )
