"""Programs with flax modules: what is reported is what flax refuses, and nothing else is."""

from typing import Any, Final

import jax
import pytest

from flake8_jax.check import check

HEAD: Final = """
from functools import partial
from typing import Any
import flax.linen as nn
import jax
import jax.numpy as jnp
import optax
from flax import struct
from flax.training import train_state

x = jnp.ones((4, 3))
key = jax.random.key(0)
"""

BAD: Final = {
    "a test in a compact module": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        if x.sum() > 0:  # here
            x = x + 1
        return nn.Dense(3)(x)
model = Net()
params = model.init(key, x)
jax.jit(lambda p, x: model.apply(p, x))(params, x)
""",
    "the method itself is compiled": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        if train:  # here
            x = x + 1
        return nn.Dense(3)(x)
model = Net()
params = model.init(key, x, True)
jax.jit(model.apply)(params, x, train=True)
""",
    "what a layer returns": """
class Net(nn.Module):
    def setup(self):
        self.dense = nn.Dense(3)
    def __call__(self, x):
        y = nn.relu(self.dense(x))
        while y.sum() < 3:  # here
            y = y * 2
        return y
model = Net()
@jax.jit
def f(params, x):
    return model.apply(params, x)
f(model.init(key, x), x)
""",
    "a chosen method": """
class Net(nn.Module):
    def setup(self):
        self.dense = nn.Dense(3)
    def encode(self, x, scale):
        y = self.dense(x)
        return y if y.mean() > scale else -y  # here
    def __call__(self, x):
        return self.dense(x)
model = Net()
@jax.jit
def f(params, x):
    return model.apply(params, x, 0.0, method=Net.encode)
f(model.init(key, x), x)
""",
    "a parameter": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.ones, (3,))
        assert w.sum() > 0  # here
        return x * w
model = Net()
params = model.init(key, x)
@jax.jit
def f(params, x):
    y, more = model.apply(params, x, mutable=["state"])
    return y
f(params, x)
""",
    "the function that a state keeps": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        if jnp.any(x > 0):  # here
            x = x + 1
        return nn.Dense(3)(x)
model = Net()
params = model.init(key, x)["params"]
state = train_state.TrainState.create(apply_fn=model.apply, params=params, tx=optax.sgd(0.1))
@jax.jit
def step(state, x):
    def loss(params):
        return state.apply_fn({"params": params}, x).mean()
    grads = jax.grad(loss)(state.params)
    return state.apply_gradients(grads=grads)
state = step(state, x)
""",
    "a submodule under remat": """
class Block(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        if train:  # here
            x = x * 2
        return nn.Dense(3)(x)
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.remat(Block)()(x, True)
Net().init_with_output(key, x)
""",
    "the body of a scan": """
class Cell(nn.Module):
    @nn.compact
    def __call__(self, carry, x):
        if x.sum() > 0:  # here
            carry = carry + 1
        return carry, x
class Net(nn.Module):
    @nn.compact
    def __call__(self, xs):
        cell = nn.scan(Cell, variable_broadcast="params", split_rngs={"params": False})()
        return cell(jnp.zeros(3), xs)
Net().apply({}, x)
""",
    "a mapped module": """
class Row(nn.Module):
    @nn.compact
    def __call__(self, x):
        return x if x[0] > 0 else -x  # here
class Net(nn.Module):
    @nn.compact
    def __call__(self, xs):
        return nn.vmap(Row, in_axes=0, variable_axes={"params": 0})()(xs)
Net().apply({}, x)
""",
    "a bound module": """
class Net(nn.Module):
    def setup(self):
        self.dense = nn.Dense(3)
    def __call__(self, x):
        y = self.dense(x)
        if y.max() > 0 and True:  # here
            y = -y
        return y
model = Net()
@jax.jit
def f(params, x):
    return model.bind(params)(x)
f(model.init(key, x), x)
""",
}

