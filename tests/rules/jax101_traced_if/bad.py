"""Python chooses a branch by a value which JAX has not computed yet."""

import dataclasses
import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
import jax.numpy as np
from jax import jit
from jax import lax as L
from jax.experimental import pallas as pl


# 1. Straight in a decorated function, after a branch that is static.
@jax.jit
def clip_gradient(grad, max_norm):
    if grad.ndim == 0:
        return grad
    norm = jnp.linalg.norm(grad)
    if norm > max_norm:  # JAX101
        grad = grad * (max_norm / norm)
    return grad


def bug_decorated_function():
    return clip_gradient(jnp.array([3.0, 4.0]), 1.0)


# 2. Two calls below the jitted function.
def step_size(residual, shrink=0.5):
    scale = jnp.max(jnp.abs(residual))
    return shrink if scale > 1.0 else 1.0  # JAX101


def relax(x, rhs):
    residual = rhs - 2.0 * x
    return x + step_size(residual) * residual


@jax.jit
def smooth(x, rhs):
    return relax(x, rhs=rhs)


def bug_helper_of_helper():
    return smooth(jnp.zeros(3), jnp.arange(3.0))


# 3. `kind` is static, `delta` is not.
@functools.partial(jax.jit, static_argnames=("kind",))
def robust_loss(residual, delta, kind="huber"):
    if kind == "l2":
        return jnp.sum(residual**2)
    elif kind == "huber":
        if delta <= 0.0:  # JAX101
            raise ValueError("delta must be positive")
        small = jnp.abs(residual) < delta
        return jnp.sum(jnp.where(small, residual**2, delta * jnp.abs(residual)))
    raise ValueError(kind)


def bug_partial_jit_with_static_names():
    return robust_loss(jnp.arange(4.0), 1.5, kind="huber")


# 4. jit by assignment; the flag is an ordinary argument and so becomes a tracer.
def forward(params, x, train):
    hidden = jnp.tanh(x @ params["w"] + params["b"])
    if train:  # JAX101
        hidden = hidden * params["keep"]
    return hidden


fast_forward = jax.jit(forward)


def bug_flag_that_is_not_static():
    params = {"w": jnp.eye(2), "b": jnp.zeros(2), "keep": 0.9}
    return fast_forward(params, jnp.ones((4, 2)), train=True)


# 5. A lambda.
saturate = jit(lambda v, limit: limit if v > limit else v)  # JAX101


def bug_lambda():
    return saturate(3.0, 2.0)


# 6. The inner function of a factory; the second test of the chain is the traced one.
def make_schedule(peak, warmup):
    def rate(step):
        if warmup == 0:
            return peak
        elif step < warmup:  # JAX101
            return peak * step / warmup
        return peak

    return jax.jit(rate)


def bug_closure_of_factory():
    schedule = make_schedule(0.1, warmup=10)
    return schedule(jnp.asarray(3))


# 7. A bound method, jitted when the object is made.
class Pendulum:
    def __init__(self, length=1.0):
        self.length = length
        self.step = jax.jit(self._step)

    def _accelerate(self, angle):
        return -9.81 / self.length * jnp.sin(angle)

    def _step(self, state, dt):
        angle, speed = state
        speed = speed + dt * self._accelerate(angle)
        angle = angle + dt * speed
        if angle > jnp.pi:  # JAX101
            angle = angle - 2.0 * jnp.pi
        return angle, speed


def bug_bound_method():
    return Pendulum(length=2.0).step((jnp.array(3.1), jnp.array(2.0)), 0.1)


# 8. The body of a scan; the value comes out of a named tuple.
class Walker(NamedTuple):
    position: jax.Array
    energy: jax.Array


def metropolis(walker, move):
    proposal = walker.position + move
    moved = Walker(proposal, 0.5 * proposal**2)
    if moved.energy < walker.energy:  # JAX101
        walker = moved
    return walker, walker.energy


