"""Programs in which a tracer outlives its trace. Each `bug_` returns what was stored."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import optax

XS = jnp.arange(3.0)
HISTORY = []
CACHE = {}
LAST = None


@jax.jit
def remember(x):
    global LAST
    LAST = x * 2  # JAX202
    return LAST


def bug_global():
    remember(XS)
    return LAST


@jax.jit
def append_to_module_list(x):
    y = jnp.sin(x)
    HISTORY.append(y)  # JAX202
    return y


def bug_list_of_the_module():
    append_to_module_list(XS)
    return HISTORY[-1]


@partial(jax.jit, static_argnames="name")
def cached(x, name):
    if name not in CACHE:
        CACHE[name] = x.sum()  # JAX202
    return CACHE[name]


def bug_dict_entry():
    cached(XS, "total")
    return CACHE["total"]


class Agent:
    def __init__(self, seed):
        self.key = jax.random.key(seed)
        self.act = jax.jit(self._act)

    def _next_key(self):
        self.key, sub = jax.random.split(self.key)  # JAX202
        return sub

    def _act(self, logits):
        return jax.random.categorical(self._next_key(), logits)


def bug_key_of_an_agent():
    agent = Agent(0)
    agent.act(XS)
    return agent.key


class Normalizer:
    def __init__(self):
        self.mean = 0.0
        self.seen = 0

    @partial(jax.jit, static_argnums=0)
    def __call__(self, x):
        self.seen += 1
        self.mean = 0.9 * self.mean + 0.1 * x.mean()  # JAX202
        return x - self.mean


def bug_static_self():
    normalizer = Normalizer()
    normalizer(XS)
    return normalizer.mean


def bug_nonlocal_in_a_loop():
    residual = XS

    def body(_, x):
        nonlocal residual
        residual = 1.0 - x  # JAX202
        return x + 0.5 * residual

    jax.lax.fori_loop(0, 4, body, XS)
    return residual


def bug_scan_body():
    norms = []

    def body(carry, x):
        carry = carry + x
        norms.append(carry**2)  # JAX202
        return carry, None

    jax.lax.scan(body, 0.0, XS)
    return norms[0]


def bug_loss_under_grad():
    seen = {}

    def loss(w):
        value = (w**2).sum()
        seen.update(loss=value)  # JAX202
        return value

    jax.grad(loss)(XS)
    return seen["loss"]


def bug_vmap():
    rows = deque(maxlen=2)

    def row(x):
        rows.appendleft(x + 1)  # JAX202
        return x

    jax.vmap(row)(XS)
    return rows[0]


@dataclass
class Metrics:
    loss: float = 0.0
    grads: object = None


def record(metrics, loss, name="loss"):
    setattr(metrics, name, loss)  # JAX202


def bug_helper_with_setattr():
    metrics = Metrics()

    @jax.jit
    def step(w):
        loss = jnp.mean(w**2)
        record(metrics, loss)
        return w - loss

    step(XS)
    return metrics.loss


def bug_dataclass_from_outside():
    metrics = Metrics()

    def step(w):
        loss, grads = jax.value_and_grad(lambda v: jnp.sum(v**2))(w)
        metrics.loss, metrics.grads = loss, (loss, grads)  # JAX202
        return w - grads

    jax.jit(step)(XS)
    return metrics.grads[1]


class Registry:
    taps = {}

    @classmethod
    def tap(cls, name, value):
        cls.taps[name] = value  # JAX202
        return value


def bug_attribute_of_a_class():
    @jax.jit
    def forward(x):
        return Registry.tap("hidden", jnp.tanh(x)) + 1

    forward(XS)
    return Registry.taps["hidden"]


def bug_list_made_inside():
    class Tape:
        def __init__(self):
            self.values = None

        def run(self, x):
            self.values = []  # JAX202
            for _ in range(2):
                x = x + 1
                self.values.append(x)
            return x

    tape = Tape()
    jax.jit(tape.run)(XS)
    return tape.values[1]


def bug_result_of_an_inner_trace():
    kept = []

    @jax.jit
    def total(x):
        carry, _ = jax.lax.scan(lambda c, v: (c + v, None), 0.0, x)
        kept.extend([carry])  # JAX202
        return carry

    total(XS)
    return kept[0]


def bug_made_while_tracing():
    buffers = {}

    @jax.jit
    def f(x):
        buffer = buffers.setdefault("zeros", jnp.zeros(3))  # JAX202
        return x + buffer

    f(XS)
    return buffers["zeros"]


def bug_checkpoint_and_cond():
    branches = []

    def yes(x):
        branches.append(x)  # JAX202
        return x

    jax.lax.cond(True, yes, lambda x: x, XS)
    return branches[0]


def bug_plus_equals():
    losses = []

    @jax.checkpoint
    def f(x):
        loss = jnp.sum(x)
        nonlocal losses
        losses += [loss]  # JAX202
        return loss

    f(XS)
    return losses[0]


METRICS = defaultdict(list)


def bug_defaultdict():
    @jax.jit
    def step(w):
        loss = jnp.sum(w**2)
        METRICS["loss"].append(loss)  # JAX202
        return w - 0.1 * loss

    step(XS)
    return METRICS["loss"]


class Learner:
    def __init__(self, params):
        self.optimizer = optax.chain(optax.clip(1.0), optax.adam(1e-3))
        self.state = self.optimizer.init(params)

    @partial(jax.jit, static_argnums=0)
    def update(self, params):
        grads = jax.grad(lambda p: jnp.sum(p**2))(params)
        updates, self.state = self.optimizer.update(grads, self.state)  # JAX202
        return optax.apply_updates(params, updates)


def bug_state_of_an_optimizer():
    learner = Learner(XS)
    learner.update(XS)
    return learner.state[1][0].mu


# Under a key that only the host knows.
BY_THREAD = {}


@jax.jit
def kept_by_thread(x):
    BY_THREAD[threading.get_ident()] = x * 2  # JAX202
    return x


def bug_key_of_the_host():
    kept_by_thread(XS)
    return BY_THREAD
