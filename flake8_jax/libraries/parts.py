"""The vocabulary of functions that take an object apart, and put it together again."""

from flake8_jax.values.kinds import value


@value
class Apart:
    """A function that takes a pytree apart into its arrays and all else.

    ``params, static = eqx.partition(model, eqx.is_array)``. Of the results, number `rest` is what
    holds no arrays; the others, one for each argument after the first, hold them. `arrays` and
    `floats` name the filters that pick all arrays, or those of floats alone; with none named the
    results hold everything together, whatever the filters are.
    """

    rest: int
    arrays: frozenset[str] = frozenset()
    floats: frozenset[str] = frozenset()


@value
class Together:
    """A function that puts together what `Apart` took apart: ``eqx.combine(params, static)``."""