GOOD: Final = {
    "configuration": """
class Net(nn.Module):
    widths: tuple = (3, 4)
    depth: int = 2
    train: bool = False
    act: Any = nn.relu
    inner: Any = None
    @nn.compact
    def __call__(self, x, train=True):
        if self.train or train:
            x = x + 1
        for i in range(self.depth):
            x = self.act(nn.Dense(self.widths[i])(x))
        for width in self.widths:
            x = nn.Dense(width)(x)
        if self.inner is not None:
            x = self.inner(x)
        if self.is_initializing() or not self.has_variable("batch_stats", "mean"):
            x = x + 0
        if x.shape[0] > 3 and x.ndim == 2:
            x = x.reshape(x.shape[0], -1)
        return nn.Dropout(0.5, deterministic=not train)(x)
model = Net(inner=nn.Dense(3))
variables = model.init(key, x, False)
@partial(jax.jit, static_argnames="train")
def f(variables, x, key, train):
    return model.apply(variables, x, train=train, rngs={"dropout": key})
f(variables, x, key, train=True)
""",
    "a first value that is there": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        ready = self.has_variable("stats", "mean")
        mean = self.variable("stats", "mean", lambda shape: jnp.zeros(shape), x.shape[-1:])
        if ready:
            mean.value = 0.9 * mean.value + 0.1 * x.mean(0)
        bias = self.param("bias", nn.initializers.zeros_init(), x.shape[-1:])
        if bias.shape != mean.value.shape:
            raise ValueError
        return x - mean.value + bias
model = Net()
variables = model.init(key, x)
@jax.jit
def f(variables, x):
    y, updates = model.apply(variables, x, mutable=["stats"])
    return y.sum(), updates
f(variables, x)
""",
    "one key for all": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        a = jax.random.normal(self.make_rng("noise"), x.shape)
        b = jax.random.normal(self.make_rng("noise"), x.shape)
        return nn.Dense(3)(x + a + b)
model = Net()
variables = model.init({"params": key, "noise": key}, x)
again = model.init({"params": key, "noise": key}, x)
y = model.apply(variables, x, rngs={"noise": key})
z = jax.random.normal(key)
""",
    "a static argument under remat": """
class Block(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        if train:
            x = x * 2
        return nn.Dense(3)(x)
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.remat(Block, static_argnums=(2,))()(x, True)
        return nn.checkpoint(Block, static_argnums=2)()(x, False)
jax.jit(lambda x: Net().init_with_output(key, x)[0])(x)
""",
    "flags under vmap and scan": """
class Row(nn.Module):
    @nn.compact
    def __call__(self, x, flag):
        return nn.Dense(3)(x) if flag else x
class Cell(nn.Module):
    @nn.compact
    def __call__(self, carry, x, flag):
        if flag:
            carry = carry + 1
        return carry, nn.Dense(3)(x)
class Net(nn.Module):
    @nn.compact
    def __call__(self, xs):
        rows = nn.vmap(
            Row, in_axes=(0, None), variable_axes={"params": 0}, split_rngs={"params": True}
        )
        xs = rows()(xs, True)
        cell = nn.scan(
            Cell,
            variable_broadcast="params",
            split_rngs={"params": False},
            in_axes=(0, nn.broadcast),
        )
        return cell()(jnp.zeros(3), xs, True)
Net().init_with_output(key, x)
""",
    "a state with more in it": """
class State(train_state.TrainState):
    stats: Any
    level: int = struct.field(pytree_node=False, default=1)
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=False):
        x = nn.BatchNorm(use_running_average=not train)(x)
        return nn.Dense(3)(x)
model = Net()
variables = model.init(key, x)
state = State.create(
    apply_fn=model.apply,
    params=variables["params"],
    tx=optax.sgd(0.1),
    stats=variables["batch_stats"],
    level=2,
)
@jax.jit
def step(state, x):
    if state.level > 1:
        x = x * 2
    def loss(params):
        variables = {"params": params, "batch_stats": state.stats}
        y, updates = state.apply_fn(variables, x, train=True, mutable=["batch_stats"])
        return y.mean(), updates
    (value, updates), grads = jax.value_and_grad(loss, has_aux=True)(state.params)
    state = state.apply_gradients(grads=grads)
    return state.replace(stats=updates["batch_stats"]), value
for _ in range(2):
    state, value = step(state, x)
print(float(value))
""",
    "plain python": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        if x.sum() > 0:
            x = x + 1
        return nn.Dense(3)(x)
model = Net()
params = model.init(key, x)
y = model.apply(params, x)
jax.grad(lambda p: model.apply(p, x).mean())(params)
""",
    "a pair from a cell": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        cell = nn.LSTMCell(3)
        carry = cell.initialize_carry(jax.random.key(0), x.shape)
        for i in range(2):
            carry, y = cell(carry, x)
        outputs = nn.RNN(nn.GRUCell(3), return_carry=True)(x[None])
        if len(outputs) != 2:
            raise ValueError
        return y
model = Net()
jax.jit(lambda x: model.init_with_output(key, x)[0])(x)
""",
    "shared and inherited": """
class Base(nn.Module):
    width: int = 3
    def setup(self):
        self.layers = [nn.Dense(self.width) for _ in range(2)]
        self.head = self.make_head()
    def make_head(self):
        return None
    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        if self.head is not None:
            x = self.head(x)
        return x
class Net(Base):
    def make_head(self):
        return nn.Dense(1)
    def __call__(self, x):
        return super().__call__(x)
model = Net()
f = jax.jit(model.apply)
f(model.init(key, x), x)
""",
    "a branch of flax": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        dense = nn.Dense(3)
        dense(x)
        y = nn.cond(x.sum() > 0, lambda m, x: x, lambda m, x: -x, self, x)
        z = nn.while_loop(lambda m, c: c.sum() < 30, lambda m, c: c + 1.0, self, jnp.abs(y))
        return nn.switch(0, [lambda m, x: x, lambda m, x: -x], self, z)
model = Net()
jax.jit(model.apply)(model.init(key, x), x)
""",
    "a loop over layers": """
class Block(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.relu(nn.Dense(3)(x)) + nn.gelu(nn.Dense(3)(x))
class Net(nn.Module):
    depth: int = 24
    @nn.compact
    def __call__(self, x):
        for _ in range(self.depth):
            x = Block()(x)
        for _ in range(24):
            x = x + nn.relu(nn.Dense(3)(x)) * 2
        for _ in range(24):
            for _ in range(2):
                x = jnp.sin(nn.LayerNorm()(x) + 1)
            x = jnp.cos(x) * 2 + x
        return x
model = Net()
jax.jit(model.apply)(model.init(key, x), x)
""",
    "tabulated": """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, training):
        if training:
            x = x + 1
        return nn.Sequential([nn.Dense(3), nn.relu, lambda x: x * 2])(x)
model = Net()
print(len(model.tabulate(key, x, training=True)))
shapes = jax.eval_shape(partial(model.init, training=False), key, x)
variables = jax.jit(model.init, static_argnames="training")(key, x, training=False)
""",
}


REPEATED: Final = """
class Block(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.relu(nn.Dense(3)(x)) + nn.gelu(nn.Dense(3)(x))
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        block = Block()
        for _ in range(24):
            x = block(x)
        for _ in range(2):
            x = nn.Dense(3)(x)
        for _ in range(24):
            x = jnp.sin(x) * 2
        return x
model = Net()
jax.jit(model.apply)(model.init(key, x), x)
"""


def run(program: str) -> None:
    """Runs a program, as a script."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(HEAD + program, "<program>", "exec"), namespace)


@pytest.mark.parametrize("name", BAD)
def test_flax_refuses_what_is_reported(name: str) -> None:
    text = HEAD + BAD[name]
    marked = [n for n, line in enumerate(text.splitlines(), 1) if line.endswith("# here")]
    assert sorted({finding.line for finding in check(text)}) == marked
    with pytest.raises(jax.errors.TracerBoolConversionError):
        run(BAD[name])


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_reported_that_flax_runs(name: str) -> None:
    assert [str(finding) for finding in check(HEAD + GOOD[name])] == []
    run(GOOD[name])


def test_one_layer_run_many_times_is_unrolled() -> None:
    assert [finding.code for finding in check(HEAD + REPEATED)] == ["JAX303"] * 2
    run(REPEATED)
