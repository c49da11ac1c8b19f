"""Messages which are written once, while JAX traces, and show tracers in place of numbers."""

import functools
import logging
import sys
import warnings
from functools import partial
from pprint import pprint
from typing import NamedTuple
from warnings import warn

import jax
import jax.numpy as jnp
import jax.numpy as np
from jax import jit
from jax import lax as L

logger = logging.getLogger(__name__)
logger.setLevel(logging.DEBUG)
log = print


# 1. Straight in a decorated training step.
@jax.jit
def train_step(weights, x, y):
    error = x @ weights - y
    loss = jnp.mean(error**2)
    print("loss", loss, "at shape", x.shape)  # JAX201
    return weights - 0.1 * x.T @ error, loss


def bug_decorated_function():
    weights = jnp.zeros(2)
    for _ in range(3):
        weights, _ = train_step(weights, jnp.eye(2), jnp.ones(2))
    return weights


# 2. An f-string in a helper of a helper.
def show(name, value):
    text = f"{name} = {value}"
    print(text)  # JAX201


def normalise(x):
    spread = x.std()
    show("spread", spread)
    return (x - x.mean()) / spread


@jit
def features(x):
    return jnp.stack([normalise(x), jnp.square(x)])


def bug_helper_of_helper():
    return [features(jnp.arange(3.0) + shift) for shift in range(3)]


# 3. Behind a static switch.
@functools.partial(jax.jit, static_argnames=("verbose",))
def clip_by_norm(grad, limit, verbose=False):
    norm = jnp.linalg.norm(grad)
    if verbose:
        print(f"norm before clipping: {norm}")  # JAX201
    return grad * jnp.minimum(1.0, limit / norm)


def bug_static_switch():
    return [clip_by_norm(jnp.ones(2), limit, verbose=True) for limit in (0.5, 1.0, 2.0)]


# 4. jit by assignment; logging with lazy arguments.
def evaluate(params, x):
    score = jnp.tanh(x @ params["w"]).mean()
    logging.warning("score %s for %d rows", score, x.shape[0])  # JAX201
    return score


fast_evaluate = jax.jit(evaluate)


def bug_logging_module():
    return [fast_evaluate({"w": jnp.ones(2)}, jnp.full((4, 2), v)) for v in (1.0, 2.0)]


# 5. A lambda that prints on its way.
doubled = jit(lambda x: (print("doubling", x), 2.0 * x)[1])  # JAX201


def bug_lambda():
    return doubled(1.0), doubled(2.0), doubled(3.0)


# 6. The inner function of a factory, with the logger of the module.
def make_schedule(peak, decay):
    def rate(step):
        value = peak * decay**step
        logger.debug("rate is %s", value)  # JAX201
        return value

    return jax.jit(rate)


schedule = make_schedule(0.1, 0.5)


def bug_logger_in_factory():
    return [schedule(step) for step in range(4)]


# 7. A method that __init__ jits, and a logger on the object.
class Filter:
    def __init__(self, gain):
        self.gain = gain
        self.log = logging.getLogger("filter")
        self.update = jax.jit(self._update)

    def _report(self, residual):
        self.log.warning("residual: %s", residual)  # JAX201

    def _update(self, state, measurement):
        residual = measurement - state
        self._report(residual)
        return state + self.gain * residual


def bug_logger_on_object():
    tracker = Filter(gain=0.3)
    state = jnp.array(0.0)
    for measurement in (1.0, 1.5, 0.5):
        state = tracker.update(state, measurement)
    return state


# 8. The body of a scan.
class Particle(NamedTuple):
    position: jax.Array
    velocity: jax.Array


def leapfrog(particle, force):
    velocity = particle.velocity + 0.1 * force
    particle = Particle(particle.position + 0.1 * velocity, velocity)
    print("particle:", particle)  # JAX201
    return particle, particle.position


def bug_scan_body():
    return L.scan(leapfrog, Particle(jnp.array(0.0), jnp.array(1.0)), jnp.arange(5.0))


# 9. The condition of while_loop.
def iterate(x0):
    def unfinished(state):
        _, step = state
        print(f"step {step}", file=sys.stderr)  # JAX201
        return step > 1e-3

    def halve(state):
        x, step = state
        return x + step, 0.5 * step

    return L.while_loop(unfinished, halve, (x0, jnp.float32(1.0)))


def bug_while_condition():
    return iterate(jnp.float32(0.0))


# 10. A warning in the body of fori_loop.
def sweep(grid):
    def body(i, g):
        change = jnp.abs(g - jnp.roll(g, 1)).max()
        warnings.warn(f"sweep {i} changes by {change}", RuntimeWarning)  # JAX201
        return 0.5 * (g + jnp.roll(g, 1))

    return L.fori_loop(0, 4, body, grid)


def bug_warning_in_fori_body():
    return sweep(jnp.arange(3.0))


