from probes import reveal
import dataclasses
import enum
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Point:
    dims = 2
    label = "point"

    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    @property
    def total(self):
        return self.x + self.y

    @cached_property
    def doubled(self):
        return self.x * 2

    @staticmethod
    def helper(a):
        return a + 1

    @classmethod
    def origin(cls):
        return cls(0, 0)

    def moved(self, by):
        return Point(self.x + by, self.y)

    def grow(self):
        self.x = self.x + 10
        return self

    def __call__(self, z):
        return z * 3


p = Point(1, 2)
reveal(p)  # instance of Point
reveal(p.x)  # 1
reveal(p.total)  # 3
reveal(p.doubled)  # 2
reveal(p.dims)  # 2
reveal(p.helper(4))  # 5
reveal(Point.helper(4))  # 5
reveal(Point.origin().total)  # 0
reveal(p.moved(3).x)  # 4
reveal(p(5))  # 15
reveal(p.grow().x)  # 11
reveal(p.x)  # 11
p.x = 7
reveal(p.total)  # 9
reveal(Point)  # class Point


class Base:
    scale = 2

    def __init__(self, n):
        self.n = n

    def run(self):
        return self.n * self.factor()

    def factor(self):
        return self.scale


class Derived(Base):
    scale = 3

    def __init__(self, n, m):
        super().__init__(n)
        self.m = m

    def factor(self):
        return super().factor() * self.m


reveal(Derived(2, 5).run())  # 30
reveal(Base(2).run())  # 4


@dataclass
class Config:
    size: int
    name: str = "net"
    layers: int = 3

    @property
    def total(self):
        return self.size * self.layers


c = Config(4, layers=2)
reveal(c.size)  # 4
reveal(c.name)  # 'net'
reveal(c.total)  # 8
reveal(dataclasses.replace(c, size=5).size)  # 5
reveal(c.size)  # 4


@dataclass
class Derived2(Config):
    extra: int = 1

    def __post_init__(self):
        object.__setattr__(self, "done", True)


class State(NamedTuple):
    step: int
    params: object = None


s = State(1, 2)
reveal(s.step)  # 1
reveal(s[1])  # 2
first, second = s
reveal((first, second))  # (1, 2)
reveal(s._replace(step=5).step)  # 5
reveal(s.step)  # 1
reveal(State(step=3).params)  # None


class Mode(enum.Enum):
    FAST = 1
    SLOW = 2


reveal(Mode.FAST)  # static


class Trainer:
    def __init__(self, rate):
        self.rate = rate
        self.step = jax.jit(self._step)
        self.counted = partial(self._counted, 2)

    def _step(self, x):
        reveal(self.rate)  # 0.5
        reveal(x)  # abstract tracer
        return x * self.rate

    def _counted(self, n, x):
        reveal((n, x))  # (2, 3)
        return n

    @partial(jax.jit, static_argnums=0)
    def compiled(self, x):
        reveal(self.rate)  # 0.5
        reveal(x)  # abstract tracer
        return x

    @jax.jit
    def method(x):
        return x


t = Trainer(0.5)
reveal(t.step(jnp.ones(2)))  # array
reveal(t.counted(3))  # 2
reveal(t.compiled(jnp.ones(2)))  # array


class Alone:
    """Nothing visible makes one: its methods are analysed for any instance."""

    def __init__(self, n, scale=2.0):
        self.n = n
        self.scale = scale
        self.table = jnp.ones(3)

    def use(self, x):
        reveal(self.n)  # opaque
        reveal(self.scale)  # opaque
        reveal(self.table)  # array
        reveal(x)  # opaque
        return self.later

    def change(self):
        self.later = jnp.ones(2)


def make():
    class Local:
        value = 4

        def get(self):
            return self.value

    return Local().get()


reveal(make())  # 4


class Called:
    def __init__(self, size):
        self.size = size

    def __call__(self, y):
        reveal(self.size)  # 3
        reveal(y + 1)  # abstract tracer
        return y


called = jax.jit(Called(3))


class Dense:
    def __init__(self, key, size):
        self.weight = jax.random.normal(key, (size, size))
        self.size = size
        self.kind = "dense"

    @classmethod
    def create(cls, key, size):
        return cls(key, size)


class Node:
    def __init__(self, parent, key):
        self.parent = parent
        self.dense = Dense(key, 2)
        self.own = self


def layers(key, sizes):
    made, created, nodes, others = [], [], [], []
    node = None
    for size in sizes:
        key, a, b, c = jax.random.split(key, 4)
        made.append(Dense(a, size))
        created.append(Dense.create(b, size))
        node = Node(node, c)
        nodes.append(node)
        others.append(node if size > 2 else Dense(c, size))
    reveal(made)  # [instance of Dense...]
    reveal(created)  # [instance of Dense...]
    reveal(made[0].weight)  # array
    reveal(made[-1].size)  # unknown
    reveal(created[1].kind)  # static
    reveal(nodes[0].dense.weight)  # array
    reveal(others)  # [unknown...]
    return made


def either(key, flag):
    one = Dense(key, 2)
    other = one if flag else Dense(key, 2)
    reveal(other)  # instance of Dense
    one.size = 3
    reveal(other.size)  # static
    return other


# run
layers(jax.random.key(0), [1, 2, 3])
either(jax.random.key(0), True), either(jax.random.key(0), False)
called(1.0)
alone = Alone(1)
alone.change()
alone.use(1)
