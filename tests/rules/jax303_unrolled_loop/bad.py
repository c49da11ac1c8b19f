"""Loops that JAX unrolls while it traces. Each bug returns runs of different length: the number of
trips, the function, its arguments."""

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax


# A static number of steps, known from the call.
@partial(jax.jit, static_argnames="n_steps")
def integrate(state, dt, n_steps):
    for _ in range(n_steps):  # JAX303
        position, velocity = state
        velocity = velocity - dt * jnp.sin(position)
        state = position + dt * velocity, velocity
    return state


def bug_static_argument():
    start = jnp.ones(3), jnp.zeros(3)
    integrate(start, 0.1, n_steps=32)
    return [(n, partial(integrate, n_steps=n), (start, 0.1)) for n in (16, 32)]


# A constant.
@jax.jit
def jacobi(u, source):
    for _ in range(50):  # JAX303
        u = 0.25 * (jnp.roll(u, 1, 0) + jnp.roll(u, -1, 0) + jnp.roll(u, 1, 1) + source)
    return u


def bug_constant_range():
    return [(50, jacobi, (jnp.ones((4, 4)), jnp.zeros((4, 4))))]


# The rows of an array.
@jax.jit
def rnn(params, inputs):
    h = jnp.zeros(params["u"].shape[0])
    hidden = []
    for x in inputs:  # JAX303
        h = jnp.tanh(params["w"] @ x + params["u"] @ h)
        hidden.append(h)
    return jnp.stack(hidden)


def bug_rows_of_array():
    params = {"w": jnp.ones((2, 3)), "u": jnp.eye(2)}
    rnn(params, jnp.ones((20, 3)))
    return [(n, rnn, (params, jnp.ones((n, 3)))) for n in (20, 40)]


# The indices of an array's first axis, in a helper of the jitted function.
def log_forward(log_trans, log_obs):
    alpha = log_obs[0]
    for t in range(1, log_obs.shape[0]):  # JAX303
        alpha = jax.nn.logsumexp(alpha[:, None] + log_trans, axis=0) + log_obs[t]
    return jax.nn.logsumexp(alpha)


@jax.jit
def hmm_loss(params, log_obs):
    return -log_forward(jax.nn.log_softmax(params), log_obs)


def bug_range_of_shape():
    hmm_loss(jnp.zeros((2, 2)), jnp.zeros((25, 2)))
    return [(n - 1, hmm_loss, (jnp.zeros((2, 2)), jnp.zeros((n, 2)))) for n in (25, 49)]


# enumerate, with an update at each index.
@jax.jit
def gauss_seidel(matrix, b, x):
    for i, b_i in enumerate(b):  # JAX303
        x = x.at[i].set((b_i - matrix[i] @ x) / matrix[i, i] + x[i])
    return x


def bug_enumerate():
    gauss_seidel(jnp.eye(24), jnp.ones(24), jnp.zeros(24))
    return [(n, gauss_seidel, (jnp.eye(n), jnp.ones(n), jnp.zeros(n))) for n in (24, 48)]


# len, backwards.
@jax.jit
def advantages(rewards, values, discount):
    running = jnp.zeros(())
    out = [running] * len(rewards)
    for t in reversed(range(len(rewards))):  # JAX303
        delta = rewards[t] + discount * values[t + 1] - values[t]
        running = delta + 0.95 * discount * running
        out[t] = running
    return jnp.stack(out)


def bug_reversed_range_of_len():
    advantages(jnp.ones(18), jnp.zeros(19), 0.99)
    return [(n, advantages, (jnp.ones(n), jnp.zeros(n + 1), 0.99)) for n in (18, 36)]


# A `while` with a Python counter.
@jax.jit
def dominant_eigenvalue(matrix):
    v = jnp.ones(matrix.shape[0])
    k = 0
    while k < 40:  # JAX303
        v = matrix @ v
        v = v / jnp.linalg.norm(v)
        k += 1
    return v @ matrix @ v


def bug_while_with_counter():
    return [(40, dominant_eigenvalue, (jnp.eye(3),))]


