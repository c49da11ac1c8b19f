"""Linting needs no JAX, and neither imports nor runs the code that it lints."""

import subprocess
import sys
from pathlib import Path

FORBID = """\
import sys


class Forbid:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"jax", "jaxlib", "numpy"}:
            raise ImportError(f"{name} is forbidden here")


sys.meta_path.insert(0, Forbid())
"""

LINT = FORBID + "from flake8.main.cli import main\nsys.exit(main(sys.argv[1:]))\n"

SAMPLE = """\
from pathlib import Path

import jax
import neighbour

Path("ran").touch()


@jax.jit
def relu(x):
    if x > neighbour.LIMIT:
        return x
    return 0.0 * x


raise SystemExit("the linted code was run")
"""

NEIGHBOUR = """\
from pathlib import Path

Path("ran").touch()
LIMIT = 0
"""


def python(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a program in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_ban_works(tmp_path: Path) -> None:
    for name in ("jax", "jax.numpy", "numpy"):
        done = python(FORBID + f"import {name}\n", cwd=tmp_path)
        assert done.returncode == 1
        assert "is forbidden here" in done.stderr
        assert python(f"import {name}\n", cwd=tmp_path).returncode == 0, "needed for this test"


def test_lints_without_jax_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "sample.py").write_text(SAMPLE)
    (tmp_path / "neighbour.py").write_text(NEIGHBOUR)
    done = python(LINT, "--select=JAX", "--jobs=1", "sample.py", cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout.startswith("sample.py:11:8: JAX101 ")
    assert len(done.stdout.splitlines()) == 1
    assert not (tmp_path / "ran").exists()


def test_importing_everything_imports_no_jax(tmp_path: Path) -> None:
    code = (
        "import pkgutil, importlib, sys, flake8_jax\n"
        "for found in pkgutil.walk_packages(flake8_jax.__path__, 'flake8_jax.'):\n"
        "    importlib.import_module(found.name)\n"
        "print(*{'jax', 'jaxlib', 'numpy', 'flake8_jax.plugin'} & set(sys.modules))\n"
    )
    done = python(code, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "flake8_jax.plugin\n"), done.stderr
