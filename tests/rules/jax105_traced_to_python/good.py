"""Programs that look as if Python asked a traced value for its value, and do not."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpyro.util import not_jax_tracer


# Facts about the shape are Python numbers.
@jax.jit
def normalize(x):
    n = int(x.shape[0]) + int(x.ndim) + int(np.prod(x.shape))
    return x / math.sqrt(x.shape[-1]) * float(len(x)) * n * bool(x.size)


def ok_shape():
    return normalize(jnp.ones((2, 3)))


# Texts that show the tracer, or numbers that are static.
@jax.jit
def checked(x):
    note = f"{x.shape[0]:>4} {x.ndim:d} {x.dtype!s:>8}" + "%d %s" % (x.ndim, x.shape)
    shown = [f"{x}", f"{x!r:>40}", "%s" % x, "%r" % (x,), f"{x}", str(x), repr(x)]
    if x.ndim != 1:
        raise ValueError(note + "".join(shown))
    return x


def ok_texts():
    return checked(jnp.ones(3))


# Static arguments and closures.
@partial(jax.jit, static_argnums=1, static_argnames="kind")
def power(x, n, kind="a"):
    table = {"a": [1.0, 2.0], "b": [3.0, 4.0]}
    for i in range(int(n)):
        x = x * table[kind][i] * math.exp(n)
    return f"{n:.2f}" and x


def ok_static_arguments():
    return power(2.0, 2, kind="b")


class Layer:
    def __init__(self, width):
        self.width = width
        self.scales = [1.0, 2.0, 3.0]

    @partial(jax.jit, static_argnums=0)
    def __call__(self, x):
        return x * self.scales[self.width] * float(self.width)


def ok_static_self():
    return Layer(2)(1.0)


# Outside of the traced function there are values.
def ok_training_loop():
    step = jax.jit(lambda w: (0.9 * w, jnp.sum(w**2)))
    w, losses, seen = jnp.ones(2), [], {}
    for _ in range(3):
        w, loss = step(w)
        losses.append(float(loss))
        seen[loss.item()] = f"{loss:.3f} {float(loss):.2f}" + "%.2f" % loss
    return losses[int(w[0])], w.tolist(), math.sqrt(loss)


# Plain grad knows the values.
def ok_plain_grad():
    def loss(w):
        if int(w) > 1:
            return w * [1.0, 2.0, 3.0][int(w) % 3] * w.item()
        return w**2

    value, slope = jax.value_and_grad(loss)(2.0)
    return f"{value:.2f}", float(slope)


def ok_plain_grad_without_derivative():
    def loss(w, x):
        rank = float(jnp.argmax(w)) + math.floor(jnp.sign(w[0])) + float(jnp.mean(x))
        whole = "%d" % jnp.sum(w) + f"{jnp.sum(w > 0):.1f}"
        kept = float(jax.lax.stop_gradient(jnp.sum(w))) + float(jnp.sum(w, dtype=int))
        return jnp.sum(w) * (rank + kept + len(whole))

    return jax.grad(loss)(jnp.ones(2), jnp.ones(2))


def ok_whole_number_in_vjp():
    value, _ = jax.vjp(lambda x, n: x * float(n) * math.sqrt(n), 2.0, 4)
    return value


# Where there may be a tracer or a number, the program asks.
def as_number(x):
    if isinstance(x, jax.core.Tracer):
        return x
    return float(x)


def as_number_or_not(x):
    try:
        return float(x)
    except jax.errors.ConcretizationTypeError:
        return x


def ok_asked_or_caught():
    return [jax.jit(f)(1.0) for f in (as_number, as_number_or_not)], as_number(2)


# Callbacks run outside.
def report(loss):
    print(f"loss {loss:.3f}", float(loss), loss.item())


@jax.jit
def with_callbacks(x):
    jax.debug.callback(report, x)
    jax.debug.print("x {x:.2f}", x=x)
    return jax.pure_callback(lambda v: np.float32(math.sqrt(v)), jax.ShapeDtypeStruct((), "f4"), x)


def ok_callbacks():
    return with_callbacks(4.0)


# The builtins that work, and the types of jax.numpy.
@jax.jit
def arithmetic(x):
    whole = jnp.float32(x) + jnp.int32(x) + x.astype(int) + jnp.asarray(x, dtype=float)
    return whole + round(x) + abs(x) + pow(x, 2) + sum([x, x]) + math.prod([x, x]) + divmod(x, 2)[0]


def ok_builtins():
    return arithmetic(1.5)


# An array is indexed by a tracer; containers by numbers, texts and static sizes.
@jax.jit
def looked_up(params, i):
    rates = jnp.array([0.1, 0.2, 0.3])
    layers = [params["w"], params["b"]]
    total = 0.0
    for k, layer in enumerate(layers):
        total = total + layer[i] * (k + 1) + layers[layer.ndim - 1][0]
    return total + rates[i] + lax.dynamic_index_in_dim(rates, i, keepdims=False)


def ok_indices():
    return looked_up({"w": jnp.ones(3), "b": jnp.ones(3)}, 1)


# A number that is computed only where none is given.
def count(x, length=None):
    if length is None:
        length = int(jnp.max(x)) + 1
    return jnp.bincount(x, length=length)


def ok_computed_if_missing():
    x = jnp.arange(3)
    counted = jax.jit(count, static_argnames="length")
    return count(x), jax.jit(lambda x: count(x, 4))(x), counted(x, length=4)


# Arguments that vmap does not map, and loops over Python numbers.
def ok_unmapped():
    def scaled(x, n):
        return x * [1.0, 2.0, 3.0][n] * float(n)

    return jax.vmap(scaled, in_axes=(0, None))(jnp.ones(2), 2)


# Defaults that no call gives are not traced.
@jax.jit
def smoothed(x, width=3, power=2.0):
    for _ in range(width):
        x = 0.5 * (x + jnp.roll(x, 1))
    return x ** int(power) / math.sqrt(power)


def ok_defaults():
    return smoothed(jnp.arange(3.0))


# A choice of functions by lax.switch, a loop by fori_loop.
@jax.jit
def chosen(kind, x, n):
    y = lax.switch(kind, [jnp.sin, jnp.cos], x)
    return lax.fori_loop(0, n, lambda i, v: v * (i + 1), y)


def ok_lax():
    return chosen(1, 1.0, 3)


# Known while compiling.
@jax.jit
def folded(x):
    with jax.ensure_compile_time_eval():
        n = int(jnp.ceil(2.5))
    return x * n


def ok_compile_time_eval():
    return folded(1.0)


# Who asks for a tracer may be a function, here or elsewhere, and the answer may be kept first.
def is_known(x):
    return not isinstance(x, jax.core.Tracer)


@jax.jit
def asked_here(x):
    if is_known(x):
        return jnp.ones(int(x))
    return x


@jax.jit
def asked_here_before(x):
    known = is_known(x) and x.ndim == 0
    if not known:
        return x
    return x * float(x)


@jax.jit
def asked_elsewhere(x):
    if not_jax_tracer(x):
        return x * float(x)
    return x


@jax.jit
def asked_on_the_spot(x):
    number = isinstance(x, float) or type(x) is int
    return "-" * int(x) if number else x


def ok_who_asks_for_tracers():
    x = jnp.array(2.0)
    return asked_here(x), asked_here_before(x), asked_elsewhere(x), asked_on_the_spot(x)


def indented(state, value):
    depth, total = state
    shallow = True if not_jax_tracer(depth) and depth in range(3) else False
    if shallow:
        return (depth + 1, total + value), "." * depth and total
    return (depth + 1, total + value), total


def ok_answer_kept_in_a_scan():
    first, _ = indented((0, 0.0), 1.0)
    return lax.scan(indented, first, jnp.arange(4.0))


# Code for several libraries asks first of which one its arrays are, and keeps to that.
def library_of(x):
    return type(x).__module__.partition(".")[0]


@jax.jit
def rotated(x, angle):
    source = library_of(x)
    if source == "numpy":
        return np.cos(angle) * x * float(angle)
    if library_of(x) in ("builtins", "torch"):
        return x * float(angle)
    return jnp.cos(angle) * x


def ok_library_of_an_array():
    return rotated(jnp.ones(2), 0.5)


# The errors that are caught have a name of their own.
_expected = [TypeError]
_expected.append(jax.errors.ConcretizationTypeError)
NO_VALUE = tuple(_expected)


def cached_ends(x):
    try:
        return tuple(float(x[i]) for i in range(2)), float(x[-1])
    except NO_VALUE:
        return None


@jax.jit
def from_start(x):
    return x if cached_ends(x) is None else x - x[0]


def ok_errors_by_name():
    return from_start(jnp.arange(3.0))
