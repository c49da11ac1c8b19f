"""Programs that make the same key again and again. Each bug returns all its samples."""

from functools import partial

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.random import PRNGKey, normal

SEED = 7


# In the body of a loop over epochs.
def train(w, x, n_epochs):
    orders = []
    for epoch in range(n_epochs):
        key = jax.random.key(0)  # JAX405
        order = jax.random.permutation(key, x.shape[0])
        w = w - 0.1 * x[order[0]]
        print(f"epoch {epoch}: {w}")
        orders.append(order)
    return orders


def bug_epochs():
    return train(jnp.zeros(2), jnp.arange(16.0).reshape(8, 2), 3)


# In a jitted step that a loop calls.
@jax.jit
def step(params, x):
    keep = random.bernoulli(PRNGKey(42), 0.5, x.shape)  # JAX405
    return params + jnp.sum(x * keep), keep


def fit(batches):
    params, masks = jnp.zeros(()), []
    for batch in batches:
        params, mask = step(params, batch)
        masks.append(mask)
    return masks


def bug_dropout_in_jitted_step():
    return fit([jnp.ones(32), jnp.ones(32), 2 * jnp.ones(32)])


# In a helper two calls below the loop.
def perturbation(shape):
    key = jax.random.key(SEED)  # JAX405
    return 0.1 * jax.random.normal(key, shape)


def explore(state):
    noise = perturbation(state.shape)
    return state + noise, noise


def random_walk(state, n_steps):
    noises = []
    while len(noises) < n_steps:
        state, noise = explore(state)
        noises.append(noise)
    return noises


def bug_helper_in_while():
    return random_walk(jnp.zeros(3), 3)


# In a comprehension.
def bug_comprehension():
    return [normal(random.key(1), (2,)) for _ in range(3)]  # JAX405


# A method, which the loop calls to begin an episode.
class Env:
    def reset(self):
        key = jax.random.PRNGKey(0)  # JAX405
        key, sub = jax.random.split(key)
        self.key = key
        return jax.random.uniform(sub, (4,))


def play(env, n_episodes):
    starts = []
    for _ in range(n_episodes):
        starts.append(env.reset())
    return starts


def bug_reset_of_env():
    return play(Env(), 3)


# In the body of a scan.
@jax.jit
def langevin(x0):
    def body(x, _):
        kick = random.normal(random.key(2), x.shape)  # JAX405
        return x + kick, kick

    return lax.scan(body, x0, length=4)[1]


def bug_scan_body():
    return langevin(jnp.zeros(2))


# In the body of a fori_loop, and of lax.map.
def fill_rows(table):
    def set_row(i, t):
        return t.at[i].set(random.uniform(random.key(3), t.shape[1:]))  # JAX405

    return lax.fori_loop(0, table.shape[0], set_row, table)


def bug_fori_loop():
    return jax.jit(fill_rows)(jnp.zeros((4, 3)))


def bug_lax_map():
    return lax.map(lambda p: p + random.cauchy(random.key(4), p.shape), jnp.zeros((3, 2)))  # JAX405


# Under vmap.
def jitter(row):
    key = jax.random.key(5)  # JAX405
    return row + jax.random.laplace(key, row.shape)


def bug_vmap():
    return jax.vmap(jitter)(jnp.zeros((3, 4)))


# A function that makes an array of a given size, called twice.
def weights(n_in, n_out):
    key = random.key(6)  # JAX405
    return normal(key, (n_in, n_out))


def bug_called_twice():
    encoder = weights(4, 4)
    decoder = weights(4, 4)
    return [encoder, decoder]


# The key goes through a partial, and is split before it is used.
def make_batch(key, size):
    x_key, noise_key = random.split(key)
    x = normal(x_key, (size,))
    return x + 0.1 * normal(noise_key, (size,))


def stream(n):
    total, batches = jnp.zeros(4), []
    for i in range(n):
        batch = partial(make_batch, size=4)(random.key(8))  # JAX405
        total = jnp.add(total, batch)
        batches.append(batch)
        if i % 10 == 0:
            print(i, total)
    return batches


def bug_split_below():
    return stream(3)


# What is drawn goes on to the next round by way of other names.
class Walker:
    def __init__(self):
        self.position = jnp.zeros(2)

    def walk(self, n_steps):
        kicks = []
        for _ in range(n_steps):
            kick = normal(random.key(9), (2,))  # JAX405
            move = 0.1 * kick
            self.position = self.position + move
            kicks.append(kick)
        return kicks


def bug_walk():
    return Walker().walk(3)


# The default is made anew in each call that gives no key.
def dropout(x, key=None):
    if key is None:
        key = jax.random.PRNGKey(0)  # JAX405
    return x * jax.random.bernoulli(key, 0.5, x.shape)


def bug_default_in_body():
    x, masks = jnp.ones(32), []
    for _ in range(3):
        masks.append(dropout(x))
    return masks
