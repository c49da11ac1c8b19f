from probes import reveal
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp


@dataclass
class Point:
    x: int
    y: int = 2


def place(value):
    match value:
        case Point(x=0):
            return "origin"
        case Point(a, y=2):
            return a
        case (first, 2, *rest):
            return (first, rest)
        case _:
            return "other"


def part(value):
    match value:
        case Point(x=0):
            return "origin"
        case [only]:
            return only
        case {"kind": "dot", "at": at}:
            return at
        case {"kind": kind, **others}:
            return kind
        case _:
            return "other"


reveal(place(Point(0)))  # 'origin'
reveal(place(Point(4)))  # 4
reveal(place((1, 2, 3)))  # (1, [3])
reveal(part([5]))  # 5
reveal(part({"kind": "dot", "at": 7}))  # 7
reveal(part({"kind": "line"}))  # 'line'


class Carry(NamedTuple):
    step: jax.Array
    mode: str


@jax.jit
def traced(pair, x):
    match pair:
        case (a, b):
            reveal(a)  # abstract tracer
            reveal(b)  # abstract tracer
    match {"w": x * 2, "n": 3}:
        case {"w": w, "n": n}:
            reveal(w)  # abstract tracer
            reveal(n)  # 3
    match Carry(x * 2, "fast"):
        case Carry(step, "slow"):
            reveal(step)  # never
        case Carry(step, "fast"):
            reveal(step)  # abstract tracer
    return x


traced((jnp.ones(2), 3.0), jnp.ones(()))


def unsure(value):
    match value:
        case (a, *rest):
            reveal(a)  # unknown
            reveal(rest)  # unknown
        case {"w": w}:
            reveal(w)  # unknown
        case Point(x=x):
            reveal(x)  # unknown


# run
unsure((1, 2))
unsure({"w": 1})
unsure(Point(1))
