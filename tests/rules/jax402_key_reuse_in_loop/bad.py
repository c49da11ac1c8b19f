"""Programs in which every iteration consumes the same key. Each bug returns all its samples."""

from functools import partial

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.random import normal


# A `for` loop.
def init_weights(key, sizes):
    weights = []
    for _ in range(len(sizes) - 1):
        weights.append(normal(key, (sizes[0], sizes[0])))  # JAX402
    return weights


def bug_for_loop():
    return init_weights(random.key(0), (4, 4, 4))


# A `while` loop under jit.
@jax.jit
def smooth_steps(key, x):
    path, remaining = [], 3
    while remaining > 0:
        path.append(0.5 * x + random.uniform(key, x.shape))  # JAX402
        remaining -= 1
    return path


def bug_while_loop():
    return smooth_steps(random.key(1), jnp.ones(3))


# A comprehension, the sampler in a helper.
def init_block(key, width):
    k_up, k_down = jax.random.split(key)
    return jnp.concatenate([normal(k_up, (width,)), normal(k_down, (width,))])


def init_tower(key, depth, width):
    return [init_block(key, width) for _ in range(depth)]  # JAX402


def bug_comprehension_with_helper():
    return init_tower(random.key(2), depth=3, width=2)


# A comprehension over the names of a dict.
def initial_states(rng, names):
    return {name: random.laplace(rng, (2,)) for name in names}  # JAX402


def bug_dict_comprehension():
    return list(initial_states(random.key(3), ("position", "velocity", "charge")).values())


# The key is split anew each time, but never bound anew.
def gibbs_sweeps(key, n_sweeps):
    draws = []
    for _ in range(n_sweeps):
        _, sub = random.split(key)  # JAX402
        draws.append(random.gamma(sub, 2.0, (3,)))
    return draws


def bug_split_not_rebound():
    return gibbs_sweeps(random.key(4), 3)


# The inner one of two loops.
def dropout_masks(key, n_epochs, n_batches):
    masks = []
    for _ in range(n_epochs):
        key, epoch_key = random.split(key)
        for _ in range(n_batches):
            masks.append(random.bernoulli(epoch_key, 0.5, (64,)))  # JAX402
    return masks


def bug_inner_loop():
    return dropout_masks(random.key(5), n_epochs=1, n_batches=3)


# A jitted step that gets the same key on every step.
@jax.jit
def noisy_step(params, key):
    noise = random.normal(key, params.shape)
    return params - 0.1 * params + noise, noise


def train(key, n_steps):
    params, noises = jnp.ones(4), []
    for _ in range(n_steps):
        params, noise = noisy_step(params, key=key)  # JAX402
        noises.append(noise)
    return noises


def bug_jitted_step():
    return train(random.key(6), 3)


# The attribute of an object.
class ReplayBuffer:
    def __init__(self, data, seed):
        self.data = data
        self.key = jax.random.key(seed)

    def batches(self, n, size):
        picked = []
        for _ in range(n):
            index = jax.random.randint(self.key, (size,), 0, self.data.shape[0])  # JAX402
            picked.append(self.data[index])
        return picked


def bug_attribute():
    return ReplayBuffer(jnp.arange(100.0), seed=7).batches(3, size=8)


# A scan body that closes over the key.
@partial(jax.jit, static_argnames="n_steps")
def random_walk(key, x0, n_steps):
    def body(x, _):
        noise = jax.random.normal(key, x.shape)  # JAX402
        return x + noise, noise

    return lax.scan(body, x0, None, length=n_steps)[1]


def bug_scan_closure():
    return random_walk(random.key(8), jnp.zeros(2), n_steps=4)


# A scan body that passes the key on as it came.
@jax.jit
def langevin(key, x0):
    def body(carry, step_size):
        rng, x = carry
        kick = random.normal(rng, x.shape)  # JAX402
        return (rng, x - step_size * x + kick), kick

    return lax.scan(body, (key, x0), jnp.full(4, 0.1))[1]


def bug_scan_carry_unchanged():
    return langevin(random.key(9), jnp.ones(2))


# A fori_loop body.
def fill_rows(rng_key, table):
    def set_row(i, t):
        return t.at[i].set(random.uniform(rng_key, t.shape[1:]))  # JAX402

    return lax.fori_loop(0, table.shape[0], set_row, table)


def bug_fori_loop():
    return jax.jit(fill_rows)(random.key(10), jnp.zeros((4, 3)))


# lax.map over a lambda.
def perturb_all(key, points):
    return lax.map(lambda p: p + random.cauchy(key, p.shape), points)  # JAX402


def bug_lax_map():
    return perturb_all(random.key(11), jnp.zeros((3, 2)))


# vmap of a function that closes over the key.
@jax.jit
def augment_batch(key, images):
    def augment(image):
        shift = jax.random.normal(key, image.shape)  # JAX402
        return image + shift

    return jax.vmap(augment)(images)


def bug_vmap_closure():
    return augment_batch(random.key(12), jnp.zeros((3, 4)))


# vmap that does not map the key.
def thompson(mean, rng):
    return mean + jax.random.normal(rng, mean.shape)  # JAX402


def explore_arms(means, rng):
    return jax.vmap(thompson, in_axes=(0, None))(means, rng)


def bug_vmap_in_axes_none():
    return explore_arms(jnp.zeros((3, 2)), random.key(13))


# vmap of a partial that holds the key.
def rollout(key, start):
    noise = jax.random.gumbel(key, (5,))  # JAX402
    return start + jnp.cumsum(noise)


def rollouts(key, starts):
    return jax.vmap(partial(rollout, key))(starts)


def bug_vmap_partial():
    return rollouts(random.key(14), jnp.zeros(3))


# The rows of a batch, each in the same order; and one array, put in the same order each time.
def shuffle_rows(key, rows):
    return jax.vmap(lambda row: jax.random.permutation(key, row))(rows)  # JAX402


def bug_vmap_permutation():
    return shuffle_rows(random.key(30), jnp.tile(jnp.arange(5.0), (3, 1)))


def shuffle_often(key, rows):
    found = []
    for _ in range(3):
        found.append(jax.random.permutation(key, rows))  # JAX402
    return found


def bug_same_order_again():
    return shuffle_often(random.key(31), jnp.eye(3))


# The same number folded into the same key makes the same key.
def noise_of(key, leaves):
    noise = []
    for leaf in leaves:
        folded = jax.random.fold_in(key, 1)
        noise.append(jax.random.normal(folded, leaf.shape))  # JAX402
    return noise


def bug_folded_number():
    return noise_of(random.key(32), [jnp.ones(3)] * 3)


# Two maps, none of which is over the key.
def table_of_noise(key, x, y):
    return x * y * random.uniform(key)  # JAX402


def bug_vmap_of_vmap():
    both = jax.vmap(jax.vmap(table_of_noise, in_axes=(None, 0, None)), in_axes=(None, None, 0))
    return both(random.key(40), jnp.ones(2), jnp.ones(2)).ravel()


# The order of the batches, drawn anew by each loop over them, around a jitted step.
class Shuffled:
    def __init__(self, key):
        self.key = key

    def __iter__(self):
        order = random.permutation(self.key, 6)
        for i in range(0, 6, 3):
            yield order[i : i + 3]


@jax.jit
def normed(batch):
    return batch / 6


def bug_order_of_batches():
    data, samples = Shuffled(jax.random.key(0)), []
    for _ in range(3):
        epoch = []
        for batch in data:  # JAX402
            epoch.append(normed(batch))
        samples.append(jnp.stack(epoch))
    return samples