# A constant of the module, in the body of a scan.
LEAPFROG_STEPS = 20


def potential(q):
    return 0.25 * jnp.sum(q**4)


def leapfrog(q, p, step_size):
    for _ in range(LEAPFROG_STEPS):  # JAX303
        p = p - step_size * jax.grad(potential)(q)
        q = q + step_size * p
    return q, p


def trajectory(q, momenta):
    def body(q, p):
        q, _ = leapfrog(q, p, 0.05)
        return q, q

    return lax.scan(body, q, momenta)


def bug_module_constant_in_scan_body():
    return [(LEAPFROG_STEPS, trajectory, (jnp.ones(2), jnp.ones((3, 2))))]


# A field of a static `self`.
@dataclasses.dataclass(frozen=True)
class Sinkhorn:
    epsilon: float = 0.1
    iterations: int = 30

    @partial(jax.jit, static_argnums=0)
    def plan(self, cost):
        kernel = jnp.exp(-cost / self.epsilon)
        u = v = jnp.ones(cost.shape[0])
        for _ in range(self.iterations):  # JAX303
            u = 1.0 / (kernel @ v)
            v = 1.0 / (kernel.T @ u)
        return u[:, None] * kernel * v[None, :]


def bug_field_of_static_self():
    cost = jnp.ones((3, 3))
    return [
        (30, Sinkhorn().plan, (cost,)),
        (60, Sinkhorn(iterations=60).plan, (cost,)),
    ]


# A default argument.
@partial(jax.jit, static_argnames=("steps", "order"))
def diffuse(u, rate, steps=32, order=1):
    for _ in range(0, steps, order):  # JAX303
        u = u + rate * (jnp.roll(u, 1) - 2.0 * u + jnp.roll(u, -1))
    return u


def bug_default_argument():
    diffuse(jnp.arange(5.0), 0.1)
    longer = partial(diffuse, steps=64)
    return [(32, diffuse, (jnp.arange(5.0), 0.1)), (64, longer, (jnp.arange(5.0), 0.1))]


# Two arrays zipped, for each row of a batch.
def masked_cumulative(xs, mask):
    total = jnp.zeros(())
    out = []
    for x, keep in zip(xs, mask, strict=True):  # JAX303
        total = jnp.where(keep, jnp.logaddexp(total, x), 0.0)
        out.append(total)
    return jnp.stack(out)


@jax.jit
def batch_cumulative(xs, mask):
    return jax.vmap(masked_cumulative)(xs, mask)


def bug_zip_under_vmap():
    batch_cumulative(jnp.ones((2, 17)), jnp.ones((2, 17), bool))
    return [(n, batch_cumulative, (jnp.ones((2, n)), jnp.ones((2, n), bool))) for n in (17, 34)]


# Two short loops, one in the other.
@partial(jax.jit, static_argnums=1)
def gram(x, n):
    k = jnp.zeros((8, n))
    for i in range(8):  # JAX303
        for j in range(n):
            k = k.at[i, j].set(jnp.exp(-jnp.sum((x[i] - x[j]) ** 2)))
    return k


def bug_nested_short_loops():
    gram(jnp.ones((12, 2)), 10)
    return [(8 * n, partial(gram, n=n), (jnp.ones((12, 2)),)) for n in (5, 10)]


# Keys that were split off.
@partial(jax.jit, static_argnums=2)
def walk(key, x, n):
    for k in jax.random.split(key, n):  # JAX303
        x = x + 0.1 * jax.random.normal(k, x.shape)
    return x


def bug_keys():
    key, x = jax.random.key(0), jnp.zeros(2)
    walk(key, x, 20)
    return [(n, partial(walk, n=n), (key, x)) for n in (20, 40)]


# An index that is counted up to the length of an array.
@jax.jit
def accumulate(xs):
    total, i = jnp.zeros(3), 0
    while i < len(xs):  # JAX303
        total = jnp.tanh(total + xs[i])
        i += 1
    return total


def bug_while_below_the_length():
    accumulate(jnp.ones((20, 3)))
    return [(n, accumulate, (jnp.ones((n, 3)),)) for n in (16, 32)]
