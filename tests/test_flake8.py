"""The plugin behaves in the real flake8 as flake8's users expect."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Flake8

SAMPLE = """\
import jax


@jax.jit
def relu(x):
    if x > 0:
        return x
    return 0.0 * x


@jax.jit
def shout(x):
    print("é", x + 1)
    return x
"""


def reported(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Each finding as ``file:line:column code``; nothing may go wrong on the way."""
    assert done.returncode in {0, 1}, done.stderr
    assert done.stderr == ""
    rows = [re.fullmatch(r"(\S+:\d+:\d+): (\w+) .+", line) for line in done.stdout.splitlines()]
    assert all(rows), done.stdout
    return [f"{row[1]} {row[2]}" for row in rows if row]


IF, PRINT = "sample.py:6:8 JAX101", "sample.py:13:5 JAX201"


@pytest.fixture(autouse=True)
def sample(tmp_path: Path) -> Path:
    """The file that every test lints."""
    path = tmp_path / "sample.py"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_reports_without_any_option(flake8: Flake8) -> None:
    done = flake8("sample.py")
    assert reported(done) == [IF, PRINT]
    assert done.returncode == 1


def test_version_names_the_plugin(flake8: Flake8) -> None:
    assert re.search(r"flake8-jax: \d+\.\d+\.\d+", flake8("--version").stdout.replace("\n", " "))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--select=JAX"], [IF, PRINT]),
        (["--select=JAX1"], [IF]),
        (["--select=JAX201"], [PRINT]),
        (["--select=E,F"], []),
        (["--ignore=JAX101"], [PRINT]),
        (["--extend-ignore=JAX2"], [IF]),
        (["--select=JAX", "--ignore=JAX101"], [PRINT]),
        (["--per-file-ignores=sample.py:JAX101"], [PRINT]),
    ],
    ids=" ".join,
)
def test_select_and_ignore(flake8: Flake8, options: list[str], expected: list[str]) -> None:
    assert reported(flake8(*options, "sample.py")) == expected


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: JAX101", "# noqa: JAX1"])
def test_noqa(flake8: Flake8, sample: Path, comment: str) -> None:
    sample.write_text(SAMPLE.replace("if x > 0:", f"if x > 0:  {comment}"), encoding="utf-8")
    assert reported(flake8("sample.py")) == [PRINT]
    assert reported(flake8("--disable-noqa", "sample.py")) == [IF, PRINT]


def test_noqa_of_another_code_silences_nothing(flake8: Flake8, sample: Path) -> None:
    sample.write_text(SAMPLE.replace("if x > 0:", "if x > 0:  # noqa: JAX201"), encoding="utf-8")
    assert reported(flake8("sample.py")) == [IF, PRINT]


def test_standard_input(flake8: Flake8) -> None:
    done = flake8("--stdin-display-name=src/net.py", "-", stdin=SAMPLE)
    assert reported(done) == [row.replace("sample.py", "src/net.py") for row in (IF, PRINT)]


