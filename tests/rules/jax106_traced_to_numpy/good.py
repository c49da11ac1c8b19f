"""Programs that use NumPy beside traced values, as JAX allows."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from scipy.integrate import quad
from scipy.interpolate import interp1d
from scipy.stats import norm as norm_of_scipy

GRID = np.linspace(0.0, 1.0, 4)
TABLE = jnp.asarray(GRID)


# Functions that call the method of the array.
@jax.jit
def moments(x):
    y = np.reshape(x, (2, 2)) + np.sum(x) + np.mean(x, axis=0) + np.max(x)
    return np.transpose(y) * np.std(x) + np.cumsum(x).sum() + np.split(x, 2)[0]


def ok_functions_that_dispatch():
    return moments(jnp.ones(4))


# Shapes and types.
@jax.jit
def scaled(x):
    count = np.prod(x.shape)
    scale = np.sqrt(np.shape(x)[0]) * np.float32(np.ndim(x)) + np.size(x)
    return x.reshape(count) * scale + np.zeros(x.shape, dtype=x.dtype).ravel()


def ok_shapes():
    return scaled(jnp.ones((2, 3)))


# Operators between arrays of both sorts, and constants.
@jax.jit
def mixed(x):
    total = np.zeros(4)
    total += x
    return (GRID * x + GRID @ x - np.pi) * (GRID > 0.5) + np.float32(2.0) * x + total


def ok_operators():
    return mixed(jnp.ones(4))


# The table as an array of JAX, or an index that is known.
@jax.jit
def looked_up(i):
    near = jnp.asarray(GRID)[i] + TABLE[i] + jnp.take(GRID, i)
    return near + GRID[0] + GRID[np.array([1, 2])].sum() + GRID[1:3].mean()


@partial(jax.jit, static_argnums=1)
def at_static(x, i):
    return x * GRID[i]


def ok_table():
    return looked_up(1), at_static(jnp.ones(2), 2)


# A buffer of NumPy filled with numbers.
@jax.jit
def weighted(x):
    weights = np.zeros(x.shape)
    weights[0] = 1.0
    weights[1:] = np.arange(len(weights) - 1)
    return weights * x


def ok_buffer():
    return weighted(jnp.ones(3))


# A callback runs on the host.
def on_host(x):
    return np.asarray(np.sin(x), np.float32)


@jax.jit
def through_callback(x):
    return jax.pure_callback(on_host, jax.ShapeDtypeStruct(x.shape, x.dtype), x)


def ok_callback():
    return through_callback(jnp.ones(3, jnp.float32))


# An array of objects takes tracers.
@jax.jit
def by_name(x):
    cells = np.empty(2, dtype=object)
    cells[0] = x
    cells[1] = x * 2.0
    return cells[0] + cells[1]


def ok_objects():
    return by_name(jnp.ones(3))


# Outside of every transform.
def ok_eager():
    x = jnp.ones(3)
    rows = np.zeros((2, 3))
    rows[0] = x
    return np.sin(x), np.asarray(x), np.array_equal(x, x), rows, GRID[jnp.argmax(x)]


# A tracer is sent another way.
def sine(x):
    if isinstance(x, jax.core.Tracer):
        return jnp.sin(x)
    return np.sin(x)


def cosine(x):
    try:
        return np.cos(x)
    except jax.errors.TracerArrayConversionError:
        return jnp.cos(x)


def checked(x):
    if isinstance(x, np.ndarray) or np.isscalar(x):
        np.asarray(x).fill(0.0)
    return x


def ok_tracer_excluded():
    return jax.jit(sine)(1.0), jax.jit(cosine)(1.0), jax.jit(checked)(jnp.ones(2))


# Constants while tracing.
@jax.jit
def with_constants(x):
    with jax.ensure_compile_time_eval():
        steps = np.asarray(jnp.arange(3.0))
    return x + steps


def ok_compile_time():
    return with_constants(jnp.ones(3))


# Arguments that vmap does not map, and arrays made inside of it.
def ok_unmapped():
    return jax.vmap(lambda x, y: x + np.sin(y) + np.asarray(jnp.zeros(2)), in_axes=(0, None))(
        jnp.ones((3, 2)), 2.0
    )


# Plain grad: values without a derivative are there.
@jax.grad
def cost(x):
    i = jnp.argmax(x)
    shown = np.asarray(lax.stop_gradient(x)).sum() + np.asarray(x > 0).sum()
    return x[i] * GRID[i] + 0.0 * shown


def ok_plain_grad():
    return cost(jnp.ones(4))


@jax.grad
def sorted_cost(x):
    order, sign = np.asarray(jnp.argsort(x)), np.sign(jnp.sign(x))
    whole = np.asarray(jnp.array(x, dtype=int)) + np.exp(jnp.floor(x))
    return jnp.sum(x[order] * sign) + whole.sum()


def ok_plain_grad_without_derivative():
    return sorted_cost(jnp.ones(4))


# SciPy outside of the trace, or of numbers that are known.
def ok_scipy():
    table = interp1d(np.arange(3.0), np.arange(3.0))
    area, _ = quad(lambda t: t**2, 0.0, float(table(0.5)))
    return jax.jit(lambda x: x * area * norm_of_scipy.pdf(0.5) + quad(np.exp, 0, 1)[0])(2.0)


# Containers of Python.
@jax.jit
def collected(x):
    rows, table = [None, None], {}
    rows[0], table["x"] = x, x
    names = np.array(["a", "b"])
    return {str(name): rows[0] for name in names}, table


def ok_containers():
    return collected(jnp.ones(2))


# A grid made of NumPy's, in a class.
class Spline:
    def __init__(self, knots):
        self.knots = np.asarray(knots)
        self.widths = np.diff(self.knots)

    def __call__(self, x):
        i = jnp.searchsorted(self.knots, x)
        return jnp.interp(x, self.knots, self.knots**2) / jnp.asarray(self.widths)[i]


def ok_class():
    return jax.jit(Spline([0.0, 1.0, 2.0]))(0.5)


# What is compiled is traced as a whole, also what is not mapped.
def ok_given_to_all_devices():
    looked_up = jax.pmap(lambda i, table: table[i], in_axes=(0, None))
    return looked_up(jnp.arange(1), GRID)
