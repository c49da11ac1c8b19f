"""The result of `split` or `fold_in` is thrown away.

JAX keys are values, and `jax.random` has no state. `split` does not advance the key that it is
given, as drawing from a generator of NumPy does: it returns new keys. A statement that calls it
and drops what it returns does nothing at all, and the draws that follow repeat the numbers that
were drawn before.

## Bad

    import jax

    class Sampler:
        def __init__(self, key):
            self.key = key

        def draw(self):
            jax.random.fold_in(self.key, 1)
            return jax.random.normal(self.key, (3,))

    Sampler(jax.random.key(0)).draw()

## Good

    import jax

    class Sampler:
        def __init__(self, key):
            self.key = key

        def draw(self):
            self.key, sub = jax.random.split(self.key)
            return jax.random.normal(sub, (3,))

    Sampler(jax.random.key(0)).draw()

## Left alone

- a result that is bound to any name, also to `_`
- a result that is returned, yielded, indexed or handed to another function
- a call in a test, which tells whether it works
- a call that is expected to fail, as under `pytest.raises` or in a `try`
- a method or function of the program that returns a key and is called for what else it does
"""

from collections.abc import Iterator
from typing import Final

from flake8_jax.engine.events import Discarded
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule

_REPAIRS: Final = {
    "jax.random.split": "{0}, sub = jax.random.split({0})",
    "jax.random.fold_in": "sub = jax.random.fold_in({0}, i)",
}


class DiscardedSplit(Rule):
    code = "JAX404"
    name = "discarded-split"
    message = (
        "the result of {name} is thrown away, and the key is what it was: bind it anew, {repair}"
    )
    since = "0.1"
    instead_of = ("JAX401", "JAX402", "JAX403")

    def on_discarded(self, event: Discarded) -> Iterator[Finding]:
        repair = _REPAIRS.get(event.path)
        tested = any(n.lower().startswith("test") for n in (event.function, event.root))
        if repair is not None and not tested:
            name = event.path.rpartition(".")[2]
            yield self.finding(event.node, name=name, repair=repair.format(event.key or "key"))
