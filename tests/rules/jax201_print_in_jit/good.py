"""Messages that are written when the program runs, and those written outside of any trace."""

import dataclasses
import functools
import logging
import warnings

import jax
import jax.numpy as jnp
import numpy as np
from jax import debug, jit, lax
from jax.experimental import io_callback

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


# jax.debug.print, by its several names.
@jax.jit
def train_step(weights, x, y):
    error = x @ weights - y
    loss = jnp.mean(error**2)
    jax.debug.print("loss {loss} at shape {shape}", loss=loss, shape=x.shape)
    return weights - 0.1 * x.T @ error


def ok_repaired_print():
    weights = jnp.zeros(2)
    for _ in range(3):
        weights = train_step(weights, jnp.eye(2), jnp.ones(2))
    return weights


def show(name, value):
    debug.print(name + " = {}", value, ordered=True)


@jit
def normalise(x):
    spread = x.std()
    show("spread", spread)
    return (x - x.mean()) / spread


def ok_repaired_helper():
    return normalise(jnp.arange(3.0)), normalise(jnp.arange(4.0))


log = functools.partial(jax.debug.print, "entropy: {entropy}")


@jit
def softmax_entropy(logits):
    p = jax.nn.softmax(logits)
    entropy = -jnp.vdot(p, jax.nn.log_softmax(logits))
    log(entropy=entropy)
    return entropy


def ok_partial_of_debug_print():
    return softmax_entropy(jnp.arange(3.0))


# The name `print` is bound to jax.debug.print here.
@jit
def centre(x):
    print = jax.debug.print
    mean = x.mean()
    print("mean {m}", m=mean)
    return x - mean


def ok_shadowed_print():
    return centre(jnp.arange(3.0))


# A host function behind jax.debug.callback, io_callback, pure_callback.
def log_score(score, rows):
    logger.info("score %s for %d rows", float(score), int(rows))


@jax.jit
def evaluate(params, x):
    score = jnp.tanh(x @ params["w"]).mean()
    jax.debug.callback(log_score, score, x.shape[0])
    return score


def ok_repaired_logging():
    return evaluate({"w": jnp.ones(2)}, jnp.ones((4, 2)))


@jax.jit
def count_down(n):
    def body(i, rest):
        jax.debug.callback(print, "rest", rest)
        return rest - 1

    return lax.fori_loop(0, 3, body, n)


def ok_print_handed_to_callback():
    return count_down(jnp.int32(3))


def write_row(step, change):
    if change > 0.4:
        warnings.warn(f"step {step} changes by {change}", stacklevel=1)
    print("step", step, "change", change)


@jax.jit
def sweep(grid):
    def body(g, step):
        change = jnp.abs(g - jnp.roll(g, 1)).max()
        io_callback(write_row, None, step, change, ordered=True)
        return 0.5 * (g + jnp.roll(g, 1)), change

    return lax.scan(body, grid, jnp.arange(4))


def ok_repaired_warning_in_loop():
    return sweep(jnp.arange(3.0))


def host_rank(matrix):
    rank = np.linalg.matrix_rank(np.asarray(matrix))
    print("rank", rank)
    return np.int32(rank)


@jax.jit
def ranked(matrix):
    return jax.pure_callback(host_rank, jax.ShapeDtypeStruct((), jnp.int32), matrix)


def ok_pure_callback_body():
    return jax.block_until_ready(ranked(jnp.eye(2)))


# Outside of the jitted function: before it, after it, around it.
@jit
def halve(x):
    return 0.5 * x


def ok_host_loop():
    x = jnp.arange(3.0)
    print("start", x)
    for step in range(6):
        x = halve(x)
        if step % 3 == 0:
            logger.info("step %d: %s", step, x)
    print(f"end {x.sum():.3f}", jax.eval_shape(halve, x))
    if not jnp.isfinite(x).all():
        warnings.warn("not finite", stacklevel=1)


# A factory speaks when it is called; only the inner function is traced.
def make_schedule(peak, decay):
    print("schedule from", peak)
    if decay > 1.0:
        warnings.warn("the rate grows", RuntimeWarning, stacklevel=1)
    base = jnp.float32(peak)
    logger.info("base %s", base)

    @jax.jit
    def rate(step):
        return base * decay**step

    return rate


def ok_factory():
    return make_schedule(0.1, 1.5)(2)


# So does a constructor; and a method that is not the jitted one.
class Filter:
    def __init__(self, gain):
        self.gain = gain
        self.log = logging.getLogger(__name__ + ".filter")
        self.update = jax.jit(self._update)
        self.log.info("gain %s", gain)

    def _update(self, state, measurement):
        return state + self.gain * (measurement - state)

    def describe(self, state):
        print("state", state)
        self.log.warning("state: %s", state)


