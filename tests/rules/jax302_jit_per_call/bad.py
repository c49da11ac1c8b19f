"""Functions compiled in each of four rounds. Each `bug_*` returns what it computes."""

from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import jit, lax

W = jnp.array([0.5, -1.0, 2.0])
X = jnp.arange(12.0).reshape(4, 3)


def loss(w, x):
    return jnp.mean((x @ w) ** 2)


# A transformed function is a new one each time.
def bug_jit_of_grad():
    w = W
    for _ in range(4):
        w = w - 0.01 * jax.jit(jax.grad(loss))(w, X)  # JAX302
    return w


# A partial with the settings of all rounds.
def step(w, x, *, rate):
    return w - rate * jax.grad(loss)(w, x)


def fit(w, config):
    for _ in range(config["epochs"]):
        update = jax.jit(partial(step, rate=config["rate"]))  # JAX302
        for row in X:
            w = update(w, row)
    return w


def bug_partial_per_epoch():
    return fit(W, {"epochs": 4, "rate": 0.001})


# A bound method in a method that a loop calls.
class Surrogate:
    def __init__(self, weights):
        self.weights = weights

    def posterior(self, query):
        return jnp.tanh(query @ self.weights)

    def score(self, query):
        return jit(self.posterior)(query) + 1.0  # JAX302


def propose(surrogate, rounds):
    return [surrogate.score(X + i) for i in range(rounds)]


def bug_bound_method():
    return propose(Surrogate(W), 4)


# A local function with a decorator, defined in the loop.
def bug_local_function():
    w = W
    for _ in range(4):

        @jax.jit  # JAX302
        def decay(w):
            return 0.9 * w

        w = decay(w)
    return w


# A local function with two decorators, which takes nothing from the round.
def bug_decorated_twice():
    found = []
    for _ in range(4):

        @jax.jit  # JAX302
        @partial(jax.vmap, in_axes=0)
        def scaled(row):
            return row**2

        found.append(scaled(X))
    return found


# A local function of a step that a loop calls.
def gradient_step(w, x, rate):
    @partial(jax.jit, static_argnames="power")  # JAX302
    def objective(w, power):
        return jnp.mean(jnp.abs(jnp.ones((4, 3)) @ w) ** power)

    return w - rate * objective(w, power=2)


def bug_local_function_of_a_step():
    w = W
    for row in X:
        w = gradient_step(w, row, 0.01)
    return w


# A factory called in each round.
def make_norm(order):
    return jax.jit(lambda w: jnp.sum(jnp.abs(w) ** order))


def bug_factory_in_the_loop():
    found = []
    for row in X:
        norm = make_norm(3)  # JAX302
        found.append(norm(row))
    return found


# In a comprehension, closing over an array of the round.
def bug_comprehension():
    keys = jax.random.split(jax.random.key(0), 4)
    return [jax.jit(lambda w: w + jax.random.normal(k, (3,)))(W) for k in keys]  # JAX302


# In a while loop, once in two rounds.
def bug_while():
    w, i = W, 0
    while i < 8:
        if i % 2 == 0:
            print(jax.jit(lambda w: jnp.linalg.norm(w))(w))  # JAX302
        w, i = 0.5 * w, i + 1
    return w


# The body of a scan that nothing traces.
def bug_scan_of_a_lambda():
    total = 0.0
    for _ in range(4):
        total, _ = lax.scan(lambda c, t: (c + t, None), total, W)  # JAX302
    return total


# The body of a loop of lax, defined in the round.
def bug_fori_loop_of_a_local_function():
    w = W
    for _ in range(4):

        def shrink(_, w):
            return 0.9 * w

        w = lax.fori_loop(0, 5, shrink, w)  # JAX302
    return w


# A loop that shows what it has got, so that nobody can trace it.
def fit_and_show(w, rounds):
    for _ in range(rounds):
        w, losses = lax.scan(lambda w, x: (0.9 * w, jnp.sum(w * x)), w, X)  # JAX302
        print(float(losses[-1]))
    return w


def bug_scan_that_is_shown():
    return fit_and_show(W, 4)


# An epoch that hands on what it has learnt, and compiles its step first.
def run_epoch(w, rows):
    update = jax.jit(lambda w, x: w - 0.001 * jax.grad(loss)(w, x))  # JAX302
    for row in rows:
        w = update(w, row)
    return w


def bug_step_compiled_by_each_epoch():
    w = W
    for _ in range(4):
        w = run_epoch(w, X)
    return w


# The same in a class that keeps what it has learnt.
class Learner:
    def __init__(self, weights):
        self.weights = weights

    def step(self, w, x):
        return w - 0.001 * jax.grad(loss)(w, x)

    def epoch(self, rows):
        update = jax.jit(self.step)  # JAX302
        for row in rows:
            self.weights = update(self.weights, row)

    def fit(self, rows):
        for _ in range(4):
            self.epoch(rows)
        return self.weights


def bug_method_compiled_by_each_epoch():
    return Learner(W).fit(X)


# filter_jit keeps its programs under the function, too.
def bug_filter_jit():
    w = W
    for _ in range(4):
        w = eqx.filter_jit(lambda w: jnp.sin(w))(w)  # JAX302
    return w


# So it does with a Partial of a function that is new.
def bug_filter_jit_of_partial():
    w = W
    for _ in range(4):
        w = eqx.filter_jit(jax.tree_util.Partial(lambda w: jnp.sin(w)))(w)  # JAX302
    return w
