"""The reviewed findings: one text file per package, one line per finding."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

REVIEWED = Path(__file__).parent / "reviewed"

VERDICTS = {
    "real": "the code does what the finding says, and would be better without it",
    "intended": "the code does what the finding says, on purpose",
    "eager": "true under jit, but this code is only meant to run without it",
    "unavoidable": "wrong here, and nothing in the code that can be seen says so",
    "false": "wrong here, and a linter could know: a bug to repair",
}

INTERNAL_ERROR = "JAX000"
"""How the plugin says that it could not check a file. No verdict makes that right."""

_LINE = re.compile(
    r"(?P<path>.+?):(?P<line>\d+):(?P<column>\d+) (?P<code>[A-Z]+\d+)"
    r" \[(?P<verdict>\w*)\](?: (?P<note>.*))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a finding is, and which: all that tells it from another one."""

    path: str
    line: int
    column: int
    code: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said about a finding. The verdict is empty until somebody has looked."""

    verdict: str
    note: str


Reviews = dict[Place, Review]


def parse(text: str) -> Reviews:
    """The reviews of one file; a line that is not one is an error."""
    reviews: Reviews = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number} is no reviewed finding: {line!r}")
        place = Place(match["path"], int(match["line"]), int(match["column"]), match["code"])
        if place in reviews:
            raise ValueError(f"line {number} stands there twice: {line!r}")
        reviews[place] = Review(match["verdict"], match["note"] or "")
    return reviews


def render(reviews: Reviews) -> list[str]:
    """The lines of a review file, in the order of the places."""
    lines = []
    for place in sorted(reviews):
        said = reviews[place]
        where = f"{place.path}:{place.line}:{place.column}"
        lines.append(f"{where} {place.code} [{said.verdict}] {said.note}".rstrip())
    return lines


def merge(reviews: Reviews, messages: dict[Place, str]) -> Reviews:
    """What is found now: known findings keep their review, new ones wait for a verdict.

    A new finding's message stands in for its note, so that the reviewer knows what was said.
    """
    return {place: reviews.get(place, Review("", text)) for place, text in messages.items()}


def difference(old: Reviews, new: Reviews, name: str) -> list[str]:
    """A unified diff of two lists of reviews; empty when they are the same."""
    names = (f"{name} (reviewed)", f"{name} (found now)")
    return list(difflib.unified_diff(render(old), render(new), *names, n=0, lineterm=""))


def load(package: str, folder: Path = REVIEWED) -> Reviews:
    """The reviews of a package; one without findings has no file."""
    path = folder / f"{package}.txt"
    return parse(path.read_text(encoding="utf-8")) if path.exists() else {}


def save(package: str, reviews: Reviews, folder: Path = REVIEWED) -> None:
    """Write the reviews of a package."""
    path = folder / f"{package}.txt"
    if not reviews:
        path.unlink(missing_ok=True)
        return
    folder.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in render(reviews)), encoding="utf-8")


def faults(packages: Iterable[str], folder: Path = REVIEWED) -> list[str]:
    """What is wrong with the review files: no known verdict, internal errors, a file too many."""
    files = {path.stem for path in folder.glob("*.txt")}
    found = [f"{name}: no such package" for name in sorted(files - set(packages))]
    for name in sorted(files):
        reviews = load(name, folder)
        blank = {place: said for place, said in reviews.items() if said.verdict not in VERDICTS}
        found += [f"{name}: no known verdict: {line}" for line in render(blank)]
        broken = {place: said for place, said in reviews.items() if place.code == INTERNAL_ERROR}
        found += [f"{name}: internal error: {line}" for line in render(broken)]
    return found
