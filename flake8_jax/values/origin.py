"""Where a traced value comes from: the chain of steps that every finding tells."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath

from flake8_jax.findings import Step
from flake8_jax.values.kinds import value


class How(Enum):
    """How a value entered the trace, or came on from there."""

    PARAMETER = "parameter"
    """It is a parameter of the function that the transform traces."""
    PASSED = "passed"
    """It was passed on to a parameter of another function."""
    MADE = "made"
    """It was made by JAX while a trace was running."""


def _line(line: int, path: str) -> str:
    """A line in words, with the file that it is in if that is not the linted one."""
    return f"line {line} of {PurePath(path).name}" if path else f"line {line}"


@value
class Origin:
    """One step of a value's way; `parent` is the step before it.

    `name` is the parameter (or the function whose call made the value, if it has a short name),
    `function` the function that holds it; `transform` and `transform_line` say what traces it, for
    the first step of a way. `path` and `transform_path` are the files of the two lines where they
    are not in the linted one. `supposed` says that no call is seen that gives the parameter, which
    has a default.
    """

    how: How
    name: str
    function: str
    line: int
    transform: str = ""
    transform_line: int = 0
    parent: Origin | None = None
    path: str = ""
    transform_path: str = ""
    supposed: bool = False

    @property
    def root(self) -> Origin:
        """The step at which the value entered the trace."""
        origin = self
        while origin.parent is not None:
            origin = origin.parent
        return origin

    def steps(self) -> tuple[Step, ...]:
        """The whole way, from the entry into the trace on."""
        before = self.parent.steps() if self.parent is not None else ()
        return (*before, Step(self.text(), self.line, self.path))

    def text(self) -> str:
        """This step in words."""
        if self.how is How.PASSED:
            where = _line(self.line, self.path)
            return f"passed on to `{self.name}` of `{self.function}` on {where}"
        trace = f"{self.transform} on {_line(self.transform_line, self.transform_path)}"
        if self.how is How.MADE:
            where = _line(self.line, self.path)
            maker = f"`{self.name}` makes it" if self.name else f"made on {where}"
            return f"{maker} inside {trace}"
        return f"parameter `{self.name}` of `{self.function}`, traced by {trace}"

    def summary(self) -> str:
        """The two ends of the way on one line."""
        first, last = self.root, self
        if last is first:
            return first.text()
        return f"{first.text()}, {last.text()}"
