"""What base classes and decorators make of a class, seen in Python and in JAX."""

import dataclasses
import enum
import types
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import jax
import pytest

from flake8_jax.libraries import BASES, DECORATORS
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import TraceKind
from tests.libraries.running import find
from tests.libraries.tracing import kind_of

T = TypeVar("T")
Class = type[Any]


class Plain:
    """Two fields, and how JAX and Python may handle them if they are asked to."""

    a: Any
    b: Any

    def __lt__(self, other: object) -> bool:
        return self is not other

    def tree_flatten(self) -> tuple[tuple[Any], str]:
        return (self.a,), self.b

    def tree_flatten_with_keys(self) -> tuple[tuple[tuple[str, Any]], str]:
        return (("a", self.a),), self.b

    @classmethod
    def tree_unflatten(cls, aux: Any, children: Any) -> Any:
        return filled(cls, children[0], aux)


def filled(cls: Class, a: Any = 1, b: Any = 2) -> Any:
    """An instance, made without its constructor."""
    instance = object.__new__(cls)
    vars(instance).update(a=a, b=b)
    return instance


def body(base: Any) -> Callable[[dict[str, Any]], None]:
    """What stands in a class with this base."""

    def fill(namespace: dict[str, Any]) -> None:
        namespace["__module__"] = __name__
        if isinstance(base, type) and issubclass(base, enum.Enum):
            namespace["a"] = "text" if issubclass(base, str) else 1
        else:
            namespace["__annotations__"] = {"a": Any, "b": Any}
            namespace.update(dict.fromkeys(getattr(base, "__abstractmethods__", ()), filled))
            if dataclasses.is_dataclass(base) and has_defaults(base):
                namespace.update(a=None, b=None)

    return fill


def has_defaults(base: Any) -> bool:
    """Whether the fields of a base have defaults, so that all later ones need them."""
    return any(
        field.init and not field.kw_only and field.default is not dataclasses.MISSING
        for field in dataclasses.fields(base)
    )


def derived(name: str) -> Class:
    """A class with two fields, derived from the base of this name."""
    base: Any = find(name)
    if name == "typing.Generic":
        base = base[T]
    return types.new_class("Derived", (base,), {}, body(base))


def decorated(name: str) -> tuple[Class, Class]:
    """A class with two fields before and after the decorator of this name."""
    bases = (Protocol,) if name == "typing.runtime_checkable" else (Plain,)
    before = types.new_class("Decorated", bases, {}, body(None))
    if name == "jax.tree_util.register_dataclass":
        before = dataclasses.dataclass(before)
    copy = types.new_class("Decorated", before.__bases__, {}, lambda ns: ns.update(_body(before)))
    return before, cast(Class, find(name)(copy))


def _body(cls: Class) -> dict[str, Any]:
    return {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}


def traits(cls: Class) -> Trait:
    """What a class is, by what can be done with it."""
    if issubclass(cls, enum.Enum):
        member = cast(Any, cls)["a"]
        constant = isinstance(member, cls) and jax.tree.leaves(member) == [member]
        return Trait.ENUM if constant else Trait.NONE
    found = Trait.NONE
    instance = constructed(cls)
    if instance is None:
        instance = filled(cls)
    else:
        assert (instance.a, instance.b) == (1, 2)
        found |= Trait.DATA
    if isinstance(instance, tuple) and tuple(instance) == (1, 2) and instance[1] == 2:
        found |= Trait.TUPLE
    return found | _as_pytree(instance) | prepared(cls)


def constructed(cls: Class) -> Any:
    """An instance made by its constructor, or None; some take keywords only."""
    inherited = getattr(cls, "__dataclass_fields__", {}).keys() - {"a", "b", "parent", "name"}
    ways: list[tuple[tuple[int, ...], dict[str, Any]]] = [
        ((1, 2), {}),
        ((), {**dict.fromkeys(inherited), "a": 1, "b": 2}),
    ]
    for args, kwargs in ways[bool(inherited) :]:
        with suppress(TypeError, ValueError):
            return cls(*args, **kwargs)
    return None


def prepared(cls: Class) -> Trait:
    """Whether what `setup` assigns is there when an instance runs, and only then."""
    if not hasattr(cls, "apply"):
        return Trait.NONE

    def setup(self: Any) -> None:
        self.ready = True

    instance = types.new_class("WithSetup", (cls,), {}, lambda ns: ns.update(setup=setup))(1, 2)
    assert "ready" not in vars(instance)
    ready = instance.apply({}, method=lambda running: running.ready)
    assert "ready" not in vars(instance)
    return Trait.SETUP if ready else Trait.NONE


