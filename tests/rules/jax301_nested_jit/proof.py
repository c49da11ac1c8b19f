"""JAX301: the inner jit of a bug has no effect on the compiled program.

Those of the near misses are shared, exported, or outermost somewhere.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from tests.rules.measuring import assert_each_runs_its_own, jits, lines_run, optimized_hlo
from tests.rules.proving import bugs, load, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
GOOD = Path(__file__).with_name("good.py")
MARKED = set(marked_lines(BAD))


def useless_jits(path: Path, uses: list[Any]) -> list[str]:
    """Names of inner jits on private functions with one call, which is under tracing."""
    found = [use for function, args in uses for use in jits(path, function, *args)]
    calls = Counter(name for name, _ in found)
    outermost = {name for name, inside in found if not inside}
    public = {name for name in vars(load(path)) if not name.startswith("_")}
    return [name for name in calls if calls[name] == 1 and name not in outermost | public]


@pytest.mark.parametrize("bug", bugs(__file__))
def test_inner_jit_changes_nothing(bug: Any) -> None:
    function, args = bug()
    assert any(inside for _, inside in jits(BAD, function, *args))
    twin = getattr(load(GOOD), bug.__name__.replace("bug_", "ok_"))
    [(repaired, same_args)] = twin()
    assert jax.tree.all(jax.tree.map(np.array_equal, args, same_args))
    assert not any(inside for _, inside in jits(GOOD, repaired, *args))
    assert optimized_hlo(function, *args) == optimized_hlo(repaired, *args)


@pytest.mark.parametrize("program", near_misses(__file__))
def test_no_jit_is_useless(program: Any) -> None:
    uses = program()
    for function, args in uses:
        function(*args)
    assert useless_jits(GOOD, uses) == []


def test_each_bug_runs_its_own_line() -> None:
    runs = lines_run(BAD, "bug_", then=lambda bug: jax.make_jaxpr(bug[0])(*bug[1]))
    assert_each_runs_its_own(runs.values(), MARKED)
