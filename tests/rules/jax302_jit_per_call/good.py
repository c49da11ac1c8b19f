"""Functions compiled once, or again on purpose. Those named like a bug are its repaired program."""

import time
from functools import cached_property, lru_cache, partial
from itertools import product

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import jit, lax

W = jnp.array([0.5, -1.0, 2.0])
X = jnp.arange(12.0).reshape(4, 3)


def loss(w, x):
    return jnp.mean((x @ w) ** 2)


# The repaired programs.
def ok_jit_of_grad():
    w, gradient = W, jax.jit(jax.grad(loss))
    for _ in range(4):
        w = w - 0.01 * gradient(w, X)
    return w


@jax.jit
def step(w, x, rate):
    return w - rate * jax.grad(loss)(w, x)


def fit(w, config):
    for _ in range(config["epochs"]):
        for row in X:
            w = step(w, row, config["rate"])
    return w


def ok_partial_per_epoch():
    return fit(W, {"epochs": 4, "rate": 0.001})


class Surrogate:
    def __init__(self, weights):
        self.weights = weights
        self._posterior = jit(self.posterior)

    def posterior(self, query):
        return jnp.tanh(query @ self.weights)

    def score(self, query):
        return self._posterior(query) + 1.0


def propose(surrogate, rounds):
    return [surrogate.score(X + i) for i in range(rounds)]


def ok_bound_method():
    return propose(Surrogate(W), 4)


def ok_local_function():
    @jax.jit
    def decay(w):
        return 0.9 * w

    w = W
    for _ in range(4):
        w = decay(w)
    return w


@partial(jax.jit, static_argnames="power")
def objective(w, power):
    return jnp.mean(jnp.abs(jnp.ones((4, 3)) @ w) ** power)


def gradient_step(w, x, rate):
    return w - rate * objective(w, power=2)


def ok_local_function_of_a_step():
    w = W
    for row in X:
        w = gradient_step(w, row, 0.01)
    return w


def make_norm(order):
    return jax.jit(lambda w: jnp.sum(jnp.abs(w) ** order))


def ok_factory_in_the_loop():
    norm = make_norm(3)
    return [norm(row) for row in X]


@jax.jit
def perturbed(w, key):
    return w + jax.random.normal(key, (3,))


def ok_comprehension():
    keys = jax.random.split(jax.random.key(0), 4)
    return [perturbed(W, k) for k in keys]


norm_of = jax.jit(lambda w: jnp.linalg.norm(w))


def ok_while():
    w, i = W, 0
    while i < 8:
        if i % 2 == 0:
            print(norm_of(w))
        w, i = 0.5 * w, i + 1
    return w


def _add(c, t):
    return c + t, None


def ok_scan_of_a_lambda():
    total = 0.0
    for _ in range(4):
        total, _ = lax.scan(_add, total, W)
    return total


def ok_fori_loop_of_a_local_function():
    def shrink(_, w):
        return 0.9 * w

    w = W
    for _ in range(4):
        w = lax.fori_loop(0, 5, shrink, w)
    return w


def run_epoch(w, rows, update):
    for row in rows:
        w = update(w, row)
    return w


def ok_step_compiled_by_each_epoch():
    update = jax.jit(lambda w, x: w - 0.001 * jax.grad(loss)(w, x))
    w = W
    for _ in range(4):
        w = run_epoch(w, X, update)
    return w


class Learner:
    def __init__(self, weights):
        self.weights = weights
        self.update = jax.jit(self.step)

    def step(self, w, x):
        return w - 0.001 * jax.grad(loss)(w, x)

    def epoch(self, rows):
        for row in rows:
            self.weights = self.update(self.weights, row)

    def fit(self, rows):
        for _ in range(4):
            self.epoch(rows)
        return self.weights


def ok_method_compiled_by_each_epoch():
    return Learner(W).fit(X)


def ok_filter_jit():
    w, sine = W, eqx.filter_jit(lambda w: jnp.sin(w))
    for _ in range(4):
        w = sine(w)
    return w


# JAX finds a function of the module again, wherever jit is applied.
def ok_function_of_the_module():
    w = W
    for _ in range(4):
        w = w - 0.01 * jax.jit(loss)(w, X)
    return w


# A jit that is kept: found again by its key, or made in the first round.
def ok_made_when_needed():
    w, kept, first = W, {}, None
    for _ in range(4):
        if "decay" not in kept:
            kept["decay"] = jax.jit(lambda w: 0.9 * w)
        if first is None:
            first = jax.jit(lambda w: w + 1.0)
        w = first(kept["decay"](w))
    return w


# A function that depends on the round.
def ok_depends_on_the_round():
    found = []
    for size in (1, 2, 3):
        head = jax.jit(lambda w: w[:size].sum())
        found.append(head(W))
    for function in (jnp.sin, jnp.cos):
        found.append(jax.jit(jax.vmap(function))(W))
    return found


def train(rate):
    @jax.jit
    def update(w, x):
        return w - rate * jax.grad(loss)(w, x)

    w = W
    for row in X:
        w = update(w, row)
    return w


def ok_one_training_for_each_setting():
    return [train(rate) for rate in (0.01, 0.02, 0.03)]


def ok_one_training_for_each_seed():
    found = []
    for _ in range(3):
        found.append(train(0.01))
    return found


