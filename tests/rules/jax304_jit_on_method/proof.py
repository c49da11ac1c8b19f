"""JAX304: JAX refuses the instance as soon as the method is called."""

import re
from pathlib import Path
from typing import Any

import jax
import pytest

from tests.rules.proving import bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_instance_is_refused(bug: Any) -> None:
    with pytest.raises(TypeError, match=r"(__main__|fixture_\w+)\.\w+|<class 'type'>"):
        bug()


@pytest.mark.parametrize("bug", bugs(__file__))
def test_nothing_but_the_jit_is_wrong(bug: Any) -> None:
    with jax.disable_jit():
        bug()


@pytest.mark.parametrize("program", near_misses(__file__))
def test_jax_takes_it(program: Any) -> None:
    assert all(leaf is not None for leaf in jax.tree.leaves(program()))


def raises(program: Any) -> bool:
    try:
        program()
    except TypeError:
        return True
    return False


def broken(source: str) -> set[str]:
    """The bugs of a program that still raise."""
    names: dict[str, Any] = {"__name__": "fixture"}
    exec(compile(source, str(BAD), "exec"), names)
    return {name for name in names if name.startswith("bug_") and raises(names[name])}


def without(jit: re.Match[str]) -> str:
    """A line without its jit: no decorator, or the function itself."""
    return "" if jit[0].lstrip().startswith("@") else jit[0].replace("jax.jit(", "(")


def test_each_mark_is_the_cause_of_one_bug() -> None:
    lines = BAD.read_text(encoding="utf-8").splitlines(keepends=True)
    every = broken("".join(lines))
    assert len(every) == len(marked_lines(BAD))
    repaired = set()
    for mark in marked_lines(BAD):
        line = re.sub(r".*\n", without, lines[mark - 1])
        left = broken("".join([*lines[: mark - 1], line, *lines[mark:]]))
        repaired |= every - left
        assert len(every - left) == 1
    assert repaired == every
