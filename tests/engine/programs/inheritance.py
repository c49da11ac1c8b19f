from probes import reveal
import abc
import collections
import copy
import dataclasses
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Base(abc.ABC):
    kind = "base"

    def __init__(self, n):
        self.n = n

    @abc.abstractmethod
    def size(self):
        pass

    def total(self):
        return self.size() + self.n

    @classmethod
    def of(cls, *args):
        return cls(*args)


class Left(Base):
    def who(self):
        return "left " + super().kind


class Right(Base):
    kind = "right"

    def who(self):
        return "right"

    def size(self):
        return 4


class Both(Left, Right, Generic[T]):
    def __init__(self, n, m):
        super().__init__(n)
        self.m = m


both = Both.of(1, 2)
reveal(both)  # instance of Both
reveal(both.who())  # 'left right'
reveal(both.total())  # 5
reveal(both.m)  # 2
reveal(both.kind)  # 'right'
reveal(super(Left, both).who())  # 'right'


class Guarded:
    def __init__(self, level):
        self.level = level

    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, value):
        self._level = value + 1


guarded = Guarded(1)
reveal(guarded.level)  # 2
guarded.level = 5
reveal(guarded.level)  # 6


@dataclass
class Options:
    count: ClassVar[int] = 7
    first: int
    scale: InitVar[int]
    items: list = field(default_factory=list)
    _: KW_ONLY
    name: str = field(default="x")
    done: int = field(init=False)

    def __post_init__(self, scale):
        self.done = self.first * scale


options = Options(2, 5, name="y")
reveal(options.done)  # 10
reveal(options.items)  # []
reveal(options.name)  # 'y'
reveal(options.count)  # 7
options.items.append(1)
reveal(options.items)  # [1]
reveal(Options(2, 5).items)  # []


@dataclass(frozen=True)
class Parent:
    a: int
    b: int = 2


class Mixin:
    c: int = 9


@dataclass(frozen=True)
class Child(Mixin, Parent):
    d: int = 4
    b: int = 6

    def __post_init__(self):
        object.__setattr__(self, "sum", self.a + self.b + self.d)


reveal(Child(1).sum)  # 11
reveal(Child(1, 3).b)  # 3
reveal(Child(1, 3).d)  # 4
reveal(dataclasses.replace(Child(1), a=5).a)  # 5


class State(NamedTuple):
    step: int
    loss: Any = 0.5

    def doubled(self):
        return self.step * 2

    @classmethod
    def start(cls):
        return cls(step=0)


reveal(State(3).doubled())  # 6
reveal(State.start().loss)  # 0.5
reveal(State._make([1, 2]).loss)  # 2
reveal(State(3)._asdict())  # {'step': 3, 'loss': 0.5}
reveal(State(3)._replace(loss=1).loss)  # 1
Point = collections.namedtuple("Point", "x y", defaults=(3,))
reveal(Point(1).y)  # 3
x, y = Point(1, 2)
reveal((x, y))  # (1, 2)


class Made:
    def __new__(cls, n=0):
        made = object.__new__(cls)
        made.n = n
        return made

    def clone(self):
        new = copy.copy(self)
        setattr(new, "n", self.n + 1)
        return new


reveal(Made(3).n)  # 3
reveal(Made(3).clone().n)  # 4

# run
