"""Trains a small classifier of noisy patterns, in plain JAX: `python examples/train_fixed.py`."""

import math
from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp
from jax import random

SIZES = (64, 32, 2)


def make_batch(key, count):
    """Images of horizontal or vertical stripes, with noise."""
    label_key, noise_key = random.split(key)
    labels = random.bernoulli(label_key, 0.5, (count,)).astype(jnp.int32)
    stripes = jnp.tile(jnp.array([1.0, -1.0]), 4)
    images = jnp.where(labels[:, None, None] == 0, stripes[None, :, None], stripes[None, None, :])
    return images + 0.5 * random.normal(noise_key, (count, 8, 8)), labels


def init_params(key):
    """One weight matrix and one bias a layer."""
    params = []
    keys = random.split(key, len(SIZES) - 1)
    for layer_key, (fan_in, fan_out) in zip(keys, pairwise(SIZES), strict=True):
        weights = random.normal(layer_key, (fan_in, fan_out)) / fan_in**0.5
        params.append((weights, jnp.zeros(fan_out)))
    return params


def flatten(images):
    """Every image as one row."""
    return images.reshape(images.shape[0], math.prod(images.shape[1:]))


def logits(params, images):
    """The class scores."""
    hidden, last = params
    x = jnp.tanh(flatten(images) @ hidden[0] + hidden[1])
    return x @ last[0] + last[1]


def spectral_norm(weights, rounds=50):
    """The largest singular value, by power iteration."""
    vector = jnp.ones(weights.shape[1])

    def improve(_, vector):
        vector = weights.T @ (weights @ vector)
        return vector / jnp.linalg.norm(vector)

    vector = jax.lax.fori_loop(0, rounds, improve, vector)
    return jnp.linalg.norm(weights @ vector)


def loss_fn(params, images, labels):
    """Cross-entropy, and a price on steep layers."""
    scores = jax.nn.log_softmax(logits(params, images))
    loss = -jnp.mean(jnp.take_along_axis(scores, labels[:, None], axis=1))
    penalty = spectral_norm(params[0][0])
    jax.debug.print("loss {loss} penalty {penalty}", loss=loss, penalty=penalty)
    return loss + 1e-3 * penalty


def clip_by_norm(grads, limit):
    """The gradients, scaled down where they are too long together."""
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    scale = jnp.minimum(1.0, limit / norm)
    return jax.tree.map(lambda g: g * scale, grads)


@partial(jax.jit, static_argnames="limit")
def train_step(params, images, labels, rate, limit=1.0):
    """One step of gradient descent."""
    loss, grads = jax.value_and_grad(loss_fn)(params, images, labels)
    grads = clip_by_norm(grads, limit)
    return jax.tree.map(lambda p, g: p - rate * g, params, grads), loss


def main(steps=60):
    """Trains, and says how well it went."""
    data_key, init_key, test_key = random.split(random.key(0), 3)
    params = init_params(init_key)
    for step in range(steps):
        images, labels = make_batch(random.fold_in(data_key, step), 64)
        params, _ = train_step(params, images, labels, rate=0.5)
    images, labels = make_batch(test_key, 256)
    accuracy = jnp.mean(jnp.argmax(logits(params, images), axis=1) == labels)
    print(f"accuracy {float(accuracy):.2f}")


if __name__ == "__main__":
    main()
