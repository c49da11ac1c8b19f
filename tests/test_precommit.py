"""The real pre-commit builds this repository's hook, and stops a bad commit with it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BAD = """\
import jax


@jax.jit
def relu(x):
    if x > 0:
        return x
    return 0.0 * x
"""

GOOD = """\
import jax
import jax.numpy as jnp


@jax.jit
def relu(x):
    return jnp.where(x > 0, x, 0.0 * x)
"""

HOOK_FILES = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "flake8_jax")


class Repository:
    """A git repository of its own, blind to the settings of whoever runs the test."""

    def __init__(self, folder: Path, home: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        inherited = {name: v for name, v in os.environ.items() if not name.startswith("GIT_")}
        self.environment = inherited | {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PRE_COMMIT_HOME": str(home),
        }
        for setting in ("init", "config user.name Tester", "config user.email tester@example.com"):
            self.done("git", *setting.split())

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a command in the repository."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *command: str) -> str:
        """What a command says, which must succeed."""
        result = self.run(*command)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout.strip()

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Commits everything, as a user would."""
        self.done("git", "add", "--all")
        return self.run("git", "commit", "--message", "A change")


@pytest.fixture
def hook(root: Path, tmp_path: Path) -> Repository:
    """This project as it stands, committed to a repository that pre-commit can clone."""
    repository = Repository(tmp_path / "hook", tmp_path / "home")
    for name in HOOK_FILES:
        source, target = root / name, repository.folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    assert repository.commit().returncode == 0
    return repository


@pytest.fixture
def project(hook: Repository, tmp_path: Path) -> Repository:
    """A user's repository with the hook installed."""
    repository = Repository(tmp_path / "project", tmp_path / "home")
    revision = hook.done("git", "rev-parse", "HEAD")
    (repository.folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hook.folder}\n  rev: {revision}\n  hooks:\n  - id: flake8-jax\n"
    )
    repository.done(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    return repository


def test_hook_stops_a_bad_commit_and_lets_the_repair_pass(project: Repository) -> None:
    module = project.folder / "relu.py"
    module.write_text(BAD)
    stopped = project.commit()
    assert stopped.returncode != 0
    assert "relu.py:6:8: JAX101" in stopped.stdout + stopped.stderr
    assert project.run("git", "rev-parse", "HEAD").returncode != 0, "nothing may be committed"

    module.write_text(GOOD)
    passed = project.commit()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert project.done("git", "show", "--name-only", "--format=").split() == [
        ".pre-commit-config.yaml",
        "relu.py",
    ]