# 11. The loss under value_and_grad under jit; all metrics at once.
def loss_fn(params, batch):
    prediction = batch["x"] * params["slope"] + params["bias"]
    mse = np.mean((prediction - batch["y"]) ** 2)
    metrics = {"mse": mse, "mean": prediction.mean()}
    print("metrics", metrics, sep=": ")  # JAX201
    return mse, metrics


gradients = jit(jax.value_and_grad(loss_fn, has_aux=True))


def bug_value_and_grad_under_jit():
    params = {"slope": 1.0, "bias": 0.0}
    batches = ({"x": jnp.arange(3.0), "y": jnp.full(3, level)} for level in (1.0, 2.0, 3.0))
    return [gradients(params, batch) for batch in batches]


# 12. vmap under jit; `warn` by its own name.
def safe_ratio(a, b):
    smallest = jnp.abs(b)
    warn("smallest denominator: " + str(smallest), stacklevel=2)  # JAX201
    return a / jnp.where(b == 0.0, 1.0, b)


ratios = jax.jit(jax.vmap(safe_ratio))


def bug_warn_under_vmap():
    return [ratios(jnp.ones(3), jnp.arange(3.0) - shift) for shift in (0.0, 1.0)]


# 13. A branch of cond inside a scan.
def restart(energy):
    print("restart from energy", energy)  # JAX201
    return jnp.zeros_like(energy)


def anneal(energy, kick):
    energy = energy + kick
    energy = L.cond(energy > 2.0, restart, lambda e: e, energy)
    return energy, energy


def bug_cond_branch():
    return L.scan(anneal, jnp.array(0.0), jnp.full(6, 1.5))


# 14. The builtin under another name.
@jit
def softmax_entropy(logits):
    p = jax.nn.softmax(logits)
    entropy = -jnp.vdot(p, jnp.log(p))
    log("entropy:", entropy)  # JAX201
    return entropy


def bug_alias_of_print():
    return [softmax_entropy(scale * jnp.arange(3.0)) for scale in (0.5, 1.0, 2.0)]


# 15. A static method, called by keyword; the logger is fetched on the spot.
class Monitor:
    @staticmethod
    def notify(*, norm, level=logging.ERROR):
        logging.getLogger("monitor").log(level, f"gradient norm {norm}")  # JAX201


@partial(jit, static_argnums=0)
def descend(rate, params, grads):
    Monitor.notify(norm=jnp.sqrt(sum(jnp.vdot(g, g) for g in grads)))
    return [p - rate * g for p, g in zip(params, grads)]


def bug_static_method():
    params = [jnp.ones(2), jnp.ones(1)]
    for _ in range(3):
        params = descend(0.1, params, [jnp.ones(2), jnp.ones(1)])
    return params


# 16. The backward rule of a custom derivative.
@jax.custom_vjp
def clipped_identity(x):
    return x


def clipped_forward(x):
    return x, None


def clipped_backward(_, cotangent):
    print("cotangent", cotangent)  # JAX201
    return (jnp.clip(cotangent, -1.0, 1.0),)


clipped_identity.defvjp(clipped_forward, clipped_backward)
clipped_slope = jax.jit(jax.grad(lambda x: 5.0 * clipped_identity(x)))


def bug_custom_vjp_rule():
    return clipped_slope(1.0), clipped_slope(2.0), clipped_slope(3.0)


# 17. Mapped over a pytree inside jit.
def watch(path, leaf):
    print(jax.tree_util.keystr(path), leaf.max())  # JAX201
    return leaf


@jax.jit
def ema(average, params):
    params = jax.tree_util.tree_map_with_path(watch, params)
    return jax.tree.map(lambda a, p: 0.9 * a + 0.1 * p, average, params)


def bug_tree_map():
    average = {"kernel": jnp.zeros((2, 2))}
    for scale in (1.0, 2.0, 3.0):
        average = ema(average, {"kernel": scale * jnp.eye(2)})
    return average


# 18. A child of a logger.
child = logger.getChild("steps")


@jax.jit
def decay(x):
    child.info("decayed to %s", 0.9 * x)  # JAX201
    return 0.9 * x


def bug_child_of_a_logger():
    return decay(decay(decay(1.0)))


# 19. Straight to the stream.
@jax.jit
def grow(x):
    sys.stdout.write(f"grown to {2 * x}\n")  # JAX201
    return 2 * x


def bug_stream():
    return grow(grow(grow(1.0)))


# 20. A logger with a prefix that an object keeps.
class Run:
    def __init__(self, name):
        self.logger = logging.LoggerAdapter(logging.getLogger(__name__), {"run": name})
        self.step = jax.jit(self._step)

    def _step(self, x):
        self.logger.warning("x is %s", x)  # JAX201
        return x + 1


def bug_adapter():
    run = Run("first")
    return run.step(run.step(run.step(0.0)))


# 21. Pretty-printed.
@jax.jit
def pretty(params):
    pprint(params["w"])  # JAX201
    return {"w": params["w"] - 1}


def bug_pprint():
    params = {"w": 1.0}
    for _ in range(3):
        params = pretty(params)
    return params
