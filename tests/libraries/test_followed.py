"""Programs that use flax's nnx or haiku: what fails in JAX is found, and nothing else is.

In a bad program every line with a finding is marked with its code, and `FAILS` lists what calls
them: each call raises. A good program runs.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from flake8_jax.check import check

FOLDER = Path(__file__).parent / "followed"
BAD = sorted(FOLDER.glob("*_bad.py"))
GOOD = sorted(FOLDER.glob("*_good.py"))
MARK = re.compile(r"# (JAX\d{3})$")


def run(path: Path) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "followed"}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), space)
    return space


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_what_fails_is_found(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = {(n, m.group(1)) for n, line in enumerate(lines, 1) if (m := MARK.search(line))}
    assert marks
    assert {(f.line, f.code) for f in check("\n".join(lines) + "\n")} == marks


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_found_fails(path: Path) -> None:
    for call in run(path)["FAILS"]:
        with pytest.raises(Exception, match=r"[Tt]raced"):
            call()


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_runs_is_left_alone(path: Path) -> None:
    assert check(path.read_text(encoding="utf-8")) == []
    run(path)


def test_there_are_as_many_good_programs_as_bad_ones() -> None:
    assert len(GOOD) == len(BAD) >= 2
