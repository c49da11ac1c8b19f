"""Haiku: functions made pure, modules, keys, and its own transforms."""

import haiku as hk
import jax
import jax.numpy as jnp
from probes import reveal


class Net(hk.Module):
    def __init__(self, width, name=None):
        super().__init__(name=name)
        self.width = width

    def __call__(self, x):
        reveal(self.width)  # 3
        w = hk.get_parameter("w", (3,), init=jnp.ones)
        reveal(w)  # abstract tracer | array
        reveal(hk.running_init())  # static
        x = hk.dropout(hk.next_rng_key(), 0.5, x)
        return reveal(hk.Linear(3)(x) * w)  # abstract tracer | array


def forward(x, training=False):
    reveal(training)  # False | True
    return Net(3)(x)


net = hk.transform(forward)
x = jnp.ones((2, 3))
params = net.init(jax.random.key(0), x)
reveal(net.apply(params, jax.random.key(1), x, training=True))  # array


@jax.jit
def step(params, key, x):
    return reveal(net.apply(params, key, x))  # abstract tracer


step(params, jax.random.key(1), x)


@hk.without_apply_rng
@hk.transform
def plain(x):
    return reveal(x) + hk.get_parameter("b", (), init=jnp.zeros)  # abstract tracer


apply = jax.jit(plain.apply)
apply({"~": {"b": jnp.zeros(())}}, x)


@hk.transform_with_state
def counted(x):
    count = hk.get_state("count", (), init=jnp.zeros)
    hk.set_state("count", count + 1)
    return reveal(x)  # array


init, apply_counted = counted
params, state = init(jax.random.key(0), x)
out, state = apply_counted(params, state, None, x)
reveal(out)  # array


def loops(xs):
    def body(carry, x):
        reveal(carry)  # abstract tracer
        return carry + 1, reveal(x)  # abstract tracer

    total, _ = hk.scan(body, 0, xs)
    reveal(total)  # array
    reveal(hk.cond(total > 1, lambda v: reveal(v), lambda v: v, total))  # abstract tracer | array
    reveal(hk.grad(lambda v: reveal(v).sum())(xs))  # concrete tracer | array
    return hk.remat(lambda v: reveal(v))(xs)  # abstract tracer


loop = hk.without_apply_rng(hk.transform(loops))
loop.apply({}, jnp.ones(3))


def keys():
    rngs = hk.PRNGSequence(42)
    key = next(rngs)
    jax.random.normal(key)
    reveal(key)  # used key
    reveal(next(rngs))  # key
    reveal(rngs.next())  # key


def more_keys():
    reveal(hk.next_rng_key())  # key
    reveal(hk.next_rng_keys(2))  # 2 keys
    reveal(hk.maybe_next_rng_key())  # unknown
    return reveal(hk.initializers.Constant(1.0)((3,), jnp.float32))  # array


keys()
hk.transform(more_keys).apply({}, jax.random.key(0))
