"""Codes, files, fixtures, changelog and documentation of the rules agree with each other."""

import ast
import re
import sys
from pathlib import Path

import pytest

from flake8_jax.rule import Rule
from flake8_jax.rules import all_rules
from tests.rules.proving import marked_lines

RULES = all_rules()
FOUNDING = {101, 102, 103, 104, 201, 301, 303, 401, 402, 501}
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))


def stem(rule: type[Rule]) -> str:
    """The name that the rule's file and test folder must have."""
    return f"{rule.code}_{rule.name}".lower().replace("-", "_")


def functions(path: Path, prefix: str) -> list[str]:
    """The functions at the top of a file whose name begins with `prefix`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [name for name in found if name.startswith(prefix)]


def test_the_founding_rules_are_there() -> None:
    assert {f"JAX{number}" for number in FOUNDING} <= {rule.code for rule in RULES}


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_file_is_a_rule_and_every_test_folder_belongs_to_one(root: Path) -> None:
    files = {path.stem for path in (root / "flake8_jax/rules").glob("jax*.py")}
    folders = {path.name for path in (root / "tests/rules").glob("jax*") if path.is_dir()}
    assert files == folders == {stem(rule) for rule in RULES}


@each_rule
def test_names_have_their_form(rule: type[Rule]) -> None:
    assert re.fullmatch(r"JAX[1-9]\d{2}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert sys.modules[rule.__module__].__name__ == f"flake8_jax.rules.{stem(rule)}"


@each_rule
def test_message_has_its_form(rule: type[Rule]) -> None:
    assert rule.message == rule.message.strip()
    assert not rule.message.endswith(".")
    assert "\n" not in rule.message


@each_rule
def test_since_is_a_release_of_the_changelog(root: Path, rule: type[Rule]) -> None:
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## \[(.+?)\].*$", changelog, flags=re.MULTILINE)
    entries = dict(zip(releases[1::2], releases[2::2], strict=True))
    told = [
        release
        for release, text in entries.items()
        if re.search(rf"^- {rule.code} `{rule.name}`: ", text, re.MULTILINE)
    ]
    assert len(told) == 1
    assert told[0].startswith(rule.since)


@each_rule
def test_tests_of_the_rule_are_there(root: Path, rule: type[Rule]) -> None:
    folder = root / "tests/rules" / stem(rule)
    assert {"bad.py", "good.py", "proof.py"} <= {path.name for path in folder.iterdir()}


@each_rule
def test_fixtures_are_rich(root: Path, rule: type[Rule]) -> None:
    folder = root / "tests/rules" / stem(rule)
    marks = list(marked_lines(folder / "bad.py").values())
    assert marks.count(rule.code) >= 8
    assert len(functions(folder / "good.py", "ok_")) >= 12
    assert not marked_lines(folder / "good.py")
