from probes import reveal

import jax
import jax.numpy as jnp
from jax.nn import initializers
from jax.nn.initializers import glorot_normal

reveal(initializers.normal(0.1))  # jax.nn.initializers.normal()


def kept(key):
    reveal(initializers.zeros(key, (2,)))  # array
    reveal(initializers.constant(1.0)(key, (2,), jnp.float32))  # array
    reveal(key)  # key
    return key


kept(jax.random.key(0))


def drawn(key, init=glorot_normal()):
    reveal(init(key, (2, 3), jnp.float32))  # array
    reveal(key)  # used key
    return key


drawn(jax.random.key(0))


class Layer:
    def __init__(self, init=None):
        self.init = init or initializers.he_normal()

    def make(self, key):
        reveal(self.init(key, (2, 3)))  # array
        reveal(key)  # used key
        return key


Layer().make(jax.random.key(0))


@jax.jit
def inside(key):
    w = initializers.variance_scaling(1.0, "fan_in", "normal")(key, (2, 2))
    reveal(w)  # abstract tracer
    return w


# run
inside(jax.random.key(0))
