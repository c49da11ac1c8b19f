"""Programs that only look as if they threw keys away. Each returns all its samples."""

import contextlib
from typing import NamedTuple

import jax
import jax.numpy as jnp
import pytest
from jax import lax, random
from jax.random import fold_in, normal


# The result is bound.
def ok_bound():
    key = random.key(0)
    key, sub = random.split(key)
    return normal(sub, (3,)), normal(key, (3,))


# One of the children is dropped, not all.
def ok_one_child_dropped():
    key = random.key(1)
    key, _ = random.split(key)
    _, sub = random.split(key)
    return normal(sub, (3,)), normal(fold_in(sub, 1), (3,))


# Nothing but a name for it: thrown away, and said so.
def ok_bound_to_underscore():
    key = random.key(2)
    _ = random.fold_in(key, 3)
    return normal(key, (3,)), normal(fold_in(key, 1), (3,))


# Returned, yielded, indexed, given on.
def children(key):
    return random.split(key)


def child(key):
    return random.split(key)[1]


def stream(key):
    for i in range(2):
        yield fold_in(key, i)


def ok_returned_and_indexed():
    key = random.key(3)
    one, other = children(key)
    return normal(child(one)), normal(other)


def ok_yielded():
    return [normal(k, (2,)) for k in stream(random.key(4))]


def ok_given_on():
    draws = []
    draws.extend(map(normal, random.split(random.key(5))))
    return draws


# A method that renews the key of its object is called for that.
class Source:
    def __init__(self, key):
        self.key = key

    def take(self):
        self.key, sub = random.split(self.key)
        return sub


def ok_method_called_for_its_effect():
    source = Source(random.key(6))
    first = normal(source.take())
    source.take()
    return first, normal(source.take())


# A function of the program called `split`, and the ones of strings and arrays.
class Deck:
    def __init__(self, cards):
        self.cards = cards

    def split(self, key):
        self.cards = random.permutation(key, self.cards)


def ok_method_named_split():
    deck = Deck(jnp.arange(20))
    cards = deck.cards
    deck.split(random.key(7))
    return cards, deck.cards


def split(draws, key):
    draws.append(normal(key, (2,)))


def ok_function_named_split():
    draws = []
    key = random.key(8)
    split(draws, fold_in(key, 0))
    split(draws, fold_in(key, 1))
    return draws


# A call that is expected to fail.
def ok_expected_to_fail():
    key = random.key(9)
    with pytest.raises(TypeError):
        random.split(key, 1.5)
    with contextlib.suppress(TypeError):
        random.fold_in("key", 1)
    try:
        random.split(None)
    except TypeError:
        return normal(key, (2,)), normal(fold_in(key, 1), (2,))
    return []


# In a lambda, a comprehension, a ternary and a walrus: the value is used.
def ok_in_expressions():
    key = random.key(10)
    derive = lambda i: random.fold_in(key, i)  # noqa: E731
    draws = [normal(derive(i), (2,)) for i in range(2)]
    if (pair := random.split(fold_in(key, 2))).shape:
        draws += [normal(k, (2,)) for k in pair]
    return draws


# The body of a scan gives its keys on.
class State(NamedTuple):
    key: jax.Array
    x: jax.Array


def body(state, _):
    key, sub = random.split(state.key)
    kick = normal(sub, state.x.shape)
    return State(key, state.x + kick), kick


def ok_scan_body():
    return lax.scan(body, State(random.key(11), jnp.zeros(2)), length=3)[1]


# Stored where it stays.
class Agent:
    def reset(self, key):
        self.key, self.env_key = random.split(key)
        return self


def ok_stored_in_attributes():
    agent = Agent().reset(random.key(12))
    rngs = {}
    rngs["noise"] = fold_in(agent.key, 1)
    return normal(agent.env_key), normal(rngs["noise"]), normal(agent.key)


# A test of what keys are good for.
def test_keys_of_seeds():
    random.split(random.key(14))
    random.fold_in(random.key(15), 1)
    return [normal(random.key(seed), (2,)) for seed in range(2)]


def ok_tested_keys():
    return test_keys_of_seeds()
