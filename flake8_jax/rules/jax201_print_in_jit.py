"""`print`, `logging` or `warnings` under tracing.

JAX runs the Python code of a jitted function once, to record what it does to arrays. A `print`
is no array operation: it runs during the recording, shows a tracer in place of the number, and
is silent on all later calls. In the body of a `lax` loop it runs once for all the iterations.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(weights, x):
        loss = jnp.mean((x @ weights) ** 2)
        print("loss", loss)
        return weights - 0.1 * loss

    weights = jnp.ones(2)
    for _ in range(3):
        weights = step(weights, jnp.eye(2))

This writes `loss JitTracer(float32[])`, once.

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(weights, x):
        loss = jnp.mean((x @ weights) ** 2)
        jax.debug.print("loss {loss}", loss=loss)
        return weights - 0.1 * loss

    weights = jnp.ones(2)
    for _ in range(3):
        weights = step(weights, jnp.eye(2))

To log or to warn, hand a host function to `jax.debug.callback`; it gets arrays with values:

    import logging

    import jax
    import jax.numpy as jnp

    def log_loss(loss):
        logging.warning("loss %s", loss)

    @jax.jit
    def total(x):
        loss = jnp.sum(x**2)
        jax.debug.callback(log_loss, loss)
        return loss

    total(jnp.ones(2))

Or return the value and print it outside.

## Left alone

- `jax.debug.print`, `jax.debug.callback`, and the functions handed to callbacks
- messages outside of any transform: in host loops, constructors, factories
- messages behind a switch that is off, or behind `not isinstance(x, jax.core.Tracer)`
- messages in an `except`: what was raised, was while tracing
- methods called `info` or `warn` on objects that are no loggers
- `logger.isEnabledFor`, `warnings.catch_warnings`, `warnings.simplefilter`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Call
from flake8_jax.findings import Finding
from flake8_jax.libraries.host import WRITES
from flake8_jax.rule import Rule, shown
from flake8_jax.values.base import Const, TraceKind
from flake8_jax.values.traced import traced_item


class PrintInJit(Rule):
    code = "JAX201"
    name = "print-in-jit"
    message = (
        "`{call}` runs once, while {transform} on line {line} traces `{function}`{sees}: "
        'use jax.debug.print("{{x}}", x=x)'
    )
    since = "0.1"

    def on_call(self, event: Call) -> Iterator[Finding]:
        if event.path not in WRITES or event.rescuing:
            return
        values = (*event.args, *(value for _, value in event.keywords))
        tracer = next((t for value in values if (t := traced_item(value)) is not None), None)
        trace = event.cached
        if tracer is None:
            # What is static is rightly printed while tracing; a bare text was meant for each call.
            if event.path != "builtins.print" or not all(isinstance(v, Const) for v in values):
                return
        elif trace is None and event.trace.kind is TraceKind.BATCHED:
            trace = event.trace
        if trace is not None:
            origin = None if tracer is None else tracer.origin
            yield self.finding(
                event.node,
                () if origin is None else origin.steps(),
                call=shown(event.node),
                transform=trace.transform,
                line=trace.line,
                function=trace.function,
                sees="" if origin is None else f" and shows a tracer ({origin.summary()})",
            )
