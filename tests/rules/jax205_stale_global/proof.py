"""With jit the second call of a bug gives what the first one gave; without jit it does not."""

from pathlib import Path

import jax
import numpy as np
import pytest

from tests.rules.measuring import lines_run
from tests.rules.proving import Program, bugs, load, marked_lines, near_misses

BAD, GOOD = (Path(__file__).with_name(name) for name in ("bad.py", "good.py"))


def run(path: Path, name: str) -> list[np.ndarray]:
    """What a program of a fresh copy of a fixture returns."""
    found = vars(load.__wrapped__(path))[name]()
    return [np.asarray(leaf) for leaf in jax.tree.leaves(found)]


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_old_value_is_used(bug: Program) -> None:
    before, after = run(BAD, bug.__name__)
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("bug", bugs(__file__))
def test_without_jit_the_new_value_is_used(bug: Program) -> None:
    with jax.disable_jit():
        before, after = run(BAD, bug.__name__)
    assert not np.allclose(before, after)


def test_every_marked_line_runs() -> None:
    ran = lines_run(BAD, "bug_")
    assert set().union(*ran.values()) >= set(marked_lines(BAD))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_gives_the_same_without_jit(program: Program) -> None:
    compiled = run(GOOD, program.__name__)
    with jax.disable_jit():
        plain = run(GOOD, program.__name__)
    for one, other in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
