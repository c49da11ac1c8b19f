"""Operators and builtins which ask a tracer for its truth, where no `if` is in sight."""

import bisect
import functools
from functools import partial
from typing import NamedTuple

import itertools

import jax
import jax.numpy as jnp
import jax.numpy as np
from jax import jit
from jax import lax as L


# 1. `and` between two masks, straight in a decorated function.
@jax.jit
def inside_unit_interval(x):
    if x.ndim == 0 and x.dtype == jnp.float32:
        x = x[None]
    return jnp.where(jnp.all(x > 0.0) and jnp.all(x < 1.0), x, 0.0)  # JAX104


def bug_and():
    return inside_unit_interval(jnp.array([0.2, 0.7]))


# 2. `not` in a helper of a jitted function.
def still_running(finished):
    return not finished  # JAX104


@jit
def advance(position, finished):
    active = still_running(finished)
    return position + jnp.asarray(active, jnp.float32)


def bug_not_in_helper():
    return advance(1.0, jnp.array(False))


# 3. `a or default` on an argument that may be zero.
@partial(jax.jit, static_argnames=("order",))
def scaled_norm(x, scale, order=2):
    order = order or 2
    scale = scale or 1.0  # JAX104
    return jnp.linalg.norm(x, ord=order) / scale


def bug_or_default():
    return scaled_norm(jnp.ones(3), 2.0, order=1)


# 4. A chained comparison, as pylint advises; in the inner function of a factory.
def make_window(low, high):
    if not 0.0 <= low < high:
        raise ValueError("bad window")

    def window(freq):
        return jnp.where(low < freq < high, 1.0, 0.0)  # JAX104

    return jax.jit(window)


passband = make_window(1.0, 3.0)


def bug_chained_comparison():
    return passband(jnp.float32(2.0))


# 5. `in` a tuple of constants, in the body of a scan.
STOP_TOKENS = (0, 7)


def decode(count, token):
    stop = token in STOP_TOKENS  # JAX104
    count = count + jnp.where(stop, 0, 1)
    return count, stop


def bug_in_tuple():
    return L.scan(decode, jnp.int32(0), jnp.array([3, 7, 4]))


# 6. A constant `in` a traced array, in a method that __init__ jits.
class Board:
    def __init__(self, size=3):
        self.size = size
        self.play = jax.jit(self._play)

    def _full(self, cells):
        return jnp.logical_not(0 in cells)  # JAX104

    def _play(self, cells, move):
        cells = cells.at[move].set(1)
        return cells, self._full(cells)


def bug_in_array():
    return Board(2).play(jnp.zeros(4, jnp.int32), 1)


# 7. Builtin max between a tracer and a number, in a lambda.
leaky_relu = jit(lambda x, slope=0.1: max(x, slope * x))  # JAX104


def bug_builtin_max():
    return leaky_relu(-2.0)


# 8. Builtin min over an array.
def gap_to_nearest(point, others):
    distances = np.abs(others - point)
    return min(distances)  # JAX104


def bug_builtin_min_under_vmap():
    return jax.vmap(gap_to_nearest, in_axes=(0, None))(jnp.arange(3.0), jnp.array([0.4, 2.2]))


# 9. Builtin any over a generator; the flags come from the leaves of a pytree.
def has_nan(tree):
    return any(jnp.isnan(leaf).any() for leaf in jax.tree.leaves(tree))  # JAX104


def penalised(params, x):
    loss = jnp.sum((params["w"] * x) ** 2)
    return jnp.where(has_nan(params), jnp.inf, loss)


penalised_step = jax.jit(jax.value_and_grad(penalised))


def bug_builtin_any():
    return penalised_step({"w": jnp.ones(2), "b": jnp.zeros(1)}, jnp.ones(2))


# 10. Builtin all over a mapped iterable, in the body of while_loop.
class Chain(NamedTuple):
    left: jax.Array
    right: jax.Array


def contract(chain):
    mid = 0.5 * (chain.left + chain.right)
    ordered = all(map(jnp.greater, (chain.right,), (mid,)))  # JAX104
    return Chain(jnp.where(ordered, mid, chain.left), chain.right)


def bug_builtin_all():
    wide = lambda c: c.right - c.left > 0.1
    return L.while_loop(wide, contract, Chain(jnp.array(0.0), jnp.array(1.0)))


