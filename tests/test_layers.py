"""The layers written down in pyproject.toml hold, and a break of them is noticed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

BREAKS = {
    "a value that knows the engine": ("values/throwaway.py", "import flake8_jax.engine\n"),
    "an engine that knows a rule": ("engine/throwaway.py", "import flake8_jax.rules\n"),
    "a table that asks JAX": ("libraries/throwaway.py", "import jax\n"),
    "a check that knows flake8": ("check.py", "import flake8.main\n"),
    "a rule that knows ast-grep": ("rules/throwaway.py", "import ast_grep_py\n"),
    "a machine that knows what runs on it": (
        "engine/machine/throwaway.py",
        "import flake8_jax.engine.syntax\n",
    ),
    "a module outside the layers": ("throwaway.py", ""),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter over the package in `folder`, with the configuration beside it."""
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the package and its configuration, to be broken."""
    shutil.copytree(root / "flake8_jax", tmp_path / "flake8_jax")
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_layers_hold(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("module", "text"), BREAKS.values(), ids=BREAKS)
def test_a_break_is_noticed(copy: Path, module: str, text: str) -> None:
    path = copy / "flake8_jax" / module
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text)
    done = lint_imports(copy)
    assert done.returncode != 0
    assert Path(module).stem in done.stdout, done.stdout + done.stderr


def files_that_name_a_rule(package: Path) -> list[str]:
    """The files below the rules that hold the code of one: nothing below may know a rule."""
    folders = ("engine", "values", "libraries", "source")
    files = [path for folder in folders for path in (package / folder).rglob("*.py")]
    assert files
    return [path.name for path in files if re.search(r"JAX\d", path.read_text(encoding="utf-8"))]


def test_nothing_below_the_rules_names_a_rule(root: Path) -> None:
    assert files_that_name_a_rule(root / "flake8_jax") == []


def test_a_rule_named_below_is_noticed(copy: Path) -> None:
    (copy / "flake8_jax/engine/throwaway.py").write_text('CODE = "JAX101"\n')
    assert files_that_name_a_rule(copy / "flake8_jax") == ["throwaway.py"]
