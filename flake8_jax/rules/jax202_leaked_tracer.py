"""A traced value is stored where it outlives its trace.

The arguments of a function that JAX traces are tracers, and so is all that is computed from them.
They mean something while the trace runs, and nothing after it. Stored on an object, in a global
or nonlocal name, or in a list from outside, a tracer is still there when the trace has ended, and
the first use of it raises `UnexpectedTracerError`. And the store happens once, while tracing, and
not on every call.

## Bad

    import jax
    import jax.numpy as jnp

    losses = []

    @jax.jit
    def step(weights, x):
        loss = jnp.mean((x @ weights) ** 2)
        losses.append(loss)
        return weights - 0.1 * loss

    weights = jnp.ones(2)
    for _ in range(3):
        weights = step(weights, jnp.eye(2))

After this `losses` holds one tracer, and not three numbers.

## Good

    import jax
    import jax.numpy as jnp

    losses = []

    @jax.jit
    def step(weights, x):
        loss = jnp.mean((x @ weights) ** 2)
        return weights - 0.1 * loss, loss

    weights = jnp.ones(2)
    for _ in range(3):
        weights, loss = step(weights, jnp.eye(2))
        losses.append(loss)

A method that is traced returns the new state, and its caller stores it. So does a function that
draws: it takes a key and returns the next one.

## Left alone

- lists, dicts and objects made inside of the trace
- values that are not traced: shapes, counters, names
- what is taken back before the trace ends: `self.x = old`, `stack.pop()`
- objects that are traced themselves, as pytrees: the store goes to JAX's copy of them
- classes with bases that are not visible, such as the modules of libraries with state of their own
- `jax.eval_shape`, and code under `jax.disable_jit`
- stores to a `Ref`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Leak
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class LeakedTracer(Rule):
    code = "JAX202"
    name = "leaked-tracer"
    message = (
        "`{into}` keeps a tracer ({way}) when {transform} on line {line} has traced `{function}`: "
        "return the value instead"
    )
    since = "0.1"

    def on_leak(self, event: Leak) -> Iterator[Finding]:
        origin = event.value.origin
        yield self.finding(
            event.node,
            origin.steps(),
            into=shown(event.into),
            way=origin.summary(),
            transform=event.trace.transform,
            line=event.trace.line,
            function=event.trace.function,
        )
