"""The ecosystem command: its lists, its differences, and that every finding has been looked at."""

from pathlib import Path

import pytest

import ecosystem.__main__ as command
from ecosystem.packages import Package, read_packages
from ecosystem.review import Place, Review, difference, faults, load, merge, parse, render, save

TEXT = """\
a/x.py:3:5 JAX101 [real] fails for arrays
a/x.py:20:1 JAX401 [eager]
b.py:1:1 JAX601 []
"""
BRANCH = Place("a/x.py", 3, 5, "JAX101")
REUSE = Place("a/x.py", 20, 1, "JAX401")
STORE = Place("b.py", 1, 1, "JAX601")


def test_every_finding_of_the_real_lists_has_a_verdict() -> None:
    assert faults(package.name for package in read_packages()) == []


def test_packages_are_pinned_once_each() -> None:
    packages = read_packages()
    assert len({package.name for package in packages}) == len(packages) > 0
    assert all(len(bytes.fromhex(package.sha256)) == 32 for package in packages)
    assert all(package.version[0].isdigit() for package in packages)


def test_a_list_survives_reading_and_writing() -> None:
    reviews = parse(TEXT)
    assert reviews[BRANCH] == Review("real", "fails for arrays")
    assert reviews[REUSE] == Review("eager", "")
    assert "\n".join(render(reviews)) + "\n" == TEXT


def test_lines_are_sorted_by_number_not_by_text() -> None:
    assert render(parse("\n".join(reversed(TEXT.splitlines())))) == TEXT.splitlines()


@pytest.mark.parametrize("text", ["a.py:1 JAX101 [real]", "a.py:1:1 JAX101 real", "hello"])
def test_a_malformed_line_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="line 1 is no reviewed finding"):
        parse(text)


def test_a_finding_listed_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="line 2 stands there twice"):
        parse("a.py:1:1 JAX101 [real]\na.py:1:1 JAX101 [eager]\n")


def test_merge_keeps_reviews_drops_what_is_gone_and_leaves_new_ones_open() -> None:
    new = Place("c.py", 7, 2, "JAX201")
    merged = merge(parse(TEXT), {BRANCH: "another message", new: "print under jit"})
    assert merged == {
        BRANCH: Review("real", "fails for arrays"),
        new: Review("", "print under jit"),
    }


def test_difference_shows_only_what_changed() -> None:
    old = parse(TEXT)
    assert difference(old, old, "demo") == []
    new = merge(old, {BRANCH: "", REUSE: "", Place("b.py", 2, 1, "JAX601"): "store"})
    shown = [line for line in difference(old, new, "demo") if not line.startswith("@@")]
    assert shown == [
        "--- demo (reviewed)",
        "+++ demo (found now)",
        "-b.py:1:1 JAX601 []",
        "+b.py:2:1 JAX601 [] store",
    ]


def test_faults_name_what_a_person_has_to_look_at(tmp_path: Path) -> None:
    save("demo", parse(TEXT + "c.py:1:1 JAX101 [maybe] who knows\n"), tmp_path)
    save("gone", {BRANCH: Review("real", "")}, tmp_path)
    save("broken", {Place("x.py", 1, 1, "JAX000"): Review("real", "")}, tmp_path)
    assert faults(["demo", "broken"], tmp_path) == [
        "gone: no such package",
        "broken: internal error: x.py:1:1 JAX000 [real]",
        "demo: no known verdict: b.py:1:1 JAX601 []",
        "demo: no known verdict: c.py:1:1 JAX101 [maybe] who knows",
    ]


def test_a_package_without_findings_has_no_file(tmp_path: Path) -> None:
    save("demo", parse(TEXT), tmp_path)
    assert load("demo", tmp_path) == parse(TEXT)
    save("demo", {}, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert load("demo", tmp_path) == {}


def test_output_of_flake8_is_read() -> None:
    output = "./a/x.py:3:5: JAX101 `if` on `x`: it is traced\n./b.py:1:1: JAX601 store\n"
    assert command.read_output(output) == {BRANCH: "`if` on `x`: it is traced", STORE: "store"}


def test_other_output_of_flake8_is_no_list_of_findings() -> None:
    with pytest.raises(command.LintError, match="critical error"):
        command.read_output("There was a critical error during execution of Flake8:\nplugin\n")


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[Place, str]:
    """What the linter finds in the one package `demo`; lists are kept in a folder of the test."""
    findings = {BRANCH: "branch"}
    demo = Package("demo", "1.0", "")

    def load_here(package: str) -> dict[Place, Review]:
        return load(package, tmp_path)

    def save_here(package: str, reviews: dict[Place, Review]) -> None:
        save(package, reviews, tmp_path)

    def faults_here(packages: list[str]) -> list[str]:
        return faults(packages, tmp_path)

    monkeypatch.setattr(command, "read_packages", lambda: [demo])
    monkeypatch.setattr(command, "fetch", lambda package: Path(package.name))
    monkeypatch.setattr(command, "lint", lambda _: dict(findings))
    monkeypatch.setattr(command, "load", load_here)
    monkeypatch.setattr(command, "save", save_here)
    monkeypatch.setattr(command, "faults", faults_here)
    return findings


def test_the_command_fails_until_the_list_is_updated_and_reviewed(
    found: dict[Place, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([]) == 1
    assert "+a/x.py:3:5 JAX101 [] branch" in capsys.readouterr().out
    assert command.main(["--update"]) == 0
    assert command.main([]) == 1
    assert "no known verdict" in capsys.readouterr().out
    save("demo", {BRANCH: Review("real", "seen")}, tmp_path)
    assert command.main([]) == 0
    found[STORE] = "store"
    assert command.main(["--package", "demo"]) == 1
    found.pop(STORE)
    found.pop(BRANCH)
    assert command.main([]) == 1
    assert "-a/x.py:3:5 JAX101 [real] seen" in capsys.readouterr().out
