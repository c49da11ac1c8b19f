"""A compiled function reads what is bound anew after it was traced.

JAX runs the Python code of a jitted function when it is first called, and records it. A global, a
variable of the function around it or an attribute of an object is read in that run, and its value
becomes a constant of the compiled code. When the name is bound anew later, the compiled code does
not notice: all calls go on using the old value, until arguments of another shape make JAX trace it
again.

## Bad

    import jax
    import jax.numpy as jnp

    rate = 0.1

    @jax.jit
    def step(weights):
        return weights - rate * weights

    weights = step(jnp.ones(2))
    rate = 0.01
    weights = step(weights)

The second step is as long as the first one.

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(weights, rate):
        return weights - rate * weights

    weights = step(jnp.ones(2), 0.1)
    weights = step(weights, 0.01)

The attributes of an object become arguments if its class is a pytree (`eqx.Module`,
`flax.struct.dataclass`, `jax.tree_util.register_dataclass`), and it is passed in.

## Left alone

- what is bound anew before the first call, or after the last one that is seen
- functions that are compiled anew for each value, as in a factory
- calls with other shapes or static arguments, for which JAX traces the function again
- what the compiled function binds itself: see JAX202
- attributes of a static `self`: see JAX308
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Stale
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class StaleGlobal(Rule):
    code = "JAX205"
    name = "stale-global"
    message = (
        "`{name}` is read once, while {transform} on line {line} traces `{function}`, and is bound "
        "anew between its calls, which go on using the old value: pass it as an argument"
    )
    since = "0.1"

    def on_stale(self, event: Stale) -> Iterator[Finding]:
        yield self.finding(
            event.node,
            name=shown(event.node),
            transform=event.transform,
            line=event.place.lineno,
            function=event.function,
        )
