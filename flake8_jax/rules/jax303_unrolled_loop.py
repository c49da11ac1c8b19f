"""A Python loop that JAX unrolls.

Tracing runs a Python loop, so the program that is compiled holds the operations of all its
trips, one after another. Tracing and compiling take longer with every trip: a loop of a
thousand trips can take minutes before anything is computed. With `jax.lax.scan` or
`jax.lax.fori_loop` the body is traced and compiled once, however many trips there are. If no
trip needs the result of the trip before it, `jax.vmap` is better still.

Reported are loops of at least 16 trips under `jit` or in another trace without values, whose
body applies the same JAX operations on every trip, and the outer one of nested loops that have
32 trips together. Iterating over an array, over
`range(len(x))` or over `enumerate(x)` counts the length of its first axis.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def pendulum(angle, speed, dt):
        for _ in range(200):
            speed = speed - dt * jnp.sin(angle)
            angle = angle + dt * speed
        return angle

    pendulum(1.0, 0.0, 0.05)

## Good

`fori_loop` for a state alone:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def pendulum(angle, speed, dt):
        def step(_, state):
            angle, speed = state
            speed = speed - dt * jnp.sin(angle)
            return angle + dt * speed, speed

        angle, _ = jax.lax.fori_loop(0, 200, step, (angle, speed))
        return angle

    pendulum(1.0, 0.0, 0.05)

`scan` where each trip takes a row of an array, or returns something:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def rnn(weight, inputs):
        def cell(h, x):
            h = jnp.tanh(weight @ h + x)
            return h, h

        return jax.lax.scan(cell, jnp.zeros(3), inputs)[1]

    rnn(jnp.eye(3), jnp.ones((100, 3)))

## Left alone

- short loops, and loops over the axes of an array
- loops over a list or dict of layers with parameters of their own, and over layers that each trip
  makes, as flax modules do
- loops that only do Python or NumPy work on static values, such as making lists of indices
- loops that build an object that is not seen, such as a gate for each wire of a circuit
- loops outside of any trace, such as a training loop that calls a jitted step
- loops whose number of trips is not known, and loops that are left early
"""

from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Loop
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule

_WORTH: Final = 32
"""Copies of operations from which a loop is worth a finding."""


class UnrolledLoop(Rule):
    code = "JAX303"
    name = "unrolled-loop"
    message = (
        "loop under {transform} (line {line}) is unrolled: {copies} are compiled: "
        "use jax.lax.scan, jax.lax.fori_loop or jax.vmap"
    )
    since = "0.1"

    def on_loop(self, event: Loop) -> Iterator[Finding]:
        count = event.trips.count
        long = event.trips.leading if count is None else count >= self.settings.max_unroll
        if not long and count is not None and event.inner < self.settings.max_unroll:
            long = count * event.inner >= max(self.settings.max_unroll, _WORTH)
        if not long or (count or _WORTH // 2) * event.inner * event.operations < _WORTH:
            return
        if count is None:
            copies = f"one copy of its {event.operations} operations per element of the array"
        elif event.inner > 1:
            copies = f"{count * event.inner} rounds with those of the loop in it"
        else:
            copies = f"{count} copies of its {event.operations} operations"
        yield self.finding(
            event.at, transform=event.trace.transform, line=event.trace.line, copies=copies
        )
