"""Projects of ever more modules that import and call one another: what a file costs in each."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

SIZES = (10, 100, 1000)
MOST = 4.0
"""How much dearer a file may be in the largest project than in the smallest one.

Not 1: the trees of a small project are all kept, while in a larger one the modules that a file
calls (there are never more than so many) have to be parsed anew.
"""

MODULE = """\
import jax
import jax.numpy as jnp
{imports}

def noise(key, shape):
    first, second = jax.random.split(key)
    return jax.random.normal(first, shape) + {other}.noise(second, shape)


def scale(x, by=2.0):
    return jnp.where(x > 0, x * by, x)


class Layer:
    def __init__(self, key, size):
        self.weights = noise(key, (size, size))

    def __call__(self, x):
        return scale(x @ self.weights)


@jax.jit
def loss(x, y):
    return jnp.mean(({calls} - y) ** 2)
"""


def write_project(root: Path, count: int) -> list[Path]:
    """Modules each of which calls three others, near and far ones."""
    (root / "pyproject.toml").write_text("")
    paths = []
    for number in range(count):
        others = [f"m{(number * 7 + step) % count}" for step in (1, 2, 3)]
        calls = " + ".join(f"{other}.scale({other}.loss(x, y))" for other in others)
        imports = "\n".join(f"import {other}" for other in others)
        path = root / f"m{number}.py"
        path.write_text(MODULE.format(imports=imports, other=others[0], calls=calls))
        paths.append(path)
    return paths


def cost(count: int) -> tuple[float, float]:
    """Milliseconds that a file takes to parse, and to check, in a project of so many modules."""
    from flake8_jax.check import check_tree

    parse = check = 0.0
    with TemporaryDirectory() as folder:
        for path in write_project(Path(folder), count):
            text = path.read_text()
            start = process_time()
            tree = ast.parse(text)
            parsed = process_time()
            check_tree(tree, path=str(path))
            parse += parsed - start
            check += process_time() - parsed
    return 1000 * parse / count, 1000 * check / count


def show_growth(repeats: int = 3) -> int:
    """Print the cost of a file for each size; 1 if it grows with the number of modules."""
    cost(SIZES[0])  # What is loaded once is no project's fault.
    print("| modules | parse, ms per file | check, ms per file |\n| --: | --: | --: |")
    per_file = []
    for count in SIZES:
        # Small projects are over in no time, so they are measured more often.
        runs = [cost(count) for _ in range(repeats if count == SIZES[-1] else 5 * repeats)]
        parse, check = (min(run[part] for run in runs) for part in (0, 1))
        per_file.append(check)
        print(f"| {count} | {parse:.2f} | {check:.2f} |")
        sys.stdout.flush()
    grown = per_file[-1] / per_file[0]
    print(f"\n{grown:.2f}x from {SIZES[0]} to {SIZES[-1]}, limit {MOST:g}x")
    return 0 if grown <= MOST else 1
