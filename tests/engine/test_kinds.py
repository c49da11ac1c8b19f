"""Classes of values compare, hash and show like the frozen dataclasses that they stand for."""

from __future__ import annotations

from dataclasses import field, make_dataclass
from typing import Any

import pytest

from flake8_jax.values.kinds import identity, value


class Base:
    __slots__ = ()


@value
class Nothing(Base):
    pass


@value
class One(Base):
    content: Any


@value
class Two(Base):
    content: Any
    more: Any = 1
    cost: int = field(default=0, compare=False)


@value
class Three(Two):
    last: Any = None


@identity
class Alone(Base):
    content: Any


NAN = float("nan")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (Nothing(), Nothing(), True),
        (One(1), One(1), True),
        (One(1), One(2), False),
        (One((1,)), One((1,)), True),
        (One(1), 1, False),
        (Two(1), One(1), False),
        (Two(1), Two(1, 1), True),
        (Two(1), Two(1, 2), False),
        (Two(1, cost=2), Two(1, cost=3), True),
        (Two(1), Three(1), False),
        (Three(1, 2, 3, 4), Three(1, 2, 5, 4), True),
        (Three(1, 2, 3, 4), Three(1, 2, 3, 5), False),
        (Alone(1), Alone(1), False),
        (One(NAN), One(1), False),
    ],
)
def test_equality_is_that_of_the_content(one: object, other: object, equal: bool) -> None:
    assert (one == other) is equal
    assert (one != other) is not equal
    if equal:
        assert hash(one) == hash(other)
    assert one == one  # noqa: PLR0124
    assert len({one, other}) == 2 - equal


@pytest.mark.parametrize("made", [Nothing, One, Two, Three, Alone])
def test_what_is_shown_is_what_a_dataclass_shows(made: type[Any]) -> None:
    parts = [name for name in made.__dataclass_fields__ if name != "cost"]
    content = dict.fromkeys(parts, "x")
    like = make_dataclass(made.__name__, [*made.__dataclass_fields__])
    costs = {"cost": 0} if "cost" in made.__dataclass_fields__ else {}
    assert repr(made(**content)) == repr(like(**content, **costs))


def test_what_holds_itself_can_be_shown() -> None:
    held: list[Any] = []
    held.append(One(held))
    assert "..." in repr(held)


def test_an_own_way_to_show_is_kept() -> None:
    @value
    class Shown(Base):
        content: int

        def __repr__(self) -> str:
            return "mine"

    assert repr(Shown(1)) == "mine"


def test_values_have_slots_and_a_hash_of_their_content() -> None:
    assert not hasattr(One(1), "__dict__")
    with pytest.raises(TypeError, match="unhashable"):
        hash(One([]))
    assert isinstance(hash(Alone([])), int)
