"""Programs that hand traced values to NumPy."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from scipy.integrate import quad
from scipy.interpolate import interp1d
from scipy.stats import norm as norm_of_scipy
from scipy.special import erf

GRID = np.linspace(0.0, 1.0, 8)


# A function of NumPy under jit.
@jax.jit
def softplus(x):
    return np.log1p(jnp.exp(x))  # JAX106


def bug_ufunc():
    return softplus(jnp.ones(3))


# A constructor whose items are traced.
@jax.jit
def rotation(angle):
    c, s = jnp.cos(angle), jnp.sin(angle)
    return np.array([[c, -s], [s, c]])  # JAX106


def bug_matrix_of_tracers():
    return rotation(0.3)


# A table of NumPy in the body of a scan.
def walk(steps):
    def body(total, i):
        return total + GRID[i], None  # JAX106

    return lax.scan(body, 0.0, steps)[0]


def bug_table_in_scan():
    return walk(jnp.arange(3))


# A buffer that a loop fills.
@jax.jit
def cumulative(x):
    out = np.zeros(3)
    total = 0.0
    for i in range(3):
        total = total + x[i]
        out[i] = total  # JAX106
    return out


def bug_buffer():
    return cumulative(jnp.ones(3))


# Rows at once.
@partial(jax.jit, static_argnames="n")
def tiled(x, n):
    rows = np.empty((n, 3), np.float32)
    rows[:] = x  # JAX106
    return rows


def bug_rows():
    return tiled(jnp.ones(3), n=2)


# A helper in NumPy, one call below vmap.
def norm(v):
    return np.linalg.norm(v)  # JAX106


def bug_helper_under_vmap():
    return jax.vmap(lambda v: v / norm(v))(jnp.ones((2, 3)))


# Plain grad of a loss.
def bug_plain_grad():
    return jax.grad(lambda w: np.square(w))(3.0)  # JAX106


# What has a derivative is traced by plain grad, also in a list.
def bug_plain_grad_of_a_function():
    return jax.grad(lambda w, x: np.exp(jnp.dot(w, x)))(jnp.ones(2), jnp.ones(2))  # JAX106


def turned(angle):
    c, s = jnp.cos(angle), jnp.sin(angle)
    return np.array([[c, -s], [s, c]])  # JAX106


def bug_matrix_under_jacfwd():
    def end(angles):
        point = jnp.zeros(2)
        for angle in angles:
            point = turned(angle) @ point
        return point

    return jax.jacfwd(end)(jnp.ones(2))


# SciPy reads what it is given, and what a function returns that it is given.
def bug_interpolator():
    table = interp1d(np.arange(3.0), np.arange(3.0))
    return jax.jit(lambda x: table(x))(0.5)  # JAX106


@np.vectorize
def doubled(x):
    return 2.0 * x


def bug_vectorize_of_numpy():
    return jax.vmap(doubled)(jnp.ones(3)) + jax.jit(lambda x: doubled(x))(1.0)  # JAX106


def bug_density():
    return jax.grad(lambda x: norm_of_scipy.logpdf(jnp.tanh(x)))(0.5)  # JAX106


def bug_integral():
    return jax.jit(lambda a: quad(lambda t: jnp.exp(-a * t), 0.0, 1.0)[0])(2.0)  # JAX106


# A method whose object holds arrays of NumPy.
class Layer:
    def __init__(self):
        self.weight = np.ones((3, 3), np.float32)

    @partial(jax.jit, static_argnums=0)
    def __call__(self, x):
        return np.dot(self.weight, x)  # JAX106


def bug_method():
    return Layer()(jnp.ones(3))


# Comparing: there is no error, and the answer is wrong.
@jax.jit
def unchanged(x):
    if np.array_equal(x, x):  # JAX106
        return x
    return x + 1.0


def bug_array_equal():
    return unchanged(jnp.ones(3))


# A list that a comprehension makes.
@jax.jit
def means(batches):
    return np.stack([jnp.mean(b) for b in jnp.split(batches, 2)])  # JAX106


def bug_list():
    return means(jnp.ones(4))


# SciPy.
@jax.jit
def gelu(x):
    return 0.5 * x * (1.0 + erf(x / 2.0**0.5))  # JAX106


def bug_scipy():
    return gelu(jnp.ones(3))


# A position that is computed, and one more on the left.
@jax.jit
def nearest(x):
    return GRID[jnp.argmin(jnp.abs(GRID - x))]  # JAX106


def bug_computed_index():
    return nearest(0.3)


@jax.jit
def histogram(i):
    counts = np.zeros(4)
    counts[i] += 1  # JAX106
    return counts


def bug_traced_place():
    return histogram(2)


# The method of an array of NumPy, the method of a ufunc, a type of NumPy.
@jax.jit
def project(x):
    return GRID[:3].dot(x)  # JAX106


def bug_method_of_an_array():
    return project(jnp.ones(3))


@jax.jit
def largest(x):
    return np.maximum.reduce(x)  # JAX106


def bug_method_of_a_ufunc():
    return largest(jnp.ones(3))


@jax.jit
def narrow(x):
    return np.float32(x)  # JAX106


def bug_type():
    return narrow(1.0)


# np.mean takes a tracer, but no list of them.
@jax.jit
def midpoint(a, b):
    return np.mean([a, b])  # JAX106


def bug_mean_of_a_list():
    return midpoint(1.0, 2.0)


# Noise with a traced scale.
@jax.jit
def jitter(scale):
    return np.random.normal(0.0, scale)  # JAX106


def bug_random():
    return jitter(1.0)
