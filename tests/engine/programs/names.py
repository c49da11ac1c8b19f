from probes import reveal
import functools as ft
import math
from functools import partial

import jax
import jax as j
import jax.numpy
import jax.numpy as jnp
import numpy
import numpy as onp
from jax import jit as compiled
from jax import lax, numpy as np, random as r, remat
from jax.lax import scan
from jax.numpy import ones as units, zeros

reveal(jax.jit)  # jax.jit
reveal(j.jit)  # jax.jit
reveal(compiled)  # jax.jit
reveal(jnp.zeros)  # jax.numpy.zeros
reveal(jax.numpy.zeros)  # jax.numpy.zeros
reveal(j.numpy.zeros)  # jax.numpy.zeros
reveal(np.zeros)  # jax.numpy.zeros
reveal(zeros)  # jax.numpy.zeros
reveal(units)  # jax.numpy.ones
reveal(onp.zeros)  # numpy.zeros
reveal(numpy.zeros)  # numpy.zeros
reveal(scan)  # jax.lax.scan
reveal(lax.scan)  # jax.lax.scan
reveal(r.split)  # jax.random.split
reveal(remat)  # jax.checkpoint
reveal(partial)  # functools.partial
reveal(ft.partial)  # functools.partial
reveal(math.pi)  # math.pi
reveal(jnp.pi)  # jax.numpy.pi
reveal(__name__)  # '__main__'

make = jnp.zeros
reveal(make)  # jax.numpy.zeros
reveal(make(3))  # array
tools = jax.random
reveal(tools.key(0))  # key

try:
    import jax.numpy as either
except ImportError:
    import jax.numpy as either
reveal(either.ones)  # jax.numpy.ones

if hasattr(jax, "numpy"):
    import jax.numpy as backend
else:
    import numpy as backend
reveal(backend.ones)  # unknown


def inside(n):
    from jax.numpy import arange
    import jax.numpy as onp

    reveal(arange)  # jax.numpy.arange
    reveal(onp.ones)  # jax.numpy.ones
    return n


reveal(onp.ones)  # numpy.ones


def parameter(jnp):
    reveal(jnp)  # opaque
    reveal(jnp.ones)  # opaque


def max(a, b):
    return "mine"


reveal(max(1, 2))  # 'mine'
reveal(min(1, 2))  # 1


class Namespace:
    jnp = "shadow"
    reveal(jnp)  # 'shadow'

    def method(self):
        reveal(jnp.ones)  # jax.numpy.ones


count = 1


def change():
    global count
    count = 2


change()
reveal(count)  # 2


def outer():
    total = 1

    def add():
        nonlocal total
        total = 5

    add()
    reveal(total)  # 5


def shadowed_by_loop():
    i = "before"
    squares = [i for i in (1, 2)]
    reveal(i)  # 'before'
    for i in (1, 2):
        pass
    reveal(i)  # 2
    return squares


def late():
    return defined_below()


def defined_below():
    return 7


reveal(late())  # 7

a = b = c = 3
(d, e), [f, *g] = (1, 2), [3, 4, 5]
reveal((a, b, c))  # (3, 3, 3)
reveal((d, e, f))  # (1, 2, 3)
reveal(g)  # [4, 5]
x, y = 1, 2
x, y = y, x
reveal((x, y))  # (2, 1)
if (found := 3) > 2:
    reveal(found)  # 3

# run
inside(1)
parameter(jnp)
Namespace().method()
outer()
shadowed_by_loop()
