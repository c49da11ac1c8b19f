"""The same PRNG key used in every iteration.

A JAX key is a value: it does not change when numbers are drawn from it. A loop that draws
with a key from outside draws the same numbers in each iteration: all layers of a network
begin equal, and the noise of every step is the same.

A key that the body of `jax.lax.scan` or `fori_loop` closes over, or hands on unchanged in the
carry, is reused in the same way. So is a key that a function under `jax.vmap` closes over or
gets with `in_axes=None`: all members of the batch see the same numbers.

## Bad

    import jax

    def init_layers(key, n_layers):
        layers = []
        for _ in range(n_layers):
            layers.append(jax.random.normal(key, (4, 4)))
        return layers

    init_layers(jax.random.key(0), 3)

## Good

Split the key into as many as there are iterations:

    import jax

    def init_layers(key, n_layers):
        layers = []
        for layer_key in jax.random.split(key, n_layers):
            layers.append(jax.random.normal(layer_key, (4, 4)))
        return layers

    init_layers(jax.random.key(0), 3)

Or fold in the number of the iteration, which also works in the body of `fori_loop`:

    import jax

    def init_layers(key, n_layers):
        layers = []
        for i in range(n_layers):
            layers.append(jax.random.normal(jax.random.fold_in(key, i), (4, 4)))
        return layers

    init_layers(jax.random.key(0), 3)

## Left alone

- a key bound anew in the body, as in `key, sub = jax.random.split(key)`
- loops, `scan` and `vmap` over keys, and `next` of an iterator of keys
- `fold_in` with the number of the iteration, also under `vmap` with an unmapped key
- a use after which the loop is left by `return` or `break`
- a draw before the loop, whose result the loop uses
- `permutation` of each of several arrays, and of or for the leaves of a pytree: rows stay together
- keys handed to functions that cannot be seen
"""

from collections.abc import Iterator

from flake8_jax.engine.events import KeyReuse
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule


class KeyReusedInLoop(Rule):
    code = "JAX402"
    name = "key-reuse-in-loop"
    message = (
        "key `{name}` is the same in every round of the loop on line {line}, and so are the "
        "numbers: {repair}"
    )
    since = "0.1"
    instead_of = ("JAX401", "JAX403")

    def on_key_reuse(self, event: KeyReuse) -> Iterator[Finding]:
        if event.loop is None:
            return
        repair = (
            f"map over jax.random.split({event.name}, n)"
            if event.mapped
            else f"use jax.random.split({event.name}, n) or jax.random.fold_in({event.name}, i)"
        )
        line = getattr(event.loop, "lineno", 0)
        yield self.finding(event.node, name=event.name, line=line, repair=repair)
