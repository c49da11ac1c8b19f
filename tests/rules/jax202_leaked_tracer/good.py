"""Stores under tracing after which no tracer is left anywhere. Each `ok_` returns what is."""

import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import optax
from jax.experimental import pallas as pl

XS = jnp.arange(3.0)
TRACES = []
SHAPES = {}
COUNT = 0


@jax.jit
def counted(x):
    global COUNT
    COUNT += 1
    TRACES.append("counted")
    SHAPES["counted"] = x.shape
    return x + COUNT


def ok_what_is_static():
    counted(XS)
    counted(XS)
    return COUNT, TRACES, SHAPES


def ok_a_list_made_inside():
    @jax.jit
    def f(x):
        layers = []
        for scale in (1.0, 2.0):
            layers.append(scale * x)
        found = {}
        found["sum"] = sum(layers)
        return found

    return f(XS)


class Scratch:
    def __init__(self, x):
        self.x = x

    def double(self):
        self.x = self.x * 2
        return self.x


def ok_an_object_made_inside():
    return jax.jit(lambda x: Scratch(x).double())(XS)


@jax.tree_util.register_pytree_node_class
@dataclass
class Counter:
    total: jax.Array

    def add(self, x):
        self.total = self.total + x
        return self

    def tree_flatten(self):
        return (self.total,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


def ok_a_pytree():
    counter = Counter(jnp.zeros(3))
    new = jax.jit(Counter.add)(counter, XS)
    return counter.total, new.total


class Model:
    def __init__(self, scale):
        self.scale = scale
        self.stack = []

    def scaled(self, x):
        return x * self.scale

    def with_scale(self, scale, x):
        old = self.scale
        self.scale = scale
        out = self.scaled(x)
        self.scale = old
        return out

    def with_finally(self, scale, x):
        old = self.scale
        try:
            self.scale = scale
            return self.scaled(x)
        finally:
            self.scale = old

    @contextmanager
    def using(self, scale):
        old, self.scale = self.scale, scale
        try:
            yield
        finally:
            self.scale = old

    def in_context(self, scale, x):
        with self.using(scale):
            return self.scaled(x)

    def pushed(self, x):
        self.stack.append(x)
        y = self.stack[-1] + 1
        self.stack.pop()
        return y

    def drained(self, x):
        self.stack.append(x)
        self.stack.append(x + 1)
        found, self.stack = self.stack, []
        return sum(found)

    def cleared(self, x):
        self.taps = []
        self.taps.append(x)
        taps, self.taps = self.taps, None
        return sum(taps)


def ok_restored():
    model = Model(2.0)
    jax.jit(model.with_scale)(3.0, XS)
    jax.jit(model.with_finally)(3.0, XS)
    jax.jit(model.in_context)(3.0, XS)
    return model.scale


def ok_taken_back():
    model = Model(2.0)
    jax.jit(model.pushed)(XS)
    jax.jit(model.drained)(XS)
    jax.jit(model.cleared)(XS)
    return model.stack, model.taps


class Manager:
    active = []

    def __init__(self, value):
        self.value = value

    def __enter__(self):
        Manager.active.append(self)
        return self

    def __exit__(self, *error):
        Manager.active.pop()


def ok_a_stack_of_managers():
    @jax.jit
    def f(x):
        with Manager(x):
            return Manager.active[-1].value + 1

    f(XS)
    return Manager.active


def ok_shapes_alone():
    found = []

    def f(x):
        found.append((x.dtype, x.shape, len(x), f"{x.ndim} axes"))
        return x * 2

    jax.eval_shape(f, XS)
    return found


def ok_structure_of_the_result():
    structure = None

    @jax.jit
    def flat(x):
        nonlocal structure
        leaves, structure = jax.tree.flatten({"a": x, "b": x + 1})
        return leaves

    return jax.tree.unflatten(structure, flat(XS)) if structure else flat(XS)


def ok_outside_of_any_trace():
    losses = []
    step = jax.jit(lambda w: (w * 0.9, jnp.sum(w**2)))
    w = XS
    for _ in range(3):
        w, loss = step(w)
        losses.append(loss)
    return losses


def ok_callback():
    seen = []

    @jax.jit
    def f(x):
        jax.debug.callback(lambda v: seen.append(v), x)
        return x + 1

    f(XS)
    jax.effects_barrier()
    return seen


def ok_without_jit():
    seen = []

    @jax.jit
    def f(x):
        seen.append(x)
        return x

    with jax.disable_jit():
        f(XS)
    return seen


class Trainer:
    def __init__(self):
        self.weights = XS
        self.losses = []
        self._step = jax.jit(self._update)

    def _update(self, weights):
        return weights * 0.9, jnp.sum(weights**2)

    def train(self):
        for _ in range(2):
            self.weights, loss = self._step(self.weights)
            self.losses.append(loss)
        return self.losses


def ok_stored_by_the_caller():
    trainer = Trainer()
    return trainer.train(), trainer.weights


def ok_kernel():
    def kernel(x_ref, o_ref):
        o_ref[...] = x_ref[...] * 2

    shape = jax.ShapeDtypeStruct((3,), jnp.float32)
    return pl.pallas_call(kernel, out_shape=shape, interpret=True)(XS)


def ok_store_of_an_outer_object_in_an_inner_trace():
    @jax.jit
    def f(x):
        seen = []

        def g(w):
            seen.append(x)
            return jnp.sum(w * x)

        gradient = jax.grad(g)(x)
        return gradient + seen[0]

    return f(XS)


def ok_a_defaultdict_made_inside():
    @jax.jit
    def step(x):
        found = defaultdict(list)
        for name in ("a", "b"):
            found[name].append(x)
        found["a"].append(x + 1)
        return {name: sum(values) for name, values in found.items()}

    return step(XS)


def ok_a_defaultdict_filled_outside():
    metrics = defaultdict(list)
    step = jax.jit(lambda w: (w * 0.9, jnp.sum(w**2)))
    w = XS
    for _ in range(3):
        w, loss = step(w)
        metrics["loss"].append(loss)
    return metrics["loss"]


class Descent:
    """Its optimizer has a state without any array."""

    def __init__(self):
        self.optimizer = optax.sgd(0.1)
        self.state = self.optimizer.init(jnp.ones(3))

    @partial(jax.jit, static_argnums=0)
    def update(self, params):
        grads = jax.grad(lambda p: jnp.sum(p**2))(params)
        updates, self.state = self.optimizer.update(grads, self.state)
        return optax.apply_updates(params, updates)


def ok_state_without_arrays():
    return Descent().update(jnp.ones(3))


# What is there while a function runs is taken back, under a key that only the host knows.
RUNNING = {}


def running(function, state, x):
    before = RUNNING.get(threading.get_ident())
    try:
        RUNNING[threading.get_ident()] = dict(state)
        return function(x)
    finally:
        RUNNING[threading.get_ident()] = before


@jax.jit
def doubled_while_running(x):
    return running(lambda y: 2 * y, {"x": x}, x)


def ok_taken_back_by_thread():
    return doubled_while_running(XS), RUNNING
