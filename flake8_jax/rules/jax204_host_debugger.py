"""`breakpoint()` or `pdb.set_trace()` under tracing.

JAX runs the Python code of a jitted function once, to record what it does to arrays. A debugger of
Python stops in that run, shows tracers in place of numbers, and does not stop on any later call.
`jax.debug.breakpoint()` is part of the compiled code: it stops on each call and shows the values.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(x):
        y = jnp.log(x)
        breakpoint()
        return y

    for _ in range(3):
        step(jnp.ones(2))

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(x):
        y = jnp.log(x)
        jax.debug.breakpoint()
        return y

Or run the function without jit, under `jax.disable_jit()`, and use any debugger.

## Left alone

- debuggers outside of any trace, and in functions handed to `jax.debug.callback`
- code under plain `grad` or `vmap`, which runs on each call, and under `jax.disable_jit`
- what stands behind `not isinstance(x, jax.core.Tracer)`
- a method or function of the program that is called `set_trace`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Call
from flake8_jax.findings import Finding
from flake8_jax.libraries.host import DEBUGGERS
from flake8_jax.rule import Rule, shown


class HostDebugger(Rule):
    code = "JAX204"
    name = "host-debugger"
    message = (
        "`{call}` stops once, while {transform} on line {line} traces `{function}`, and sees "
        "tracers: use jax.debug.breakpoint()"
    )
    since = "0.1"

    def on_call(self, event: Call) -> Iterator[Finding]:
        trace = event.cached
        if event.path in DEBUGGERS and trace is not None:
            yield self.finding(
                event.node,
                call=shown(event.node),
                transform=trace.transform,
                line=trace.line,
                function=trace.function,
            )