# 11. Builtin sorted over traced scalars.
@jit
def median_of_three(a, b, c):
    _, middle, _ = sorted([a, b, c])  # JAX104
    return middle


def bug_builtin_sorted():
    return median_of_three(3.0, 1.0, 2.0)


# 12. max by a key that is traced.
def best_candidate(x, scales=(0.5, 1.0, 2.0)):
    def fitness(scale):
        return -jnp.sum((scale * x - 1.0) ** 2)

    return max(scales, key=fitness)  # JAX104


fast_best_candidate = jax.jit(best_candidate)


def bug_builtin_max_with_key():
    return fast_best_candidate(jnp.ones(2))


# 13. The test of an `if` whose first half is traced: the operator fails first.
def clip_update(update, limit):
    size = jnp.linalg.norm(update)
    if size > limit and limit > 0.0:  # JAX104
        return update * limit / size
    return update


@functools.partial(jax.jit, static_argnums=(2,))
def momentum_step(velocity, grad, decay):
    return clip_update(update=decay * velocity + grad, limit=1.0)


def bug_and_in_if():
    return momentum_step(jnp.zeros(2), jnp.ones(2), 0.9)


# 14. `not` as the test of a ternary, in a branch of cond.
def halve_if_dense(x):
    empty = jnp.all(x == 0.0)
    return x if not empty else x + 1.0  # JAX104


def prepare(x, enabled):
    return L.cond(enabled, halve_if_dense, lambda v: v, x)


def bug_not_in_cond_branch():
    return prepare(jnp.ones(3), jnp.array(True))


# 15. A keyword default that falls through `or`, in the body of fori_loop.
def accumulate(values, start):
    def body(i, carry):
        total, seed = carry
        total = (total or seed) + values[i]  # JAX104
        return total, seed

    return L.fori_loop(0, values.size, body, (jnp.float32(0.0), start))


def bug_or_in_fori_body():
    return accumulate(jnp.arange(3.0), start=jnp.float32(1.0))


# 16. Chained equality between three tracers, in a static method.
class Triangle:
    @staticmethod
    def equilateral(sides):
        a, b, c = sides
        return a == b == c  # JAX104


@jax.jit
def shape_code(sides):
    return jnp.where(Triangle.equilateral(sides), 1, 0)


def bug_chained_equality():
    return shape_code((1.0, 1.0, 2.0))


# 17. Two tests of one dictionary of limits, checked in a comprehension.
LIMITS = {"speed": 3.0, "height": 10.0}


@jax.jit
def violations(state):
    return {
        name: jnp.abs(state[name]) > limit or jnp.isnan(state[name])  # JAX104
        for name, limit in LIMITS.items()
    }


def bug_or_in_dict_comprehension():
    return violations({"speed": jnp.array(1.0), "height": jnp.array(2.0)})


# 18. `not in` a list of tracers, while a jaxpr is made.
def distinct(a, b, c):
    return c not in [a, b]  # JAX104


def bug_not_in_list():
    return jax.make_jaxpr(distinct)(1, 2, 3)


# 19. Builtins that keep what a function says is true.
def bug_filter():
    return jax.jit(lambda xs: sum(filter(lambda x: x > 0, xs)))([1.0, 2.0])  # JAX104


def bug_takewhile():
    return jax.vmap(lambda x: list(itertools.takewhile(lambda y: y < x, (x, 2.0))))(  # JAX104
        jnp.ones(3)
    )


# 20. Methods of lists that look for an item, or put them in order.
def bug_list_index():
    return jax.jit(lambda x: [1.0, 2.0].index(x))(2.0)  # JAX104


def bug_tuple_count():
    return jax.vmap(lambda x: (1.0, 2.0).count(x))(jnp.ones(2))  # JAX104


@jax.jit
def without(x, values):
    left = list(values)
    left.remove(x)  # JAX104
    return left


def bug_list_remove():
    return without(1.0, (2.0, 1.0))


@jax.jit
def in_order(values):
    found = [*values]
    found.sort()  # JAX104
    return found


def bug_list_sort():
    return in_order((2.0, 1.0))


KNOTS = [0.0, 0.5, 1.0]


def bug_bisect():
    return jax.jit(lambda x: bisect.bisect_right(KNOTS, x))(0.7)  # JAX104


# 21. Rows of an array, given one by one.
def bug_starred_rows():
    return jax.jit(lambda x: max(*x))(jnp.ones(3))  # JAX104
