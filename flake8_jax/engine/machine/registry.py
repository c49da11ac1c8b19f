"""Dispatch tables: one function per kind of node or value, found by its class.

A dict on the class is the fastest dispatch there is in Python, and it keeps the engine free of
large classes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Registry(dict[Any, Callable[..., Any]]):
    """Maps a class (or a name) to the function that handles it; `object` stands for all others."""

    def on(self, *keys: Any) -> Callable[[Handler], Handler]:
        """Decorates the handler of `keys`; a key that is taken is an error."""

        def register(handler: Handler) -> Handler:
            for key in keys:
                if key in self:
                    raise KeyError(f"{key} has a handler")
                self[key] = handler
            return handler

        return register

    def __missing__(self, key: Any) -> Callable[..., Any]:
        # Kept, so that the next one is found without a call of this.
        found = self[key] = super().__getitem__(object)
        return found


EXPRESSIONS = Registry()
"""Node class -> (interpreter, node) -> value."""
STATEMENTS = Registry()
"""Node class -> (interpreter, node) -> whether the next statement is reached."""
CALLS = Registry()
"""Class of the callee -> (interpreter, callee, arguments, node) -> value."""
ATTRIBUTES = Registry()
"""Class of the object -> (interpreter, object, name) -> value."""
ITEMS = Registry()
"""Class of the object -> (interpreter, object, index value, node) -> value."""
ITERATIONS = Registry()
"""Class of the object -> (interpreter, object) -> Stream or Tuple."""
EXTERNALS = Registry()
"""Dotted name -> (interpreter, arguments, node) -> value."""
METHODS = Registry()
"""(Class of the receiver, name) -> (interpreter, receiver, arguments, node) -> value."""
DEMANDS = Registry()
"""One entry, `object` -> (interpreter, scope, name) -> value: runs names of other modules."""
AVALS = Registry()
"""Rule of the tables -> (interpreter, arguments) -> what is known of the array returned."""
