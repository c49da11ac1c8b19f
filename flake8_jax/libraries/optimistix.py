"""What optimistix does: it traces the function that it solves for."""

from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Body, Caller, Result, Same

_SOLVER: Final = Caller(
    ("fn", "solver", "y0", "args", "options"),
    # Of the further arguments only the arrays are traced.
    (Body("fn", (Same("y0"), Same("args")), arrays_from=1),),
    Result.UNKNOWN,
    repeats=True,
)

PACKAGE: Final = Package(
    rows={
        f"optimistix.{name}": _SOLVER
        for name in ("root_find", "fixed_point", "least_squares", "minimise")
    }
)
