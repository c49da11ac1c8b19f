from probes import reveal
from contextlib import contextmanager

import jax
import jax.numpy as jnp


class Timer:
    def __init__(self, n):
        self.n = n
        self.left = False

    def __enter__(self):
        return self.n

    def __exit__(self, *error):
        self.left = True


with Timer(3) as n:
    reveal(n)  # 3
timer = Timer(4)
with timer:
    reveal(timer.left)  # False
reveal(timer.left)  # True


@contextmanager
def doubled(x):
    y = x * 2
    yield y


@jax.jit
def managed(x):
    with doubled(x * 1) as twice:
        reveal(twice)  # abstract tracer
        return twice


managed(jnp.ones(2))


class Flag:
    def __init__(self):
        self.on = False


flag = Flag()


@contextmanager
def switched():
    flag.on = True
    yield flag
    flag.on = False


with switched() as same:
    reveal(same)  # instance of Flag
    reveal(flag.on)  # unknown


def counted(xs):
    for x in xs:
        yield x * 2
    yield from (1, 2)


@jax.jit
def generated(x):
    for item in counted([x * 1, x * 2]):
        reveal(item)  # unknown
    for item in (y * 2 for y in (x * 1, x * 2)):
        reveal(item)  # abstract tracer
    return x


generated(jnp.ones(2))


def cleaned(x):
    flag.on = True
    try:
        if x:
            return 1
        x = 2
    finally:
        flag.on = False
    return 3


cleaned(jnp.ones(()) > 0)
reveal(flag.on)  # False


def always():
    try:
        return 1
    finally:
        flag.on = 5


reveal(always())  # 1
reveal(flag.on)  # 5


def looped(xs):
    state = 0
    for x in xs:
        state = 1
        try:
            if x > 1:
                break
            if x < 0:
                continue
        finally:
            state = 2
    reveal(state)  # number


looped([1, 2, 3, 4, 5, 6])
# run
