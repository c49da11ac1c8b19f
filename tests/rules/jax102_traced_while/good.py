"""Loops which end by something that Python knows while JAX traces."""

import collections
import dataclasses
import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import jit, lax


# Shapes shrink until they are small.
@jax.jit
def pairwise_sum(x):
    while x.shape[0] > 1:
        if x.shape[0] % 2:
            x = jnp.concatenate([x, jnp.zeros((1,), x.dtype)])
        x = x[0::2] + x[1::2]
    return x[0]


def ok_shape():
    assert pairwise_sum(jnp.arange(5.0)) == 10.0


@jax.jit
def squeeze_left(x):
    while x.ndim > 1 and x.shape[0] == 1:
        x = x[0]
    return x


def ok_ndim_and_shape():
    return squeeze_left(jnp.ones((1, 1, 3)))


# Containers that get empty, or full.
@jax.jit
def tree_product(leaves):
    work = collections.deque(leaves)
    while len(work) > 1:
        work.append(work.popleft() * work.popleft())
    return work.pop()


@jax.jit
def concat_all(parts):
    out = []
    stack = list(parts)
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            stack.extend(top)
        else:
            out.append(jnp.ravel(top))
    return jnp.concatenate(out)


def ok_truth_of_containers():
    parts = (jnp.ones(2), (jnp.zeros((2, 2)), jnp.array(3.0)))
    return tree_product((jnp.array(2.0), jnp.array(3.0), jnp.array(4.0))), concat_all(parts)


# Static arguments.
@functools.partial(jax.jit, static_argnames=("terms",))
def taylor_exp(x, terms):
    total, term, n = 1.0, 1.0, 1
    while n < terms:
        term = term * x / n
        total = total + term
        n += 1
    return total


def binary_power(x, exponent):
    result = jnp.ones_like(x)
    while exponent:
        if exponent & 1:
            result = result * x
        x = x * x
        exponent >>= 1
    return result


fast_power = jax.jit(binary_power, static_argnums=1)


def ok_static_arguments():
    assert fast_power(jnp.array(3.0), 5) == 243.0
    return taylor_exp(0.5, terms=5)


# A default which nobody overrides, and a NumPy number.
def smooth(x, passes=2, decay=0.5):
    weight = np.float32(1.0)
    while weight > 0.2:
        x = x + weight * jnp.roll(x, 1)
        weight = weight * decay
    while passes > 0:
        x = 0.5 * x
        passes -= 1
    return x


fast_smooth = jit(smooth)


def ok_default_not_overridden():
    return fast_smooth(jnp.arange(4.0))


# Configuration in a closure.
@dataclasses.dataclass(frozen=True)
class Ladder:
    start: float = 1.0
    stop: float = 4.0
    ratio: float = 2.0


def make_ladder(config):
    @jax.jit
    def ladder(x):
        level, levels = config.start, []
        while level <= config.stop:
            levels.append(level * x)
            level = level * config.ratio
        return jnp.stack(levels)

    return ladder


def ok_configuration():
    assert make_ladder(Ladder())(jnp.ones(2)).shape == (3, 2)


# Linked structures end in None.
class Node(NamedTuple):
    weight: jax.Array
    after: "Node | None" = None


@jax.jit
def chain_sum(node):
    total = 0.0
    while node is not None:
        total = total + node.weight
        node = node.after
    return total


def ok_is_none():
    assert chain_sum(Node(jnp.array(1.0), Node(jnp.array(2.0)))) == 3.0


# Outside of jit the values are there.
@jax.jit
def newton_step(x):
    update = (x * x - 2.0) / (2.0 * x)
    return x - update, jnp.abs(update)


def ok_host_loop_around_jit():
    x, error = jnp.array(1.5), jnp.inf
    while error > 1e-4:
        x, error = newton_step(x)
    assert jnp.allclose(x * x, 2.0)


# Plain grad has them, too.
def unrolled_sqrt(x):
    guess = x
    while abs(guess * guess - x) > 1e-4:
        guess = 0.5 * (guess + x / guess)
    return guess


def ok_plain_grad():
    assert jnp.allclose(jax.grad(unrolled_sqrt)(4.0), 0.25, atol=1e-2)


# The host side of a callback.
def host_collatz(n):
    n, length = int(n), 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        length += 1
    return np.int32(length)


@jax.jit
def collatz_by_callback(n):
    return jax.pure_callback(host_collatz, jax.ShapeDtypeStruct((), jnp.int32), n)


def ok_callback_body():
    assert collatz_by_callback(jnp.int32(6)) == 8


# Constants that are computed while JAX traces.
@jax.jit
def machine_scaled(x):
    with jax.ensure_compile_time_eval():
        eps = jnp.float32(1.0)
        while 1.0 + eps / 2 > 1.0:
            eps = eps / 2
    return x * eps


