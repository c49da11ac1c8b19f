from probes import reveal
import jax
import jax.numpy as jnp


@jax.jit
def by_flag(x, flag=True):
    y = x + 1
    if len(jax.devices()) > 1:
        n, z, s, same, both = 1, y, "text", 4, (1, y)
    else:
        n, z, s, same, both = 2, jnp.sin(y), y, 4, (2, y)
    reveal(n)  # number
    reveal(z)  # abstract tracer
    reveal(s)  # unknown
    reveal(same)  # 4
    reveal(both)  # (number, abstract tracer)
    return z


def known_tests(x):
    if True:
        a = 1
    else:
        a = 2
    reveal(a)  # 1
    if 2 > 3:
        reveal(a)  # never
    elif 3 > 2:
        a = 5
    reveal(a)  # 5
    b = 1 if a == 5 else 2
    reveal(b)  # 1
    reveal(a == 5 and "yes")  # 'yes'
    reveal(a == 4 or "no")  # 'no'
    reveal(not a)  # False
    return x


def one_side(c):
    value = 1
    if c:
        value = jnp.ones(3)
    reveal(value)  # unknown
    if c:
        value = 2
    else:
        raise ValueError
    reveal(value)  # 2
    if not c:
        return None
    else:
        value = 3
    reveal(value)  # 3
    return value


def early(c):
    if c:
        return 1
    return 2


reveal(early(jax.devices()))  # number


def tuple_or_none(c):
    if c:
        return 1, 2
    return None


reveal(tuple_or_none(jax.devices()))  # unknown


def tried(c):
    value = 1
    try:
        value = 2
        c.missing
        value = "late"
    except AttributeError:
        reveal(value)  # static
        value = 4
    reveal(value)  # static
    try:
        done = 1
    finally:
        value = 6
    reveal(value)  # 6
    reveal(done)  # 1
    with open("/dev/null") as stream:
        value = 7
    reveal(value)  # 7
    return stream


def matched(n, point):
    match n:
        case 1:
            value = 1
        case 2 | 3:
            value = 2
        case _:
            value = 3
    reveal(value)  # number
    match 2:
        case 1:
            value = "one"
        case 2:
            value = "two"
        case _:
            value = "many"
    reveal(value)  # 'two'
    match point:
        case (a, b):
            reveal(a)  # unknown
            reveal(b)  # unknown
        case whole:
            reveal(whole)  # opaque
    return value


@jax.jit
def ternary(x):
    y = x + 1
    z = y if len(jax.devices()) > 1 else jnp.cos(y)
    reveal(z)  # abstract tracer
    w = None if len(jax.devices()) > 1 else y
    reveal(w)  # unknown
    v = len(jax.devices()) > 1 and y
    reveal(v)  # perhaps abstract tracer
    return z


def mixed(c, x):
    """A tracer on one path and an array on the other is an array."""

    @jax.grad
    def loss(w):
        y = w * 2.0
        if c:
            y = jnp.ones(())
        reveal(y)  # array
        return y

    return loss(x)


# run
by_flag(1.0)
known_tests(1)
one_side(1)
tried(1)
matched(1, (1, 2)), matched(1, 2)
ternary(1.0)
mixed(False, 1.0)
