"""Programs that are right: what looks traced is static, and every key is another one."""

import haiku as hk, jax, jax.numpy as jnp
import numpy as np


class Net(hk.Module):
    def __init__(self, n, with_bias=True, w_init=None, name=None):
        super().__init__(name=name)
        self.n, self.with_bias, self.w_init = n, with_bias, w_init
        self.lin = hk.Linear(n)

    def __call__(self, x, is_training=False, state=None):
        init = self.w_init
        if init is None:
            init = hk.initializers.TruncatedNormal(1 / np.sqrt(self.n))
        w = hk.get_parameter("w", [x.shape[-1], self.n], x.dtype, init=init)
        x = x @ w
        if self.with_bias:
            x = x + hk.get_parameter("b", [self.n], init=jnp.zeros)
        if is_training:
            x = hk.dropout(hk.next_rng_key(), 0.5, x)
            x = hk.dropout(hk.next_rng_key(), 0.5, x)
        if state is not None and len(state) > 2:
            x = x + 1
        mlp = hk.Sequential([hk.Linear(3), jax.nn.relu, hk.Flatten()])
        key = hk.maybe_next_rng_key()
        if key is not None:
            x = x + jax.random.normal(key, x.shape)
        count = hk.get_state("count", (), init=jnp.zeros)
        hk.set_state("count", count + 1)
        return mlp(x)


def forward(x, is_training):
    if is_training:
        return Net(4)(x, is_training)
    return Net(4)(x)


net = hk.transform_with_state(forward)


@jax.jit
def loss(params, state, rng, x):
    out, state = net.apply(params, state, rng, x, is_training=True)
    return out.sum(), state


params, state = net.init(jax.random.key(0), jnp.ones((2, 3)), is_training=True)
loss(params, state, jax.random.key(0), jnp.ones((2, 3)))
loss(params, state, jax.random.key(0), jnp.ones((2, 3)))
apply = jax.jit(net.apply, static_argnums=4)
apply(params, state, jax.random.key(0), jnp.ones((2, 3)), True)

plain = hk.without_apply_rng(hk.transform_with_state(lambda x, flag=False: x * 2 if flag else x))
jax.jit(plain.apply)({}, {}, jnp.ones(3))


def seq():
    rng = hk.PRNGSequence(jax.random.key(0))
    return jax.random.normal(next(rng)) + jax.random.normal(next(rng))


def main(rng_key):
    rngs = hk.PRNGSequence(1)
    for _ in range(3):
        x = jax.random.normal(next(rngs), (3,))
    a, b = rngs.take(2)
    return x, jax.random.normal(a) + jax.random.normal(b)


seq()
main(0)


@hk.transform
def core(xs):
    lstm = hk.LSTM(3)
    out, st = hk.dynamic_unroll(lstm, xs, lstm.initial_state(2))
    keys = hk.next_rng_keys(2)
    y = jax.random.normal(keys[0], out.shape) + jax.random.normal(keys[1], out.shape)
    k1, k2 = hk.next_rng_keys(2)
    return y + jax.random.normal(k1, out.shape) + jax.random.normal(k2, out.shape)


p = core.init(jax.random.key(1), jnp.ones((4, 2, 3)))
out = core.apply(p, jax.random.key(1), jnp.ones((4, 2, 3)))
if out.sum() > 0:
    print(out)