def ok_compile_time_eval():
    assert machine_scaled(jnp.float32(1.0)) == jnp.finfo(jnp.float32).eps


# The argument under vmap that is not mapped.
def repeat_halving(x, limit):
    while limit > 1.0:
        x = 0.5 * x
        limit = limit / 2.0
    return x


def ok_vmap_unmapped_argument():
    return jax.vmap(repeat_halving, in_axes=(0, None))(jnp.ones(3), 4.0)


# A loop without end, left by a Python counter; a traced name that is rebound.
@jax.jit
def average_blocks(x, size):
    scaled = x * size
    size = 2
    start, out = 0, []
    while True:
        block = scaled[start : start + size]
        if block.shape[0] < size:
            break
        out.append(block.mean())
        start += size
    while size < 4:
        size += 1
    return jnp.stack(out) * size


def ok_while_true_and_rebound_name():
    return average_blocks(jnp.arange(5.0), 2.0)


# Two functions of one name: only the inner one is traced.
def settle(x, limit):
    while x > limit:
        x = x / 2
    return x


@jax.jit
def settled(x, limit):
    def settle(value, bound):
        return lax.while_loop(lambda v: v > bound, lambda v: v / 2, value)

    return settle(x, limit)


def ok_shadowed_function():
    assert settled(8.0, 3.0) == settle(8.0, 3.0)


# The repairs of bad.py.
@jax.jit
def power_iteration(matrix, tol=1e-4):
    def unfinished(state):
        _, err = state
        return err > tol

    def improve(state):
        vector, _ = state
        image = matrix @ vector
        image = image / jnp.linalg.norm(image)
        return image, jnp.max(jnp.abs(image - vector))

    return lax.while_loop(unfinished, improve, (jnp.ones(matrix.shape[0]), 1.0))[0]


def ok_repaired_carried_error():
    return power_iteration(jnp.array([[2.0, 1.0], [1.0, 3.0]]))


@jit
def gcd(a, b):
    return lax.while_loop(lambda ab: ab[1] != 0, lambda ab: (ab[1], ab[0] % ab[1]), (a, b))[0]


def ok_repaired_helper():
    assert gcd(jnp.int32(12), jnp.int32(18)) == 6


class Bisection:
    def __init__(self, func, tol=1e-3):
        self.func = func
        self.tol = tol
        self.solve = jax.jit(self._solve)

    def _halve(self, bracket):
        lo, hi = bracket
        mid = 0.5 * (lo + hi)
        left = self.func(mid) > 0.0
        return jnp.where(left, lo, mid), jnp.where(left, mid, hi)

    def _wide(self, bracket):
        lo, hi = bracket
        return hi - lo > self.tol

    def _solve(self, lo, hi):
        return lax.while_loop(self._wide, self._halve, (lo, hi))[0]


def ok_repaired_method():
    return Bisection(lambda x: x**3 - 2.0).solve(jnp.array(0.0), jnp.array(2.0))


def make_integrator(rhs, dt):
    def integrate(y, t_end):
        def advance(state):
            t, y = state
            return t + dt, y + dt * rhs(t, y)

        return lax.while_loop(lambda state: state[0] < t_end, advance, (0.0, y))[1]

    return jax.jit(integrate)


decay = make_integrator(lambda t, y: -y, dt=0.25)


def ok_repaired_factory():
    return decay(jnp.array(1.0), 1.0)


def wrap_angle(angle, velocity):
    angle = (angle + velocity + jnp.pi) % (2.0 * jnp.pi) - jnp.pi
    return angle, angle


def ok_repaired_scan_body():
    return lax.scan(wrap_angle, jnp.array(0.0), jnp.array([2.0, 2.0, 2.0]))


def collatz_length(n):
    def follow(state):
        n, length = state
        return jnp.where(n % 2 == 0, n // 2, 3 * n + 1), length + 1

    return lax.while_loop(lambda state: state[0] != 1, follow, (n, 0))[1]


def ok_repaired_vmap():
    assert jax.vmap(collatz_length)(jnp.array([6, 7, 8])).tolist() == [8, 16, 3]


# Reverse mode wants a loop of known length, with a mask for the steps past the end.
def arc_length(params, start):
    def add_piece(total, i):
        piece = jnp.hypot(0.5, params["slope"] * 0.5)
        return total + jnp.where(start + 0.5 * i < params["end"], piece, 0.0), None

    return lax.scan(add_piece, 0.0, jnp.arange(4))[0]


arc_step = jit(jax.value_and_grad(arc_length))


def ok_repaired_under_grad():
    return arc_step({"end": 1.0, "slope": 2.0}, 0.0)


def carry_digits(digits):
    def push(d):
        return d % 10 + jnp.roll(d // 10, 1)

    return lax.while_loop(lambda d: (d > 9).any(), push, digits)


def ok_repaired_any():
    return carry_digits(jnp.array([12, 14, 0]))
