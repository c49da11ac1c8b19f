"""A branch of `jnp.where` that makes the gradient NaN.

`jnp.where(x > 0, jnp.sqrt(x), 0.0)` has the right value everywhere, but both branches are computed
and differentiated. At `x == 0` the derivative of `sqrt` is infinite, the chain rule multiplies it
by the zero that stands for the branch not taken, and zero times infinity is NaN.

Make the operand safe before, by a second `where` inside: where the condition fails, the unsafe
operation then sees a number at which its derivative is finite.

## Bad

    import jax
    import jax.numpy as jnp

    def length(x):
        return jnp.sum(jnp.where(x > 0, jnp.sqrt(x), 0.0))

    print(jax.grad(length)(jnp.arange(3.0)))

## Good

    import jax
    import jax.numpy as jnp

    def length(x):
        safe = jnp.where(x > 0, x, 1.0)
        return jnp.sum(jnp.where(x > 0, jnp.sqrt(safe), 0.0))

    print(jax.grad(length)(jnp.arange(3.0)))

## Left alone

- code that nothing is seen to differentiate in reverse mode; forward mode gives no NaN here
- operands that may be kept away from where it matters: by `jnp.where`, `x + eps`, `jnp.exp` and
  other functions; arithmetic, slices, sums and norms of plain operands are not, and
  `jnp.maximum` and `jnp.clip` only if their bounds are
- conditions that say nothing of the operand: the one tested must be what the operand is made of, or
  the other way round
- values behind `stop_gradient`, and functions that return auxiliary data beside what is
  differentiated
- `lax.cond`, which computes one branch only
"""

from collections.abc import Iterator

from flake8_jax.engine.events import UnsafeChoice
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class WhereNanGrad(Rule):
    code = "JAX606"
    name = "where-nan-grad"
    message = (
        "`{unsafe}` has no finite derivative where {callee} turns it down, so {transform} gives "
        "NaN: make its operand safe by a second jnp.where inside"
    )
    since = "0.1"

    def on_unsafe_choice(self, event: UnsafeChoice) -> Iterator[Finding]:
        yield self.finding(
            event.node,
            unsafe=shown(event.unsafe),
            callee=event.path.replace("jax.numpy", "jnp"),
            transform=f"{event.trace.transform} of `{event.trace.function}`",
        )
