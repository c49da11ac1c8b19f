"""Random numbers of Python or NumPy, clocks and other inputs under tracing.

JAX runs the Python code of a jitted function once, to record what it does to arrays. What
`np.random.normal()` or `time.time()` returns in that run is a plain number, which becomes a
constant of the compiled code. All later calls use that same number. In the body of a `lax` loop all
the iterations do, and under `vmap` one draw serves all the elements.

## Bad

    import jax
    import jax.numpy as jnp
    import numpy as np

    @jax.jit
    def noisy(x):
        return x + np.random.normal(size=3)

    x = jnp.zeros(3)
    first, second = noisy(x), noisy(x)

`first` and `second` are equal.

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def noisy(key, x):
        return x + jax.random.normal(key, (3,))

    x = jnp.zeros(3)
    one, two = jax.random.split(jax.random.key(0))
    first, second = noisy(one, x), noisy(two, x)

Read a clock, a file of data or the next batch outside, and hand the value in as an argument.

## Left alone

- all of that outside of any trace, and in functions handed to `jax.pure_callback`
- a generator that is made under the trace from a seed: `np.random.default_rng(0)` gives the same
  numbers each time with and without JAX
- code under plain `grad`, which is traced anew on every call
- settings: `os.environ.get("DEBUG")` as a switch; what is told is `float(os.environ["LR"])`
- `next(counter)` of an `itertools.count`, which makes names
- iterators made under the trace
- what is drawn only where the caller has given nothing, if it is not known what it gives

Ruff's NPY002 advises to replace `np.random.normal()` by a NumPy `Generator`: under tracing that is
no better.
"""

from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Call, HostRead
from flake8_jax.engine.trace import Trace
from flake8_jax.findings import Finding
from flake8_jax.libraries.host import READS, draws
from flake8_jax.rule import Rule, shown
from flake8_jax.values.base import TraceKind

_REPAIRS: Final = {
    "builtins.next": "pass the item in as an argument",
    "draw": "use jax.random with a key that is passed in",
}


class ImpureInput(Rule):
    code = "JAX203"
    name = "impure-input"
    message = (
        "`{call}` runs once, while {transform} on line {line} traces `{function}`, and gives the "
        "same value {when}: {repair}"
    )
    since = "0.1"

    def on_call(self, event: Call) -> Iterator[Finding]:
        draw = draws(event.path)
        if event.doubtful or (not draw and event.path not in READS):
            return
        trace = event.cached
        if trace is None and draw and event.trace.kind is TraceKind.BATCHED:
            trace = event.trace
        yield from self._finding(event, trace, "draw" if draw else "")

    def on_host_read(self, event: HostRead) -> Iterator[Finding]:
        yield from self._finding(event, event.cached, event.path)

    def _finding(self, event: Call | HostRead, trace: Trace | None, what: str) -> Iterator[Finding]:
        if trace is not None:
            batched = trace.kind is TraceKind.BATCHED
            yield self.finding(
                event.node,
                call=shown(event.node),
                transform=trace.transform,
                line=trace.line,
                function=trace.function,
                when="for all elements" if batched else "on every later call",
                repair=_REPAIRS.get(what, "pass the value in as an argument"),
            )
