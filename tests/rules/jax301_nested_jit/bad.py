"""Functions jitted within a trace. Each bug returns its entry point and arguments for it."""

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp
from jax import jit, lax


# A decorated loss made in a training step.
@jax.jit
def train_step(w, x, y):
    @jax.jit  # JAX301
    def loss(w):
        return jnp.mean((x @ w - y) ** 2)

    return w - 0.1 * jax.grad(loss)(w)


def bug_local_def():
    return train_step, (jnp.ones(3), jnp.ones((4, 3)), jnp.zeros(4))


# A lambda, in the body of a scan.
@jax.jit
def decay(x0, rates):
    def body(x, rate):
        relax = jax.jit(lambda v: v - rate * jnp.sin(v))  # JAX301
        x = relax(x)
        return x, x.sum()

    return lax.scan(body, x0, rates)


def bug_lambda_in_scan_body():
    return decay, (jnp.ones(3), jnp.linspace(0.1, 0.5, 4))


# A partial.
def residual(coefficients, t, target):
    return jnp.polyval(coefficients, t) - target


@jit
def fit_error(coefficients, t, target):
    error = jit(partial(residual, coefficients))  # JAX301
    return jnp.sqrt(jnp.mean(error(t, target) ** 2))


def bug_partial():
    return fit_error, (jnp.arange(3.0), jnp.linspace(0.0, 1.0, 5), jnp.ones(5))


# A bound method of an object made in the trace.
class Gaussian:
    def __init__(self, mean, scale):
        self.mean = mean
        self.scale = scale

    def log_prob(self, x):
        return -0.5 * ((x - self.mean) / self.scale) ** 2 - jnp.log(self.scale)


@jax.jit
def negative_log_likelihood(params, data):
    normal = Gaussian(params["mean"], jnp.exp(params["log_scale"]))
    return -jax.jit(normal.log_prob)(data).mean()  # JAX301


def bug_bound_method():
    return negative_log_likelihood, ({"mean": 0.0, "log_scale": 0.1}, jnp.arange(4.0))


# A decorated private function with one caller.
@jax.jit
def _utility(consumption):
    return jnp.where(consumption > 0, jnp.log(jnp.maximum(consumption, 1e-6)), -1e6)


@jax.jit
def bellman(values, assets):
    consumption = assets[:, None] - 0.9 * assets[None, :]
    return jnp.max(_utility(consumption) + 0.95 * values[None, :], axis=1)  # JAX301


def bug_private_function():
    return bellman, (jnp.zeros(5), jnp.linspace(1.0, 2.0, 5))


# A private name assigned a jitted function.
def cosine(a, b):
    return a @ b / (jnp.linalg.norm(a) * jnp.linalg.norm(b) + 1e-8)


_similarity = jax.jit(jax.vmap(cosine, in_axes=(None, 0)))


@partial(jax.jit, static_argnames="k")
def nearest(query, memory, k):
    scores = _similarity(query, memory)  # JAX301
    return lax.top_k(scores, k)


def bug_assigned_jit():
    return partial(nearest, k=2), (jnp.ones(3), jnp.arange(12.0).reshape(4, 3))


# A private jitted function called in the lambda that is mapped.
@partial(jax.jit, static_argnums=2)
def _soft_clip(row, limit, order):
    return row / (1.0 + jnp.abs(row / limit) ** order) ** (1.0 / order)


@jax.jit
def clip_rows(rows, limits):
    return jax.vmap(lambda row, limit: _soft_clip(row, limit, 4))(rows, limits)  # JAX301


def bug_called_in_mapped_lambda():
    return clip_rows, (jnp.arange(6.0).reshape(2, 3), jnp.array([1.0, 2.0]))


# A local function with static arguments, in a helper of the jitted function.
def polynomial_features(x, degree):
    @partial(jax.jit, static_argnames="order")  # JAX301
    def powers(column, *, order):
        return jnp.stack([column**i for i in range(order)], axis=-1)

    return powers(x, order=degree)


@jax.jit
def ridge(x, y):
    features = polynomial_features(x, 3)
    gram = features.T @ features + 1e-3 * jnp.eye(3)
    return gram @ (features.T @ y)


def bug_local_def_with_static_argument():
    return ridge, (jnp.arange(4.0), jnp.ones(4))


# jit of vmap, two calls below the jitted function.
def pairwise_kernel(points, gamma):
    kernel = lambda p, q: jnp.exp(-gamma * jnp.sum((p - q) ** 2))  # noqa: E731
    rows = jax.jit(jax.vmap(kernel, in_axes=(None, 0)))  # JAX301
    return lax.map(lambda p: rows(p, points), points)


def mean_discrepancy(points, gamma):
    return pairwise_kernel(points, gamma).mean()


@jax.jit
def bandwidth_step(gamma, points):
    return gamma - 0.1 * jax.grad(mean_discrepancy, argnums=1)(points, gamma)


def bug_jit_of_vmap_in_helper():
    return bandwidth_step, (0.5, jnp.arange(6.0).reshape(3, 2))


# A private jitted function called in the body of a fori_loop that nothing else traces.
@jax.jit
def _generation(population):
    return 3.7 * population * (1.0 - population)


def evolve(population, n):
    return lax.fori_loop(0, n, lambda _, p: _generation(p), population)  # JAX301


def bug_fori_loop_body():
    return evolve, (jnp.linspace(0.1, 0.9, 5), 8)


# The helper of a factory: only the function returned gets out.
def make_update(lr, limit):
    @jax.jit
    def clip(grad):
        return grad * jnp.minimum(1.0, limit / jnp.linalg.norm(grad))

    @jax.jit
    def update(w, x):
        grad = jax.grad(lambda w: jnp.sum(jnp.tanh(x @ w)))(w)
        return w - lr * clip(grad)  # JAX301

    return update


def bug_nested_in_factory():
    return make_update(0.1, 1.0), (jnp.ones(3), jnp.ones((2, 3)))


# A private jitted method.
@dataclasses.dataclass(frozen=True)
class Pendulum:
    damping: float = 0.1
    dt: float = 0.05

    @partial(jax.jit, static_argnums=0)
    def _rhs(self, state):
        angle, speed = state
        return jnp.stack([speed, -jnp.sin(angle) - self.damping * speed])

    @partial(jax.jit, static_argnums=0)
    def step(self, state):
        return state + self.dt * self._rhs(state)  # JAX301


def bug_private_method():
    return Pendulum().step, (jnp.array([1.0, 0.0]),)


# A decorated local function that is given to scan.
@jax.jit
def encode(params, tokens):
    @jit  # JAX301
    def cell(h, x):
        h = jnp.tanh(h @ params["w"] + x)
        return h, h

    return lax.scan(cell, jnp.zeros(params["w"].shape[0]), tokens)[1]


def bug_local_def_given_to_scan():
    return encode, ({"w": jnp.eye(3)}, jnp.ones((4, 3)))
