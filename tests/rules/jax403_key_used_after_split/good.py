"""Programs that only look as if they used a key after they split it."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.random import normal, split


# The parent's name is given to a child.
@jax.jit
def jitter_colours(key, images):
    key, gain_key, bias_key = random.split(key, 3)
    gain = 1.0 + 0.2 * random.normal(gain_key, (images.shape[0], 1))
    bias = 0.05 * random.normal(bias_key, (images.shape[0], 1))
    flip = random.bernoulli(key, 0.5, (images.shape[0], 1))
    return jnp.where(flip, images[:, ::-1], images) * gain + bias


def ok_parent_rebound():
    return jitter_colours(random.key(0), jnp.ones((4, 3)))


# Split again and again, bound anew each time.
def init_autoencoder(key, n_in, n_hidden):
    key, encoder_key = jax.random.split(key)
    encoder = normal(encoder_key, (n_in, n_hidden))
    key, decoder_key = jax.random.split(key)
    return encoder, normal(decoder_key, (n_hidden, n_in)), key


def ok_chain_of_splits():
    return init_autoencoder(random.key(1), 4, 2)


# Children by index, slice and star.
def warm_start(key, n):
    keys = split(key, 5)
    theta = normal(keys[0], (n,))
    first, *others = keys[1:4]
    noise = [random.cauchy(k, (n,)) for k in others]
    return theta + normal(first, (n,)) + sum(noise) + normal(keys[-1], (n,))


def ok_children_by_index_and_star():
    return warm_start(random.key(2), 3)


# The attribute is bound anew.
class Dropout:
    def __init__(self, seed, rate):
        self.key = jax.random.key(seed)
        self.rate = rate

    def mask(self, shape):
        self.key, sub = jax.random.split(self.key)
        return jax.random.bernoulli(sub, 1 - self.rate, shape)


def ok_attribute_rebound():
    dropout = Dropout(3, 0.5)
    return dropout.mask((4,)) * dropout.mask((4,))


# A helper splits and hands the next key back.
def glorot(key, n_in, n_out):
    key, weight_key, bias_key = random.split(key, 3)
    return key, (normal(weight_key, (n_in, n_out)), normal(bias_key, (n_out,)))


def ok_helper_returns_next_key():
    key, (weight, bias) = glorot(random.key(4), 3, 2)
    return random.uniform(key, (5, 3)) @ weight + bias


# fold_in of a key that is split elsewhere, with a number of its own.
def make_latents(rng, n):
    mean_key, scale_key = random.split(random.fold_in(rng, 1))
    return normal(mean_key, (n,)) * random.gamma(scale_key, 2.0, (n,))


def ok_split_of_folded():
    rng = random.key(5)
    tables = [normal(random.fold_in(rng, i), (2,)) for i in range(2, 4)]
    return make_latents(rng, 2), tables


def ok_folded_after_split():
    rng = random.key(6)
    one, two = random.split(rng)
    return normal(one), normal(two), normal(random.fold_in(rng, 7))


# The split stands in one branch, the draw in the other.
def forward(x, key, layers):
    if layers > 1:
        up_key, down_key = random.split(key)
        return x + normal(up_key, x.shape) - normal(down_key, x.shape)
    return x + normal(key, x.shape)


def ok_exclusive_branches():
    return forward(jnp.ones(2), random.key(7), 1), forward(jnp.ones(2), random.key(8), 2)


# A split that may not have happened: then the parent is still there.
def maybe_split(x, key, train):
    if train:
        key, drop_key = random.split(key)
        x = x * random.bernoulli(drop_key, 0.5, x.shape)
    return x + random.normal(key, x.shape)


def ok_split_in_a_branch():
    return maybe_split(jnp.ones(3), random.key(9), True)


# The branches of lax.cond: one splits, the other draws.
@jax.jit
def perturb(key, x, twice):
    def two(k):
        one, other = random.split(k)
        return random.normal(one, x.shape) + random.normal(other, x.shape)

    return x + lax.cond(twice, two, lambda k: random.normal(k, x.shape), key)


def ok_cond_branches():
    return perturb(random.key(10), jnp.ones(3), True)


# The state takes the new key with it.
class State(NamedTuple):
    key: jax.Array
    position: jax.Array


@jax.jit
def step(state):
    key, kick_key = jax.random.split(state.key)
    position = state.position + jax.random.normal(kick_key, state.position.shape)
    return State(key, position)


def ok_state_replaced():
    state = step(State(random.key(11), jnp.zeros(2)))
    return step(state), random.key_data(state.key)


# Keys in a dict, each replaced by a child.
def ok_dict_of_streams():
    rngs = {"noise": random.key(12), "mask": random.key(13)}
    draws = []
    for name in ("noise", "mask"):
        rngs[name], sub = random.split(rngs[name])
        draws.append(normal(sub, (2,)))
    rngs["noise"], sub = random.split(rngs["noise"])
    return draws, normal(sub, (2,)), normal(rngs["noise"], (2,))


# The parent is cloned on purpose.
def common_random_numbers(key, scales):
    one, other = random.split(random.clone(key))
    return scales[0] * normal(one, (2,)), scales[1] * normal(other, (2,)), normal(key, (2,))


def ok_clone():
    return common_random_numbers(random.key(14), (1.0, 2.0))


# A grid of keys, and a generator that splits as it goes.
def stream(key):
    while True:
        key, sub = jax.random.split(key)
        yield sub


def ok_grid_and_generator():
    grid = random.split(random.key(15), (2, 3))
    draws = jax.vmap(jax.vmap(partial(normal, shape=(2,))))(grid)
    keys = stream(random.key(16))
    return draws, normal(next(keys), (2,)), normal(next(keys), (2,))


# Looking at the parent does not use it.
def ok_parent_looked_at():
    key = random.key(17)
    one, other = random.split(key)
    return normal(one), normal(other), random.key_data(key), key.shape, key == key


# A nonlocal key, renewed by the function that hands keys out.
def make_source(key):
    def take():
        nonlocal key
        key, sub = random.split(key)
        return sub

    return take


def ok_nonlocal_key():
    take = make_source(random.key(18))
    return normal(take(), (2,)), normal(take(), (2,))


# Keys of one split, by numbers that are computed.
def pairs(key, n):
    found = []
    for i in range(n):
        found.append((normal(split(key, 2 * n)[i]), normal(split(key, 2 * n)[i + n])))
    return found


def ok_by_number():
    return pairs(random.PRNGKey(19), 2)
