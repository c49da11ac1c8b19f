"""Loops that JAX does not unroll, or that are short, or do no JAX work. Each program returns runs:
the number of trips, the function, its arguments."""

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# The repaired programs.
@partial(jax.jit, static_argnames="n_steps")
def integrate(state, dt, n_steps):
    def step(_, state):
        position, velocity = state
        velocity = velocity - dt * jnp.sin(position)
        return position + dt * velocity, velocity

    return lax.fori_loop(0, n_steps, step, state)


def ok_static_argument():
    start = jnp.ones(3), jnp.zeros(3)
    return [(n, partial(integrate, n_steps=n), (start, 0.1)) for n in (16, 32)]


@jax.jit
def jacobi(u, source):
    def sweep(u, _):
        u = 0.25 * (jnp.roll(u, 1, 0) + jnp.roll(u, -1, 0) + jnp.roll(u, 1, 1) + source)
        return u, None

    return lax.scan(sweep, u, length=50)[0]


def ok_constant_range():
    return [(50, jacobi, (jnp.ones((4, 4)), jnp.zeros((4, 4))))]


@jax.jit
def rnn(params, inputs):
    def cell(h, x):
        h = jnp.tanh(params["w"] @ x + params["u"] @ h)
        return h, h

    return lax.scan(cell, jnp.zeros(params["u"].shape[0]), inputs)[1]


def ok_rows_of_array():
    params = {"w": jnp.ones((2, 3)), "u": jnp.eye(2)}
    return [(n, rnn, (params, jnp.ones((n, 3)))) for n in (20, 40)]


def log_forward(log_trans, log_obs):
    def step(alpha, log_ob):
        return jax.nn.logsumexp(alpha[:, None] + log_trans, axis=0) + log_ob, None

    alpha, _ = lax.scan(step, log_obs[0], log_obs[1:])
    return jax.nn.logsumexp(alpha)


@jax.jit
def hmm_loss(params, log_obs):
    return -log_forward(jax.nn.log_softmax(params), log_obs)


def ok_range_of_shape():
    return [(n - 1, hmm_loss, (jnp.zeros((2, 2)), jnp.zeros((n, 2)))) for n in (25, 49)]


@jax.jit
def gauss_seidel(matrix, b, x):
    def update(i, x):
        return x.at[i].set((b[i] - matrix[i] @ x) / matrix[i, i] + x[i])

    return lax.fori_loop(0, len(b), update, x)


def ok_enumerate():
    return [(n, gauss_seidel, (jnp.eye(n), jnp.ones(n), jnp.zeros(n))) for n in (24, 48)]


@jax.jit
def advantages(rewards, values, discount):
    def backward(running, delta):
        running = delta + 0.95 * discount * running
        return running, running

    deltas = rewards + discount * values[1:] - values[:-1]
    return lax.scan(backward, jnp.zeros(()), deltas, reverse=True)[1]


def ok_reversed_range_of_len():
    return [(n, advantages, (jnp.ones(n), jnp.zeros(n + 1), 0.99)) for n in (18, 36)]


@jax.jit
def dominant_eigenvalue(matrix):
    def iterate(carry):
        k, v = carry
        v = matrix @ v
        return k + 1, v / jnp.linalg.norm(v)

    _, v = lax.while_loop(lambda carry: carry[0] < 40, iterate, (0, jnp.ones(matrix.shape[0])))
    return v @ matrix @ v


def ok_while_with_counter():
    return [(40, dominant_eigenvalue, (jnp.eye(3),))]


LEAPFROG_STEPS = 20


def potential(q):
    return 0.25 * jnp.sum(q**4)


def leapfrog(q, p, step_size):
    def step(_, qp):
        q, p = qp
        p = p - step_size * jax.grad(potential)(q)
        return q + step_size * p, p

    return lax.fori_loop(0, LEAPFROG_STEPS, step, (q, p))


def trajectory(q, momenta):
    def body(q, p):
        q, _ = leapfrog(q, p, 0.05)
        return q, q

    return lax.scan(body, q, momenta)


def ok_module_constant_in_scan_body():
    return [(LEAPFROG_STEPS, trajectory, (jnp.ones(2), jnp.ones((3, 2))))]


