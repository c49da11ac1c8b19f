"""A key made from a constant seed again and again.

`jax.random.key(0)` is the same key each time. Where it stands in the body of a loop, or in a
function that is called in one, each round draws the same numbers: every epoch visits the data in
the same order, and every step drops the same units. Make one key where the program begins, pass it
in, and `split` it, or `fold_in` the number of the round.

## Bad

    import jax

    def train(w, x, n_epochs):
        for epoch in range(n_epochs):
            key = jax.random.key(0)
            w = w + 0.1 * x[jax.random.permutation(key, x.shape[0])[0]]
        return w

    train(jax.numpy.zeros(2), jax.numpy.ones((8, 2)), 3)

## Good

    import jax

    def train(key, w, x, n_epochs):
        for epoch in range(n_epochs):
            key, sub = jax.random.split(key)
            w = w + 0.1 * x[jax.random.permutation(sub, x.shape[0])[0]]
        return w

    train(jax.random.key(0), jax.numpy.zeros(2), jax.numpy.ones((8, 2)), 3)

## Left alone

- a key made once, however often the code around it is run: in `main`, or before the loop
- a seed from elsewhere: an argument, also one with a default, an option, the loop's own variable
- a key that is only given to `fold_in`, with the number of the round
- a loop that begins anew in each round, to compare several settings from the same start
- numbers that no round hands on to the next one, as test data that judge every epoch alike
- a loop that measures times, and all that a function named `test...` does
- two calls of a function that does more than to make something of a given size
"""

from collections.abc import Iterator

from flake8_jax.engine.events import ConstantKey
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule


class ConstantSeed(Rule):
    code = "JAX405"
    name = "constant-key"
    message = (
        "this key is made from the constant {seed} {when} on line {line}, and the numbers are "
        "the same each time: pass a key in, and split it or use jax.random.fold_in"
    )
    since = "0.1"

    def on_constant_key(self, event: ConstantKey) -> Iterator[Finding]:
        when = "in every round of the loop" if event.repeated else "for every call, as for that"
        line = getattr(event.where, "lineno", 0)
        yield self.finding(event.node, seed=event.seed, when=when, line=line)
