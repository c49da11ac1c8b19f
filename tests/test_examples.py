"""The example shows what the linter finds; its repaired twin shows that it can be silent."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import Flake8

EXPECTED = [
    ("JAX401", "return images + 0.5 * random.normal(key, (count, 8, 8)), labels"),
    ("JAX402", "weights = random.normal(key, (fan_in, fan_out)) / fan_in**0.5"),
    ("JAX501", "return images.reshape(images.shape[0], jnp.prod(jnp.array(images.shape[1:])))"),
    ("JAX303", "for _ in range(rounds):"),
    ("JAX201", 'print("loss", loss, "penalty", penalty)'),
    ("JAX101", "if norm > limit:"),
    ("JAX301", "descend = jax.jit(lambda p, g: jax.tree.map(lambda a, b: a - rate * b, p, g))"),
]


def test_every_bug_of_the_example_is_found(flake8: Flake8, root: Path) -> None:
    path = root / "examples/train.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [row.split(":") for row in flake8("--select=JAX", str(path)).stdout.splitlines()]
    found = [(row[3].split()[0], lines[int(row[1]) - 1].strip()) for row in rows]
    assert found == EXPECTED


def test_the_repaired_twin_is_clean(flake8: Flake8, root: Path) -> None:
    done = flake8("--select=JAX", str(root / "examples/train_fixed.py"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_repaired_twin_learns(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, root / "examples/train_fixed.py"],
        env=os.environ | {"JAX_DEBUG_KEY_REUSE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.split()[-1]) > 0.9


def test_the_example_does_not_run(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, root / "examples/train.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "TypeError" in done.stderr
