"""A file of a package is imported by others, even if it can be run as well."""

from pathlib import Path

import pytest

from flake8_jax.check import check

INNER_JIT = """
import jax

@jax.jit
def scaled(x):
    return 2 * x

@jax.jit
def step(x):
    return scaled(x) + 1

if __name__ == "__main__":
    print(step(1.0))
"""
WIDE = """
import jax.numpy as jnp

def load(rows):
    return jnp.asarray(rows, dtype=jnp.float64)

if __name__ == "__main__":
    print(load([1.0]))
"""


@pytest.mark.parametrize(("text", "code"), [(INNER_JIT, "JAX301"), (WIDE, "JAX605")])
def test_what_it_offers_is_not_for_itself_alone(tmp_path: Path, text: str, code: str) -> None:
    folders = [tmp_path / "scripts", tmp_path / "package"]
    for folder in folders:
        folder.mkdir()
        (folder / "main.py").write_text(text)
    (tmp_path / "pyproject.toml").write_text("")
    (folders[1] / "__init__.py").write_text("")
    script, module = ([f.code for f in check(text, path=str(d / "main.py"))] for d in folders)
    assert script == [code]
    assert module == []
