"""The documentation builds without a warning, and its examples are what they claim to be."""

import re
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest
from jax.errors import UnexpectedTracerError

from flake8_jax.check import check
from flake8_jax.rule import Rule
from flake8_jax.rules import all_rules
from flake8_jax.settings import Settings

RULES = all_rules()
# What JAX raises when it refuses a program; NameError and ImportError are none of them.
REFUSALS = (TypeError, ValueError, IndexError, UnexpectedTracerError)

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))


def section(rule: type[Rule], heading: str) -> str:
    """The text under a heading of the rule's page."""
    page = sys.modules[rule.__module__].__doc__ or ""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[heading]


def examples(rule: type[Rule], heading: str) -> list[str]:
    """The indented code blocks under a heading, each a program of its own."""
    blocks = re.findall(r"(?:^ {4}.*\n(?:[ \t]*\n)*)+", section(rule, heading) + "\n", re.MULTILINE)
    assert blocks, f"{rule.code} has no example under {heading}"
    return [textwrap.dedent(block).strip("\n") + "\n" for block in blocks]


def codes(rule: type[Rule], source: str) -> set[str]:
    """What the linter reports in an example, with the rule itself turned on."""
    return {finding.code for finding in check(source, Settings(enable=(rule.code,)))}


def run(rule: type[Rule], source: str) -> None:
    """Runs an example as a program."""
    exec(compile(source, f"<{rule.code}>", "exec"), {"__name__": "__main__"})


@pytest.fixture(autouse=True)
def no_debugger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there to answer one."""
    monkeypatch.setenv("PYTHONBREAKPOINT", "0")


@each_rule
def test_page_has_its_parts(rule: type[Rule]) -> None:
    page = (sys.modules[rule.__module__].__doc__ or "").strip()
    title, blank, *_ = page.splitlines()
    assert title.endswith(".")
    assert blank == ""
    assert re.findall(r"^## (.+)$", page, re.MULTILINE)[:3] == ["Bad", "Good", "Left alone"]
    assert section(rule, "Left alone").strip()


@each_rule
def test_bad_example_has_this_fault_alone(rule: type[Rule]) -> None:
    for source in examples(rule, "Bad"):
        assert codes(rule, source) == {rule.code}


@each_rule
def test_good_example_is_clean(rule: type[Rule]) -> None:
    for source in examples(rule, "Good"):
        assert codes(rule, source) == set()


@each_rule
def test_good_example_runs(rule: type[Rule]) -> None:
    for source in examples(rule, "Good"):
        run(rule, source)


@each_rule
@pytest.mark.filterwarnings("ignore:Explicitly requested dtype")
def test_bad_example_is_a_whole_program(rule: type[Rule]) -> None:
    """It runs, or JAX refuses it: a name or an import is never missing."""
    for source in examples(rule, "Bad"):
        with suppress(*REFUSALS):
            run(rule, source)


def test_site_builds_without_a_warning(root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for rule in RULES:
        page = (tmp_path / "site" / "rules" / rule.code / "index.html").read_text(encoding="utf-8")
        assert rule.name in page
    index = (tmp_path / "site/rules/index.html").read_text(encoding="utf-8")
    assert all(rule.code in index for rule in RULES)
