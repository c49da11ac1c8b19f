"""`python -m ecosystem`: lint the pinned packages, and show what differs from the reviewed list."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from ecosystem.packages import Package, fetch, read_packages
from ecosystem.review import Place, difference, faults, load, merge, save

_FOUND = re.compile(
    r"(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<code>[A-Z]+\d+) (?P<text>.*)"
)


class LintError(Exception):
    """flake8 itself failed, so what it printed is not the list of findings."""


def read_output(output: str) -> dict[Place, str]:
    """The findings that flake8 printed, and the message of each."""
    messages: dict[Place, str] = {}
    for line in output.splitlines():
        match = _FOUND.fullmatch(line)
        if match is None:
            raise LintError(f"flake8 printed what is no finding:\n{output}")
        path = match["path"].removeprefix("./")
        place = Place(path, int(match["line"]), int(match["column"]), match["code"])
        messages.setdefault(place, match["text"])
    return messages


def lint(folder: Path) -> dict[Place, str]:
    """The findings in a folder, as a user sees them: `# noqa` counts, its settings do not.

    E9 shows files that cannot be parsed, which would otherwise look clean. Without the required
    plugin flake8 would find nothing at all, and an update would empty the lists.
    """
    options = ["--isolated", "--require-plugins=flake8-jax", "--select=JAX,E9", "--format=default"]
    # On newer Pythons the parser warns about odd literals in the packages; that is no error here.
    # -P keeps Python from importing modules out of the folder that it lints.
    python = [sys.executable, "-P", "-W", "ignore"]
    command = [*python, "-m", "flake8", *options, "--color=never", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.stderr or done.returncode not in (0, 1):
        raise LintError(done.stderr or f"flake8 ended with {done.returncode}")
    return read_output(done.stdout)


def compare(package: Package, *, update: bool) -> bool:
    """Lint a package, print the difference from its review, and say whether there is one."""
    reviewed = load(package.name)
    found = merge(reviewed, lint(fetch(package)))
    changes = difference(reviewed, found, package.name)
    print(f"{package.name} {package.version}: {len(found)} findings", flush=True)
    if changes:
        print("\n".join(changes), flush=True)
    if update:
        save(package.name, found)
    return bool(changes)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when the findings are not those reviewed, 0 after an update."""
    packages = {package.name: package for package in read_packages()}
    parser = argparse.ArgumentParser(prog="python -m ecosystem", description=__doc__)
    parser.add_argument("--package", action="append", choices=packages, help="only this one")
    parser.add_argument("--update", action="store_true", help="write what is found to the list")
    parser.add_argument("--fetch", action="store_true", help="only download and unpack")
    chosen = parser.parse_args(arguments)
    names: list[str] = chosen.package or list(packages)
    if chosen.fetch:
        for name in names:
            print(fetch(packages[name]))
        return 0
    try:
        changed = [name for name in names if compare(packages[name], update=chosen.update)]
    except LintError as error:
        print(error, file=sys.stderr)
        return 2
    if chosen.update:
        return 0
    # Of packages that were not asked for, nothing is known; their lists are checked by the tests.
    bad = faults(packages) if chosen.package is None else []
    print("\n".join(bad), end="\n" if bad else "")
    return 1 if changed or bad else 0


if __name__ == "__main__":
    sys.exit(main())
