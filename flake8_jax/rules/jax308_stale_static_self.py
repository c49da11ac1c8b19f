"""A static `self` whose attributes change.

A static argument is a part of the compiled program: JAX traces the function for its value, and
keeps the result under its hash. An instance of a class without `__hash__` and `__eq__` hashes by
identity, so it stays the same key whatever is set in it later: the program goes on with the
attributes that it saw when it was traced, and nothing says so.

Make what changes an argument, or make the class a pytree (`eqx.Module`, `flax.struct.dataclass`,
`jax.tree_util.register_dataclass`), so that its arrays are traced.

Reported is the `jit` if the compiled method reads an attribute, itself or through other methods,
that another method sets again after the constructor did, or that is seen to be set from outside
between two calls.

## Bad

    import jax
    import jax.numpy as jnp
    from functools import partial

    class Filter:
        def __init__(self, gain):
            self.gain = gain

        def tune(self, gain):
            self.gain = gain

        @partial(jax.jit, static_argnums=0)
        def apply(self, x):
            return self.gain * x

    f = Filter(1.0)
    f.apply(jnp.ones(3))
    f.tune(2.0)
    f.apply(jnp.ones(3))  # still 1.0

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def apply(gain, x):
        return gain * x

    class Filter:
        def __init__(self, gain):
            self.gain = gain

        def tune(self, gain):
            self.gain = gain

        def apply(self, x):
            return apply(self.gain, x)

    f = Filter(1.0)
    f.apply(jnp.ones(3))
    f.tune(2.0)
    f.apply(jnp.ones(3))

## Left alone

- attributes that only the constructor sets, or what it calls; those that are `None` at first and
  filled in once
- changes of what the compiled code does not read
- classes with `__hash__` or `__eq__`, data classes, and those that inherit from what is not seen
"""

from collections.abc import Iterator

from flake8_jax.engine.events import CompiledMethod
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule


class StaticSelf(Rule):
    code = "JAX308"
    name = "stale-static-self"
    message = (
        "`{name}` is compiled for the `{parameter}` of its first call, and keeps the "
        "`{attributes}` of then, which changes later: pass it as an argument, or make `{cls}` a "
        "pytree class"
    )
    since = "0.1"

    def on_compiled_method(self, event: CompiledMethod) -> Iterator[Finding]:
        if event.stale:
            yield self.finding(
                event.node,
                name=event.name,
                parameter=event.parameter,
                attributes="`, `".join(event.stale),
                cls=event.cls,
            )
