from probes import reveal
import functools
from functools import partial

import jax
import jax.numpy as jnp


def plain(a, b=2, *rest, c, d=4, **more):
    reveal((a, b, c, d))  # (1, 2, 3, 4) | (1, 5, 3, 6)
    reveal(rest)  # () | (7, 8)
    reveal(more)  # {} | {'e': 9}
    return a


reveal(plain(1, c=3))  # 1
plain(1, 5, 7, 8, c=3, d=6, e=9)


def stars(*args, **kwargs):
    return target(*args, **kwargs)


def target(a, b, c=None):
    reveal((a, b, c))  # (1, 2, 3)
    return b


reveal(stars(1, 2, c=3))  # 2


def adder(n):
    def add(x):
        reveal(n)  # 1 | 2
        return x + n

    return add


reveal(adder(1)(5))  # 6
reveal(adder(2)(5))  # 7
reveal((lambda a, b=3: (a, b))(1))  # (1, 3)
reveal(partial(target, 1, c=3)(2))  # 2
reveal(partial(partial(target, 1), 2)(c=3))  # 2


def twice(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args), f(*args)

    return wrapper


@twice
def decorated(x):
    return x


reveal(decorated(3))  # (3, 3)


def logged(level):
    def decorate(f):
        def wrapper(x):
            reveal(level)  # 'info'
            return f(x)

        return wrapper

    return decorate


@logged("info")
def also_decorated(x):
    return x


reveal(also_decorated(4))  # 4


def late_binding():
    functions = [lambda: i for i in (1, 2)]
    return functions[0]()


def rebinding():
    n = 1

    def read():
        return n

    n = 2
    return read()


reveal(rebinding())  # 2


def generator():
    yield 1
    yield 2


reveal(list(generator()))  # [number...]


def default_list(items=[]):
    items.append(1)
    return len(items)


def recursive(n):
    if n == 0:
        return 0
    return recursive(n - 1)


reveal(recursive(1))  # 0


@jax.jit
def step(x):
    reveal(helper(x + 1, 2))  # abstract tracer
    reveal(helper(3, 4))  # 12
    return x


def helper(a, b):
    reveal(a)  # abstract tracer | 3 | opaque
    return a * b


def no_return(x):
    x.append(1)


reveal(no_return([]))  # None


def sometimes(x):
    if x:
        return 1


reveal(sometimes(jax.devices()))  # static


@functools.lru_cache
def cached(n):
    return n + 1


reveal(cached(1))  # 2


@functools.lru_cache(maxsize=None)
def cached_too(n):
    return n + 1


reveal(cached_too(1))  # 2


def higher(f, x):
    return f(x)


@jax.jit
def passes_functions(x):
    reveal(higher(jnp.sin, x))  # abstract tracer
    reveal(higher(lambda y: y.shape, x))  # shape
    reveal(higher(len, x))  # number
    return x


# run
late_binding()
default_list()
step(1.0), helper(1, 1)
passes_functions(jnp.ones(2))
