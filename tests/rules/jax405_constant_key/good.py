"""Programs with constant seeds that do no harm. Each returns samples that should differ."""

import time

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.random import PRNGKey, normal


# One key, made before the loop.
def ok_key_before_loop():
    key = jax.random.key(0)
    draws = []
    for _ in range(3):
        key, sub = jax.random.split(key)
        draws.append(normal(sub, (2,)))
    return draws


# The loop's own variable is the seed, or is folded in.
def ok_seed_is_loop_variable():
    return [normal(random.key(i), (2,)) for i in range(3)]


def ok_folded_in_loop():
    draws = []
    for epoch in range(3):
        epoch_key = random.fold_in(random.key(0), epoch)
        draws.append(normal(epoch_key, (2,)))
    return draws


def ok_two_seeds_by_hand():
    draws = []
    for seed in (3, 4):
        draws.append(normal(PRNGKey(seed), (2,)))
    return draws


# Made once per call of main, which is called once.
def simulate(key, n):
    return [normal(k, (2,)) for k in random.split(key, n)]


def main():
    key = random.key(1)
    return simulate(key, 3)


def ok_main():
    return main()


# A seed with a default, which the loop overrides.
def sample(seed=0):
    return normal(random.key(seed), (2,))


def ok_default_overridden():
    draws = [sample()]
    for seed in range(1, 3):
        draws.append(sample(seed))
    return draws


# Several settings from the same start, to compare them.
def train(learning_rate):
    key = random.key(2)
    key, init_key = random.split(key)
    w = normal(init_key, (2,))
    for _ in range(3):
        key, sub = random.split(key)
        w = w - learning_rate * (w + normal(sub, w.shape))
    return w


def ok_compare_settings():
    results, best = [], None
    for learning_rate in (0.1, 0.01, 0.001):
        result = train(learning_rate)
        best = result if best is None else jnp.minimum(best, result)
        results.append(result)
    return results


def ok_same_start_in_place():
    results = {}
    for scale in (0.5, 1.0, 2.0):
        params = normal(random.key(3), (4,))
        for _ in range(2):
            params = jnp.tanh(scale * params)
        results[scale] = params
    return list(results.values())


def ok_comprehension_of_settings():
    return [train(rate) for rate in (0.1, 0.2)]


# Two different functions with the same seed, and one function for two things.
def features(x):
    return jnp.cos(x @ normal(random.key(4), (x.shape[-1], 8)))


def ok_random_features_of_two_sets():
    seen, unseen = jnp.ones((3, 2)), 2 * jnp.ones((3, 2))
    return features(seen), features(unseen)


def ok_two_functions():
    return sample(5), 2.0 * normal(random.key(5), (2,))


# Every epoch is judged by the same numbers.
def judge(params):
    points = normal(random.key(13), (16,))
    return jnp.mean(jnp.tanh(params * points))


def ok_same_test_data_every_epoch():
    params, key, scores = jnp.ones(()), random.key(14), []
    for epoch in range(3):
        key, sub = random.split(key)
        params = jnp.add(params, normal(sub))
        scores.append(judge(params))
        print(epoch, scores[-1])
    return scores


# A loop that measures times.
def ok_timed():
    times = []
    for _ in range(2):
        x = normal(random.key(6), (2,))
        start = time.perf_counter()
        jax.block_until_ready(x @ x)
        times.append(time.perf_counter() - start)
    return times


# A test, of which pytest runs one after another.
def test_shapes():
    for _ in range(2):
        x = normal(random.key(7), (2,))
        assert x.shape == (2,)


def ok_test_function():
    test_shapes()
    return normal(random.key(7)), normal(random.key(8))


# The key in a loop is made and never drawn from.
def ok_not_drawn_from():
    shapes = []
    for i in range(2):
        key = random.key(0)
        shapes.append((i, key.shape, str(random.key_impl(key))))
    return shapes


# A scan body that folds its number into a constant key.
def ok_scan_folds():
    def body(carry, i):
        kick = normal(random.fold_in(random.key(9), i), (2,))
        return carry + kick, kick

    return lax.scan(body, jnp.zeros(2), jnp.arange(3))[1]


# Under vmap over seeds.
def ok_vmap_over_seeds():
    return jax.vmap(lambda seed: normal(random.key(seed), (2,)))(jnp.arange(3))


# The round that makes the key is the last one.
def ok_loop_is_left():
    draws = []
    for scale in (1.0, 2.0, 3.0):
        if scale > 1.5:
            draws.append(scale * normal(random.key(10), (2,)))
            break
    return [*draws, normal(random.key(11), (2,))]


# In one branch of a cond, which runs once.
def ok_cond():
    draw = lambda x: x + normal(random.key(12), (2,))  # noqa: E731
    return lax.cond(True, draw, lambda x: x, jnp.zeros(2)), jnp.zeros(2)


# A class whose objects get a seed each.
class Layer:
    def __init__(self, seed):
        self.weight = normal(random.key(seed), (2, 2))


def ok_seed_per_object():
    return [Layer(i).weight for i in range(3)]


# The same data for every layout that is compared.
def ok_data_of_a_comparison():
    results = []
    for transpose in [False, True]:
        left = normal(random.key(13), (3, 3))
        right = left.T if transpose else left
        results.append(jnp.tanh(left) @ right)
    return results
