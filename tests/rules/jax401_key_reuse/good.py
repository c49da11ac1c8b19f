"""Programs that only look as if they consumed a key twice."""

import contextlib
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random
from jax.random import normal, uniform


# Split first, then use the children.
def sensor_readings(key, n):
    drift_key, dropout_key = random.split(key)
    drift = 0.1 * random.normal(drift_key, (n,))
    return jnp.where(random.bernoulli(dropout_key, 0.1, (n,)), 0.0, drift)


def ok_split_then_children():
    return sensor_readings(random.key(0), 5)


# The key is bound anew between the uses.
def warm_start(key):
    key, theta_key = random.split(key)
    theta = normal(theta_key, (3,))
    key, noise_key = random.split(key)
    theta = theta + 0.01 * normal(noise_key, (3,))
    return theta, key


def ok_rebound_key():
    return warm_start(random.key(1))


# The parent stays a parent: every use folds in a number of its own.
def init_autoencoder(key, n_in, n_hidden):
    encoder = normal(jax.random.fold_in(key, 0), (n_in, n_hidden))
    decoder = normal(jax.random.fold_in(key, 1), (n_hidden, n_in))
    return encoder, decoder


def ok_fold_in():
    return init_autoencoder(random.key(2), 4, 2)


# Helpers that derive their own stream from the key which they are handed.
def stream(rng, number):
    return jax.random.fold_in(rng, number)


def add_pixel_noise(image, rng, scale=0.05):
    return image + scale * jax.random.normal(stream(rng, 1), image.shape)


def augment(image, rng):
    flip = jax.random.bernoulli(stream(rng, 0))
    image = jnp.where(flip, image[:, ::-1], image)
    return add_pixel_noise(image, rng)


def ok_helper_only_folds():
    return augment(jnp.ones((4, 4)), random.key(3))


# One use in each of two branches that exclude each other.
def init_weight(key, shape, kind):
    if kind == "orthogonal":
        return jax.random.orthogonal(key, shape[0])
    elif kind == "uniform":
        weight = jax.random.uniform(key, shape)
    else:
        weight = jax.random.normal(key, shape)
    return weight / shape[0]


def ok_exclusive_branches():
    return [init_weight(random.key(4), (3, 3), kind) for kind in ("uniform", "normal")]


# The same by early return, ternary and match.
def noise_like(key, x, heavy_tails):
    if heavy_tails:
        return random.cauchy(key, x.shape)
    return random.normal(key, x.shape)


def start_point(key, dim, wide):
    return 10.0 * normal(key, (dim,)) if wide else uniform(key, (dim,))


def draw(key, family, shape):
    match family:
        case "gumbel":
            return random.gumbel(key, shape)
        case "laplace":
            return random.laplace(key, shape)
        case _:
            raise ValueError(family)


def ok_early_return_ternary_match():
    k1, k2, k3 = random.split(random.key(5), 3)
    return noise_like(k1, jnp.ones(3), False), start_point(k2, 2, True), draw(k3, "gumbel", (2,))


# The branches of lax.cond and lax.switch: only one of them runs.
@jax.jit
def perturb(key, x, big):
    def wide(k):
        return 10.0 * random.normal(k, x.shape)

    def narrow(k):
        return 0.1 * random.uniform(k, x.shape)

    return x + lax.cond(big, wide, narrow, key)


def ok_cond_branches():
    return perturb(random.key(6), jnp.ones(3), True)


# An entry of a dict each; a second generation under the same name.
def corrupt(batch, rngs):
    keep = random.bernoulli(rngs["mask"], 0.9, batch.shape)
    rngs = {name: random.fold_in(key, 1) for name, key in rngs.items()}
    return batch * keep + random.normal(rngs["noise"], batch.shape)


def ok_dict_entries():
    mask_key, noise_key = random.split(random.key(7))
    return corrupt(jnp.ones((2, 3)), {"mask": mask_key, "noise": noise_key})


class Streams(NamedTuple):
    arrivals: jax.Array
    service: jax.Array


