"""JAX603: JAX refuses the operands at the marked line, and says that it is for their dtypes."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import pytest

from tests.rules.proving import bugs, lines_of, marked_lines, near_misses

MARKED = set(marked_lines(Path(__file__).with_name("bad.py")))


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_operands_are_refused(bug: Any) -> None:
    with pytest.raises(TypeError, match="dtype") as raised:
        bug()
    assert len(lines_of(raised.value, __file__) & MARKED) == 1


def test_each_marked_line_is_refused_by_one_bug() -> None:
    refused: list[int] = []
    for bug in bugs(__file__):
        with pytest.raises(TypeError) as raised:
            bug.values[0]()
        refused += lines_of(raised.value, __file__) & MARKED
    assert sorted(refused) == sorted(MARKED)


@pytest.mark.parametrize("program", near_misses(__file__))
def test_the_operands_are_taken(program: Any) -> None:
    assert all(jnp.isfinite(x).all() for x in jax.tree.leaves(program()))