@dataclasses.dataclass(frozen=True)
class Sinkhorn:
    epsilon: float = 0.1
    iterations: int = 30

    @partial(jax.jit, static_argnums=0)
    def plan(self, cost):
        kernel = jnp.exp(-cost / self.epsilon)

        def scale(_, uv):
            u = 1.0 / (kernel @ uv[1])
            return u, 1.0 / (kernel.T @ u)

        ones = jnp.ones(cost.shape[0])
        u, v = lax.fori_loop(0, self.iterations, scale, (ones, ones))
        return u[:, None] * kernel * v[None, :]


def ok_field_of_static_self():
    cost = jnp.ones((3, 3))
    return [
        (30, Sinkhorn().plan, (cost,)),
        (60, Sinkhorn(iterations=60).plan, (cost,)),
    ]


@partial(jax.jit, static_argnames=("steps", "order"))
def diffuse(u, rate, steps=32, order=1):
    def step(_, u):
        return u + rate * (jnp.roll(u, 1) - 2.0 * u + jnp.roll(u, -1))

    return lax.fori_loop(0, steps // order, step, u)


def ok_default_argument():
    longer = partial(diffuse, steps=64)
    return [(32, diffuse, (jnp.arange(5.0), 0.1)), (64, longer, (jnp.arange(5.0), 0.1))]


def masked_cumulative(xs, mask):
    def step(total, x_keep):
        x, keep = x_keep
        total = jnp.where(keep, jnp.logaddexp(total, x), 0.0)
        return total, total

    return lax.scan(step, jnp.zeros(()), (xs, mask))[1]


@jax.jit
def batch_cumulative(xs, mask):
    return jax.vmap(masked_cumulative)(xs, mask)


def ok_zip_under_vmap():
    return [(n, batch_cumulative, (jnp.ones((2, n)), jnp.ones((2, n), bool))) for n in (17, 34)]


# A short loop.
@jax.jit
def newton_root(x):
    guess = 0.5 * (1.0 + x)
    for _ in range(3):
        guess = 0.5 * (guess + x / guess)
    return guess


def ok_short_loop():
    return [(3, newton_root, (jnp.ones(2),))]


# Layers with parameters of different shapes, in a list and in a dict.
@jax.jit
def mlp(layers, x):
    for weight, bias in layers[:-1]:
        x = jax.nn.relu(x @ weight + bias)
    weight, bias = layers[-1]
    return x @ weight + bias


@jax.jit
def penalty(params):
    total = 0.0
    for name, leaf in params.items():
        if not name.startswith("bias"):
            total = total + jnp.sum(leaf**2)
    return total


def ok_layers():
    sizes = [2, 8, 4, 1]
    shapes = zip(sizes[:-1], sizes[1:], strict=True)
    layers = [(jnp.ones((m, n)), jnp.zeros(n)) for m, n in shapes]
    params = {"bias0": jnp.ones(2), "w0": jnp.ones((2, 2)), "w1": jnp.ones(4)}
    return [(3, mlp, (layers, jnp.ones((5, 2)))), (3, penalty, (params,))]


# A long loop on the host, over a jitted step.
@jax.jit
def sgd_step(w, x, y):
    return w - 0.1 * jax.grad(lambda w: jnp.mean((x @ w - y) ** 2))(w)


def ok_host_loop():
    w, x, y = jnp.zeros(2), jnp.ones((4, 2)), jnp.ones(4)
    for _ in range(100):
        w = sgd_step(w, x, y)
    return [(100, sgd_step, (w, x, y))]


# Python work on static values: lists of indices, products of sizes.
@jax.jit
def symmetric_part(matrix):
    rows, cols = [], []
    for i in range(matrix.shape[0]):
        for j in range(i, matrix.shape[1]):
            rows.append(i)
            cols.append(j)
    n = 1
    for size in matrix.shape:
        n *= size
    return matrix[np.array(rows), np.array(cols)].reshape(-1) / n


def ok_index_lists():
    return [(20, symmetric_part, (jnp.ones((20, 20)),))]


# A table made by NumPy while tracing: one constant in the program.
@partial(jax.jit, static_argnames="n")
def smooth(signal, n):
    weights = np.zeros((n, n), dtype=np.float32)
    for i in range(n):
        for j in range(max(0, i - 2), min(n, i + 3)):
            weights[i, j] = 1.0 / (1.0 + abs(i - j))
    return jnp.asarray(weights) @ signal


def ok_numpy_table():
    return [(n, partial(smooth, n=n), (jnp.ones(n),)) for n in (20, 40)]


# NumPy preprocessing before the jitted call.
def normalise_rows(rows):
    cleaned = []
    for row in rows:
        cleaned.append((row - row.mean()) / (row.std() + 1e-6))
    return np.stack(cleaned)


@jax.jit
def covariance(rows):
    return rows.T @ rows / rows.shape[0]


def ok_numpy_preprocessing():
    rows = normalise_rows(np.arange(60.0, dtype=np.float32).reshape(30, 2))
    return [(30, covariance, (rows,))]


# Halving: a few trips, each of another shape.
@jax.jit
def tree_product(matrices):
    while matrices.shape[0] > 1:
        matrices = matrices[::2] @ matrices[1::2]
    return matrices[0]


def ok_halving():
    return [(6, tree_product, (jnp.ones((64, 2, 2)),))]


# The axes of an array.
@jax.jit
def total_variation(volume):
    total = 0.0
    for axis in range(volume.ndim):
        total = total + jnp.abs(jnp.diff(volume, axis=axis)).sum()
    return total


def ok_axes():
    return [(3, total_variation, (jnp.ones((2, 3, 4)),))]


# A long range that is left early.
@partial(jax.jit, static_argnames="n")
def next_power_of_two(x, n):
    for exponent in range(64):
        if 2**exponent >= n:
            return jnp.pad(x, (0, 2**exponent - n))
    return x


def ok_left_early():
    return [(4, partial(next_power_of_two, n=9), (jnp.ones(9),))]


# An array whose length stands there, and one that a visible call gives.
@jax.jit
def weighted(y):
    for weight in jnp.array([0.1, 0.2, 0.3]):
        y = jnp.sin(y) * weight
    return y


def ok_short_array():
    return [(3, weighted, (jnp.ones(2),))]


@jax.jit
def chained(rows):
    y = jnp.zeros(4)
    for i in range(rows.shape[0]):
        y = jnp.tanh(y + rows[i])
    return y


def ok_few_rows():
    chained(jnp.ones((3, 4)))
    return [(3, chained, (jnp.ones((3, 4)),))]


@partial(jax.jit, static_argnums=1)
def gram(x, n):
    def entry(one, other):
        return jnp.exp(-jnp.sum((one - other) ** 2))

    return jax.vmap(jax.vmap(entry, (None, 0)), (0, None))(x[:8], x[:n])


def ok_nested_short_loops():
    return [(8 * n, partial(gram, n=n), (jnp.ones((12, 2)),)) for n in (5, 10)]


@jax.jit
def stencil(x):
    for i in range(5):
        for j in range(3):
            x = x * (1.0 + i + j)
    return x


def ok_nested_and_few():
    return [(15, stencil, (jnp.ones((5, 5)),))]


@partial(jax.jit, static_argnums=2)
def walk(key, x, n):
    def step(x, k):
        return x + 0.1 * jax.random.normal(k, x.shape), None

    return lax.scan(step, x, jax.random.split(key, n))[0]


def ok_keys():
    key, x = jax.random.key(0), jnp.zeros(2)
    return [(n, partial(walk, n=n), (key, x)) for n in (20, 40)]


# One key for each of a few layers.
@partial(jax.jit, static_argnums=1)
def weights(key, sizes):
    keys = jax.random.split(key, len(sizes))
    return [jax.random.normal(k, (n, n)).sum() for k, n in zip(keys, sizes, strict=True)]


def ok_keys_of_layers():
    return [(4, partial(weights, sizes=(2, 3, 4, 5)), (jax.random.key(0),))]


@jax.jit
def accumulate(xs):
    return lax.scan(lambda total, x: (jnp.tanh(total + x), None), jnp.zeros(3), xs)[0]


def ok_while_below_the_length():
    return [(n, accumulate, (jnp.ones((n, 3)),)) for n in (16, 32)]


# Each round halves what is left.
@jax.jit
def pairwise(xs):
    step = 1
    while step < len(xs):
        xs = xs + jnp.roll(xs, step, 0)
        step *= 2
    return xs


def ok_doubling():
    return [(3, pairwise, (jnp.ones((8, 3)),))]
