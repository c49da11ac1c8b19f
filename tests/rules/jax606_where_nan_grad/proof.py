"""JAX606: the gradient of each bug is NaN, that of each near miss is finite."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import pytest

from flake8_jax.libraries.jax_partial import (
    ALONG,
    MADE_OF_ALL,
    NORMS,
    ONE_BY_ONE,
    PRODUCTS,
    QUOTIENTS,
    REGIONS,
    SAME_NUMBERS,
    THROUGH,
    power_region,
)
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


def named(paths: Any) -> list[str]:
    """The functions of JAX in a table, but for methods and operators."""
    return sorted(p for p in paths if isinstance(p, str) and p.startswith(("jax.numpy", "jax.nn")))


def applied(path: str, x: Any) -> Any:
    """What a function makes of an array, with whatever else it has to be given."""
    function = find(path)
    more: dict[str, tuple[Any, ...]] = {
        "repeat": (1,),
        "reshape": (x.shape,),
        "roll": (1,),
        "expand_dims": (0,),
    }
    more |= {"swapaxes": (0, -1), "take": (jnp.zeros(1, int),), "diagonal": ()}
    return function(x, *more.get(path.rpartition(".")[2], ()))


@pytest.mark.parametrize("path", named(ONE_BY_ONE))
def test_operations_number_by_number(path: str) -> None:
    number = ONE_BY_ONE[path]
    count = (
        3 if "clip" in path else number.__code__.co_argcount if hasattr(number, "__code__") else 0
    )
    count = count or (2 if path.endswith("imum") else 1)
    for given in ((4.0, 1.0, 2.0), (0.25, 0.5, 2.0)):
        assert find(path)(*given[:count]) == number(*given[:count])


@pytest.mark.parametrize("path", named(NORMS))
def test_norms_are_zero_at_zero_and_never_negative(path: str) -> None:
    assert not jnp.any(find(path)(jnp.zeros(3)))
    assert jnp.all(find(path)(jnp.ones(3)) > 0)
    assert not jnp.any(find(path)(jnp.array([-1.0, 2.0])) < 0)


@pytest.mark.parametrize("path", named(PRODUCTS))
def test_products_with_zeros_are_zero(path: str) -> None:
    assert not jnp.any(find(path)(jnp.zeros(3), jnp.ones(3)))
    assert not jnp.any(find(path)(jnp.ones(3), jnp.zeros(3)))


@pytest.mark.parametrize("path", named(SAME_NUMBERS))
def test_what_is_made_of_zeros_is_zero(path: str) -> None:
    zeros = jnp.zeros((2, 2))
    assert not jnp.any(applied(path, zeros))
    less = jnp.abs(applied(path, zeros.at[0, 0].set(-1.0)))
    assert jnp.any(less == 1.0) or path.endswith(("mean", "max"))


@pytest.mark.parametrize("path", sorted(MADE_OF_ALL, key=str))
def test_what_is_made_of_several_arrays(path: str) -> None:
    assert set(find(path)([jnp.zeros(1), jnp.ones(1)]).ravel().tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("path", sorted(set(named(THROUGH)) - MADE_OF_ALL))
def test_nan_comes_through(path: str) -> None:
    def function(v: Any) -> Any:
        root = jnp.sqrt(v) + 0.5
        two = path in PRODUCTS or path in QUOTIENTS or path.endswith(_OF_TWO)
        if path.endswith(".where"):
            return find(path)(v < 0, root, 1.0)
        whole = root.reshape(1, 1)
        return jnp.sum(find(path)(whole, 2.0 * jnp.ones((1, 1))) if two else applied(path, whole))

    assert jnp.isnan(masked_gradient(function, 0.0))


_OF_TWO = ("add", "subtract", "power", "maximum", "minimum")


INNER = {
    "jax.lax.fori_loop": lambda f: lambda x: jax.lax.fori_loop(0, 1, lambda _, v: f(v), x),
    "jax.lax.scan": lambda f: lambda x: jax.lax.scan(lambda c, _: (f(c), None), x, None, 1)[0],
    "jax.lax.map": lambda f: lambda x: jax.lax.map(f, x[None])[0],
}


@pytest.mark.parametrize("path", sorted(ALONG))
def test_the_gradient_is_nan_inside_of_other_transforms_too(path: str) -> None:
    def masked(v: Any) -> Any:
        return jnp.where(v > 0, jnp.sqrt(v), 0.0)

    inner = INNER.get(path, find(path))(masked)
    given = jnp.zeros(1) if "vmap" in path else jnp.zeros(())
    assert jnp.isnan(jax.grad(lambda v: jnp.sum(inner(v)))(given)).all()
