"""A `defaultdict` makes the lists that it is asked for; what was in them before is not known."""

from collections import defaultdict

import jax
import jax.numpy as jnp
from probes import reveal


@jax.jit
def collect(x):
    found = defaultdict(list)
    found["a"].append(x)
    reveal(found["a"])  # [unknown...]
    found["b"] = [x]
    reveal(found["b"][0])  # abstract tree
    counts = defaultdict(int)
    counts["start"] += 1
    reveal(counts["start"])  # unknown
    reveal("c" in found)  # static
    return found["b"][0]


# run
collect(jnp.ones(3))
