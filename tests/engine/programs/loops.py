from probes import reveal
import jax
import jax.numpy as jnp


@jax.jit
def carried(x):
    n, y, flag, word = 0, 0.0, False, "a"
    for _ in range(3):
        reveal(n)  # 0 | number
        reveal(y)  # 0.0 | abstract tracer
        reveal(flag)  # False | number
        reveal(word)  # 'a'
        n += 1
        y = y + x
        flag = True
    reveal(n)  # number
    reveal(y)  # abstract tracer
    return y


@jax.jit
def surely_carried(x):
    y = x * 1.0
    for i in range(3):
        y = y + i
    reveal(y)  # abstract tracer
    return y


@jax.jit
def rows(x):
    y = x * 1.0
    for row in y:
        reveal(row)  # abstract tracer
    for i, row in enumerate(y):
        reveal((i, row))  # (number, abstract tracer)
    for i in range(y.shape[0]):
        reveal(i)  # number
    for size in y.shape:
        reveal(size)  # size
    return y


def never_entered(x):
    value = 1
    for _ in ():
        value = 2
        reveal(value)  # never
    for _ in range(0):
        reveal(value)  # never
    reveal(value)  # 1
    for _ in []:
        pass
    else:
        value = 3
    reveal(value)  # 3
    while False:
        reveal(value)  # never
    return x


def once_entered():
    value = 1
    for _ in (1, 2):
        value = jnp.ones(2)
    reveal(value)  # array
    return value


def breaks(items):
    value = 1
    for item in items:
        if item:
            value = "broken"
            break
        value = 2
    reveal(value)  # static
    return value


@jax.jit
def continues(x):
    value = "start"
    for item in (1, 2, 3):
        reveal(value)  # 'start' | static
        if len(jax.devices()) > item:
            value = "skipped"
            continue
        value = 4
    reveal(value)  # static
    return value


@jax.jit
def endless(x):
    n = 0
    while True:
        reveal(n)  # 0 | number
        n += 1
        if n > len(jax.devices()):
            break
    reveal(n)  # number
    return n


def endless_return(items):
    n = 0
    while True:
        n += 1
        if n in items:
            return n
    reveal(n)  # never


@jax.jit
def counted(x):
    i = 0
    while i < 10:
        reveal(i)  # 0 | number
        i += 1
    reveal(i)  # number
    return i


@jax.jit
def known_tuple(x):
    seen = []
    for name, size in (("a", 1), ("b", 2)):
        reveal(name)  # 'a' | 'b'
        reveal(size)  # 1 | 2
        seen.append(name)


@jax.jit
def known_dict(x):
    seen = []
    for key, value in {"a": 1, "b": 2}.items():
        reveal((key, value))  # ('a', 1) | ('b', 2)
        seen.append(key)


@jax.jit
def nested(x):
    y = 0
    for i in range(2):
        for j in range(2):
            reveal(y)  # 0 | abstract tracer
            y = y + x
    return y


# run
carried(1.0)
surely_carried(1.0)
rows(jnp.ones((2, 2)))
never_entered(1)
once_entered()
breaks([0, 1])
continues(1.0)
endless(1.0)
endless_return([2])
counted(1.0)
known_tuple(1.0)
known_dict(1.0)
nested(1.0)
