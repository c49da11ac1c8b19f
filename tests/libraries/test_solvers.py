"""Programs for diffrax, optimistix and lineax: JAX refuses those in which something is found."""

import inspect
from typing import Any, Final

import jax
import pytest

from flake8_jax.check import check
from flake8_jax.libraries import diffrax, lineax, optimistix
from flake8_jax.libraries.rows import Caller
from tests.libraries.running import find, positional

HEADER: Final = "import diffrax, jax, jax.numpy as jnp, lineax as lx, optimistix as optx\n"
ONES: Final = "jnp.ones(2)"
SOLVE: Final = "diffrax.diffeqsolve({}, diffrax.Tsit5(), 0.0, 1.0, 0.1, jnp.ones(2), {})"
OPERATOR: Final = "lx.FunctionLinearOperator(f, jax.eval_shape(lambda: jnp.ones(2)))"
SOLVES: Final = {
    "ode": ("t, y, args", SOLVE.format("diffrax.ODETerm(f)", "{args}")),
    "many": ("t, y, args", SOLVE.format("diffrax.MultiTerm(diffrax.ODETerm(f))", "{args}")),
    "saved": (
        "t, y, args",
        SOLVE.format("diffrax.ODETerm(lambda t, y, args: -y)", "{args}")[:-1]
        + ", saveat=diffrax.SaveAt(t1=True, fn=f))",
    ),
    "root": ("y, args", "optx.root_find(f, optx.Newton(1e-3, 1e-3), jnp.ones(2), {args})"),
    "least": (
        "y, args",
        "optx.least_squares(f, optx.LevenbergMarquardt(1e-3, 1e-3), jnp.ones(2), {args})",
    ),
    "linear": ("y, args=(True, None)", f"lx.linear_solve({OPERATOR}, jnp.ones(2))"),
    "iterative": (
        "y, args=(True, None)",
        f"lx.linear_solve({OPERATOR}, jnp.ones(2), lx.GMRES(1e-3, 1e-3), throw=False)",
    ),
}
BAD: Final = ("y[0] > 0", "jnp.any(y > 0)")
GOOD: Final = ("args[0]", "args[1] is None", "y.ndim == 1", "len(y) > 1")


def program(case: str, test: str) -> str:
    """A program that solves for a function with a test in it, on the line 3."""
    params, solve = SOLVES[case]
    body = f"def f({params}):\n    if {test}:\n        return 2 * y\n    return 3 * y\n"
    return f"{HEADER}{body}{solve.format(args='(True, None)')}\n"


@pytest.mark.parametrize("case", SOLVES)
@pytest.mark.parametrize("test", BAD)
def test_a_test_on_what_is_traced_is_found_and_raises(case: str, test: str) -> None:
    text = program(case, test)
    assert [(f.code, f.line) for f in check(text)] == [("JAX101", 3)]
    with pytest.raises(jax.errors.TracerBoolConversionError):
        exec(text, {})


@pytest.mark.parametrize("case", SOLVES)
@pytest.mark.parametrize("test", GOOD)
def test_a_test_on_what_is_not_traced_runs_and_is_left_alone(case: str, test: str) -> None:
    text = program(case, test)
    assert check(text) == []
    exec(text, {})


def test_a_field_or_operator_that_is_called_is_not_traced() -> None:
    field = "def f(t, y, args):\n    return y if y[0] > 0 else -y\n"
    call = "diffrax.ODETerm(f).vf(0.0, jnp.ones(2), None)\n"
    operator = f"{field.replace('t, y, args', 'y')}{OPERATOR}.mv(jnp.ones(2))\n"
    for text in (f"{HEADER}{field}{call}", f"{HEADER}{operator}"):
        assert check(text) == []
        exec(text, {})


ROWS: Final = {**diffrax.PACKAGE.rows, **optimistix.PACKAGE.rows, **lineax.PACKAGE.rows}


@pytest.mark.parametrize("name", ROWS)
def test_the_row_names_the_parameters_in_order(name: str) -> None:
    row: Any = ROWS[name]
    assert row.params == positional(name)[: len(row.params)]
    if isinstance(row, Caller):
        known = inspect.signature(find(name)).parameters
        assert {body.function.partition(".")[0] for body in row.bodies} <= set(known)
