from probes import reveal
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp


class Registered:
    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        jax.tree_util.register_pytree_node_class(cls)


class Net(Registered):
    def __init__(self, w, size):
        self.w = w
        self.size = size

    def tree_flatten(self):
        return (self.w,), (self.size,)

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children, *aux)

    @jax.jit
    def run(self):
        reveal(self.w)  # abstract tracer
        reveal(self.size)  # 4
        return self


reveal(Net(jnp.ones(2), 4).run().w)  # array


class Box:
    def __init__(self, w, size):
        self.w = w
        self.size = size


jax.tree_util.register_pytree_node(
    Box, lambda box: ((box.w,), box.size), lambda size, children: Box(children[0], size)
)


@jax.jit
def with_box(box):
    reveal(box.w)  # abstract tracer
    reveal(box.size)  # 4
    return box


reveal(with_box(Box(jnp.ones(2), 4)).size)  # 4


class Named:
    def __init__(self, w, size):
        self.w = w
        self.size = size


jax.tree_util.register_pytree_with_keys(
    Named,
    lambda one: (((jax.tree_util.GetAttrKey("w"), one.w),), one.size),
    lambda size, children: Named(children[0], size),
)


@jax.jit
def with_named(one):
    reveal(one.w)  # abstract tracer
    reveal(one.size)  # 4
    return one.w


with_named(Named(jnp.ones(2), 4))


@dataclass
class Later:
    w: Any
    size: int


jax.tree_util.register_dataclass(Later, data_fields=["w"], meta_fields=["size"])


@jax.jit
def with_later(later):
    reveal(later.w)  # abstract tracer
    reveal(later.size)  # 4
    return later


with_later(Later(jnp.ones(2), 4))


def pytree(cls):
    return jax.tree_util.register_dataclass(dataclass(cls))


def fixed(default):
    return field(default=default, metadata=dict(static=True))


@pytree
class Marked:
    w: Any
    mode: str = field(default="a", metadata={"static": True})
    deep: bool = fixed(True)


@jax.jit
def with_marked(marked):
    reveal(marked.w)  # abstract tracer
    reveal(marked.mode)  # 'a'
    reveal(marked.deep)  # True
    return marked


with_marked(Marked(jnp.ones(2)))


@jax.tree_util.register_static
@dataclass(frozen=True)
class Settings:
    n: int


@jax.jit
def with_settings(settings, x):
    reveal(settings.n)  # 3
    reveal(x)  # abstract tracer
    return x


with_settings(Settings(3), jnp.ones(2))

# run
