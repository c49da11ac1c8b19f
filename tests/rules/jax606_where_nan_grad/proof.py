"""JAX606: the gradient of each bug is NaN, that of each near miss is finite."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import pytest

from flake8_jax.libraries.jax_partial import QUOTIENTS, REGIONS, power_region
from tests.libraries.running import find
from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))
POINTS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_gradient_is_nan(bug: Any) -> None:
    assert any(bool(jnp.isnan(leaf).any()) for leaf in jax.tree.leaves(bug()))


@pytest.mark.parametrize("program", near_misses(__file__))
def test_the_gradient_is_finite(program: Any) -> None:
    assert all(bool(jnp.isfinite(leaf).all()) for leaf in jax.tree.leaves(program()))


def test_each_bug_runs_its_own_line() -> None:
    jax.clear_caches()  # type: ignore[no-untyped-call]
    assert_each_runs_its_own(lines_run(BAD, "bug_").values(), MARKED)


def masked_gradient(function: Any, x: float) -> Any:
    return jax.grad(lambda v: jnp.where(False, function(v), 0.0))(x)


@pytest.mark.parametrize("path", sorted(REGIONS))
@pytest.mark.parametrize("x", POINTS)
def test_the_region_is_where_the_masked_gradient_is_nan(path: str, x: float) -> None:
    nan = bool(jnp.isnan(masked_gradient(find(path), x)))
    assert nan or not REGIONS[path](x)


@pytest.mark.parametrize("path", sorted(QUOTIENTS))
def test_quotients_have_a_pole(path: str) -> None:
    assert jnp.isnan(masked_gradient(lambda v: find(path)(1.0, v), 0.0))
    assert masked_gradient(lambda v: find(path)(1.0, v), 1.0) == 0


@pytest.mark.parametrize("exponent", [-2, -1, -0.5, 0.5, 1, 1.5, 2, 3])
@pytest.mark.parametrize("x", POINTS)
def test_powers(exponent: float, x: float) -> None:
    region = power_region(exponent)
    nan = bool(jnp.isnan(masked_gradient(lambda v: v**exponent, x)))
    assert nan is (region is not None and region(x))
