"""A key used after it was split.

`split` does not change the key that it is given: it computes new keys from its bits, and so does
every sampler. What is drawn from the parent afterwards comes from the very bits that made its
children, and a second `split` of it gives the same children again. After a `split` the parent is
spent: use its children only, one of which may take its name.

This code stands where the first use of the key was a `split`, and [JAX401](JAX401.md) where it was
a draw, or where two functions are called with one key and both split it.

## Bad

    import jax

    def augment(key, images):
        gain_key, bias_key = jax.random.split(key)
        images = images * (1 + 0.1 * jax.random.normal(gain_key, (8, 1)))
        images = images + 0.1 * jax.random.normal(bias_key, (8, 1))
        return jax.random.permutation(key, images)

    augment(jax.random.key(0), jax.numpy.ones((8, 4)))

## Good

    import jax

    def augment(key, images):
        key, gain_key, bias_key = jax.random.split(key, 3)
        images = images * (1 + 0.1 * jax.random.normal(gain_key, (8, 1)))
        images = images + 0.1 * jax.random.normal(bias_key, (8, 1))
        return jax.random.permutation(key, images)

    augment(jax.random.key(0), jax.numpy.ones((8, 4)))

## Left alone

- a key bound anew by its `split`, as in `key, sub = jax.random.split(key)`, also an attribute
- `fold_in` of a key that was split, or `split` of one that was folded
- a `split` in one of two branches that exclude each other, and the parent used in the other
- a `split` that may not have happened, because it stands in a branch
- `jax.random.split(jax.random.clone(key))`, which says that the key is used again on purpose
- the same `split` in every round of a loop, which is [JAX402](JAX402.md)
"""

from collections.abc import Iterator

from flake8_jax.engine.events import KeyReuse
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule
from flake8_jax.values.keys import UseKind


class KeyUsedAfterSplit(Rule):
    code = "JAX403"
    name = "key-used-after-split"
    message = (
        "key `{name}` was split on line {line} already and is spent: use a child, or bind it "
        "anew there, {name}, sub = jax.random.split({name})"
    )
    since = "0.1"

    def on_key_reuse(self, event: KeyReuse) -> Iterator[Finding]:
        if event.first.kind is UseKind.SPLIT and not (event.loop or event.alike):
            yield self.finding(event.node, name=event.name, line=getattr(event.before, "lineno", 0))
