"""Programs that print values and no tracers. Each `ok_` prints something."""

import jax
import jax.numpy as jnp

X = jnp.arange(3.0)


def ok_format():
    @jax.jit
    def f(x):
        jax.debug.print("x = {x}, {}", x.sum(), x=x)
        return x

    f(X)


def ok_static_fstring():
    @jax.jit
    def f(x):
        name = "norm"
        jax.debug.print(f"{name}{x.shape}: {{value}}", value=x)
        return x

    f(X)


def ok_static_percent():
    @jax.jit
    def f(x):
        jax.debug.print("%d axes, %s: {}" % (x.ndim, x.dtype), x)
        return x

    f(X)


def ok_static_format():
    @jax.jit
    def f(x):
        jax.debug.print("{}: {{}}".format(len(x)), x)
        return x

    f(X)


def ok_outside():
    x = jnp.sum(X)
    jax.debug.print(f"x = {x}")


def ok_print_outside():
    y = jax.jit(jnp.sin)(X)
    print(f"y = {y}", "y = %s" % y, "y = {}".format(y))


def ok_spec_in_the_format():
    @jax.jit
    def f(x):
        jax.debug.print("{x:.2f}", x=x.sum())
        return x

    f(X)


def ok_callback():
    def show(x):
        print(f"x = {x}")

    @jax.jit
    def f(x):
        jax.debug.callback(show, x)
        return x

    f(X)


def ok_static_argument():
    def f(x, n):
        jax.debug.print(f"n = {n}, x = {{}}", x)
        return x * n

    jax.jit(f, static_argnums=1)(X, 2)


def ok_layers():
    @jax.jit
    def f(x):
        for i in range(2):
            jax.debug.print(f"layer {i}: {{}}", x.mean())
            x = x + i
        return x

    f(X)


def ok_error_text():
    @jax.jit
    def f(x):
        if x.ndim != 1:
            raise ValueError(f"one axis is wanted, got {x}")
        jax.debug.print("fine {}", x)
        return x

    f(X)


def ok_without_jit():
    @jax.jit
    def f(x):
        jax.debug.print(f"x = {x}")
        return x

    with jax.disable_jit():
        f(X)


def ok_constants_of_the_trace():
    scale = 0.5

    @jax.jit
    def f(x):
        jax.debug.print(f"scale {scale} " + "x {}", x * scale)
        return x

    f(X)