def ok_constructor_and_other_method():
    tracker = Filter(gain=0.3)
    tracker.describe(tracker.update(jnp.array(0.0), 1.0))


# Methods called `info`, `warn`, `print` on objects that are no loggers.
@dataclasses.dataclass(frozen=True)
class Console:
    prefix: str

    def info(self, value):
        jax.debug.print(self.prefix + ": {v}", v=value)

    def print(self, value):
        self.info(2.0 * value)

    def warn(self, value):
        return jnp.where(value > 1.0, jnp.nan, value)


console = Console("console")


@jax.jit
def squared(x):
    y = x**2
    console.info(y)
    console.print(y)
    return console.warn(y)


def ok_objects_that_are_no_loggers():
    return squared(3.0)


# A switch that is off: the call is never reached.
VERBOSE = {"steps": False}


@functools.partial(jax.jit, static_argnames=("verbose",))
def clip_by_norm(grad, limit, verbose=False, debug_level=0):
    norm = jnp.linalg.norm(grad)
    if verbose or VERBOSE["steps"]:
        print("norm", norm)
    if debug_level > 0:
        logger.info("norm %s", norm)
    return grad * jnp.minimum(1.0, limit / norm)


def ok_switched_off():
    return clip_by_norm(jnp.ones(2), 0.5), clip_by_norm(jnp.ones(2), 0.5, verbose=False)


# A message for numbers only.
def checked_sqrt(x):
    if not isinstance(x, jax.core.Tracer):
        print("root of", x)
    return jnp.sqrt(x)


fast_sqrt = jax.jit(checked_sqrt)


def ok_isinstance_tracer():
    return fast_sqrt(4.0), checked_sqrt(4.0)


# Asking a logger, or quieting warnings, writes nothing.
@jax.jit
def mean_square(x):
    if logger.isEnabledFor(logging.INFO):
        jax.debug.print("max {m}", m=x.max())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return jnp.mean(x**2)


def ok_asking_the_logger():
    return mean_square(jnp.arange(3.0))


# Two functions of one name: the one that prints is not traced.
def report(x):
    print("report", x)
    return x


@jax.jit
def summed(x):
    def report(value):
        return value.sum()

    return report(x)


def ok_shadowed_function():
    return report(summed(jnp.arange(3.0)))


# jax.tree.map outside of jit, and the branches of a Python condition on a concrete array.
def summary(params):
    jax.tree.map(lambda p: print("leaf", p.shape, p.dtype), params)
    total = sum(p.size for p in jax.tree.leaves(params))
    print("parameters:", total)


def ok_tree_map_on_the_host():
    summary({"w": jnp.ones((2, 2)), "b": jnp.zeros(2)})


# Loop bodies, branches, derivatives.
def leapfrog(carry, force):
    position, velocity = carry
    velocity = velocity + 0.1 * force
    position = position + 0.1 * velocity
    jax.debug.print("at {p} with {v}", p=position, v=velocity, ordered=True)
    return (position, velocity), position


def ok_repaired_scan_body():
    return lax.scan(leapfrog, (jnp.array(0.0), jnp.array(1.0)), jnp.arange(3.0))


def restart(energy):
    jax.debug.print("restart from {e}", e=energy)
    return jnp.zeros_like(energy)


@jax.jit
def anneal(energy, kicks):
    def body(e, kick):
        e = lax.cond(e + kick > 2.0, restart, lambda v: v, e + kick)
        return e, e

    return lax.scan(body, energy, kicks)


def ok_repaired_branch():
    return anneal(jnp.array(0.0), jnp.full(4, 1.5))


def loss_fn(params, batch):
    prediction = batch["x"] * params["slope"] + params["bias"]
    mse = jnp.mean((prediction - batch["y"]) ** 2)
    return mse, {"mse": mse, "mean": prediction.mean()}


gradients = jit(jax.value_and_grad(loss_fn, has_aux=True))


def ok_repaired_loss():
    params = {"slope": 1.0, "bias": 0.0}
    (_, metrics), _ = gradients(params, {"x": jnp.arange(3.0), "y": jnp.ones(3)})
    print("metrics", metrics)


# What is raised while tracing is told of while tracing.
@jax.jit
def as_float(x):
    try:
        return x.astype(float)
    except AttributeError:
        print("no array:", x, type(x))
        return x
    except TypeError as error:
        warnings.warn(f"cannot cast {x}: {error}", stacklevel=2)
        return x


def ok_messages_of_handlers():
    return as_float(jnp.ones(2))


# The test raises, as is foreseen, so that nothing behind it runs.
@jax.jit
def sign(x):
    try:
        if x > 0:
            print("positive")
        print("known")
    except jax.errors.TracerBoolConversionError:
        return jnp.sign(x)
    return 1.0


def ok_behind_a_test_that_raises():
    return sign(2.0)