def _as_pytree(instance: Any) -> Trait:
    leaves = jax.tree.leaves(instance)
    if leaves == [1, 2]:
        return Trait.PYTREE
    if leaves == [1]:
        return Trait.CUSTOM
    if not leaves:
        return Trait.STATIC
    assert leaves == [instance]
    return Trait.NONE


TUPLES = [name for name in BASES if hasattr(find(name), "_fields")]
"""Tuples with fields of their own: a class that is derived from them has no others."""


@pytest.mark.parametrize("name", TUPLES)
def test_a_tuple_of_a_library_is_what_its_row_says(name: str) -> None:
    made = find(name)(1, 2)
    assert tuple(made) == (1, 2)
    assert jax.tree.leaves(made) == [1, 2]
    assert BASES[name] == Trait.DATA | Trait.TUPLE | Trait.PYTREE


BY_CONTENT = [name for name, trait in BASES.items() if Trait.CONTENT in trait]


@pytest.mark.parametrize("name", BY_CONTENT)
def test_what_is_taken_apart_by_content_has_its_arrays_as_leaves(name: str) -> None:
    array = jax.numpy.ones(3)

    def make(self: Any) -> None:
        self.array, self.number, self.word = array, 3, "word"

    made = types.new_class("Derived", (find(name),), {}, lambda ns: ns.update(__init__=make))()
    (leaf,) = jax.tree.leaves(made)
    assert leaf is array
    assert BASES[name] == Trait.CONTENT | Trait.PYTREE


@pytest.mark.parametrize("name", [n for n in BASES if n not in (*TUPLES, *BY_CONTENT)])
def test_a_base_makes_of_a_class_what_its_row_says(name: str) -> None:
    assert traits(derived(name)) == BASES[name]


@pytest.mark.parametrize("name", DECORATORS)
def test_a_decorator_makes_of_a_class_what_its_row_says(name: str) -> None:
    before, after = decorated(name)
    assert traits(before) | DECORATORS[name] == traits(after)
    assert not traits(before) & DECORATORS[name]


def test_nothing_is_open_that_can_be_seen() -> None:
    assert not any(Trait.OPEN in trait for trait in (*BASES.values(), *DECORATORS.values()))


def seen(argument: Any, field: str) -> Any:
    """The field of an argument inside of `jax.jit`, or how it is traced."""
    found: list[Any] = []

    def look(instance: Any) -> None:
        value = getattr(instance, field)
        found.append(kind_of(value) or value)

    jax.jit(look).trace(argument)
    return found[0]


class Pair(NamedTuple):
    a: Any
    b: Any


@dataclasses.dataclass
class Unknown:
    a: Any
    b: Any


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Marked:
    a: Any
    b: Any = dataclasses.field(default=2, metadata={"static": True})


@partial(jax.tree_util.register_dataclass, data_fields=["a"], meta_fields=["b"])
@dataclasses.dataclass
class Decorated:
    a: Any
    b: Any


@dataclasses.dataclass
class Listed:
    a: Any
    b: Any


@dataclasses.dataclass
class Registered:
    a: Any
    b: Any


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True)
class Settings:
    a: Any
    b: Any


class Color(enum.Enum):
    RED = 1


jax.tree_util.register_dataclass(Listed, data_fields=["a"], meta_fields=["b"])
jax.tree_util.register_pytree_node(
    Registered,
    lambda node: ((node.a,), node.b),
    lambda aux, children: Registered(*children, aux),
)


@pytest.mark.parametrize("cls", [Marked, Decorated, Listed, Registered])
def test_what_is_not_data_stays_what_it_is_under_jit(cls: Class) -> None:
    assert seen(cls(1, 2), "a") is TraceKind.ABSTRACT
    assert seen(cls(1, 2), "b") == 2


def test_all_items_of_a_named_tuple_are_traced() -> None:
    assert seen(Pair(1, 2), "a") is TraceKind.ABSTRACT
    assert seen(Pair(1, 2), "b") is TraceKind.ABSTRACT


def test_what_is_registered_as_static_is_not_traced() -> None:
    assert seen(Settings(1, 2), "a") == 1


@pytest.mark.parametrize("argument", [Unknown(1, 2), Color.RED, filled(Plain)])
def test_what_is_no_pytree_cannot_be_traced(argument: Any) -> None:
    with pytest.raises(TypeError, match="abstract array"):
        seen(argument, "a")


def test_a_closure_leaves_an_object_as_it_is() -> None:
    settings = Unknown(1, 2)
    assert jax.jit(lambda x: x * settings.b)(1) == 2
