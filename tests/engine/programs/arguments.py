from probes import reveal
import functools
from functools import partial

import jax
import jax.numpy as jnp


def logged(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs)

    return wrapper


def scaled(by):
    def decorate(fn):
        @functools.wraps(fn)
        def wrapper(x, *rest, **options):
            return fn(x * by, *rest, **options)

        return wrapper

    return decorate


@jax.jit
@logged
def inner_logged(x, n=2):
    reveal(x)  # abstract tracer
    reveal(n)  # 2
    return x


@logged
@jax.jit
def outer_logged(x, y=3):
    reveal(x)  # abstract tracer
    reveal(y)  # abstract tracer
    return x


@partial(jax.jit, static_argnames="mode")
@scaled(2)
def both(x, mode="a"):
    reveal(x)  # abstract tracer
    reveal(mode)  # 'b'
    return x


inner_logged(jnp.ones(2))
outer_logged(jnp.ones(2), y=4)
both(jnp.ones(2), mode="b")


def three(a, b, c):
    reveal(a)  # abstract tracer
    reveal(b)  # abstract tracer
    reveal(c)  # abstract tracer
    return a


def known(a, b=2, *rest, k=1, **others):
    reveal((a, b, rest, k, others))  # (1, 2, (3,), 4, {'z': 5})
    return a


options = {"k": 4, "z": 5}
known(*(1, 2), 3, **options)


@jax.jit
def spread(x):
    y = x * 2
    three(*y)
    a, b, c = y
    reveal(a)  # abstract tracer
    first, *others = y
    reveal(first)  # abstract tracer
    reveal(others)  # [abstract tracer...]
    if (n := y.sum()) is not None:
        reveal(n)  # abstract tracer
    merged = {"a": x} | {"b": y}
    reveal(merged["b"])  # abstract tracer
    merged |= {"c": 3}
    reveal(merged["c"])  # 3
    reveal(merged["b"])  # abstract tracer
    table = {i: x * i for i in (1, 2)}
    reveal(table[1])  # abstract tracer
    twice = [x * 1] * 2
    reveal(twice)  # [abstract tracer, abstract tracer]
    reveal(twice[:1])  # [abstract tracer]
    p = q = x * 1
    reveal(q)  # abstract tracer
    counts = {"k": x * 1}
    counts["k"] += 1
    reveal(counts["k"])  # abstract tracer
    del counts["k"]
    reveal("k" in counts)  # False
    nested = [[a * b for b in (x * 1, x * 2)] for a in (x * 3, x * 4)]
    reveal(nested[0][1])  # abstract tracer
    reveal([2 * x * 1, *y])  # [abstract tracer, abstract tracer, abstract tracer, abstract tracer]
    total = 0

    def add(v):
        nonlocal total
        total = total + v

    add(x)
    reveal(total)  # abstract tracer
    fs = [lambda v, i=i: v * i for i in (1, 2)]
    reveal(fs[1](x))  # abstract tracer
    return y


spread(jnp.ones(3))


def power(x, n):
    if n == 0:
        return 1
    return x * power(x, n - 1)


@jax.jit
def recursive(x):
    reveal(power(x * 1, 2))  # abstract tracer
    return x


recursive(jnp.ones(2))

try:
    import missing_module
except ImportError:
    missing_module = None
reveal(missing_module)  # unknown


async def waiting(x):
    reveal(x)  # opaque
    return x


def options_of(given):
    reveal({"a": 1, **given}["a"])  # unknown
    reveal({**given, "a": 1}["a"])  # 1
    mine = {"a": 1, "b": 2}
    mine.update(given, b=3)
    reveal(mine["a"])  # unknown
    reveal(mine["b"])  # 3


# run
options_of({"a": 5})
try:
    waiting(1).send(None)
except StopIteration:
    pass
