"""An array of another size in each round of a loop, passed to a jitted function.

JAX compiles a function once for each shape of its arguments. An array that grows in a loop, or that
is cut by the loop's counter, has another shape in each round, so the function is traced and
compiled anew in each round, which takes far longer than running it. A list counts as one argument
for each item, so one that grows does the same.

Make room for the whole array before the loop, pass it with its length or position, and let a mask
leave out what is not there yet. Then all rounds share one shape.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def next_value(history):
        return 0.9 * history[-1] + 0.1 * history.mean()

    history = jnp.ones(1)
    for _ in range(20):
        history = jnp.append(history, next_value(history))

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def next_value(history, length):
        mean = jnp.sum(jnp.where(jnp.arange(history.size) < length, history, 0.0)) / length
        return 0.9 * history[length - 1] + 0.1 * mean

    history = jnp.ones(21)
    for length in range(1, 21):
        history = history.at[length].set(next_value(history, length))

## Left alone

- windows of one size, `x[i:i + 8]`, also if the last one is shorter, and single items, `x[i]`
- arrays that are cut back to one size, or padded
- batches of a data set, whatever their shapes are
- short loops, functions that are not jitted, and loops inside of a trace
"""

from collections.abc import Iterator

from flake8_jax.engine.events import ShapeVaries
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class ShapeVariesInLoop(Rule):
    code = "JAX307"
    name = "shape-varies"
    message = (
        "`{value}` has another shape in each round of the loop on line {line}: {transform} "
        "compiles `{name}` anew for each: pad it to one shape and pass its length"
    )
    since = "0.1"

    def on_shape_varies(self, event: ShapeVaries) -> Iterator[Finding]:
        yield self.finding(
            event.node,
            value=shown(event.node, 30),
            line=event.loop.lineno,
            transform=event.transform,
            name=event.name,
        )
