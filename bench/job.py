"""What is measured: `python -m bench.job JOB LIST` does a job over the files that LIST names.

Each job runs in a process of its own. flake8 runs every plugin that is installed, whatever
`--select` says, so the jobs choose the plugins behind the back of flake8's finder: its own ones,
and of all others only the one to be measured.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from runpy import run_module

NULL = "ZZZ"
"""The entry point of a plugin that does nothing."""


class NullPlugin:
    """A flake8 plugin that does nothing: what flake8 costs without any."""

    def __init__(self, tree: ast.AST) -> None:
        """Take what flake8 hands out, as any plugin does."""

    def run(self) -> Iterator[tuple[int, int, str, type]]:
        """Find nothing."""
        return iter(())


def read_and_parse(files: list[str]) -> None:
    """The yardstick: what any linter has to do at the least."""
    for name in files:
        ast.parse(Path(name).read_bytes())


def pyflakes_alone(files: list[str]) -> None:
    """pyflakes by itself, its parse included."""
    sys.argv = ["pyflakes", *files]
    # It exits with 1 when it has found something.
    with suppress(SystemExit):
        run_module("pyflakes", run_name="__main__")


def run_flake8(keep: str) -> Callable[[list[str]], None]:
    """flake8 as a user runs it, in one process, with one plugin besides its own."""

    def job(files: list[str]) -> None:
        from flake8.main.cli import main

        _keep_plugins({keep}, flake8s_own=True)
        # With --exit-zero, findings are no failure but a plugin that crashes is.
        options = ["--isolated", "--jobs=1", "--exit-zero", f"--select={keep}"]
        if main([*options, *files]):
            raise SystemExit("flake8 failed")

    return job


def run_plugin(keep: str) -> Callable[[list[str]], None]:
    """Read, parse and run one plugin as flake8 would call it, without the rest of flake8."""

    def job(files: list[str]) -> None:
        from flake8.options.parse_args import parse_args
        from flake8.processor import FileProcessor

        _keep_plugins({keep}, flake8s_own=False)
        plugins, options = parse_args(["--isolated"])
        for name in files:
            processor = FileProcessor(name, options)
            tree = processor.build_ast()
            for plugin in plugins.checkers.tree:
                known = {"tree": tree}
                wanted = processor.keyword_arguments_for(plugin.parameters, known)
                for _ in plugin.obj(**known, **wanted).run():
                    pass

    return job


def _keep_plugins(names: set[str], *, flake8s_own: bool) -> None:
    """Make flake8 find only the plugins of these names, the reporters, and its own if wanted."""
    from flake8.plugins import finder

    find = finder.find_plugins
    null = EntryPoint(NULL, f"{__spec__.name}:NullPlugin", "flake8.extension")
    own = {"flake8", "pyflakes", "pycodestyle", "mccabe"} if flake8s_own else set()

    def wanted(plugin: finder.Plugin) -> bool:
        reporter = plugin.entry_point.group == "flake8.report"
        return reporter or plugin.entry_point.name in names or plugin.package in own

    def find_few(*arguments: object) -> list[finder.Plugin]:
        plugins = [*find(*arguments), finder.Plugin("bench", "0", null)]
        kept = [plugin for plugin in plugins if wanted(plugin)]
        missing = names - {plugin.entry_point.name for plugin in kept}
        if missing:
            raise SystemExit(f"no such flake8 plugin is installed: {', '.join(sorted(missing))}")
        return kept

    finder.find_plugins = find_few


JOBS: dict[str, Callable[[list[str]], None]] = {
    "parse": read_and_parse,
    "pyflakes": pyflakes_alone,
    "plugin none": run_plugin(NULL),
    "plugin JAX": run_plugin("JAX"),
    "plugin F": run_plugin("F"),
    "plugin B": run_plugin("B"),
    "flake8 none": run_flake8(NULL),
    "flake8 JAX": run_flake8("JAX"),
    "flake8 B": run_flake8("B"),
}


if __name__ == "__main__":
    listed = Path(sys.argv[2]).read_text(encoding="utf-8")
    JOBS[sys.argv[1]]([name for name in listed.split("\n") if name])
