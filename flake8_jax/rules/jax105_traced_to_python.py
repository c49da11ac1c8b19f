"""Python asks a traced value for its value.

Under `jit`, `vmap` and in the bodies of `lax` loops, JAX runs your function with tracers, which
have a shape and a dtype but no value yet. `float(x)`, `x.item()`, `math.sqrt(x)`, `range(n)`, the
index of a Python list and `f"{x:.2f}"` need a Python number at once. JAX raises a
ConcretizationTypeError, a TracerIntegerConversionError or a TypeError.

No array has a hash, so a tracer can be neither the key of a dict nor the item of a set.

## Bad

    import math

    import jax
    import jax.numpy as jnp

    @jax.jit
    def normalize(x):
        norm = math.sqrt(jnp.sum(x**2))
        return x / norm

    normalize(jnp.array([3.0, 4.0]))

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def normalize(x):
        norm = jnp.sqrt(jnp.sum(x**2))
        return x / norm

    normalize(jnp.array([3.0, 4.0]))

A tracer can index an array, and `jax.lax.switch` can choose one of several functions:

    import jax
    import jax.numpy as jnp

    RATES = jnp.array([0.1, 0.01, 0.001])

    @jax.jit
    def step(w, phase):
        return jax.lax.switch(phase, [jnp.tanh, jnp.sin], w) * RATES[phase]

    step(1.0, 1)

| instead of | write |
|---|---|
| `int(x)`, `float(x)` | `x.astype(int)`, or `x` as it is |
| `x.item()`, `x.tolist()` | `x`, and the call outside of the traced function |
| `math.exp(x)` | `jnp.exp(x)` |
| `for i in range(n)` | `jax.lax.fori_loop(0, n, body, state)`, or a static `n` |
| `items[i]` | `jnp.stack(items)[i]` |
| `functions[i](x)`, `table[i](x)` | `jax.lax.switch(i, functions, x)` |
| `print(f"{x:.2f}")` | `jax.debug.print("{x:.2f}", x=x)` |

## Left alone

- `int(x.shape[0])`, `float(x.ndim)`, `len(x)`, `math.sqrt(x.size)` and other facts about the shape
- `f"{x}"`, `str(x)` and `"%s" % x`, which show the tracer
- `round`, `abs`, `pow`, `divmod`, `sum` and `math.prod`, which work on tracers
- `int`, `.item()`, indices and counts under plain `grad`, which knows the values; it refuses
  `float`, `.tolist()`, `math` and formats, which would lose the derivative, and keys
- calls whose error is caught, and code behind `not isinstance(x, jax.core.Tracer)`
- code outside of any transform, in callbacks, and under `jax.ensure_compile_time_eval()`
- numbers that `jax.numpy` made of static values alone: JAX501 tells of them where they are made
- shapes, axes and slices of arrays: see JAX108
"""

from collections.abc import Iterator, Mapping
from typing import Final

from flake8_jax.engine.events import Concretized, Need
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown

_REPAIRS: Final[Mapping[Need, str]] = {
    Need.NUMBER: "keep it an array, or make it a static argument",
    Need.COUNT: "use jax.lax.fori_loop, or make it a static argument",
    Need.INDEX: "use jnp.stack(items)[i] or jax.lax.switch, or make it a static argument",
    Need.KEY: "arrays have no hash: use jax.lax.switch, or make it a static argument",
    Need.TEXT: 'use jax.debug.print("{x:.2f}", x=x)',
}
_WORDS: Final[Mapping[str, str]] = {
    "int()": "use x.astype(int), or make it a static argument",
    "float()": "use x.astype(float) or x as it is, or make it a static argument",
    "bool()": "use x.astype(bool), jnp.where or jax.lax.cond",
    "complex()": "use x.astype(complex), or x as it is",
    ".item()": "keep the array, and call it outside of the traced function",
    ".tolist()": "keep the array, and call it outside of the traced function",
}


class TracedToPython(Rule):
    code = "JAX105"
    name = "traced-to-python"
    message = "{word} needs the value of `{subject}`, which is traced ({why}): {repair}"
    since = "0.1"

    def on_concretized(self, event: Concretized) -> Iterator[Finding]:
        if event.value.maker is not None:
            return
        origin = event.value.origin
        module, _, function = event.word.rpartition(".")
        repair = _WORDS.get(event.word) or _REPAIRS[event.need]
        if module in ("math", "cmath"):
            repair = f"use the function of jax.numpy for {function}"
        yield self.finding(
            event.node,
            origin.steps(),
            word=event.word,
            subject=shown(event.subject),
            why=origin.summary(),
            repair=repair,
        )
