"""The share of the plugin inside flake8, timed file by file beside `ast.parse` of the same file.

The difference of two whole runs of flake8 is a small one of large ones, and a machine that is slow
for a minute moves it by more than itself. Here what is compared is milliseconds apart.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from bench.job import JOBS
from flake8_jax.plugin import Plugin

LIMIT = 1.5
"""How many times `ast.parse` the plugin may cost."""


class Clock:
    """User CPU of several things, in seconds."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.seconds: dict[str, float] = {}

    def time(self, name: str, work: Callable[[], Any]) -> Any:
        """Do something, and add its time to what stands under the name."""
        start = getrusage(RUSAGE_SELF).ru_utime
        try:
            return work()
        finally:
            spent = getrusage(RUSAGE_SELF).ru_utime - start
            self.seconds[name] = self.seconds.get(name, 0.0) + spent


@contextmanager
def timed_plugin(clock: Clock) -> Iterator[None]:
    """Time each run of the plugin under ``plugin``, and before it a parse under ``parse``."""
    run = Plugin.run

    def timed(self: Plugin) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        data = Path(self._path).read_bytes()
        clock.time("parse", lambda: ast.parse(data))
        return iter(clock.time("plugin", lambda: list(run(self))))

    Plugin.run = timed  # type: ignore[method-assign]
    try:
        yield
    finally:
        Plugin.run = run  # type: ignore[method-assign]


def show_share(files: Sequence[Path], limit: float = LIMIT) -> int:
    """Print what the plugin costs in a run of flake8; 1 if that is more than the limit."""
    clock = Clock()
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), timed_plugin(clock):
        clock.time("flake8", lambda: JOBS["flake8 JAX"]([str(file) for file in files]))
    parse, plugin = clock.seconds["parse"], clock.seconds["plugin"]
    fits = plugin <= limit * parse
    print(f"flake8 on {len(files)} files: {clock.seconds['flake8'] - parse:.2f} s of user CPU")
    print(f"in flake8_jax: {plugin:.2f} s, in ast.parse of the same files: {parse:.2f} s")
    print(f"{plugin / parse:.2f}x, limit {limit:g}: {'kept' if fits else 'BROKEN'}")
    return 0 if fits else 1