def simulate_queue(streams, n):
    gaps = random.exponential(streams.arrivals, (n,))
    work = random.exponential(streams.service, (n,))
    return jnp.cumsum(gaps), work


def ok_named_tuple_of_children():
    return simulate_queue(Streams(*random.split(random.key(8))), 4)


# The attribute is renewed before each use.
class EpsilonGreedy:
    def __init__(self, seed, n_actions):
        self.key = jax.random.key(seed)
        self.n_actions = n_actions

    def next_key(self):
        self.key, sub = jax.random.split(self.key)
        return sub

    def act(self, q_values, epsilon):
        self.key, explore_key = jax.random.split(self.key)
        explore = jax.random.uniform(explore_key) < epsilon
        action = jax.random.randint(self.next_key(), (), 0, self.n_actions)
        return jnp.where(explore, action, jnp.argmax(q_values))


def ok_renewed_attribute():
    agent = EpsilonGreedy(seed=9, n_actions=3)
    return [agent.act(jnp.arange(3.0), 0.1), agent.act(jnp.arange(3.0), 0.1)]


# Different children by constant index, slice and unpacking.
def random_walk_params(key):
    keys = jax.random.split(key, 6)
    start = normal(keys[0], (2,))
    drift = 0.1 * normal(keys[1], (2,))
    scale_key, step_key = keys[2:4]
    scale = jax.random.gamma(scale_key, 2.0)
    step = jax.random.laplace(step_key, (2,))
    jumps = jax.vmap(normal)(keys[4:])
    return start + drift + scale * step + jumps


def ok_different_children():
    return random_walk_params(random.key(10))


# The children one after another: an iterator, and a generator that splits as it goes.
def key_chain(key):
    while True:
        key, sub = jax.random.split(key)
        yield sub


def init_mlp(key):
    keys = iter(jax.random.split(key, 3))
    first = normal(next(keys), (4, 8))
    second = normal(next(keys), (8, 2))
    return first @ second + normal(next(keys), (2,))


def ok_iterators_of_keys():
    chain = key_chain(random.key(11))
    return init_mlp(next(chain)), normal(next(chain)), normal(next(chain))


# The closure and the partial have children of their own.
def metropolis_step(x, rng_key, log_density):
    move_key, accept_key = random.split(rng_key)
    proposal = x + 0.5 * random.normal(move_key, x.shape)

    def accept(log_ratio):
        return jnp.log(random.uniform(accept_key)) < log_ratio

    return jnp.where(accept(log_density(proposal) - log_density(x)), proposal, x)


def random_ellipse(key):
    axes_key, angle_key = random.split(key)
    draw_axes = partial(jax.random.uniform, axes_key, minval=0.5, maxval=2.0)
    return draw_axes((2,)), jax.random.uniform(angle_key)


def ok_closure_and_partial():
    step = metropolis_step(jnp.zeros(2), random.key(12), lambda x: -0.5 * x @ x)
    return step, random_ellipse(random.key(13))


# Reuse on purpose says so.
def antithetic_pair(key, shape):
    plus = random.normal(random.clone(key), shape)
    minus = -random.normal(key, shape)
    return plus, minus


def ok_clone():
    return antithetic_pair(random.key(14), (3,))


# The parameter `key` is the key of a dict; the random numbers are NumPy's.
def bump(table, key, rng):
    table[key] = table.get(key, 0.0) + rng.normal()
    table[key] += rng.uniform()
    return table[key]


def ok_dict_key_and_numpy_generator():
    return bump({}, "loss", np.random.default_rng(0))


# A second key of the same seed is another object, and the two are used for one thing each.
def train_and_eval_keys(seed):
    train_key = jax.random.key(seed)
    eval_key = jax.random.key(seed + 1)
    return normal(train_key, (2,)), normal(eval_key, (2,))


def ok_two_seeds():
    return train_and_eval_keys(15)


# The use in `except` stands in for the one in `try`.
def robust_draw(key, cov, strict):
    try:
        if strict:
            raise ValueError("not positive definite")
        return random.multivariate_normal(key, jnp.zeros(2), cov)
    except ValueError:
        return random.normal(key, (2,))


