"""`python -m bench`: what flake8-jax costs, beside others; `share`, `worst`, `growth`: details."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.files import file_sets, parses, python_files
from bench.growth import show_growth
from bench.measure import Task, run_rounds
from bench.share import show_share
from bench.table import NO_FILES, NO_JAX, figures, processes
from bench.worst import show_worst

CODE_JOBS = ["parse", "pyflakes", "plugin none", "plugin JAX", "plugin F", "plugin B"]
FLAKE8_JOBS = ["flake8 none", "flake8 JAX", "flake8 B"]
EMPTY_JOBS = ["plugin none", "plugin JAX", "plugin F", "plugin B"]
NO_JAX_JOBS = ["parse", "plugin none", "plugin JAX"]


def plan(folder: Path, code: list[Path], no_jax: list[Path]) -> list[Task]:
    """The tasks of a round; the lists of files are written to the folder."""

    def tasks(prefix: str, jobs: list[str], files: list[Path]) -> list[Task]:
        path = folder / f"files-{len(list(folder.iterdir()))}.txt"
        path.write_text("\n".join(map(str, files)), encoding="utf-8")
        return [Task(prefix + job, job, path) for job in jobs]

    return [
        *tasks("", CODE_JOBS + FLAKE8_JOBS, code),
        *tasks(NO_FILES, EMPTY_JOBS, []),
        *tasks(NO_JAX, NO_JAX_JOBS, no_jax),
    ]


def costs(rounds: int, every: int) -> int:
    """Measure and print the tables; 1 when a limit is broken."""
    code, no_jax = file_sets(every)
    lines = sum(path.read_bytes().count(b"\n") for path in code)
    with tempfile.TemporaryDirectory() as folder:
        tasks = plan(Path(folder), code, no_jax)
        done = run_rounds(tasks, rounds)
    shown, kept = figures(done)
    print(
        f"{len(code)} files of the ecosystem ({lines / 1000:.1f} kLOC), {len(no_jax)} without JAX"
    )
    print(f"Python {sys.version.split()[0]}, {rounds} rounds, medians\n")
    print("\n".join([*processes(tasks, done), "", *shown]))
    return 0 if kept else 1


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each job runs (5)")
    parser.add_argument("--every", type=int, default=4, help="every N-th file of the ecosystem (4)")
    commands = parser.add_subparsers(dest="command")
    worst = commands.add_parser("worst", help="the files that flake8-jax is slowest on")
    worst.add_argument("paths", nargs="+", type=Path)
    worst.add_argument("--top", type=int, default=20, help="how many to show (20)")
    worst.add_argument("--limit", type=float, default=60, help="seconds before giving up (60)")
    share = commands.add_parser("share", help="what part of a flake8 run it is")
    share.add_argument("paths", nargs="+", type=Path)
    commands.add_parser("growth", help="what a file costs in ever larger projects")
    chosen = parser.parse_args(arguments)
    if chosen.command == "growth":
        return show_growth()
    if chosen.command == "share":
        return show_share([path for path in python_files(chosen.paths) if parses(path)])
    if chosen.command == "worst":
        return show_worst(chosen.paths, chosen.top, chosen.limit)
    return costs(chosen.rounds, chosen.every)


if __name__ == "__main__":
    sys.exit(main())
