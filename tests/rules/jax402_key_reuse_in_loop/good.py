"""Loops that only look as if they reused a key. Each program returns all its samples."""

import itertools
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random
from jax.random import normal


# The key is bound anew in each iteration.
def init_weights(key, sizes):
    weights = []
    for _ in range(len(sizes) - 1):
        key, sub = random.split(key)
        weights.append(normal(sub, (sizes[0], sizes[0])))
    return weights


def ok_rebound_in_for():
    return init_weights(random.key(0), (4, 4, 4))


@jax.jit
def smooth_steps(key, x):
    path, remaining = [], 3
    while remaining > 0:
        key, step_key = random.split(key)
        path.append(0.5 * x + random.uniform(step_key, x.shape))
        remaining -= 1
    return path


def ok_rebound_in_while():
    return smooth_steps(random.key(1), jnp.ones(3))


# As many children as iterations: zipped, enumerated, indexed by the loop variable.
def init_block(key, width):
    k_up, k_down = jax.random.split(key)
    return jnp.concatenate([normal(k_up, (width,)), normal(k_down, (width,))])


def init_tower(key, depth, width):
    return [init_block(k, width) for k in jax.random.split(key, depth)]


def ok_comprehension_over_children():
    return init_tower(random.key(2), depth=3, width=2)


def initial_states(rng, names):
    keys = random.split(rng, len(names))
    return {name: random.laplace(k, (2,)) for name, k in zip(names, keys, strict=True)}


def ok_zipped_children():
    return list(initial_states(random.key(3), ("position", "velocity", "charge")).values())


