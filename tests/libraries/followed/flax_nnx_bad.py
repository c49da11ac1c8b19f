"""Python control flow on what nnx traces."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, width: int, rngs: nnx.Rngs) -> None:
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (width, width)))
        self.count = nnx.Variable(jnp.array(0))
        self.linear = nnx.Linear(width, width, rngs=rngs)

    def __call__(self, x):
        y = x @ self.weight
        if y.sum() > 0:  # JAX101
            y = -y
        return self.linear(y)

    def counted(self, x):
        if self.count.value > 3:  # JAX101
            return x
        return -x

    @nnx.jit
    def clipped(self, x):
        y = self.linear(x)
        while y.max() > 1:  # JAX102
            y = y / 2
        return y


@nnx.jit
def step(net: Net, x):
    return net(x)


@nnx.jit
def count(net: Net, x):
    return net.counted(x)


@nnx.jit(static_argnames="flag")
def chosen(net: nnx.Linear, x, flag):
    y = net(x) if flag else x
    return y if y.sum() > 0 else -y  # JAX101


@nnx.vmap(in_axes=(None, 0))
def mapped(scale, x):
    return x if x > 0 else -x  # JAX101


@nnx.scan
def scanned(carry, x):
    assert carry > 0  # JAX103
    return carry, x


@nnx.remat
def again(x):
    return x and -x  # JAX104


def either(x):
    return nnx.cond(x > 0, lambda v: v if v > 1 else -v, lambda v: v, x)  # JAX101


def many(x):
    return nnx.fori_loop(0, 3, lambda i, v: v if i > 1 else -v, x)  # JAX101


net = Net(3, nnx.Rngs(0))
linear = nnx.Linear(3, 3, rngs=nnx.Rngs(0))
row = jnp.ones((1, 3))
FAILS = [
    lambda: step(net, row),
    lambda: count(net, row),
    lambda: net.clipped(row),
    lambda: chosen(linear, row, True),
    lambda: mapped(2, row[0]),
    lambda: scanned(0.0, row[0]),
    lambda: again(row[0, 0]),
    lambda: either(row[0, 0]),
    lambda: many(row[0, 0]),
]
