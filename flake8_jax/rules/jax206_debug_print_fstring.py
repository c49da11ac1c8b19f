"""`jax.debug.print` of a string that was formatted while tracing.

`jax.debug.print` takes a format and the values for it, and puts them together when the compiled
code runs. An f-string is put together before, while JAX traces: by then the value is a tracer, and
the text of the tracer is what is printed on each call.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(x):
        loss = jnp.sum(x**2)
        jax.debug.print(f"loss {loss}")
        return x - 0.1 * loss

    step(jnp.ones(2))

This prints `loss JitTracer(float32[])`.

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(x):
        loss = jnp.sum(x**2)
        jax.debug.print("loss {loss}", loss=loss)
        return x - 0.1 * loss

    step(jnp.ones(2))

## Left alone

- an f-string of static values with a field for the traced one: `f"{name}: {{x}}", x=x`
- f-strings outside of any trace
- `f"{x:.2f}"` of a traced value, which raises an error (JAX105)
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Call
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule
from flake8_jax.values.containers import Text
from flake8_jax.values.traced import traced_item


class DebugPrintFstring(Rule):
    code = "JAX206"
    name = "debug-print-fstring"
    message = (
        "the format of jax.debug.print is put together while tracing, from a tracer ({way}): "
        'use jax.debug.print("{{x}}", x=x)'
    )
    since = "0.1"

    def on_call(self, event: Call) -> Iterator[Finding]:
        if event.path != "jax.debug.print":
            return
        text = event.args[0] if event.args else dict(event.keywords).get("fmt")
        tracer = traced_item(text) if isinstance(text, Text) else None
        if tracer is None:
            return
        given = [*event.node.args, *(k.value for k in event.node.keywords if k.arg == "fmt")]
        origin = tracer.origin
        yield self.finding(given[0] if given else event.node, origin.steps(), way=origin.summary())
