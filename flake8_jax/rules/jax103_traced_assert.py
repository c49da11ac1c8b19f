"""Python `assert` on a traced value.

Under `jit`, `vmap` and in the bodies of `lax` loops, JAX runs your function with tracers, which
have a shape and a dtype but no value yet. An assertion needs the truth of its test at once, so
JAX raises TracerBoolConversionError, whether or not the assertion would have held.

Under `python -O` there are no assertions: the program works then, without the check.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def entropy(p):
        assert jnp.all(p > 0), "probabilities must be positive"
        return -jnp.sum(p * jnp.log(p))

    entropy(jnp.array([0.25, 0.75]))

## Good

`checkify` carries the error out of the compiled function; `equinox.error_if` does so, too:

    import jax
    import jax.numpy as jnp
    from jax.experimental import checkify

    def entropy(p):
        checkify.check(jnp.all(p > 0), "probabilities must be positive")
        return -jnp.sum(p * jnp.log(p))

    checked_entropy = jax.jit(checkify.checkify(entropy))
    error, value = checked_entropy(jnp.array([0.25, 0.75]))
    error.throw()

Or return the flag, and assert it where it has a value:

    import jax
    import jax.numpy as jnp

    @jax.jit
    def entropy(p):
        return -jnp.sum(p * jnp.log(p)), jnp.all(p > 0)

    value, positive = entropy(jnp.array([0.25, 0.75]))
    assert positive, "probabilities must be positive"

## Left alone

- assertions about `.shape`, `.ndim`, `.dtype`, `.size`, `len(x)`, the structure of a pytree
- `is None`, `isinstance`, `hasattr`, `callable`, membership in a dict, comparison of strings
- static arguments, defaults that no call overrides, Python configuration in closures
- functions under plain `grad`, which know their values, and arguments that `vmap` does not map
- code outside of any transform, in callbacks, and under `jax.ensure_compile_time_eval()`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import Truth, TruthTest
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown


class TracedAssert(Rule):
    code = "JAX103"
    name = "traced-assert"
    message = (
        "assert on `{test}`, which is traced ({why}): "
        "use jax.experimental.checkify.check or eqx.error_if"
    )
    since = "0.1"

    def on_truth_test(self, event: TruthTest) -> Iterator[Finding]:
        if event.asker is Truth.ASSERT:
            origin = event.value.origin
            yield self.finding(
                event.node, origin.steps(), test=shown(event.subject), why=origin.summary()
            )
