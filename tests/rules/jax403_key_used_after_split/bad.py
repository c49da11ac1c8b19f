"""Programs that split a key, and then use the parent."""

import dataclasses
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.random import normal, split


# A draw from the parent, in the same function.
@jax.jit
def jitter_colours(key, images):
    gain_key, bias_key = random.split(key)
    gain = 1.0 + 0.2 * random.normal(gain_key, (images.shape[0], 1))
    bias = 0.05 * random.normal(bias_key, (images.shape[0], 1))
    flip = random.bernoulli(key, 0.5, (images.shape[0], 1))  # JAX403
    return jnp.where(flip, images[:, ::-1], images) * gain + bias


def bug_draw_from_parent():
    return jitter_colours(random.key(0), jnp.ones((4, 3)))


# Split twice: both pairs of children are the same.
def init_autoencoder(key, n_in, n_hidden):
    k_enc, k_enc_bias = jax.random.split(key)
    encoder = normal(k_enc, (n_in, n_hidden)), normal(k_enc_bias, (n_hidden,))
    k_dec, k_dec_bias = jax.random.split(key)  # JAX403
    decoder = normal(k_dec, (n_hidden, n_in)), normal(k_dec_bias, (n_in,))
    return encoder, decoder


def bug_split_twice():
    return init_autoencoder(random.key(1), 4, 2)


# One child is kept, and the parent goes on.
def warm_start(key, n):
    init_key = split(key)[0]
    theta = normal(init_key, (n,))
    return theta + 0.01 * random.cauchy(key, (n,))  # JAX403


def bug_one_child_by_index():
    return warm_start(random.key(2), 3)


# A helper splits the key, and the caller draws from it.
def glorot(key, n_in, n_out):
    weight_key, bias_key = random.split(key)
    return normal(weight_key, (n_in, n_out)), normal(bias_key, (n_out,))


def init_and_feed(key):
    weight, bias = glorot(key, 3, 2)
    batch = random.uniform(key, (5, 3))  # JAX403
    return batch @ weight + bias


def bug_helper_splits():
    return init_and_feed(random.key(4))


# The parent goes to vmap and to a scan afterwards.
def ensemble(key, n):
    member_keys = jax.random.split(key, n)
    members = jax.vmap(lambda k: jax.random.normal(k, (2,)))(member_keys)
    order = jax.random.permutation(key, n)  # JAX403
    return members[order]


def bug_parent_after_vmap():
    return ensemble(random.key(6), 3)


def simulate(key, x0):
    keys = random.split(key, 4)

    def body(x, step_key):
        x = x + 0.1 * random.normal(step_key, x.shape)
        return x, x

    path = lax.scan(body, x0, keys)[1]
    return path + random.laplace(key, path.shape)  # JAX403


def bug_parent_after_scan():
    return simulate(random.key(7), jnp.zeros(2))


# A closure draws from the key that its maker has split.
def metropolis(rng_key, x, log_density):
    move_key, _ = random.split(rng_key)
    proposal = x + 0.5 * random.normal(move_key, x.shape)

    def accept(log_ratio):
        return jnp.log(random.uniform(rng_key)) < log_ratio  # JAX403

    return jnp.where(accept(log_density(proposal) - log_density(x)), proposal, x)


def bug_closure():
    return metropolis(random.key(8), jnp.zeros(2), lambda x: -0.5 * x @ x)


# An entry of a dict, and a field of a named tuple.
def corrupt(batch, rngs):
    row_key, column_key = random.split(rngs["noise"])
    rows = normal(row_key, (batch.shape[0], 1))
    columns = normal(column_key, (1, batch.shape[1]))
    mask = random.bernoulli(rngs["noise"], 0.9, batch.shape)  # JAX403
    return (batch + rows + columns) * mask


def bug_dict_entry():
    return corrupt(jnp.ones((2, 3)), {"noise": random.key(9)})


class State(NamedTuple):
    key: jax.Array
    position: jax.Array


@jax.jit
def step(state):
    _, kick_key = jax.random.split(state.key)
    position = state.position + jax.random.normal(kick_key, state.position.shape)
    return State(state.key, position), jax.random.uniform(state.key)  # JAX403


def bug_named_tuple_field():
    return step(State(random.key(10), jnp.zeros(2)))


# A partial of split, and the field of a dataclass.
@dataclasses.dataclass
class Problem:
    key: jax.Array
    n: int


def regression_data(problem):
    pair = partial(jax.random.split, num=2)
    design_key, weight_key = pair(problem.key)
    x = random.normal(design_key, (problem.n, 2))
    y = x @ random.normal(weight_key, (2,))
    return x, y + random.normal(problem.key, (problem.n,))  # JAX403


def bug_partial_and_dataclass():
    return regression_data(Problem(random.key(11), 8))


# Split in both branches, and used after them.
def start(key, wide):
    if wide:
        key_x, key_y = random.split(key)
    else:
        key_y, key_x = random.split(key)
    offset = random.uniform(key, (2,))  # JAX403
    return normal(key_x, (2,)) + normal(key_y, (2,)) + offset


def bug_after_both_branches():
    return start(random.key(12), wide=False)
