"""`jit` on a method that takes `self` as an argument to trace.

A jitted function gets its arguments as tracers, `self` among them. JAX can take apart a list, a
dict or a registered class (a pytree), but an instance of any other class is nothing that it can
trace, so every call of the method raises `TypeError`.

Make the class a pytree (`eqx.Module`, `flax.struct.dataclass`,
`jax.tree_util.register_dataclass`) if the method is to see what changes in the instance; or jit a
function that takes the arrays it needs. If nothing in the instance ever changes, it can be a static
argument: `@partial(jax.jit, static_argnums=0)`.

## Bad

    import jax
    import jax.numpy as jnp

    class Oscillator:
        def __init__(self, frequency):
            self.frequency = frequency

        @jax.jit
        def energy(self, x, v):
            return 0.5 * (v**2 + (self.frequency * x) ** 2)

    Oscillator(2.0).energy(jnp.ones(3), jnp.zeros(3))

## Good

    import jax
    import jax.numpy as jnp
    from dataclasses import dataclass

    @jax.tree_util.register_dataclass
    @dataclass
    class Oscillator:
        frequency: float

        @jax.jit
        def energy(self, x, v):
            return 0.5 * (v**2 + (self.frequency * x) ** 2)

    Oscillator(2.0).energy(jnp.ones(3), jnp.zeros(3))

## Left alone

- methods of classes that are registered as pytrees, or one of whose subclasses is, or that inherit
  from a class that is not seen
- `self` as a static argument; `jax.jit(self.method)`, which has its `self` already
- static methods, and `eqx.filter_jit`, which traces arrays only
- methods of mixins and abstract classes of which no subclass is seen
"""

from collections.abc import Iterator

from flake8_jax.engine.events import CompiledMethod
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule


class JitOnMethod(Rule):
    code = "JAX304"
    name = "jit-on-method"
    message = (
        "{transform} traces `{parameter}` of `{name}`, but `{cls}` is no pytree, so each call "
        "raises TypeError: make it a pytree class, or jit a function of the arrays"
    )
    since = "0.1"

    def on_compiled_method(self, event: CompiledMethod) -> Iterator[Finding]:
        if not event.static:
            yield self.finding(
                event.node,
                transform=event.transform,
                parameter=event.parameter,
                name=event.name,
                cls=event.cls,
            )