def ok_try_or_except():
    with contextlib.suppress(TypeError):
        return robust_draw(random.key(16), jnp.eye(2), strict=True)


# Optional noise: the key is consumed in one `if` and bound anew in it.
def forward(params, x, key, train):
    if train:
        key, drop_key = random.split(key)
        x = x * random.bernoulli(drop_key, 0.9, x.shape)
    return x @ params + 0.01 * random.normal(key, (params.shape[1],))


def ok_rebound_in_branch():
    return forward(jnp.ones((3, 2)), jnp.ones(3), random.key(17), train=True)


# Looking at a key, its type or its data does not consume it.
def describe(key):
    assert jnp.issubdtype(key.dtype, jax.dtypes.prng_key)
    return key.shape, random.key_data(key), random.key_impl(key)


def ok_inspected_key():
    key = random.key(18)
    shape, data, impl = describe(key)
    return random.normal(key, shape), data, impl, describe(random.key(19))[0]


# One key puts several arrays in one order, so that their rows stay together. (JAX's own checker,
# which looks at typed keys alone, wants a `clone` for that.)
def ok_shuffled_together():
    features, labels, key = jnp.eye(3), jnp.arange(3.0), random.PRNGKey(20)
    features = random.permutation(key, features)
    labels = random.permutation(key, labels)
    return features, labels


def batch_of(key, features, labels):
    rows = random.choice(key, features, (2,), replace=False)
    return rows, random.choice(key, labels, (2,), replace=False)


def ok_picked_together():
    return batch_of(random.PRNGKey(21), jnp.eye(3), jnp.arange(3.0))


# A round leaves a key to the next one of which it used the child alone.
def random_walk(key, steps):
    place = jnp.zeros(2)
    for _ in range(steps):
        key, sub = random.split(key)
        place = place + random.normal(sub, (2,))
    return place, random.normal(key)


def ok_child_in_each_round():
    return random_walk(random.key(22), 3)


# Two objects of one list have two keys.
class Walker:
    def __init__(self, key):
        self.key = key


def ok_two_of_a_list():
    walkers = [Walker(random.key(200 + i)) for i in range(4)]
    return random.normal(walkers[0].key), random.normal(walkers[1].key)


# Helpers that put all that they are given in one order.
def shuffled(key, array):
    return random.permutation(key, array)


def epoch_of(key, features, labels):
    batches = jax.tree.map(lambda x: shuffled(key, x), features)
    return batches, random.permutation(key, labels), shuffled(key, -labels)


def ok_shuffled_by_helpers():
    features = {"a": jnp.eye(3), "b": jnp.arange(3.0)}
    return epoch_of(random.PRNGKey(23), features, jnp.arange(3.0))


# What is spread in a tuple is computed once.
def noise_tape(key, steps):
    first, root = random.split(key)
    return [normal(k) for k in (first, *random.split(root, steps))]


def ok_spread_in_a_tuple():
    return noise_tape(random.key(24), 3)


# Parts of a tree, of some of which the leaves are not known.
@jax.jit
def parts_together(key, parts):
    one, other = parts["one"], parts["other"]
    return jax.tree.map(lambda x: shuffled(key, x), (jnp.abs(one), other))


def ok_parts_of_a_tree(parts=None):
    parts = parts or {"one": jnp.eye(3), "other": jnp.arange(3.0)}
    return parts_together(random.PRNGKey(25), parts)


# A property that draws, whose result is tested where it is read.
class Coin:
    def __init__(self, key):
        self.key = key

    @property
    def heads(self):
        return random.bernoulli(self.key)

    @property
    def weight(self):
        return random.uniform(self.key)


def ok_property_as_test():
    one, other, third = (Coin(k) for k in random.split(jax.random.key(0), 3))
    first = 1 if one.heads else 0
    if other.weight is None:
        return []
    while third.heads:
        first += 1
        break
    return [first]