def gibbs_sweeps(key, n_sweeps):
    keys = random.split(key, n_sweeps)
    first = [random.gamma(k, 1.0 + i, (3,)) for i, k in enumerate(keys[: n_sweeps // 2])]
    return first + [random.gamma(keys[i], 2.0, (3,)) for i in range(n_sweeps // 2, n_sweeps)]


def ok_enumerated_and_indexed():
    return gibbs_sweeps(random.key(4), 4)


# fold_in with the loop variable.
def dropout_masks(key, n_epochs, n_batches):
    masks = []
    for epoch in range(n_epochs):
        epoch_key = random.fold_in(key, epoch)
        for batch in range(n_batches):
            masks.append(random.bernoulli(random.fold_in(epoch_key, batch), 0.5, (64,)))
    return masks


def ok_fold_in_of_fold_in():
    return dropout_masks(random.key(5), n_epochs=2, n_batches=2)


# A jitted step that gets the base key and folds in the step.
@jax.jit
def noisy_step(params, key, step):
    noise = random.normal(random.fold_in(key, step), params.shape)
    return params - 0.1 * params + noise, noise


def train(key, n_steps):
    params, noises = jnp.ones(4), []
    for step in range(n_steps):
        params, noise = noisy_step(params, key, step)
        noises.append(noise)
    return noises


def ok_step_folds():
    return train(random.key(6), 3)


# A jitted step that hands the next key back.
@jax.jit
def collect(params, key):
    key, sub = random.split(key)
    noise = random.normal(sub, params.shape)
    return params + noise, key, noise


def interact(key, n_steps):
    params, noises = jnp.ones(4), []
    for _ in range(n_steps):
        params, key, noise = collect(params, key)
        noises.append(noise)
    return noises


def ok_step_returns_next_key():
    return interact(random.key(7), 3)


# The attribute is renewed, here and in a method of its own.
class ReplayBuffer:
    def __init__(self, data, seed):
        self.data = data
        self.key = jax.random.key(seed)

    def next_key(self):
        self.key, sub = jax.random.split(self.key)
        return sub

    def batches(self, n, size):
        picked = []
        for _ in range(n):
            self.key, sub = jax.random.split(self.key)
            picked.append(self.data[jax.random.randint(sub, (size,), 0, 100)])
            picked.append(self.data[jax.random.randint(self.next_key(), (size,), 0, 100)])
        return picked


def ok_renewed_attribute():
    return ReplayBuffer(jnp.arange(100.0), seed=8).batches(2, size=8)


# scan over keys, scan with the key in the carry, scan that folds in the step.
@partial(jax.jit, static_argnames="n_steps")
def random_walk(key, x0, n_steps):
    def body(x, step_key):
        noise = jax.random.normal(step_key, x.shape)
        return x + noise, noise

    return lax.scan(body, x0, jax.random.split(key, n_steps))[1]


def ok_scan_over_keys():
    return random_walk(random.key(9), jnp.zeros(2), n_steps=4)


@jax.jit
def langevin(key, x0):
    def body(carry, step_size):
        rng, x = carry
        rng, kick_key = random.split(rng)
        kick = random.normal(kick_key, x.shape)
        return (rng, x - step_size * x + kick), kick

    return lax.scan(body, (key, x0), jnp.full(4, 0.1))[1]


def ok_scan_carry_renewed():
    return langevin(random.key(10), jnp.ones(2))


def fill_rows(rng_key, table):
    def set_row(i, t):
        return t.at[i].set(random.uniform(random.fold_in(rng_key, i), t.shape[1:]))

    return lax.fori_loop(0, table.shape[0], set_row, table)


def ok_fori_loop_folds():
    return jax.jit(fill_rows)(random.key(11), jnp.zeros((4, 3)))


# lax.map and vmap over keys.
def perturb_all(key, points):
    keys = random.split(key, points.shape[0])
    return lax.map(lambda pk: pk[0] + random.cauchy(pk[1], pk[0].shape), (points, keys))


def ok_lax_map_over_keys():
    return perturb_all(random.key(12), jnp.zeros((3, 2)))


def thompson(mean, rng):
    return mean + jax.random.normal(rng, mean.shape)


def explore_arms(means, rng):
    return jax.vmap(thompson, in_axes=(0, 0))(means, random.split(rng, means.shape[0]))


def ok_vmap_over_keys():
    return explore_arms(jnp.zeros((3, 2)), random.key(13))


# vmap that leaves the key alone, because the mapped function folds in its number.
def member(key, number):
    return jax.random.normal(jax.random.fold_in(key, number), (3,))


def ensemble(key, n):
    return jax.vmap(member, in_axes=(None, 0))(key, jnp.arange(n))


def ok_vmap_folds_unmapped_key():
    return ensemble(random.key(14), 3)


# One draw for the whole batch, made outside of the mapped function.
@jax.jit
def shifted(key, rows):
    offset = random.normal(key, rows.shape)
    return jax.vmap(lambda row, shift: row + shift)(rows, offset)


def ok_drawn_outside_vmap():
    return shifted(random.key(15), jnp.zeros((3, 2)))


# The loop runs the use once: it returns, or breaks.
def first_wide(key, shapes):
    for shape in shapes:
        if shape[0] > 2:
            return [normal(key, shape)]
    return []


def first_accepted(key, scales):
    draws = []
    for scale in scales:
        if scale < 1.0:
            continue
        draws.append(scale * normal(key, (2,)))
        break
    return draws


def ok_return_and_break():
    k_wide, k_accepted = random.split(random.key(16))
    wide = first_wide(k_wide, [(1,), (3,), (4,)])
    return [wide[0][:2], *first_accepted(k_accepted, [0.5, 1.5, 2.5])]


# A new key in each iteration: from an iterator, a generator, a list.
def key_chain(key):
    while True:
        key, sub = jax.random.split(key)
        yield sub


def ok_next_of_iterators():
    keys = iter(random.split(random.key(17), 2))
    draws = [normal(next(keys), (2,)) for _ in range(2)]
    for k, scale in zip(key_chain(random.key(18)), (1.0, 2.0), strict=False):
        draws.append(scale * normal(k, (2,)))
    return draws


def ok_keys_popped_from_list():
    keys = list(random.split(random.key(19), 3))
    draws = []
    while keys:
        draws.append(normal(keys.pop(), (2,)))
    return draws


# A seed for each iteration.
def replicate(seeds):
    draws = []
    for seed in seeds:
        key = jax.random.key(seed)
        draws.append(normal(key, (2,)))
    return draws


def ok_seed_per_iteration():
    return replicate([1, 2, 3])


# The key of a dict, and NumPy's generator.
def jitter_table(table, rng):
    rows = []
    for key in table:
        rows.append(table[key] + rng.normal(size=2))
    return rows


def ok_dict_keys_and_numpy_generator():
    return jitter_table({"a": 1.0, "b": 2.0}, np.random.default_rng(0))


# The draw stands before the loop that uses it.
def noise_schedule(key, n_levels):
    base = normal(key, (3,))
    return [base * 0.5**level for level in range(n_levels)]


def ok_drawn_before_loop():
    return noise_schedule(random.key(20), 3)


# Exclusive uses in two loops, one of which runs.
def sample_many(key, n, wide):
    if wide:
        return [random.cauchy(k, (2,)) for k in random.split(key, n)]
    pairs = itertools.combinations(random.split(key, n), 1)
    return [normal(k, (2,)) for (k,) in pairs]


def ok_loops_in_two_branches():
    return sample_many(random.key(21), 2, wide=True) + sample_many(random.key(22), 2, wide=False)


# A tree of keys, one for each leaf, of a structure that nothing tells.
def perturb(keys, tree, scale):
    def draw(leaf, key):
        return leaf + scale * normal(key, (2,))

    one = jax.tree.map(draw, tree, keys)
    return jax.tree.map(lambda key, leaf: draw(leaf, random.fold_in(key, 1)), keys, one)


def ok_tree_of_keys():
    k1, k2 = random.split(random.key(23))
    return perturb({"a": k1, "b": k2}, {"a": 1.0, "b": 2.0}, 0.1)


# One key puts all arrays in one order, so that their rows stay together. (JAX's own checker,
# which looks at typed keys alone, wants a `clone` for that.)
def shuffled(key, arrays):
    return [random.permutation(key, array) for array in arrays]


def batch_of(key, tree):
    return jax.tree.map(lambda leaf: random.choice(key, leaf, (2,)), tree)


@jax.jit
def batch_of_one_part(key, tree, first):
    return lax.cond(first, lambda t: batch_of(key, t[:1]), lambda t: batch_of(key, t[1:]), tree)


def ok_rows_stay_together():
    features, labels = jnp.eye(3), jnp.arange(3.0)
    batch = batch_of(random.PRNGKey(24), {"x": features, "y": labels})
    part = batch_of_one_part(random.PRNGKey(25), (features, features), True)
    return shuffled(random.PRNGKey(26), (features, labels)), batch, part


# An iterator of keys, zipped to what they are for.
def ok_keys_of_an_iterator():
    keys = iter(random.split(random.key(27), 2))
    return list(itertools.starmap(lambda x, key: x + normal(key), zip(jnp.zeros(2), keys)))


# Each object in a list or dict has a key of its own, whatever made them.
class Agent:
    def __init__(self, key, below=None):
        self.key = key
        self.pair = (key, 1)
        self.below = below


def ok_objects_with_keys():
    key, agents, named, rows = random.key(28), [], {}, []
    for name in ("a", "b", "c"):
        key, sub, low, other = random.split(key, 4)
        agents.append(Agent(sub, Agent(low)))
        named[name] = Agent(other)
    for agent in agents:
        rows.append((normal(agent.key), normal(agent.below.pair[0])))
    for name in named:
        rows.append(normal(named[name].key))
    return rows


def ok_objects_of_seeds():
    agents = [Agent(random.key(100 + i)) for i in range(3)]
    return [normal(agent.pair[0]) for agent in agents]


def ok_objects_of_one_split():
    agents = [Agent(key) for key in random.split(random.key(29), 3)]
    return [normal(agent.key) for agent in agents]


def ok_objects_in_a_tuple():
    one, two, three, four = random.split(random.key(30), 4)
    return [normal(agent.key) for agent in (Agent(one), Agent(two), Agent(three), Agent(four))]


class Numbered:
    def __init__(self, key):
        self.key = key
        self.count = 0

    def next(self):
        self.count += 1
        return random.fold_in(self.key, self.count)


def ok_folded_counters():
    stream, rows, count = Numbered(random.key(31)), [], 0
    for _ in range(3):
        count += 1
        rows.append(normal(random.fold_in(random.key(32), count)))
        rows.append(normal(stream.next()))
    return rows


def ok_folded_into_another():
    key, rows = random.key(33), []
    for _ in range(3):
        key = random.fold_in(key, 1)
        rows.append(normal(random.fold_in(key, 2)))
    return rows


# Each round takes another key of as many, by its number.
def ok_split_by_number():
    key = random.PRNGKey(34)
    return [normal(random.split(key, 6)[i]) for i in range(3)]


# All is combined with all: each key with each rate, and each rate with each key.
def scaled_noise(key, rate):
    return rate * normal(key)


def ok_each_rate_with_each_key():
    by_rate = jax.vmap(jax.vmap(scaled_noise, in_axes=(0, None)), in_axes=(None, 0))
    by_key = jax.vmap(jax.vmap(scaled_noise, in_axes=(None, 0)), in_axes=(0, None))
    rates = jnp.array([1.0, 10.0])
    one = jax.jit(by_rate)(random.split(random.key(35), 3), rates)
    other = jax.jit(by_key)(random.split(random.key(36), 3), rates)
    return [*one.ravel(), *other.ravel()]


# The leaves of a batch are put in one order, by the numbers of their rows.
@jax.jit
def shuffled_batch(key, batch):
    return jax.tree.map(lambda leaf: jnp.take(leaf, random.permutation(key, 3), axis=0), batch)


def ok_one_order_by_number():
    seen = jnp.arange(3.0)
    batch = shuffled_batch(random.PRNGKey(37), {"seen": seen, "target": seen + 10.0})
    return [*batch["seen"], *batch["target"]]


# Batches in an order that is drawn once, with a jitted step in the loop over them.
class Shuffled:
    def __init__(self, key, x):
        self.key = key
        self.x = x

    def __iter__(self):
        order = random.permutation(self.key, self.x.shape[0])
        for i in range(0, 6, 2):
            yield self.x[order[i : i + 2]]

    @property
    def batches(self):
        order = random.permutation(self.key, self.x.shape[0])
        return [self.x[order[i : i + 2]] for i in range(0, 6, 2)]


@jax.jit
def normed(batch):
    return batch / 6


def ok_batches_of_iterable():
    samples, data = [], Shuffled(jax.random.key(0), jnp.arange(6.0))
    for batch in data:
        samples.append(normed(batch))
    return samples


def ok_batches_of_property():
    samples, data = [], Shuffled(jax.random.key(0), jnp.arange(6.0))
    for batch in data.batches:
        samples.append(normed(batch))
    return samples
