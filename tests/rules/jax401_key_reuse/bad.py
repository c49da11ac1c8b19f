"""Programs in which one key is consumed twice."""

import contextlib
import dataclasses
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import random
from jax.random import normal, uniform


# Two samplers in one function.
def sensor_readings(key, n):
    drift = 0.1 * random.normal(key, (n,))
    dropout = random.bernoulli(key, 0.1, (n,))  # JAX401
    return jnp.where(dropout, 0.0, drift)


def bug_two_samplers():
    return sensor_readings(random.key(0), 5)


# A sampler, and then split.
def warm_start(key):
    theta = normal(key, (3,))
    key, noise_key = random.split(key)  # JAX401
    return theta + 0.01 * normal(noise_key, (3,)), key


def bug_sampler_then_split():
    return warm_start(random.key(1))


# A sampler, and then a helper that draws from the same key.
def add_pixel_noise(image, rng, scale=0.05):
    return image + scale * jax.random.normal(rng, image.shape)


def augment(image, rng):
    flip = jax.random.bernoulli(rng)
    image = jnp.where(flip, image[:, ::-1], image)
    return add_pixel_noise(image, rng)  # JAX401


def bug_helper_samples():
    return augment(jnp.ones((4, 4)), random.key(3))


# Two helpers two calls deep, the key given by keyword, under jit.
def trunc(key, shape):
    return jax.random.truncated_normal(key, -2.0, 2.0, shape)


def glorot(shape, *, key):
    return trunc(key, shape) * jnp.sqrt(2.0 / sum(shape))


def small_bias(size, *, key):
    return 1e-2 * uniform(key, (size,))


@jax.jit
def random_projection(x, rng):
    weight = glorot((x.shape[-1], 3), key=rng)
    bias = small_bias(3, key=rng)  # JAX401
    return x @ weight + bias


def bug_two_helpers_by_keyword():
    return random_projection(jnp.ones((2, 4)), random.key(4))


# An entry of a dict of streams, read twice.
def corrupt(batch, rngs):
    keep = random.bernoulli(rngs["mask"], 0.9, batch.shape)
    noise = random.normal(rngs["noise"], batch.shape)
    row_scale = random.uniform(rngs["mask"], (batch.shape[0], 1))  # JAX401
    return (batch + noise) * keep * row_scale


def bug_dict_entry():
    mask_key, noise_key = random.split(random.key(5))
    return corrupt(jnp.ones((2, 3)), {"mask": mask_key, "noise": noise_key})


# One key under two names of a named tuple.
class Streams(NamedTuple):
    arrivals: jax.Array
    service: jax.Array


def simulate_queue(streams, n):
    gaps = random.exponential(streams.arrivals, (n,))
    work = random.exponential(streams.service, (n,))  # JAX401
    return jnp.cumsum(gaps), work


def bug_two_names_in_tuple():
    key = random.key(6)
    return simulate_queue(Streams(arrivals=key, service=key), 4)


# An attribute.
class EpsilonGreedy:
    def __init__(self, seed, n_actions):
        self.key = jax.random.key(seed)
        self.n_actions = n_actions

    def act(self, q_values, epsilon):
        explore = jax.random.uniform(self.key) < epsilon
        action = jax.random.randint(self.key, (), 0, self.n_actions)  # JAX401
        return jnp.where(explore, action, jnp.argmax(q_values))


def bug_attribute():
    return EpsilonGreedy(seed=7, n_actions=3).act(jnp.arange(3.0), 0.1)


# The same one of several children.
def random_walk_params(key):
    keys = jax.random.split(key, 4)
    start = normal(keys[0], (2,))
    drift = 0.1 * normal(keys[1], (2,))
    scale = jax.random.gamma(keys[2], 2.0)
    step = jax.random.laplace(keys[2], (2,))  # JAX401
    jump = normal(keys[3], (2,))
    return start + drift + scale * step + jump


def bug_same_child():
    return random_walk_params(random.key(8))


# A closure draws from the key that its maker has used.
def metropolis_step(x, rng_key, log_density):
    proposal = x + 0.5 * random.normal(rng_key, x.shape)

    def accept(log_ratio):
        return jnp.log(random.uniform(rng_key)) < log_ratio  # JAX401

    return jnp.where(accept(log_density(proposal) - log_density(x)), proposal, x)


def bug_closure():
    return metropolis_step(jnp.zeros(2), random.key(9), lambda x: -0.5 * x @ x)


# A lambda called twice with one key, under another name.
def bootstrap_difference(key, treated, control):
    resample = lambda k, data: jax.random.choice(k, data, data.shape)  # noqa: E731
    other = key
    mean_treated = resample(key, treated).mean()
    mean_control = resample(other, control).mean()  # JAX401
    return mean_treated - mean_control


def bug_lambda_and_alias():
    return bootstrap_difference(random.key(10), jnp.arange(4.0), jnp.arange(4.0))


