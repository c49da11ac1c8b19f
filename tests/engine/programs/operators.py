from probes import reveal
from dataclasses import dataclass

import jax
import jax.numpy as jnp


class Vec:
    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    def __add__(self, other):
        if not isinstance(other, Vec):
            return NotImplemented
        return Vec(self.x + other.x, self.y)

    def __radd__(self, other):
        return Vec(other + self.x, 5)

    def __mul__(self, scale):
        return Vec(self.x * scale, self.y)

    __rmul__ = __mul__

    def __matmul__(self, other):
        return self.x * other.x

    def __neg__(self):
        return Vec(-self.x)

    def __lt__(self, other):
        return self.x < other.x

    def __eq__(self, other):
        return self.x == other.x

    def __hash__(self):
        return 3

    def __abs__(self):
        return abs(self.x)

    def __len__(self):
        return 2

    def __getitem__(self, index):
        if index == 0:
            return self.x
        if index == 1:
            return self.y
        raise IndexError(index)

    def __iter__(self):
        return iter((self.x, self.y))

    def __contains__(self, item):
        return item in (1, 2)

    def __iadd__(self, other):
        self.y = other
        return self


a = Vec(2, 1)
b = Vec(3, 1)
reveal((a + b).x)  # 5
reveal((4 + a).x)  # 6
reveal((4 + a).y)  # 5
reveal((a * 4).x)  # 8
reveal((4 * a).x)  # 8
reveal(a @ b)  # 6
reveal((-a).x)  # -2
reveal(a < b)  # True
reveal(b > a)  # unknown
reveal(a == b)  # False
reveal(abs(a))  # number
reveal(len(a))  # 2
reveal(a[0])  # 2
p, q = a
reveal((p, q))  # (2, 1)
reveal([i for i in a])  # [2, 1]
reveal(1 in a)  # static
a += 9
reveal(a.y)  # 9
reveal(type(a)(8).x)  # 8
reveal(isinstance(a, Vec))  # True
reveal(isinstance(a, dict))  # False
reveal(isinstance(a, (int, Vec)))  # True


@jax.jit
def traced(x):
    one, other = Vec(x * 1), Vec(x * 2)
    reveal((one + other).x)  # abstract tracer
    reveal((one * 2).x)  # abstract tracer
    reveal((x.sum() * one).x)  # abstract tracer
    reveal(one @ other)  # abstract tracer
    reveal(one < other)  # abstract tracer
    reveal(one == other)  # abstract tracer
    reveal((-one).x)  # abstract tracer
    reveal(one[0])  # abstract tracer
    reveal(one[1])  # 0
    return one.x


traced(jnp.ones(()))


class Plain:
    pass


class Truthy:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        return self.n > 2


reveal(Plain() == Plain())  # static
reveal(1 if Truthy(3) else 2)  # 1
reveal(1 if Truthy(1) else 2)  # 2
reveal("some" if Plain() else "none")  # static


class Count:
    def __init__(self, stop):
        self.stop = stop

    def __iter__(self):
        return self

    def __next__(self):
        if self.stop == 0:
            raise StopIteration
        self.stop -= 1
        return self.stop


reveal(next(Count(3)))  # 2


class Table:
    def __init__(self):
        self.content = {}

    def __setitem__(self, key, value):
        self.content[key] = value

    def __getitem__(self, key):
        return self.content[key]

    def __delitem__(self, key):
        del self.content[key]

    def __getattr__(self, name):
        return name


table = Table()
table["a"] = 3
reveal(table["a"])  # 3
table["a"] += 1
reveal(table["a"])  # 4
table["b"] = 3
del table["a"]
reveal("a" in table.content)  # False
reveal(table.other)  # 'other'


@dataclass
class Pair:
    left: int
    right: int


reveal(Pair(1, 2) == Pair(1, 2))  # unknown


class Wide(Vec):
    def __radd__(self, other):
        return "wide"


reveal(Vec(1) + Wide(2))  # 'wide'
reveal(Wide(1) + Vec(2))  # instance of Vec


def unsure(other):
    reveal(other + Vec(1))  # unknown
    reveal(other < Vec(1))  # unknown
    reveal(Vec(1) < other)  # unknown


def same_shape(x, y):
    same = jnp.asarray(x).shape == jnp.asarray(y).shape
    reveal(same)  # number
    return jnp.logical_and(same, x.ndim == 1)


# run
same_shape(jnp.ones(2), jnp.ones(3))
unsure(Vec(2))
