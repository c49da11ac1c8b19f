"""What a rule is: what it says of itself, and one method for each event that it listens to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, ClassVar, get_args

from flake8_jax.engine.events import Event
from flake8_jax.findings import Finding, Step
from flake8_jax.settings import Settings

_CODE = re.compile(r"JAX\d{3}")
_HOOKS = {
    "on_" + re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower(): event
    for event in get_args(Event)
}


class Rule:
    """One diagnosis. Subclasses set the attributes below and define hooks ``on_<event>``.

    A hook takes its event and yields findings; it keeps nothing. The docstring of the module that
    holds the rule is its page in the documentation.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    message: ClassVar[str]
    since: ClassVar[str]
    enabled: ClassVar[bool] = True
    instead_of: ClassVar[tuple[str, ...]] = ()
    """Codes that say less of the same fault: they are left out where this one stands as well."""

    def __init_subclass__(cls) -> None:
        for attribute in ("code", "name", "message", "since"):
            if not isinstance(getattr(cls, attribute, None), str):
                raise TypeError(f"{cls.__name__} needs a {attribute}")
        if not _CODE.fullmatch(cls.code):
            raise TypeError(f"{cls.code} is no code of this linter")
        unknown = [n for n in vars(cls) if n.startswith("on_") and n not in _HOOKS]
        if unknown:
            raise TypeError(f"{cls.__name__} listens to unknown events: {', '.join(unknown)}")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def hooks(self) -> Iterator[tuple[type, Any]]:
        """The events that this rule listens to, and the methods that hear them."""
        for hook, event in _HOOKS.items():
            method = getattr(self, hook, None)
            if method is not None:
                yield event, method

    def finding(self, node: ast.AST, way: tuple[Step, ...] = (), /, **words: object) -> Finding:
        """A finding at `node`, with `words` put into the message."""
        line: int = getattr(node, "lineno", 1)
        column: int = getattr(node, "col_offset", 0)
        return Finding(line, column, self.code, self.message.format(**words), way)


def shown(node: ast.AST, longest: int = 50) -> str:
    """The source of an expression on one line, shortened if it is long."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= longest else text[: longest - 3] + "..."
