"""What every test may use: the root of the project, and flake8 as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# The tests need no accelerator, and must not wait for one; set before anything imports JAX.
os.environ.setdefault("JAX_PLATFORMS", "cpu")

ROOT = Path(__file__).parents[1]

Flake8 = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture
def flake8(tmp_path: Path) -> Flake8:
    """Runs the real flake8 in `tmp_path`, where a test puts its files."""

    def run(
        *arguments: str, stdin: str | None = None, path: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flake8", *arguments],
            cwd=tmp_path,
            env=os.environ | ({"PYTHONPATH": str(path)} if path else {}),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
