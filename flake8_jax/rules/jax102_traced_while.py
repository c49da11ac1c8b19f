"""Python `while` on a traced value.

Under `jit`, `vmap` and in the bodies of `lax` loops, JAX runs your function with tracers, which
have a shape and a dtype but no value yet. Python must know whether to go on before it can run
the body again, so JAX raises TracerBoolConversionError.

The first test may pass: in `err = 1.0; while err > tol: err = jnp.max(...)` the error is a
Python number at first and a tracer from the second test on.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def sqrt(x, tol=1e-4):
        guess, err = x, 1.0
        while err > tol:
            better = 0.5 * (guess + x / guess)
            err = jnp.abs(better - guess)
            guess = better
        return guess

    sqrt(2.0)

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def sqrt(x, tol=1e-4):
        def unfinished(state):
            guess, err = state
            return err > tol

        def improve(state):
            guess, err = state
            better = 0.5 * (guess + x / guess)
            return better, jnp.abs(better - guess)

        guess, err = jax.lax.while_loop(unfinished, improve, (x, 1.0))
        return guess

    sqrt(2.0)

`while_loop` has no reverse-mode derivative. Where you need one, run a fixed number of steps
with `jax.lax.scan` and keep the old state by `jnp.where` once the loop is finished.

## Left alone

- loops that end by a shape, by the length of a list or a queue, or by `is None`
- loops over static arguments, Python counters and configuration
- functions under plain `grad`, which know their values, and arguments that `vmap` does not map
- code outside of any transform, in callbacks, and under `jax.ensure_compile_time_eval()`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Truth, TruthTest
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class TracedWhile(Rule):
    code = "JAX102"
    name = "traced-while"
    message = "while on `{test}`, which is traced ({why}): use jax.lax.while_loop"
    since = "0.1"

    def on_truth_test(self, event: TruthTest) -> Iterator[Finding]:
        if event.asker is Truth.WHILE:
            origin = event.value.origin
            yield self.finding(
                event.node, origin.steps(), test=shown(event.subject), why=origin.summary()
            )
