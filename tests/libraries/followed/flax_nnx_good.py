"""Programs that are right: what looks traced is static, and every key is another one."""

import jax, jax.numpy as jnp
import optax
from flax import nnx


class Count(nnx.Variable): ...


class Block(nnx.Module):
    def __init__(
        self, din, dout, *, rngs: nnx.Rngs, act=nnx.relu, use_bias=True, dropout=0.0, norm=None
    ):
        self.din, self.dout = din, dout
        self.w = nnx.Param(rngs.params.uniform((din, dout)))
        self.b = nnx.Param(jnp.zeros(dout)) if use_bias else None
        self.use_bias = use_bias
        self.act = act
        self.norm = norm
        self.dropout_rate = dropout
        self.count = Count(jnp.array(0))
        self.training = True
        self.mean = nnx.BatchStat(jnp.zeros(dout))
        if dropout > 0:
            self.dropout = nnx.Dropout(dropout, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x, train: bool = False):
        if self.use_bias:
            x = x @ self.w + self.b
        else:
            x = x @ self.w
        if self.b is not None:
            x = x + self.b[...]
        if self.act:
            x = self.act(x)
        if self.norm is None and self.din == self.dout and not self.training:
            x = x * 2
        if self.dropout_rate > 0:
            x = self.dropout(x)
        if x.shape[0] != self.din:
            x = x[: self.din]
        self.count.value += 1
        self.count[...] += 1
        self.count.value = self.count.value + 1
        self.mean.value = 0.9 * self.mean.value + 0.1 * x.mean(0)
        if self.training and hasattr(self, "dropout"):
            noise = jax.random.normal(self.rngs.noise(), x.shape) + jax.random.normal(
                self.rngs.noise(), x.shape
            )
            x = x + noise
        return x


class Net(nnx.Module):
    def __init__(self, width, depth, rngs):
        self.blocks = nnx.List([Block(width, width, rngs=rngs) for _ in range(depth)])
        self.heads = {}
        self.depth = depth
        self.out = nnx.Linear(width, 1, rngs=rngs)

    def __call__(self, x):
        for i, block in enumerate(self.blocks):
            if i > 0 and self.depth > 2:
                x = x + block(x)
            else:
                x = block(x)
        if self.heads:
            x = x * 2
        if self.out:
            x = self.out(x)
        return x


@nnx.jit
def train_step(model: Net, optimizer: nnx.Optimizer, metrics: nnx.MultiMetric, batch):
    def loss_fn(model):
        y = model(batch["x"])
        return ((y - batch["y"]) ** 2).mean(), y

    (loss, logits), grads = nnx.value_and_grad(loss_fn, has_aux=True)(model)
    metrics.update(loss=loss, logits=logits)
    optimizer.update(model, grads)
    if model.depth > 2:
        loss = loss * 2
    return loss


@nnx.jit
def noop(rngs, x):
    return x + jax.random.normal(rngs(), x.shape) + jax.random.normal(rngs(), x.shape)


def main():
    rngs = nnx.Rngs(0)
    model = Net(3, 2, rngs)
    optimizer = nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)
    metrics = nnx.MultiMetric(loss=nnx.metrics.Average("loss"))
    for _ in range(2):
        loss = train_step(model, optimizer, metrics, {"x": jnp.ones((3, 3)), "y": jnp.ones((3, 1))})
        if loss > 1:
            print(loss)
    if model.blocks[0].count.value > 3:
        print("many")
    graphdef, state = nnx.split(model)

    @jax.jit
    def pure(state, x):
        m = nnx.merge(graphdef, state)
        y = m(x)
        return y, nnx.state(m)

    pure(state, jnp.ones((3, 3)))
    noop(nnx.Rngs(0), jnp.ones(3))
    model.eval()
    g = nnx.grad(lambda m, x, flag: m(x).sum() if flag else m(x).mean())(
        model, jnp.ones((3, 3)), True
    )

    def grad_loss(m, x):
        y = m(x).sum()
        if y > 0:
            y = y * 2
        return y

    nnx.grad(grad_loss)(model, jnp.ones((3, 3)))
    state_axes = nnx.StateAxes({nnx.Param: 0, ...: None})

    @nnx.split_rngs(splits=3)
    @nnx.vmap(in_axes=(0,))
    def make(rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    models = make(nnx.Rngs(0))

    @nnx.vmap(in_axes=(0, None, None))
    def run(m, x, flag):
        if flag:
            return m(x)
        return m(x) * 2

    run(models, jnp.ones(2), True)

    @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
    def forward(x, m):
        return m(x)

    return nnx.fori_loop(0, 3, lambda i, v: v + i, 0)


main()
