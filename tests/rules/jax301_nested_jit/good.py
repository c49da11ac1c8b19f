"""Jitted functions that stand in the right place: the repaired programs, and those in which an
inner jit is wanted. Each program returns the pairs of entry point and arguments that it uses."""

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp
from jax import jit, lax


# The repaired programs: the outermost function alone is jitted.
@jax.jit
def train_step(w, x, y):
    def loss(w):
        return jnp.mean((x @ w - y) ** 2)

    return w - 0.1 * jax.grad(loss)(w)


def ok_local_def():
    return [(train_step, (jnp.ones(3), jnp.ones((4, 3)), jnp.zeros(4)))]


@jax.jit
def decay(x0, rates):
    def body(x, rate):
        x = x - rate * jnp.sin(x)
        return x, x.sum()

    return lax.scan(body, x0, rates)


def ok_lambda_in_scan_body():
    return [(decay, (jnp.ones(3), jnp.linspace(0.1, 0.5, 4)))]


def residual(coefficients, t, target):
    return jnp.polyval(coefficients, t) - target


@jit
def fit_error(coefficients, t, target):
    error = partial(residual, coefficients)
    return jnp.sqrt(jnp.mean(error(t, target) ** 2))


def ok_partial():
    return [(fit_error, (jnp.arange(3.0), jnp.linspace(0.0, 1.0, 5), jnp.ones(5)))]


class Gaussian:
    def __init__(self, mean, scale):
        self.mean = mean
        self.scale = scale

    def log_prob(self, x):
        return -0.5 * ((x - self.mean) / self.scale) ** 2 - jnp.log(self.scale)


@jax.jit
def negative_log_likelihood(params, data):
    normal = Gaussian(params["mean"], jnp.exp(params["log_scale"]))
    return -normal.log_prob(data).mean()


def ok_bound_method():
    return [(negative_log_likelihood, ({"mean": 0.0, "log_scale": 0.1}, jnp.arange(4.0)))]


def _utility(consumption):
    return jnp.where(consumption > 0, jnp.log(jnp.maximum(consumption, 1e-6)), -1e6)


@jax.jit
def bellman(values, assets):
    consumption = assets[:, None] - 0.9 * assets[None, :]
    return jnp.max(_utility(consumption) + 0.95 * values[None, :], axis=1)


def ok_private_function():
    return [(bellman, (jnp.zeros(5), jnp.linspace(1.0, 2.0, 5)))]


def cosine(a, b):
    return a @ b / (jnp.linalg.norm(a) * jnp.linalg.norm(b) + 1e-8)


_similarity = jax.vmap(cosine, in_axes=(None, 0))


@partial(jax.jit, static_argnames="k")
def nearest(query, memory, k):
    return lax.top_k(_similarity(query, memory), k)


def ok_assigned_jit():
    return [(partial(nearest, k=2), (jnp.ones(3), jnp.arange(12.0).reshape(4, 3)))]


def _soft_clip(row, limit, order):
    return row / (1.0 + jnp.abs(row / limit) ** order) ** (1.0 / order)


@jax.jit
def clip_rows(rows, limits):
    return jax.vmap(lambda row, limit: _soft_clip(row, limit, 4))(rows, limits)


def ok_called_in_mapped_lambda():
    return [(clip_rows, (jnp.arange(6.0).reshape(2, 3), jnp.array([1.0, 2.0])))]


def polynomial_features(x, degree):
    return jnp.stack([x**i for i in range(degree)], axis=-1)


@jax.jit
def ridge(x, y):
    features = polynomial_features(x, 3)
    gram = features.T @ features + 1e-3 * jnp.eye(3)
    return gram @ (features.T @ y)


def ok_local_def_with_static_argument():
    return [(ridge, (jnp.arange(4.0), jnp.ones(4)))]


def pairwise_kernel(points, gamma):
    kernel = lambda p, q: jnp.exp(-gamma * jnp.sum((p - q) ** 2))  # noqa: E731
    rows = jax.vmap(kernel, in_axes=(None, 0))
    return lax.map(lambda p: rows(p, points), points)


def mean_discrepancy(points, gamma):
    return pairwise_kernel(points, gamma).mean()


@jax.jit
def bandwidth_step(gamma, points):
    return gamma - 0.1 * jax.grad(mean_discrepancy, argnums=1)(points, gamma)


def ok_jit_of_vmap_in_helper():
    return [(bandwidth_step, (0.5, jnp.arange(6.0).reshape(3, 2)))]


def _generation(population):
    return 3.7 * population * (1.0 - population)


def evolve(population, n):
    return lax.fori_loop(0, n, lambda _, p: _generation(p), population)


