"""The README's commands are those that .ci/run runs, and its tables are those of the code."""

import dataclasses
import re
from pathlib import Path

import pytest

from flake8_jax.rules import all_rules
from flake8_jax.settings import Settings


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    """The text of the README."""
    return (root / "README.md").read_text(encoding="utf-8")


def commands(readme: str) -> list[str]:
    """The commands of the README, one for each line of its shell blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


def test_the_first_two_commands_are_run_by_ci(root: Path, readme: str) -> None:
    script = (root / ".ci/run").read_text(encoding="utf-8").splitlines()
    first, second, *_ = commands(readme)
    assert "flake8 --select JAX examples" in first
    assert first + " ||" in script
    assert "-m pytest" in second
    assert second == script[-1]


def test_rule_table_is_that_of_the_code(readme: str) -> None:
    rows = re.findall(r"^\| (JAX\d{3}) \| `([\w-]+)` \| .+ \|$", readme, re.MULTILINE)
    assert rows == [(rule.code, rule.name) for rule in all_rules()]


@pytest.mark.parametrize("page", ["README.md", "docs/configuration.md"])
def test_every_option_is_told(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    told = set(re.findall(r"`--jax-([a-z0-9-]+)`", text))
    assert told == {field.name.replace("_", "-") for field in dataclasses.fields(Settings)}
