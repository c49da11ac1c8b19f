"""Each rule finds exactly the marked lines of its bad.py, and nothing at all in its good.py."""

from pathlib import Path

import pytest

from flake8_jax.check import check
from tests.rules.proving import marked_lines

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/bad.py"))


def lint(path: Path) -> dict[int, str]:
    return {f.line: f.code for f in check(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_bad_is_found_where_it_is_marked(folder: Path) -> None:
    assert lint(folder / "bad.py") == marked_lines(folder / "bad.py")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_is_found_in_good(folder: Path) -> None:
    assert lint(folder / "good.py") == {}
