"""JAX302: each round compiles; the repaired program compiles once, and computes the same."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, load, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
GOOD = Path(__file__).with_name("good.py")
ROUNDS = 4

_compiled: list[str] = []


def _note(event: str, duration_secs: float, **kwargs: str | int) -> None:
    if duration_secs >= 0 and event.endswith("backend_compile_duration"):
        _compiled.append(str(kwargs["fun_name"]))


@contextmanager
def compiled() -> Iterator[Counter[str]]:
    """How often something of each name is compiled, after a start without any programs."""
    found: Counter[str] = Counter()
    jax.clear_caches()  # type: ignore[no-untyped-call]
    jax.monitoring.register_event_duration_secs_listener(_note)
    _compiled.clear()
    try:
        yield found
    finally:
        jax.monitoring.unregister_event_duration_listener(_note)
        found.update(_compiled)


def most(program: Any) -> tuple[int, Any]:
    """How often a program compiles the same, and what it returns."""
    with compiled() as counts:
        result = program()
    return max(counts.values()), result


@pytest.mark.parametrize("bug", bugs(__file__))
def test_every_round_compiles(bug: Any) -> None:
    repaired = getattr(load(GOOD), bug.__name__.replace("bug_", "ok_"))
    often, found = most(bug)
    once, wanted = most(repaired)
    assert often >= ROUNDS
    assert once < ROUNDS - 1
    assert jax.tree.all(jax.tree.map(np.allclose, found, wanted))


@pytest.mark.parametrize("name", ["function_of_the_module", "made_when_needed", "under_tracing"])
def test_what_is_kept_is_not_compiled_in_each_round(name: str) -> None:
    assert most(getattr(load(GOOD), f"ok_{name}"))[0] < ROUNDS - 1


@pytest.mark.parametrize("program", near_misses(__file__))
def test_near_misses_run(program: Any) -> None:
    assert jax.tree.leaves(program())


def test_each_bug_runs_its_own_line() -> None:
    marks = set(marked_lines(BAD))
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), marks)