def test_several_processes(flake8: Flake8, tmp_path: Path, sample: Path) -> None:
    names = [f"copy{number}.py" for number in range(6)]
    for name in names:
        shutil.copy(sample, tmp_path / name)
    expected = sorted(row.replace("sample.py", name) for name in names for row in (IF, PRINT))
    for jobs in ("1", "2"):
        assert sorted(reported(flake8(f"--jobs={jobs}", *names))) == expected


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_configuration_file(flake8: Flake8, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[flake8]\nselect = JAX\nextend-ignore =\n    JAX101,\n")
    assert reported(flake8("sample.py")) == [PRINT]


WRAPPED = """\
import jax.numpy as jnp
from company.tools import fast


@fast
def largest(x):
    if jnp.max(x) > 0:
        return x
    return 0.0 * x
"""


def test_jit_names(flake8: Flake8, sample: Path, tmp_path: Path) -> None:
    sample.write_text(WRAPPED)
    found = ["sample.py:7:8 JAX101"]
    assert reported(flake8("sample.py")) == []
    assert reported(flake8("--jax-jit-names=other.jit,company.tools.fast", "sample.py")) == found
    (tmp_path / "setup.cfg").write_text(
        "[flake8]\njax-jit-names =\n    other.jit,\n    company.tools.fast\n"
    )
    assert reported(flake8("sample.py")) == found


LOOP = """\
import jax


@jax.jit
def power(matrix, vector):
    for _ in range(20):
        vector = matrix @ vector
        vector = vector / vector.sum()
    return vector
"""


def test_max_unroll(flake8: Flake8, sample: Path, tmp_path: Path) -> None:
    sample.write_text(LOOP)
    found = ["sample.py:6:5 JAX303"]
    assert reported(flake8("sample.py")) == found
    assert reported(flake8("--jax-max-unroll=20", "sample.py")) == found
    assert reported(flake8("--jax-max-unroll=21", "sample.py")) == []
    (tmp_path / "setup.cfg").write_text("[flake8]\njax_max_unroll = 21\n")
    assert reported(flake8("sample.py")) == []


@pytest.mark.parametrize(
    "option", ["--jax-max-unroll=many", "--jax-x64=perhaps", "--jax-unknown=1"]
)
def test_bad_option_is_refused(flake8: Flake8, option: str) -> None:
    done = flake8(option, "sample.py")
    assert done.returncode == 2
    assert option.partition("=")[0] in done.stderr


def test_help_explains_every_option(flake8: Flake8) -> None:
    text = flake8("--help").stdout
    for option in ("--jax-jit-names", "--jax-max-unroll", "--jax-x64", "--jax-enable"):
        assert option in text


@pytest.mark.parametrize(
    "text",
    ["", "\n", "import jax\n", "\ufeffimport jax\nx = 1\n", "import jax\r\nx = 1\r\n", "# jax"],
    ids=["empty", "blank", "import", "byte order mark", "crlf", "no newline"],
)
def test_odd_files_are_quiet(flake8: Flake8, sample: Path, text: str) -> None:
    sample.write_text(text, encoding="utf-8", newline="")
    assert reported(flake8("--select=JAX", "sample.py")) == []


def test_syntax_error_is_left_to_flake8(flake8: Flake8, sample: Path) -> None:
    sample.write_text("import jax\ndef broken(:\n")
    codes = [row.split()[1] for row in reported(flake8("sample.py"))]
    assert "E999" in codes
    assert not any(code.startswith("JAX") for code in codes)


OFF_BY_DEFAULT = """\
from flake8_jax.rule import Rule


class Throwaway(Rule):
    code = "JAX999"
    name = "throwaway"
    message = "seen"
    since = "0.1"
    enabled = False

    def on_truth_test(self, event):
        yield self.finding(event.node)
"""


@pytest.fixture
def package(root: Path, tmp_path: Path) -> Path:
    """A folder with a copy of the plugin that has one more rule, which is off by default."""
    folder = tmp_path / "path"
    shutil.copytree(root / "flake8_jax", folder / "flake8_jax")
    (folder / "flake8_jax/rules/jax999_throwaway.py").write_text(OFF_BY_DEFAULT)
    return folder


OFF = IF.replace("JAX101", "JAX999")


@pytest.mark.parametrize("options", [[], ["--select=JAX"], ["--ignore=E501"], ["--select=JAX999"]])
def test_off_by_default_stays_off(flake8: Flake8, package: Path, options: list[str]) -> None:
    assert OFF not in reported(flake8(*options, "sample.py", path=package))


@pytest.mark.parametrize("enable", ["JAX999", "JAX9", "JAX802,JAX9"])
def test_off_by_default_can_be_asked_for(flake8: Flake8, package: Path, enable: str) -> None:
    done = flake8(f"--jax-enable={enable}", "--ignore=E501", "sample.py", path=package)
    assert reported(done) == [IF, OFF, PRINT]


def test_user_ignore_does_not_undo_off_by_default(
    flake8: Flake8, package: Path, tmp_path: Path
) -> None:
    (tmp_path / "setup.cfg").write_text("[flake8]\nignore = JAX201\n")
    assert reported(flake8("sample.py", path=package)) == [IF]
    (tmp_path / "setup.cfg").write_text("[flake8]\nignore = JAX201\njax-enable = JAX9\n")
    assert reported(flake8("sample.py", path=package)) == [IF, OFF]
