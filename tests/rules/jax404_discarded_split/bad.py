"""Programs that throw away what `split` or `fold_in` returns. Each bug returns its two draws."""

from functools import partial

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.random import fold_in, normal


# As if `split` advanced the key.
def two_draws(key):
    first = normal(key, (3,))
    random.split(key)  # JAX404
    return first, normal(key, (3,))  # JAX403


def bug_between_two_draws():
    return two_draws(random.key(0))


# The same before each draw of an object.
class ReplayBuffer:
    def __init__(self, key, rows):
        self.rng = key
        self.rows = rows

    def sample(self, size):
        jax.random.split(self.rng)  # JAX404
        index = jax.random.randint(self.rng, (size,), 0, self.rows.shape[0])  # JAX403
        return self.rows[index]


def bug_attribute():
    buffer = ReplayBuffer(random.key(1), jnp.arange(1000.0))
    return buffer.sample(4), buffer.sample(4)


# fold_in for its effect.
def init_layers(key, width):
    layers = []
    for i in range(2):
        fold_in(key, i)  # JAX404
        layers.append(normal(key, (width, width)))  # JAX402
    return layers


def bug_fold_in():
    return init_layers(random.key(2), 2)


# Under jit, in a loop that JAX unrolls.
@jax.jit
def noisy_path(key, x):
    path = []
    for _ in range(2):
        path.append(x + random.uniform(key, x.shape))  # JAX402
        jax.random.split(key, 2)  # JAX404
    return path


def bug_under_jit():
    return noisy_path(random.key(3), jnp.zeros(2))


# In the body of a scan, whose carry keeps the key.
def langevin(key, x0):
    def body(carry, _):
        rng, x = carry
        random.split(rng)  # JAX404
        kick = random.normal(rng, x.shape)  # JAX403
        return (rng, x), kick

    return lax.scan(body, (key, x0), length=2)[1]


def bug_scan_body():
    return langevin(random.key(4), jnp.zeros(2))


# One call below: the helper was meant to renew the key.
def renew(key):
    random.split(key, num=2)  # JAX404
    return key


def augment(key, x):
    first = x + random.normal(random.clone(key), x.shape)
    key = renew(key)
    return first, x + random.normal(key, x.shape)  # JAX403


def bug_helper():
    return augment(random.key(5), jnp.ones(3))


# An entry of a dict.
def corrupt(batch, rngs):
    draws = []
    for name in ("rows", "columns"):
        jax.random.fold_in(rngs["noise"], len(name))  # JAX404
        draws.append(batch + jax.random.normal(rngs["noise"], batch.shape))  # JAX402
    return draws


def bug_dict_entry():
    return corrupt(jnp.ones(3), {"noise": random.key(6)})


# Through a partial, and through a jitted split.
def bug_partial():
    key = random.key(7)
    pair = partial(jax.random.split, num=2)
    first = normal(random.clone(key), (2,))
    pair(key)  # JAX404
    return first, normal(key, (2,))  # JAX403


# A legacy key, in `with` and `if`.
def bug_legacy_key():
    key = jax.random.PRNGKey(8)
    first = normal(random.clone(key), (2,))
    with jax.named_scope("renew"):
        if first.shape:
            jax.random.fold_in(key, 1)  # JAX404
    return first, normal(key, (2,))


# The method of a module that "advances" the key which it was given.
class Noise:
    def __init__(self, key):
        self.key = key

    def advance(self):
        fold_in(self.key, 1)  # JAX404
        return self

    def draw(self):
        return normal(random.clone(self.key), (2,))


def bug_fluent_method():
    noise = Noise(random.key(9))
    return noise.draw(), noise.advance().draw()
