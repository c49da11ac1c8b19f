"""Arithmetic on static sizes by jnp.

The shape of an array is known while JAX traces: `x.shape` is a tuple of Python numbers. Under
`jit` every `jnp` function gives a traced value, even if all its arguments are Python numbers.
So a size that went through `jnp.prod` or `jnp.ceil` has no value any more, and JAX raises a
TypeError, an IndexError or a ConcretizationTypeError where it is needed as a shape, as a
slice bound or as the length of `arange`.

Compute sizes with Python (`//`, `min`, `max`, `sum`), with `math` or with NumPy. On static
values they all give static values.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def flatten(images):
        width = jnp.prod(jnp.array(images.shape[1:]))
        return images.reshape(images.shape[0], width)

    flatten(jnp.ones((2, 4, 4)))

## Good

    import math

    import jax
    import jax.numpy as jnp

    @jax.jit
    def flatten(images):
        width = math.prod(images.shape[1:])
        return images.reshape(images.shape[0], width)

    flatten(jnp.ones((2, 4, 4)))

`-(-n // k)` divides and rounds up, as `jnp.ceil(n / k)` does:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def block_starts(x):
        return 4 * jnp.arange(-(-x.shape[0] // 4))

    block_starts(jnp.ones(10))

## Left alone

- sizes used as numbers: `y / jnp.sqrt(x.shape[-1])`, `jnp.log(x.shape[0])`
- `jnp.shape`, `jnp.ndim` and `jnp.size`, which give Python numbers
- `jnp.arange(x.shape[0])` and other functions that take a size
- results used where a traced number may stand: an index, the start of a `dynamic_slice`, the
  trip count of `fori_loop`
- code outside of any trace, and under `jax.ensure_compile_time_eval()`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Concretized, StaticNeeded
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class JnpShapeMath(Rule):
    code = "JAX501"
    name = "jnp-shape-math"
    message = (
        "`{call}` is traced although all it is made of is known while tracing, and {needs} on line "
        "{line} needs a number: use math.prod, np.prod, min, max or //"
    )
    since = "0.1"

    def on_static_needed(self, event: StaticNeeded) -> Iterator[Finding]:
        yield from self._made_of_static(event, f"`{event.parameter}` of {event.callee}")

    def on_concretized(self, event: Concretized) -> Iterator[Finding]:
        yield from self._made_of_static(event, event.word)

    def _made_of_static(self, event: StaticNeeded | Concretized, needs: str) -> Iterator[Finding]:
        maker = event.value.maker
        if maker is not None:
            yield self.finding(
                maker,
                event.value.origin.steps(),
                call=shown(maker),
                needs=needs,
                line=event.node.lineno,
            )