def bug_scan_body():
    start = Walker(jnp.array(1.0), jnp.array(0.5))
    return L.scan(metropolis, start, jnp.array([0.3, -0.2, 0.1]))


# 9. The counter of fori_loop is a tracer too.
def cumulative(values):
    def body(i, total):
        if i == 0:  # JAX101
            return total + values[0]
        return total + values[i] * values[i - 1]

    return L.fori_loop(0, values.shape[0], body, jnp.float32(0.0))


def bug_fori_counter():
    return cumulative(jnp.arange(4.0))


# 10. vmap of a function that would work on one example.
def bucket(age, edges=(18.0, 65.0)):
    young, old = edges
    return (
        jnp.zeros(3).at[0].set(1.0)
        if age < young  # JAX101
        else jnp.zeros(3).at[2].set(age / old)
    )


def bug_vmap():
    return jax.vmap(bucket)(jnp.array([12.0, 30.0, 70.0]))


# 11. Under value_and_grad under jit: grad alone would have allowed it.
def hinge(weights, x, label):
    margin = label * np.dot(x, weights)
    if margin >= 1.0:  # JAX101
        return 0.0 * margin
    return 1.0 - margin


hinge_step = jit(jax.value_and_grad(hinge))


def bug_value_and_grad_under_jit():
    return hinge_step(jnp.array([0.1, 0.2]), jnp.array([1.0, 1.0]), -1.0)


# 12. A comprehension that filters by traced values.
@jax.jit
def mean_of_active(losses, weights):
    active = [loss for loss, w in zip(losses, weights) if w > 0.0]  # JAX101
    return sum(active) / len(losses)


def bug_comprehension():
    return mean_of_active((1.0, 2.0), (jnp.array(1.0), jnp.array(0.0)))


# 13. The guard of a `case`; the subject itself is a static string.
@functools.partial(jax.jit, static_argnums=1)
def boundary(u, kind):
    match kind:
        case "periodic":
            return jnp.roll(u, 1)
        case "outflow" if u[-1] > 0.0:  # JAX101
            return u.at[-1].set(u[-2])
        case _:
            return u


def bug_match_guard():
    return boundary(jnp.arange(4.0), "outflow")


# 14. The subject of a `match` is traced: its first pattern compares with it.
@jax.jit
def activation(code, x):
    match code:
        case 0:  # JAX101
            return jnp.tanh(x)
        case 1 | 2:
            return jnp.sin(x)
        case _:
            return x


def bug_match_subject():
    return activation(jnp.int32(1), jnp.ones(2))


# 15. A short Python loop that wants to stop early.
@functools.partial(jax.jit, static_argnames="max_iter")
def newton_root(x, tol, max_iter=3):
    for _ in range(max_iter):
        update = (x * x - 2.0) / (2.0 * x)
        x = x - update
        if jnp.abs(update) < tol:  # JAX101
            break
    return x


def bug_early_break():
    return newton_root(jnp.array(1.5), 1e-6, max_iter=2)


# 16. A static method, called with keywords; a default that somebody does override.
class Sampler:
    @staticmethod
    def temper(logits, temperature=1.0):
        if temperature != 1.0:  # JAX101
            logits = logits / temperature
        return jax.nn.softmax(logits)

    @staticmethod
    @jax.jit
    def probabilities(logits, heat):
        return Sampler.temper(logits, temperature=heat)


def bug_overridden_default():
    return Sampler.probabilities(jnp.arange(3.0), 0.7)


# 17. The traced field of a registered dataclass, read in its own method.
@functools.partial(
    jax.tree_util.register_dataclass, data_fields=["value", "count"], meta_fields=["name"]
)
@dataclasses.dataclass
class RunningMean:
    value: jax.Array
    count: jax.Array
    name: str = "mean"

    def result(self):
        if not self.name:
            raise ValueError("a metric needs a name")
        if self.count == 0:  # JAX101
            return self.value
        return self.value / self.count


@jax.jit
def report(metric, extra):
    return metric.result() + extra


