"""Python control flow on what is traced in haiku."""

import haiku as hk
import jax
import jax.numpy as jnp


class Net(hk.Module):
    def __init__(self, width, name=None):
        super().__init__(name=name)
        self.width = width

    def __call__(self, x):
        y = hk.Linear(self.width)(x)
        if y.sum() > 0:  # JAX101
            return y
        return -y


net = hk.transform(lambda x: Net(4)(x))


@jax.jit
def loss(params, key, x):
    return net.apply(params, key, x).sum()


@jax.jit
def apart(params, key, x):
    out = plain.apply(params, key, x)
    return out if out.mean() > 0 else -out  # JAX101


@hk.transform
def plain(x):
    return hk.Linear(2)(x)


@hk.transform_with_state
def stateful(x):
    hk.set_state("last", x)
    return x if x.sum() > 0 else -x  # JAX101


compiled = jax.jit(hk.without_apply_rng(stateful).apply)


def loops(xs):
    def body(carry, x):
        if x > 0:  # JAX101
            carry = carry + x
        return carry, carry

    return hk.scan(body, 0.0, xs)


def choice(x):
    return hk.cond(x.sum() > 0, lambda v: v if v[0] > 0 else -v, lambda v: v, x)  # JAX101


def hidden(x):
    w = hk.get_parameter("w", (3,), init=jnp.ones)
    while (w * x).sum() > 9:  # JAX102
        x = x / 2
    return x


inner = jax.jit(hk.transform(hidden).apply)


def scaled(x, flag, scale=1.0):
    if flag:
        x = x * scale
    return x if x.sum() > 0 else -x  # JAX101


exported = jax.jit(hk.transform(scaled).apply, static_argnums=3)
ones = jnp.ones(3)
weights = {"linear": {"w": jnp.ones((3, 2)), "b": jnp.ones(2)}}


def apply_compiled():
    return compiled({}, {}, ones)


def apply_inner():
    return inner({"~": {"w": ones}}, None, ones)


FAILS = [
    lambda: loss({"net/linear": {"w": jnp.ones((3, 4)), "b": jnp.ones(4)}}, None, ones),
    lambda: apart(weights, None, ones),
    apply_compiled,
    lambda: hk.transform(loops).apply({}, None, ones),
    lambda: hk.transform(choice).apply({}, None, ones),
    apply_inner,
    lambda: exported({}, None, ones, True),
]
