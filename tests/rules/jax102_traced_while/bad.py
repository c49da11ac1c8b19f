"""Python repeats until a value says so which JAX has not computed yet."""

import collections
import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
import jax.numpy as np
from jax import jit
from jax import lax as L


# 1. The error is a Python number at first, a tracer from the second test on.
@jax.jit
def power_iteration(matrix, tol=1e-4):
    vector = jnp.ones(matrix.shape[0])
    err = 1.0
    while err > tol:  # JAX102
        image = matrix @ vector
        image = image / jnp.linalg.norm(image)
        err = jnp.max(jnp.abs(image - vector))
        vector = image
    return vector


def bug_carried_error():
    return power_iteration(jnp.array([[2.0, 1.0], [1.0, 3.0]]))


# 2. A helper of a jitted function, with static checks in front.
def gcd(a, b):
    if a.dtype != b.dtype:
        raise TypeError("a and b must have one dtype")
    while b != 0:  # JAX102
        a, b = b, a % b
    return a


@jit
def reduced(numerator, denominator):
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common


def bug_helper():
    return reduced(jnp.int32(12), jnp.int32(18))


# 3. A bound that should have been static.
@functools.partial(jax.jit, static_argnames=["order"])
def taylor_exp(x, terms, order=1):
    total, term, n = 1.0, 1.0, order
    while n < terms:  # JAX102
        term = term * x / n
        total = total + term
        n += 1
    return total


def bug_bound_not_static():
    return taylor_exp(0.5, 6, order=1)


# 4. The walrus hides the value in the test.
def backtrack(loss, start, x, direction, step=1.0):
    while (value := loss(x - step * direction)) > start:  # JAX102
        step = step * 0.5
    return step, value


def rosenbrock(p):
    return (1.0 - p[0]) ** 2 + 100.0 * (p[1] - p[0] ** 2) ** 2


@jax.jit
def descend(p):
    start, slope = jax.value_and_grad(rosenbrock)(p)
    step, value = backtrack(rosenbrock, start, p, slope)
    return step * value


def bug_walrus():
    return descend(jnp.array([-1.2, 1.0]))


# 5. A method, jitted in the constructor; the state is a named tuple.
class Bracket(NamedTuple):
    lo: jax.Array
    hi: jax.Array

    @property
    def width(self):
        return self.hi - self.lo


class Bisection:
    def __init__(self, func, tol=1e-3):
        self.func = func
        self.tol = tol
        self.solve = jax.jit(self._solve)

    def _halve(self, bracket):
        mid = 0.5 * (bracket.lo + bracket.hi)
        left = self.func(mid) > 0.0
        return Bracket(jnp.where(left, bracket.lo, mid), jnp.where(left, mid, bracket.hi))

    def _solve(self, lo, hi):
        bracket = Bracket(lo=lo, hi=hi)
        while bracket.width > self.tol:  # JAX102
            bracket = self._halve(bracket)
        return bracket.lo


def bug_bound_method():
    return Bisection(lambda x: x**3 - 2.0).solve(jnp.array(0.0), jnp.array(2.0))


# 6. The closure of a factory, assigned after the call of jit.
def make_integrator(rhs, dt):
    def integrate(y, t_end):
        t = 0.0
        while t < t_end:  # JAX102
            y = y + dt * rhs(t, y)
            t = t + dt
        return y

    return jax.jit(integrate)


decay = make_integrator(lambda t, y: -y, dt=0.25)


def bug_factory():
    return decay(jnp.array(1.0), 1.0)


# 7. The body of a scan, which would need an inner while_loop.
def wrap_angle(angle, velocity):
    angle = angle + velocity
    while angle > jnp.pi:  # JAX102
        angle = angle - 2.0 * jnp.pi
    return angle, angle


def bug_scan_body():
    return L.scan(wrap_angle, jnp.array(0.0), jnp.array([2.0, 2.0, 2.0]))


# 8. vmap of an integer function that works on one number.
def collatz_length(n):
    length = 0
    while n != 1:  # JAX102
        n = np.where(n % 2 == 0, n // 2, 3 * n + 1)
        length = length + 1
    return length


def bug_vmap():
    return jax.vmap(collatz_length)(jnp.array([6, 7, 8]))


# 9. value_and_grad under jit.
def arc_length(params, start):
    x = start
    total = 0.0
    while x < params["end"]:  # JAX102
        total = total + jnp.hypot(0.5, params["slope"] * 0.5)
        x = x + 0.5
    return total


arc_step = jit(jax.value_and_grad(arc_length))


def bug_value_and_grad_under_jit():
    return arc_step({"end": 1.0, "slope": 2.0}, 0.0)


# 10. The bare flag is the test; it lives in a dict.
@jax.jit
def relax_until_flat(field):
    state = {"field": field, "rough": jnp.ptp(field) > 0.1}
    while state["rough"]:  # JAX102
        smooth = 0.5 * (state["field"] + jnp.roll(state["field"], 1))
        state = {"field": smooth, "rough": jnp.ptp(smooth) > 0.1}
    return state["field"]


def bug_flag_in_dict():
    return relax_until_flat(jnp.array([0.0, 1.0]))


# 11. A branch of cond; any() of the array is the test.
def carry_digits(digits):
    while (digits > 9).any():  # JAX102
        carry = digits // 10
        digits = digits % 10 + jnp.roll(carry, 1)
    return digits


def add(a, b):
    return L.cond(a.sum() > 0, lambda d: carry_digits(d), lambda d: d, a + b)


def bug_cond_branch():
    return add(jnp.array([5, 6, 0]), jnp.array([7, 8, 0]))


# 12. A static method that calls itself by keyword; the body of a fori_loop calls it.
class Waves:
    @staticmethod
    def reflect(position, low=0.0, high=1.0):
        while position > high:  # JAX102
            position = Waves.mirror(position, about=high)
        return position

    @staticmethod
    def mirror(position, about):
        return 2.0 * about - position


def travel(position, speed):
    return L.fori_loop(0, 3, lambda _, p: Waves.reflect(p + speed, high=1.5), position)


def bug_static_method_in_fori_body():
    return travel(jnp.float32(0.2), 0.7)


# 13. A queue of work: not its length, but the priority of its head decides.
@jax.jit
def drain(weights):
    queue = collections.deque(weights)
    done = []
    while queue[0] > 0.5:  # JAX102
        done.append(queue.popleft())
    return done


def bug_head_of_queue():
    return drain((jnp.array(0.9), jnp.array(0.6), jnp.array(0.1)))


# 14. Traced for its jaxpr only.
def digits_of(n):
    count = 0
    while n > 0:  # JAX102
        n = n // 10
        count += 1
    return count


def bug_make_jaxpr():
    return jax.make_jaxpr(digits_of)(1234)