def bug_field_of_pytree():
    return report(RunningMean(jnp.array(4.0), jnp.array(2.0)), 1.0)


# 18. A branch of lax.switch, nested in the body of lax.map.
def refine(cell):
    def keep(c):
        return c

    def split(c):
        half = 0.5 * c
        if half.sum() > 1.0:  # JAX101
            half = half / half.sum()
        return half

    return L.switch(jnp.int32(1), [keep, split], cell)


def bug_branch_inside_map():
    return L.map(refine, jnp.ones((3, 2)))


# 19. Only the shapes are asked for, yet the function is traced.
def init_layer(x, gain):
    width = x.shape[-1]
    limit = gain / width**0.5
    bound = min(1, width) * limit
    if bound > 1.0:  # JAX101
        bound = 1.0
    return {"w": jnp.full((width, width), bound), "b": jnp.zeros(width)}


def bug_eval_shape():
    return jax.eval_shape(init_layer, jnp.ones((2, 3)), jnp.float32(2.0))


# 20. A function mapped over a pytree inside jit.
def drop_spikes(leaf):
    if jnp.isnan(leaf).any():  # JAX101
        return jnp.zeros_like(leaf)
    return leaf


@jit
def clean(grads):
    return jax.tree.map(drop_spikes, grads)


def bug_tree_map():
    return clean({"w": jnp.ones((2, 2)), "b": jnp.zeros(2)})


# 21. A kernel does not know which block it works on.
def running_sum(x_ref, total_ref):
    if pl.program_id(0) == 0:  # JAX101
        total_ref[...] = jnp.zeros(total_ref.shape)
    total_ref[...] += x_ref[...]


def bug_kernel(n=2):
    block = pl.BlockSpec((4,), lambda i: (i,))
    call = pl.pallas_call(
        running_sum,
        grid=(n,),
        in_specs=[block],
        out_specs=pl.BlockSpec((4,), lambda i: (0,)),
        out_shape=jax.ShapeDtypeStruct((4,), jnp.float32),
        interpret=True,
    )
    return call(jnp.ones(4 * n))


# 22. In compiled code a function with a rule of its own is given tracers, whatever it is given.
@jax.custom_jvp
def power(x, n):
    if n == 0:  # JAX101
        return jnp.ones_like(x)
    return x**n


@power.defjvp
def power_jvp(primals, tangents):
    return power(*primals), tangents[0]


def bug_custom_jvp():
    return jax.jit(lambda x: power(x, 2))(jnp.ones(2))


# 23. A function that jnp maps over all axes of its arguments.
@jnp.vectorize
def above(x, level):
    if x > level:  # JAX101
        return 1.0
    return 0.0


def bug_vectorize():
    return above(jnp.linspace(0.0, 1.0, 4), 0.5)


# 24. A method that is looked up by a name made of a known text.
class Activations:
    def act_relu(self, x):
        return x if x > 0 else 0.0 * x  # JAX101

    def __call__(self, x, kind="relu"):
        return getattr(self, f"act_{kind}")(x)


def bug_name_made_of_texts():
    return jax.vmap(Activations())(jnp.ones(3))


@functools.partial(jnp.vectorize, excluded=(1,))
def repeated(x, n):
    for _ in range(n):
        x = x if x > 0.5 else 2 * x  # JAX101
    return x


def bug_vectorize_but_one():
    return repeated(jnp.linspace(0.0, 1.0, 4), 2)


# 25. What the host answers is traced as well.
def bug_pure_callback():
    def solved(x):
        ok = jax.pure_callback(np.isfinite, jax.ShapeDtypeStruct((), jnp.bool_), x)
        return x if ok else jnp.nan  # JAX101

    return jax.jit(solved)(1.0)


# 26. Devices are all given the same, and trace it nevertheless.
def bug_pmap_of_a_flag():
    def step(x, double):
        if double:  # JAX101
            return 2 * x
        return x

    return jax.pmap(step, in_axes=(0, None))(jnp.ones(1), True)
