"""What lineax does: solving traces the function of an operator, and calling it does not."""

from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Body, Caller, Result, Some, function
from flake8_jax.values.base import TraceKind

PACKAGE: Final = Package(
    rows={
        "lineax.FunctionLinearOperator": function(
            "fn input_structure tags", made="lineax.FunctionLinearOperator"
        ),
        # Some solvers batch the function, others put it into a loop.
        "lineax.linear_solve": Caller(
            ("operator", "vector", "solver"),
            (Body("operator.fn", (Some(),)),),
            Result.UNKNOWN,
            kind=TraceKind.BATCHED,
            cached=False,
            repeats=True,
        ),
    }
)