def ok_fori_loop_body():
    return [(evolve, (jnp.linspace(0.1, 0.9, 5), 8))]


def make_update(lr, limit):
    def clip(grad):
        return grad * jnp.minimum(1.0, limit / jnp.linalg.norm(grad))

    @jax.jit
    def update(w, x):
        grad = jax.grad(lambda w: jnp.sum(jnp.tanh(x @ w)))(w)
        return w - lr * clip(grad)

    return update


def ok_nested_in_factory():
    return [(make_update(0.1, 1.0), (jnp.ones(3), jnp.ones((2, 3))))]


@dataclasses.dataclass(frozen=True)
class Pendulum:
    damping: float = 0.1
    dt: float = 0.05

    def _rhs(self, state):
        angle, speed = state
        return jnp.stack([speed, -jnp.sin(angle) - self.damping * speed])

    @partial(jax.jit, static_argnums=0)
    def step(self, state):
        return state + self.dt * self._rhs(state)


def ok_private_method():
    return [(Pendulum().step, (jnp.array([1.0, 0.0]),))]


@jax.jit
def encode(params, tokens):
    def cell(h, x):
        h = jnp.tanh(h @ params["w"] + x)
        return h, h

    return lax.scan(cell, jnp.zeros(params["w"].shape[0]), tokens)[1]


def ok_local_def_given_to_scan():
    return [(encode, ({"w": jnp.eye(3)}, jnp.ones((4, 3))))]


# A jitted helper called twice in one trace: it is traced once for both.
@jax.jit
def _attend(q, k):
    return jax.nn.softmax(q @ k.T / jnp.sqrt(q.shape[-1]))


@jax.jit
def two_heads(q1, q2, k):
    return _attend(q1, k) + _attend(q2, k)


def ok_shared_by_two_calls():
    x = jnp.ones((2, 3))
    return [(two_heads, (x, 2 * x, x))]


# A jitted block called by a loop in one trace: traced once instead of three times.
@jax.jit
def _residual_block(x, w):
    return x + jnp.tanh(x @ w)


@jax.jit
def deep_net(x, w1, w2, w3):
    for w in (w1, w2, w3):
        x = _residual_block(x, w)
    return x


def ok_called_by_a_loop():
    return [(deep_net, (jnp.ones((2, 3)), jnp.eye(3), jnp.eye(3), jnp.eye(3)))]


# A jitted helper of two jitted functions.
@jax.jit
def _log_density(theta, data):
    return -0.5 * jnp.sum((data - theta) ** 2)


@jax.jit
def map_step(theta, data):
    return theta + 0.01 * jax.grad(_log_density)(theta, data)


@jax.jit
def acceptance(old, new, data):
    return jnp.exp(jnp.minimum(0.0, _log_density(new, data) - _log_density(old, data)))


def ok_shared_by_two_functions():
    data = jnp.arange(3.0)
    return [(map_step, (0.0, data)), (acceptance, (0.0, 1.0, data))]


# A public jitted function may be used from elsewhere.
@jax.jit
def huber(residual):
    size = jnp.abs(residual)
    return jnp.where(size < 1.0, 0.5 * residual**2, size - 0.5)


@jax.jit
def robust_loss(w, x, y):
    return huber(x @ w - y).mean()


def ok_public_helper():
    return [(robust_loss, (jnp.ones(3), jnp.ones((2, 3)), jnp.zeros(2)))]


# A private jitted function that the host calls too.
@jax.jit
def _energy(q):
    return jnp.sum(q**4 - q**2)


@jax.jit
def descend(q):
    return q - 0.01 * jax.grad(lambda p: _energy(p))(q)


def ok_called_by_the_host_too():
    q = jnp.ones(3)
    return [(descend, (q,)), (_energy, (q,))]


# Private jitted functions kept in a table, from which anybody may take them.
@jax.jit
def _euler(y, dt):
    return y - dt * y


@jax.jit
def _midpoint(y, dt):
    return y - dt * (y - 0.5 * dt * y)


SOLVERS = {"euler": _euler, "midpoint": _midpoint}


def ok_kept_in_a_table():
    return [(SOLVERS[name], (jnp.ones(2), 0.1)) for name in SOLVERS]


# Under a plain vmap or grad of the host, the inner jit is the only one.
@jax.jit
def _score(row):
    return jnp.tanh(row).sum()


@jax.jit
def _loss(w, x):
    return jnp.mean(jnp.cos(x @ w))


def score_rows(rows):
    return jax.vmap(_score)(rows)


def loss_gradient(w, x):
    return jax.grad(_loss)(w, x)


