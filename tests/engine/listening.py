"""Runs a program and keeps what the rules would hear."""

import ast
import re
from typing import TypeVar, get_args

from flake8_jax.engine import events, trace_module
from flake8_jax.libraries import Library

EVENTS = get_args(events.Event)
IMPORTS = (
    "import jax, jax.numpy as jnp\nfrom jax import lax, random\nfrom functools import partial\n"
)
Event = TypeVar("Event")

_AGES = re.compile(r"\b(serial|born)=\d+")
"""The engine numbers what it makes, from where the run before has stopped."""


def hear(program: str, kind: type[Event]) -> list[Event]:
    """All events of one kind, in order."""
    found: list[Event] = []

    def note(event: Event, *_: object) -> None:
        found.append(event)

    trace_module(ast.parse(IMPORTS + program), Library(), {kind: (note,)})
    return found


def line(node: ast.AST) -> int:
    """The line in the program, without its imports."""
    return int(getattr(node, "lineno", 0)) - IMPORTS.count("\n")


def all_events(tree: ast.Module) -> list[str]:
    """Everything that is told of a program, in order, in words that hold for every run."""
    told: list[str] = []

    def note(event: object, *_: object) -> None:
        told.append(_AGES.sub("", repr(event)))

    trace_module(tree, Library(), dict.fromkeys(EVENTS, (note,)))
    return told
