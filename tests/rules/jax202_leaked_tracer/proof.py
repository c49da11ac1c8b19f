"""What bad.py stores is a tracer that cannot be used; what good.py leaves behind can."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import jax
import jax.numpy as jnp
import pytest
from jax.errors import UnexpectedTracerError

from tests.rules.proving import Program, bugs, load, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))


def use(left: Any) -> None:
    """Computes with every array in something."""
    for leaf in jax.tree.leaves(left):
        if isinstance(leaf, jax.Array):
            is_key = jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key)
            _ = jax.random.split(leaf) if is_key else leaf + 1


def run(name: str) -> tuple[Any, set[int]]:
    """What a bug of a fresh copy of bad.py leaves behind, and the marked lines that it ran."""
    seen: set[int] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != str(BAD):
            return None
        if event == "line":
            seen.add(frame.f_lineno)
        return trace

    program = vars(load.__wrapped__(BAD))[name]
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        return program(), seen & MARKED
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_stored_value_cannot_be_used(bug: Program) -> None:
    left, lines = run(bug.__name__)
    assert len(lines) == 1
    assert jax.tree.leaves(left)
    with pytest.raises(UnexpectedTracerError):
        use(left)


def test_every_marked_line_stores() -> None:
    assert set().union(*(run(bug.id)[1] for bug in bugs(__file__))) == MARKED


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_miss_leaves_nothing_traced(program: Program) -> None:
    left = program()
    assert not any(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves(left))
    use(left)
