from probes import reveal
import warnings
from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float


class Scale(eqx.Module):
    weight: Float[Array, "n"]
    layer: eqx.nn.Linear
    flag: bool
    rate: float
    name: str
    activation: Callable
    size: int = eqx.field(static=True)

    def __init__(self, size, key):
        self.weight = jnp.ones(size)
        self.layer = eqx.nn.Linear(size, size, key=key)
        self.flag = True
        self.rate = 0.1
        self.name = "scale"
        self.activation = jnp.tanh
        self.size = size

    @eqx.filter_jit
    def __call__(self, x):
        reveal(self.weight)  # abstract tracer
        reveal(self.flag)  # True
        reveal(self.rate)  # 0.1
        reveal(self.name)  # 'scale'
        reveal(self.size)  # 3
        reveal(self.layer(x))  # abstract tracer
        reveal(self.activation)  # jax.numpy.tanh
        return self.layer(x) * self.weight


model = Scale(3, jax.random.key(0))
reveal(model)  # instance of Scale
reveal(model.layer)  # equinox.nn.Linear()
model(jnp.ones(3))


class Alone(eqx.Module):
    weight: Float[Array, "n"]
    bias: jax.Array | None
    flag: bool
    steps: int
    name: str
    activation: Callable
    size: int = eqx.field(static=True)

    @eqx.filter_jit
    def __call__(self, x: Float[Array, "n"], n: int):
        reveal(self.weight)  # abstract tree
        reveal(self.weight > 0)  # abstract tracer
        reveal(self.weight.sum() > 0)  # abstract tracer
        reveal(self.flag)  # partly abstract tree
        reveal(self.steps > 0)  # unknown
        reveal(self.bias > 0)  # unknown
        reveal(self.activation)  # opaque
        reveal(self.size)  # opaque
        reveal(x > 0)  # abstract tracer
        reveal(n > 0)  # unknown
        return x


class Jitted(eqx.Module):
    weight: jax.Array
    flag: bool
    size: int = eqx.field(static=True)

    @jax.jit
    def __call__(self, x):
        reveal(self.weight > 0)  # abstract tracer
        reveal(self.flag + 1)  # abstract tracer
        reveal(self.size)  # opaque
        return x


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what is old is out of use

    class Old(eqx.Module):
        weight: jax.Array
        sizes: tuple = eqx.static_field()

        @jax.jit
        def __call__(self, x):
            reveal(self.sizes[0] + x)  # abstract tracer
            reveal(self.sizes)  # (2, 3)
            return x * self.weight


Old(jnp.ones(2), (2, 3))(jnp.ones(2))


def applied(x, y):
    reveal(x)  # instance of Jitted
    reveal(x.weight)  # abstract tracer
    reveal(x.flag)  # True
    return y


eqx.filter_jit(applied)(Jitted(jnp.ones(2), True, 3), jnp.ones(2))


class Net(eqx.Module):
    weight: jax.Array

    def __call__(self, x):
        reveal(self.weight)  # abstract tracer | array
        reveal(x)  # abstract tracer | batched tracer
        return x * self.weight


eqx.filter_jit(Net(jnp.ones(2)))(jnp.ones(2))
eqx.filter_vmap(Net(jnp.ones(2)))(jnp.ones(2))


key = jax.random.key(1)
layer = eqx.nn.MLP(2, 2, 8, 2, key=key)
reveal(key)  # used key
reveal(layer(jnp.ones(2)))  # array
reveal(jax.vmap(layer)(jnp.ones((3, 2))))  # array
other = jax.random.key(2)
reveal(layer(jnp.ones(2), key=other))  # array
reveal(other)  # key
eqx.nn.Dropout(0.5)(jnp.ones(2), key=other)
reveal(other)  # used key

# run
Alone(jnp.ones(2), jnp.ones(2), True, 3, "a", jnp.tanh, 3)(jnp.ones(2), 3)
Jitted(jnp.ones(2), True, 3)(jnp.ones(2))
