from probes import reveal
from collections.abc import Callable
from functools import partial
from typing import Any

import flax
import flax.linen as nn
import jax
import jax.numpy as jnp
import optax
from flax import linen, struct
from flax.training import train_state
from flax.training.train_state import TrainState


class Block(nn.Module):
    width: int
    act: Callable = nn.relu

    def setup(self):
        self.dense = nn.Dense(self.width)
        self.w = self.param("w", nn.initializers.lecun_normal(), (3, 3))
        self.table = self.param("table", lambda key, n: {"a": jnp.zeros(n)}, 3)

    def __call__(self, x, train):
        reveal(self.width)  # 3
        reveal(self.dense(x))  # abstract tracer
        reveal(self.w)  # abstract tracer
        reveal(self.table["a"])  # abstract tracer
        reveal(train)  # False | True
        return self.act(self.dense(x))


class Net(linen.Module):
    depth: int = 2
    inner: nn.Module = None

    @nn.compact
    def __call__(self, x, train=False):
        count = self.variable("state", "count", lambda: jnp.zeros(()))
        reveal(count.value)  # abstract tracer
        if self.is_mutable_collection("state"):
            count.value = count.value + 1
            reveal(count.value)  # abstract tracer
        reveal(self.is_initializing())  # static
        reveal(self.has_variable("state", "count"))  # static
        key = self.make_rng("dropout")
        other = self.make_rng("dropout")
        reveal(key)  # key
        jax.random.normal(key)
        reveal(other)  # key
        x = nn.Dropout(0.5, deterministic=not train)(x)
        for _ in range(self.depth):
            x = Block(3)(x, train)
        if self.inner is not None:
            x = self.inner(x, True)
        reveal(nn.LayerNorm()(x))  # abstract tracer
        reveal(nn.LSTMCell(3))  # object flax.linen.Module
        return x

    def encode(self, x, n=1):
        reveal(self.depth)  # 2
        reveal(n)  # 5 | 6 | 7
        return x * n


model = Net()
deep = Net(depth=1, inner=Block(3))
x = jnp.ones((2, 3))
key = jax.random.key(0)
variables = jax.jit(model.init)({"params": key, "dropout": key}, x)
reveal(key)  # key
reveal(variables)  # unknown
reveal(model)  # instance of Net
reveal(model.clone(depth=3).depth)  # 3
reveal(nn.Dense(3))  # object flax.linen.Dense
dense = nn.Dense(3)
reveal(dense.apply(dense.init(key, x), x))  # array


@jax.jit
def applied(variables, x, key):
    y = model.apply(variables, x, train=True, rngs={"dropout": key}, mutable=False)
    reveal(y)  # abstract tracer
    y, more = model.apply(variables, x, rngs={"dropout": key}, mutable=["state"])
    reveal(y)  # abstract tracer
    model.apply(variables, x, n=5, method="encode")
    model.apply(variables, x, n=6, method=Net.encode)
    model.apply(variables, x, n=7, method=model.encode)
    return y


applied(variables, x, key)


@jax.jit
def nested(key, x):
    variables = deep.init({"params": key, "dropout": key}, x)
    return deep.apply(variables, x, rngs={"dropout": key})


nested(key, x)


class Cell(nn.Module):
    size: int = 3

    @nn.compact
    def __call__(self, carry, x):
        reveal(self.size)  # 4
        reveal(carry)  # abstract tracer
        reveal(x)  # abstract tracer
        return carry + nn.Dense(self.size)(x), carry


@partial(nn.scan, variable_broadcast="params", split_rngs={"params": False})
class Scanned(nn.Module):
    @nn.compact
    def __call__(self, carry, x):
        reveal(x)  # abstract tracer
        return carry, x


class Mapped(nn.Module):
    @nn.compact
    def __call__(self, x, flag):
        reveal(x)  # batched tracer
        reveal(flag)  # True
        return nn.Dense(3)(x)


class Rest(nn.Module):
    @partial(nn.remat, static_argnums=(2,))
    def __call__(self, x, train):
        reveal(x)  # abstract tracer
        reveal(train)  # True
        return x


class Lifted(nn.Module):
    @nn.compact
    def __call__(self, xs):
        scan = nn.scan(Cell, variable_broadcast="params", split_rngs={"params": False})
        carry, ys = scan(4)(jnp.zeros(4), xs)
        reveal(carry)  # array
        reveal(ys)  # array
        Scanned()(jnp.zeros(3), xs)

        def body(module, carry, x):
            reveal(module)  # instance of Lifted
            reveal(x)  # abstract tracer
            return carry, x

        nn.scan(body)(self, jnp.zeros(3), xs)
        mapped = nn.vmap(
            Mapped, in_axes=(0, None), variable_axes={"params": 0}, split_rngs={"params": True}
        )
        reveal(mapped()(xs, True))  # array
        nn.cond(True, lambda m, x: reveal(x), lambda m, x: x, self, xs)  # abstract tracer

        def more(module, value):
            reveal(module)  # instance of Lifted
            return reveal(value)  # abstract tracer

        nn.while_loop(lambda m, c: c.sum() < 3, more, self, xs)
        self.jitted(xs, n=2)
        Rest()(xs, True)
        return xs

    @partial(nn.jit, static_argnames=("n",))
    def jitted(self, x, n):
        reveal(self)  # instance of Lifted
        reveal(x)  # abstract tracer
        reveal(n)  # 2
        return x


lifted = Lifted()
y, more = lifted.init_with_output(key, jnp.ones((5, 4)))
reveal(y)  # array
reveal(nn.apply(lambda m, x: m.depth * x, model)({}, x))  # array
bound = model.bind({})
reveal(bound)  # instance of Net


class State(train_state.TrainState):
    stats: Any
    level: int = struct.field(pytree_node=False)


def made(create, **more):
    return create(apply_fn=dense.apply, params={"w": x}, tx=optax.sgd(0.1), **more)


@jax.jit
def step(state, x):
    reveal(state.params["w"])  # abstract tracer
    grads = jax.grad(lambda params: (params["w"] * x).sum())(state.params)
    state = state.apply_gradients(grads=grads)
    reveal(state.level)  # 3
    reveal(state.stats)  # abstract tracer
    return state.replace(stats=x)


state = made(State.create, stats=x, level=3)
reveal(state)  # instance of State
reveal(made(TrainState.create))  # instance of TrainState
reveal(step(state, x).stats)  # array
reveal(state.replace(level=5).level)  # 5


@struct.dataclass
class Data:
    a: Any
    n: int = struct.field(pytree_node=False, default=3)


class Node(struct.PyTreeNode):
    a: Any
    n: int = struct.field(pytree_node=False, default=3)


@jax.jit
def fields(data, node):
    reveal(data.a)  # abstract tracer
    reveal(data.n)  # 4
    reveal(node.a)  # abstract tracer
    reveal(node.n)  # 5
    return data.replace(a=node.a)


reveal(fields(Data(x, n=4), Node(a=x, n=5)).a)  # array
reveal(Data(x, n=4).replace(n=6).n)  # 6
reveal(flax.core.freeze({"a": x}))  # {'a': array}
nn.initializers.zeros_init()(key, (3, 3))
reveal(key)  # key
nn.initializers.normal()(key, (3, 3))
reveal(key)  # used key
