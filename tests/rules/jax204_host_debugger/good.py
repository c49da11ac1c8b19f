"""Programs that stop in a debugger as often as they should, twice each, or not at all."""

import pdb

import jax
import jax.numpy as jnp

X = jnp.ones(3)
DEBUG = False


def ok_outside():
    step = jax.jit(lambda x: x + 1)
    for _ in range(2):
        step(X)
        breakpoint()


def ok_callback():
    def stop(x):
        pdb.set_trace()

    @jax.jit
    def f(x):
        jax.debug.callback(stop, x)
        return x

    for _ in range(2):
        f(X)
    jax.effects_barrier()


def ok_without_jit():
    @jax.jit
    def f(x):
        breakpoint()
        return x

    with jax.disable_jit():
        for _ in range(2):
            f(X)


def ok_plain_gradient():
    def loss(x):
        breakpoint()
        return jnp.sum(x**2)

    for _ in range(2):
        jax.grad(loss)(X)


def ok_plain_vmap():
    def row(x):
        pdb.set_trace()
        return x

    for _ in range(2):
        jax.vmap(row)(X)


def ok_switched_off():
    @jax.jit
    def f(x):
        if DEBUG:
            breakpoint()
        return x

    f(X)


def ok_values_alone():
    def f(x):
        if not isinstance(x, jax.core.Tracer):
            breakpoint()
        return x + 1

    jax.jit(f)(X)
    for _ in range(2):
        f(X)


def ok_factory():
    def make(scale):
        breakpoint()
        return jax.jit(lambda x: x * scale)

    for scale in range(2):
        make(scale)(X)


class Probe:
    def __init__(self):
        self.traces = 0

    def set_trace(self):
        self.traces += 1


def ok_a_method_of_that_name():
    probe = Probe()

    @jax.jit
    def f(x):
        probe.set_trace()
        return x

    f(X)


def ok_an_own_breakpoint():
    def breakpoint():
        return None

    @jax.jit
    def f(x):
        breakpoint()
        return x

    f(X)


def ok_compiled_breakpoint_not_run():
    @jax.jit
    def f(x):
        return x + 1

    if DEBUG:
        jax.debug.breakpoint()
    f(X)


def ok_post_mortem():
    def f(x):
        try:
            return jnp.reshape(x, (3,))
        except TypeError:
            pdb.post_mortem()
            raise

    jax.jit(f)(X)
