"""The flake8 front: its options, and findings as flake8 wants them."""

from __future__ import annotations

import argparse
import ast
import gc
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar

from flake8.options.manager import OptionManager

from flake8_jax import __version__
from flake8_jax.check import check_tree, concerns_jax
from flake8_jax.settings import Settings

BUG: str = (
    "JAX000 internal error, this file was not checked; please report it at "
    "https://github.com/flake8-jax/flake8-jax/issues: {error}"
)

# The tables live as long as the process: the collector need not walk them again for each file.
gc.freeze()


class Plugin:
    """What flake8 makes for each file."""

    name: ClassVar[str] = "flake8-jax"
    version: ClassVar[str] = __version__
    settings: ClassVar[Settings] = Settings()

    def __init__(self, tree: ast.Module, lines: list[str], filename: str) -> None:
        self._tree = tree
        self._path = "" if filename in ("-", "stdin") else str(Path(filename).absolute())
        self._lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Declares each setting as an option of the command line and the config files."""
        for field in fields(Settings):
            many = isinstance(field.default, tuple)
            manager.add_option(
                f"--jax-{field.name.replace('_', '-')}",
                default="" if many else field.default,
                type=str if many else type(field.default),
                choices=field.metadata["choices"],
                comma_separated_list=many,
                parse_from_config=True,
                help=field.metadata["help"],
            )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Takes the settings from the options that flake8 has parsed."""
        given: dict[str, Any] = {}
        for field in fields(Settings):
            value = getattr(options, f"jax_{field.name}")
            given[field.name] = tuple(value) if isinstance(field.default, tuple) else value
        cls.settings = Settings(**given)

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Line, column and text of each finding."""
        if not concerns_jax("".join(self._lines), self.settings):
            return
        try:
            findings = check_tree(self._tree, self.settings, self._path)
        except Exception as error:  # noqa: BLE001  (one file must never stop the run)
            yield 1, 0, BUG.format(error=f"{type(error).__name__}: {error}"), type(self)
            return
        for finding in findings:
            yield finding.line, finding.column, f"{finding.code} {finding.message}", type(self)
