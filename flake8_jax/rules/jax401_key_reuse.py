"""The same PRNG key used twice.

A JAX key is a value: it does not change when numbers are drawn from it. Two draws with one
key come from the same random bits. They are equal, or perfectly correlated, where they should
be independent, and no error tells you. Each key should be consumed once, by a sampler or by
`split`.

The key may have gone through calls, containers, attributes or closures in between. The finding
stands at the second use, in the function in which both uses can be seen. Two functions that are
called with one key, and split it both, make the same children. Where the key is split first and
then used, it is [JAX403](JAX403.md), and where a loop uses the key in every round,
[JAX402](JAX402.md).

## Bad

    import jax

    def noisy_image(key):
        image = jax.random.uniform(key, (8, 8))
        noise = jax.random.normal(key, (8, 8))
        return image + 0.1 * noise

    noisy_image(jax.random.key(0))

## Good

    import jax

    def noisy_image(key):
        image_key, noise_key = jax.random.split(key)
        image = jax.random.uniform(image_key, (8, 8))
        noise = jax.random.normal(noise_key, (8, 8))
        return image + 0.1 * noise

    noisy_image(jax.random.key(0))

Where the same numbers are wanted twice, say so with `jax.random.clone`:

    import jax

    def antithetic(key):
        plus = jax.random.normal(jax.random.clone(key), (8,))
        minus = -jax.random.normal(key, (8,))
        return plus, minus

    antithetic(jax.random.key(0))

## Left alone

- a use in each of two branches that exclude each other, also in those of `jax.lax.cond`
- `fold_in` of one key with several numbers, and helpers that do no more than that
- a name or attribute that is bound anew, as in `key, sub = jax.random.split(key)`
- different children of one `split`, by unpacking, index, slice or iteration
- `jax.random.clone`, and looking at a key with `key_data`, `.shape` or `.dtype`
- `permutation` of several arrays, which puts them in one order, and `choice` of several that are
  all parameters: their rows stay together (`jax_debug_key_reuse` wants a `clone` for that)
- keys handed to functions that cannot be seen
"""

from collections.abc import Iterator

from flake8_jax.engine.events import KeyReuse
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule
from flake8_jax.values.keys import UseKind


class KeyReused(Rule):
    code = "JAX401"
    name = "key-reuse"
    message = (
        "key `{name}` was used up on line {line} already{so}: "
        "split it first, key1, key2 = jax.random.split({name})"
    )
    since = "0.1"

    def on_key_reuse(self, event: KeyReuse) -> Iterator[Finding]:
        if event.loop is None and (event.first.kind is UseKind.SAMPLE or event.alike):
            line = getattr(event.before, "lineno", 0)
            so = (
                ", so both draw from the same random bits"
                if event.first.kind is event.again.kind is UseKind.SAMPLE
                else ""
            )
            yield self.finding(event.node, name=event.name, line=line, so=so)
