"""What one analysis knows of the other modules of the project, and how much it may read of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flake8_jax.engine import limits
from flake8_jax.engine.trace import Trace
from flake8_jax.source.outline import Outline
from flake8_jax.values.functions import Class, Imported, Scope


@dataclass(slots=True)
class Others:
    """What is known of the other modules of the project, for one linted file.

    What may be read is counted for each file as if no module were kept from the file before: what
    is found does not depend on which files are linted together.
    """

    units: dict[str, Scope] = field(default_factory=dict)
    """The modules read so far."""
    outlines: dict[str, Outline] = field(default_factory=dict)
    """Per module, the statements that bind its names."""
    brought: dict[str, set[str]] = field(default_factory=dict)
    """Per module, the names whose statements ran."""
    done: dict[str, set[int]] = field(default_factory=dict)
    """Per module, the statements that ran."""
    asked: set[tuple[str, str]] = field(default_factory=set)
    """The modules and names that are looked for right now, so that a circle of imports ends."""
    tells: dict[Imported, bool] = field(default_factory=dict)
    """Whether a call of an imported name is worth following where nothing is traced."""
    calls_left: int = limits.FOREIGN_CALLS
    host_calls_left: int = limits.FOREIGN_HOST_CALLS
    source_read: int = 0
    """Bytes of the statements that ran."""
    source_bound: int = limits.SOURCE_FOLLOWED
    classes: dict[str, Class] = field(default_factory=dict)
    """Classes of libraries, by name, as if they stood in the program."""

    def affords(self, size: int) -> bool:
        """Whether so many bytes more may be read; they are counted then."""
        if self.source_read + size > self.source_bound:
            return False
        self.source_read += size
        return True

    @contextmanager
    def for_objects(self, traces: Sequence[Trace]) -> Iterator[None]:
        """A stretch of the analysis that makes an object: less is read if nothing is traced."""
        before = self.source_bound
        if not traces:
            self.source_bound = min(before, limits.SOURCE_ON_HOST)
        try:
            yield
        finally:
            self.source_bound = before
