"""The figures: what they are made of, what they may be, and the table that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.measure import Ratio, Round, Task, middle, spread
from bench.share import LIMIT

#: Start-up is measured by the same job over no files, and told apart from the cost of code.
NO_FILES = "start-up: "
NO_JAX = "no jax: "


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table, its limit if it has one."""

    text: str
    ratio: Ratio
    unit: str
    limit: float | None = None


def own(plugin: str, files: str = "") -> Ratio:
    """Seconds in the plugin itself, called as flake8 does, without its import."""

    def seconds(one: Round) -> float:
        def work(name: str) -> float:
            return one[f"{files}plugin {name}"].seconds - one[f"{NO_FILES}plugin {name}"].seconds

        return work(plugin) - work("none")

    return seconds


def added(plugin: str) -> Ratio:
    """Seconds that the plugin, its import included, adds to a whole flake8 run."""
    return lambda one: one[f"flake8 {plugin}"].seconds - one["flake8 none"].seconds


def import_time(plugin: str) -> Ratio:
    """Milliseconds to load the plugin."""

    def milliseconds(one: Round) -> float:
        loaded = one[f"{NO_FILES}plugin {plugin}"].seconds
        return 1000 * (loaded - one[f"{NO_FILES}plugin none"].seconds)

    return milliseconds


def to(ratio: Ratio, base: Ratio) -> Ratio:
    """One figure divided by another, inside a round."""
    return lambda one: ratio(one) / base(one)


def whole(name: str) -> Ratio:
    """Seconds of a whole process."""
    return lambda one: one[name].seconds


PARSE = whole("parse")

FIGURES = [
    Figure("flake8_jax itself, to read + ast.parse", to(own("JAX"), PARSE), "x", LIMIT),
    Figure("pyflakes itself, to read + ast.parse", to(own("F"), PARSE), "x"),
    Figure("bugbear itself, to read + ast.parse", to(own("B"), PARSE), "x"),
    Figure("flake8_jax itself, to pyflakes itself", to(own("JAX"), own("F")), "x", limit=1.0),
    Figure("flake8_jax itself, to bugbear itself", to(own("JAX"), own("B")), "x", limit=1.0),
    Figure("flake8_jax itself, to pyflakes alone", to(own("JAX"), whole("pyflakes")), "x"),
    Figure("flake8 + flake8_jax, to flake8", to(whole("flake8 JAX"), whole("flake8 none")), "x"),
    Figure("flake8 + bugbear, to flake8", to(whole("flake8 B"), whole("flake8 none")), "x"),
    Figure("flake8_jax in flake8 (noisy), to read + ast.parse", to(added("JAX"), PARSE), "x"),
    Figure("bugbear in flake8 (noisy), to read + ast.parse", to(added("B"), PARSE), "x"),
    Figure("import of flake8_jax", import_time("JAX"), "ms"),
    Figure("import of bugbear", import_time("B"), "ms"),
    Figure(
        "flake8_jax on files without JAX, to read + ast.parse",
        to(own("JAX", NO_JAX), whole(f"{NO_JAX}parse")),
        "x",
        limit=0.1,
    ),
]


def processes(tasks: Sequence[Task], rounds: Sequence[Round]) -> list[str]:
    """One line per process: time, ratio to the yardstick, memory."""
    lines = ["| process | user CPU s | to parse | peak MB |", "| --- | --: | --: | --: |"]
    for name in (task.name for task in tasks):
        seconds = middle(rounds, whole(name))
        base = whole(f"{NO_JAX}parse") if name.startswith(NO_JAX) else PARSE
        memory = max(one[name].megabytes for one in rounds)
        ratio = f"{middle(rounds, to(whole(name), base)):.2f}x"
        shown = "" if name.startswith(NO_FILES) else ratio
        lines.append(f"| {name} | {seconds:.2f} | {shown} | {memory:.0f} |")
    return lines


def figures(rounds: Sequence[Round]) -> tuple[list[str], bool]:
    """One line per figure, and whether all keep to their limits."""
    lines = ["| figure | median | +- | limit |", "| --- | --: | --: | --- |"]
    kept = True
    for figure in FIGURES:
        value = middle(rounds, figure.ratio)
        apart = spread(rounds, figure.ratio)
        limit = ""
        if figure.limit is not None:
            fits = value <= figure.limit
            kept &= fits
            limit = f"{figure.limit:g} {'kept' if fits else 'BROKEN'}"
        lines.append(f"| {figure.text} | {value:.2f} {figure.unit} | {apart:.2f} | {limit} |")
    return lines, kept
