"""Objects of flax's nnx: variables, modules, keys."""

import warnings

import jax
import jax.numpy as jnp
from flax import nnx
from probes import reveal

# For `value` another spelling is preferred by now.
warnings.simplefilter("ignore", DeprecationWarning)


class Net(nnx.Module):
    def __init__(self, width, rngs, use_bias=True):
        self.linear = nnx.Linear(width, width, rngs=rngs)
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (width,)))
        self.count = nnx.Variable(jnp.array(0))
        self.calls = nnx.BatchStat(0)
        self.mean = jnp.zeros(3)
        self.use_bias = use_bias
        self.width = width
        self.parts = nnx.List([nnx.Param(jnp.ones(3)), 3])
        self.note = None

    def __call__(self, x):
        reveal(self.use_bias)  # True
        reveal(self.width)  # 3
        reveal(self.note)  # None
        reveal(self.weight.value)  # abstract tracer | concrete tracer
        reveal(self.count[...])  # abstract tracer | array
        reveal(self.mean)  # abstract tracer | array
        reveal(self.parts[0].value)  # abstract tracer | concrete tracer
        reveal(self.parts[1])  # 3
        self.count.value = self.count.value + 1
        self.count[...] += 1
        return reveal(self.linear(x) * self.weight)  # abstract tracer | concrete tracer


@nnx.jit
def step(net, x):
    reveal(net.calls.value)  # abstract tracer
    reveal(net.weight + 1)  # abstract tracer
    reveal(net.weight.shape)  # (3,)
    reveal(net.weight.sum())  # abstract tracer
    reveal(net.count)  # box of abstract tracer
    return net(x)


@jax.jit
def plain(net):
    return reveal(net.weight[0])  # abstract tracer


def loss(net, x):
    reveal(net.weight.value)  # concrete tracer
    reveal(net.count.value)  # array
    reveal(net.mean)  # array
    reveal(x)  # array
    return net(x).sum()


@nnx.vmap(in_axes=(None, 0))
def each(net, x):
    reveal(net.weight.value)  # array
    return reveal(x)  # batched tracer


@nnx.scan
def run(carry, x):
    reveal(carry)  # abstract tracer
    return carry, reveal(x)  # abstract tracer


@nnx.jit(static_argnames="training")
def train(net, x, training):
    reveal(training)  # True
    return x


class Counter(nnx.Variable):
    pass


def keys():
    rngs = nnx.Rngs(0, params=1)
    reveal(rngs())  # key
    reveal(rngs.params())  # key
    key = rngs.dropout()
    jax.random.normal(key)
    reveal(key)  # used key
    reveal(rngs.dropout())  # key
    reveal(rngs.normal((3,)))  # array
    reveal(Counter(jnp.ones(3)))  # box of array
    reveal(Counter(jnp.ones(3))[0])  # array


net = Net(3, nnx.Rngs(0))
reveal(net.weight.value)  # array
reveal(net.parts[0])  # box of array
step(net, jnp.ones(3))
plain(net)
nnx.grad(loss)(net, jnp.ones(3))
each(net, jnp.ones(3))
run(0.0, jnp.ones(3))
train(net, jnp.ones(3), True)
keys()
