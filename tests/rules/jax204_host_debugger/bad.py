"""Programs that stop in a debugger once, though they make several calls or rounds."""

import code
import pdb
from functools import partial
from pdb import set_trace

import jax
import jax.numpy as jnp

X = jnp.ones(3)


@jax.jit
def with_breakpoint(x):
    y = jnp.log(x)
    breakpoint()  # JAX204
    return y


def bug_breakpoint():
    return [with_breakpoint(X) for _ in range(3)]


@partial(jax.jit, static_argnums=1)
def with_pdb(x, n):
    if n > 2:
        pdb.set_trace()  # JAX204
    return x * n


def bug_pdb():
    return [with_pdb(X, 3) for _ in range(3)]


def inspect(x):
    set_trace()  # JAX204
    return x


def bug_helper():
    step = jax.jit(lambda x: inspect(x) + 1)
    return [step(X) for _ in range(3)]


def bug_scan_body():
    def body(carry, x):
        breakpoint()  # JAX204
        return carry + x, None

    return jax.lax.scan(body, 0.0, X)


class Model:
    def __init__(self):
        self.step = jax.jit(jax.value_and_grad(self.loss))

    def loss(self, w):
        value = jnp.sum(w**2)
        import pdb

        pdb.set_trace()  # JAX204
        return value


def bug_method():
    model = Model()
    return [model.step(X) for _ in range(3)]


def bug_vmap_under_jit():
    def row(x):
        breakpoint()  # JAX204
        return x + 1

    rows = jax.jit(jax.vmap(row))
    return [rows(X) for _ in range(3)]


def bug_console():
    @jax.jit
    def f(x):
        code.interact(local={"x": x})  # JAX204
        return x

    return [f(X) for _ in range(3)]


def bug_loop_body():
    def body(i, x):
        if __debug__:
            breakpoint()  # JAX204
        return x + i

    return jax.lax.fori_loop(0, 3, body, X)