class Study:
    def __init__(self, rows):
        self.rows = rows

    def run(self, rate):
        update = jax.jit(lambda w, x: w - rate * jax.grad(loss)(w, x))
        w = W
        for row in self.rows:
            w = update(w, row)
        return w


def ok_one_run_for_each_setting():
    study = Study(X)
    return [study.run(rate) for rate in (0.01, 0.02, 0.03)]


# Made in the loop, and called after it.
def ok_kept_for_later():
    made = []
    for _ in range(3):
        made.append(jax.jit(lambda w: 2.0 * w))
    return [one(W) for one in made]


# A function that keeps its results runs once.
@lru_cache
def table(size):
    return jax.jit(lambda n: jnp.arange(size) * n)(2.0)


def ok_results_are_kept():
    return [table(3) for _ in range(4)]


class Grid:
    def __init__(self, size):
        self.size = size

    @cached_property
    def points(self):
        return jax.jit(lambda scale: scale * jnp.arange(self.size))(0.5)


def ok_cached_property():
    grid = Grid(4)
    return [grid.points for _ in range(4)]


# Rounds that measure how long it takes to compile.
def ok_measured():
    times = []
    for _ in range(3):
        start = time.perf_counter()
        jax.jit(lambda w: jnp.sin(w) + 1.0)(W).block_until_ready()
        times.append(time.perf_counter() - start)
    return times


# Compiled ahead of time.
def ok_ahead_of_time():
    programs = []
    for _ in range(2):
        programs.append(jax.jit(lambda w: 3.0 * w).lower(W).compile())
    return [program(W) for program in programs]


# The loop ends in its first round, or goes on to the next one.
def ok_ends_in_the_first_round():
    for row in X:
        return jax.jit(lambda w: w @ row)(W)
    return None


def ok_first_round_alone():
    found = []
    for i in range(4):
        if i == 0:
            found.append(jax.jit(lambda w: w + 1.0)(W))
        found.append(W)
    return found


# Under tracing a new body is traced once for each compilation.
@jax.jit
def unrolled(w):
    for _ in range(3):
        w, _ = lax.scan(lambda c, _: (0.9 * c, None), w, None, length=2)
    return w


def ok_under_tracing():
    return unrolled(W)


# Given to what keeps the first one.
def ok_kept_by_a_dict():
    kept, w = {}, W
    for _ in range(4):
        halve = kept.setdefault("halve", jax.jit(lambda w: 0.5 * w))
        w = halve(w)
    return w


# Closes over arrays whose shapes differ.
def ok_other_shapes():
    found = []
    for size in (2, 3, 4):
        rows = jnp.ones((size, 3))
        product = jax.jit(lambda w: rows @ w)
        found.append(product(W))
    return found


# Behind two decorators, it depends on the size that the round tries.
def ok_tuned_size():
    found = {}
    for rows, parts in product((2, 4, 8), (1, 2)):

        @jax.jit
        @partial(jax.vmap, in_axes=None, axis_size=rows)
        def total(x):
            return jnp.sum(x.reshape(parts, -1), axis=-1)

        found[rows, parts] = total(X)
    return found


@partial(jax.jit, static_argnums=1)
@partial(jax.vmap, in_axes=(0, None))
def scaled(row, power):
    return row**power


def ok_decorated_twice():
    return [scaled(X, 2) for _ in range(4)]


def ok_scan_that_is_shown():
    def decay(w, x):
        return 0.9 * w, jnp.sum(w * x)

    w = W
    for _ in range(4):
        w, losses = lax.scan(decay, w, X)
        print(float(losses[-1]))
    return w


# A short loop over parts, in a function that others trace.
def total_score(hands):
    total = 0.0
    for hand in hands:
        total = lax.cond(jnp.any(hand > 2), lambda t: t + 1.0, lambda t: t, total)
    return total


def ok_meant_to_be_traced():
    return jax.jit(total_score)(jnp.arange(6).reshape(3, 2))


# Two rounds compare something.
def ok_two_rounds():
    return [jax.jit(lambda w: w + 1.0)(W) for _ in range(2)]


# A Partial of JAX is known by what it holds, to what sees through pytrees.
class Walker:
    def move(self, scale, x):
        return scale * x

    def moved(self, scale, rows):
        moves = []
        for row in rows:
            move = jax.tree_util.Partial(self.move, scale)
            moves.append(eqx.filter_jit(eqx.filter_vmap(move))(row))
        return moves


def ok_partial_of_tree():
    return Walker().moved(jnp.float32(2.0), X)


def ok_filter_jit_of_partial():
    w, sine = W, eqx.filter_jit(jax.tree_util.Partial(lambda w: jnp.sin(w)))
    for _ in range(4):
        w = sine(w)
    return w


# Each round asks for a layout, or a function, of its own.
def ok_donated_by_round():
    donated, rows = {"a": (), "b": (0,), "c": ()}, {}
    for name, numbers in donated.items():
        scaled = jax.jit(lambda w: 2.0 * w, donate_argnums=numbers)
        rows[name] = scaled(jnp.ones(3))
    return rows


def with_respect_to(names, w, x):
    found = []
    for name in names:
        if name == "w":
            fixed = lambda v: loss(v, x)  # noqa: E731
            at = w
        else:
            fixed = lambda v: loss(w, v)  # noqa: E731
            at = x
        found.append(jax.jit(jax.grad(fixed))(at))
    return found


def ok_chosen_by_round():
    return with_respect_to(["w", "x", "w"], W, X)