# A partial that holds the key.
def random_ellipse(key):
    draw = partial(jax.random.uniform, key, minval=0.5, maxval=2.0)
    axes = draw((2,))
    angle = draw(())  # JAX401
    return axes, angle


def bug_partial():
    return random_ellipse(random.key(11))


# A jitted function and its caller.
@jax.jit
def shuffled_epoch(key, data):
    return jax.random.permutation(key, data)


def first_batch(data):
    key = jax.random.key(12)
    data = data + 0.1 * jax.random.normal(key, data.shape)
    return shuffled_epoch(key, data)[:2]  # JAX401


def bug_jitted_and_caller():
    return first_batch(jnp.arange(6.0))


# Within `with` and `try`.
def sample_posterior(key, mean, cov):
    with jax.named_scope("posterior"):
        z = random.normal(key, mean.shape)
    try:
        factor = jnp.linalg.cholesky(cov)
    finally:
        fallback = random.cauchy(key, mean.shape)  # JAX401
    draw = mean + factor @ z
    return jnp.where(jnp.isfinite(draw), draw, fallback)


def bug_try_and_with():
    with contextlib.suppress(ZeroDivisionError):
        return sample_posterior(random.key(13), jnp.zeros(2), jnp.eye(2))


# After an `if` whose branches both consume.
def init_weight(key, shape, orthogonal):
    if orthogonal:
        weight = jax.random.orthogonal(key, shape[0])
    else:
        weight = jax.random.normal(key, shape)
    mask = jax.random.bernoulli(key, 0.5, shape)  # JAX401
    return weight * mask


def bug_after_both_branches():
    return init_weight(random.key(14), (3, 3), orthogonal=False)


# A field of a dataclass, consumed in a helper and again by the one who handed the object on.
@dataclasses.dataclass(frozen=True)
class Problem:
    key: jax.Array
    n: int


def design_matrix(problem):
    return random.normal(problem.key, (problem.n, 2))


def regression_data(problem):
    x = design_matrix(problem)
    noise = random.normal(problem.key, (problem.n,))  # JAX401
    return x, x @ jnp.array([1.0, -1.0]) + noise


def bug_dataclass_field():
    return regression_data(Problem(random.key(15), 8))


# Numbers of another count are no rows of other arrays; nor are two choices of what is not given.
def orders(key):
    order = random.permutation(key, 5)
    return order, random.permutation(key, 7)  # JAX401


def bug_two_orders():
    return orders(random.key(30))


SHAPES = jnp.array([0.0, 1.0, 2.0])
COLOURS = jnp.array([3.0, 4.0, 5.0])


def random_figure(key):
    shape = random.choice(key, SHAPES)
    return shape, random.choice(key, COLOURS)  # JAX401


def bug_two_choices():
    return random_figure(random.key(31))


# Each round draws from the key that it leaves to the next one.
def noisy_walk(key, n):
    steps = []
    for _ in range(n):
        key, sub = random.split(key)  # JAX401
        steps.append(random.normal(key) + 0.0 * random.uniform(sub))
    return steps


def bug_key_left_to_the_next_round():
    return noisy_walk(random.key(32), 3)


# A helper that is asked twice for the same order.
def ordered(key, array):
    return random.permutation(key, array)


def two_orders(key, array):
    return ordered(key, array), ordered(key, array)  # JAX401


def bug_one_order_twice():
    return two_orders(random.key(40), jnp.arange(8))


# An attribute that a method splits without binding it anew.
class Dropout:
    def __init__(self, seed, rate):
        self.key = jax.random.key(seed)
        self.rate = rate

    def mask(self, shape):
        _, sub = jax.random.split(self.key)
        return jax.random.bernoulli(sub, 1 - self.rate, shape)


def regularise(x):
    dropout = Dropout(3, 0.5)
    first = dropout.mask(x.shape)
    second = dropout.mask(x.shape)  # JAX401
    return x * first * second


def bug_method_splits_attribute():
    return regularise(jnp.ones(4))


# Two helpers, each of which splits.
def decoder(key, n_in, n_out):
    weight_key, bias_key = random.split(key)
    return random.normal(weight_key, (n_in, n_out)), random.normal(bias_key, (n_out,))


def make_latents(rng, n):
    mean_key, scale_key = random.split(rng)
    return random.normal(mean_key, (n,)) * random.gamma(scale_key, 2.0, (n,))


def weigh_latents(rng):
    weights = decoder(rng, 2, 2)
    latents = make_latents(rng, 2)  # JAX401
    return latents @ weights[0] + weights[1]


def bug_two_helpers_split():
    return weigh_latents(random.key(41))


# A property that draws, read twice, the first time as a test.
class Coin:
    def __init__(self, key):
        self.key = key

    @property
    def weight(self):
        return random.uniform(self.key)


def bug_property_read_twice():
    coin = Coin(jax.random.key(0))
    first = coin.weight
    return [first, coin.weight]  # JAX401