def ok_only_jit_under_vmap_or_grad():
    x = jnp.ones((2, 3))
    return [(score_rows, (x,)), (loss_gradient, (jnp.ones(3), x))]


# A factory makes a jitted function once.
def make_step(lr, loss):
    @jax.jit
    def step(w, x):
        return w - lr * jax.grad(loss)(w, x)

    return step


def ok_made_by_a_factory():
    return [(make_step(0.1, lambda w, x: jnp.sum((x @ w) ** 2)), (jnp.ones(3), jnp.ones((2, 3))))]


# Jitted once in __init__, and kept.
class Trainer:
    def __init__(self, predict, lr):
        self.lr = lr
        self.predict = jax.jit(predict)
        self.update = jax.jit(self._update)

    def _update(self, w, x):
        return jax.tree.map(lambda leaf: leaf - self.lr * x.mean(), w)


def linear(w, x):
    return x @ w


def ok_kept_in_init():
    trainer = Trainer(linear, 0.1)
    w, x = jnp.ones(3), jnp.ones((2, 3))
    return [(trainer.predict, (w, x)), (trainer.update, (w, x))]


# jit around grad, vmap, and a partial of a module function, on the host.
def kinetic(mass, velocity):
    return 0.5 * mass * velocity @ velocity


force = jax.jit(jax.grad(partial(kinetic, 2.0)))
batched_force = jax.jit(jax.vmap(jax.grad(kinetic, argnums=1), in_axes=(None, 0)))
square = jax.jit(lambda x: x * x)


def ok_jit_of_transforms():
    v = jnp.ones(3)
    return [(force, (v,)), (batched_force, (2.0, jnp.ones((2, 3)))), (square, (v,))]


# Handed around within the trace, but a checkpoint or a custom rule instead of a jit.
@jax.jit
def deep_loss(w, x):
    @jax.checkpoint
    def block(h):
        return jnp.sin(h @ w)

    @jax.custom_jvp
    def safe_log(v):
        return jnp.log(jnp.maximum(v, 1e-6))

    safe_log.defjvps(lambda tangent, _, v: tangent / jnp.maximum(v, 1e-6))
    return safe_log(jnp.mean(block(block(x)) ** 2))


def ok_checkpoint_and_custom_rule():
    return [(deep_loss, (jnp.eye(3), jnp.ones((2, 3))))]


# Only one caller is seen, which is traced; but anybody may call the function in between.
@jax.jit
def _shifted(x):
    return x - jnp.max(x)


def log_weights(x):
    return jnp.log(jnp.exp(_shifted(x)))


@jax.jit
def entropy(x):
    return -jnp.sum(x * log_weights(x))


def ok_called_by_a_public_function():
    return [(entropy, (jnp.ones(3),)), (log_weights, (jnp.ones(3),))]


# A public helper that compiles what it is given, here by chance within a trace.
def compiled_sum(function, x):
    return jnp.sum(jax.jit(function)(x))


@jax.jit
def total(x):
    return compiled_sum(lambda v: v * v, x)


def ok_public_helper_that_compiles():
    return [(total, (jnp.ones(3),)), (lambda x: compiled_sum(lambda v: 2.0 * v, x), (jnp.ones(3),))]


# A public function that calls itself, compiled: who calls it decides.
def smoothed(x, compiled=False):
    if compiled:
        return _smoothed(x)
    return jnp.cumsum(x) / jnp.arange(1.0, x.size + 1)


_smoothed = jax.jit(smoothed, static_argnames="compiled")


def ok_compiled_twin_of_a_public_function():
    return [(lambda x: smoothed(x, compiled=True), (jnp.ones(3),)), (_smoothed, (jnp.ones(3),))]


# Compiled by a factory for a public function, which is called here within a trace by chance.
def _compiled_power(n):
    @jax.jit
    def power(x):
        return x**n

    return power


def powered(x, n):
    return _compiled_power(n)(x)


@jax.jit
def cubes(x):
    return jnp.sum(powered(x, 3))


def ok_factory_of_a_public_function():
    return [(cubes, (jnp.ones(3),)), (lambda x: powered(x, 3), (jnp.ones(3),))]


# An inner jit that lays out anew what it is given.
def ok_laid_out_by_the_inner_jit():
    mesh = jax.make_mesh((1,), ("i",), axis_types=(jax.sharding.AxisType.Auto,))
    sharding = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec("i"))

    @jax.jit
    def normed(x):
        relaid = jax.jit(lambda y: y, in_shardings=sharding, out_shardings=sharding)
        return relaid(x) / jnp.linalg.norm(x)

    return [(normed, (jnp.ones(3),)), (jax.jit(lambda x: x), (jnp.ones(3),))]
