"""What diffrax does: it traces vector fields, and what else a solver calls."""

from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Body, Caller, Feed, Result, Row, Same, function

_STATE: Final[tuple[Feed, ...]] = (Same("t0"), Same("y0"), Same("args"))


def _body(name: str, *, each: bool = False) -> Body:
    """A function of the time, the state and the arguments, of which only the arrays are traced."""
    return Body(name, _STATE, each=each, arrays_from=2)


SOLVE: Final = Caller(
    ("terms", "solver", "t0", "t1", "dt0", "y0", "args"),
    (
        _body("terms.vector_field"),
        _body("terms.terms.vector_field", each=True),
        _body("saveat.fn"),
        _body("event.cond_fn"),
    ),
    Result.UNKNOWN,
    repeats=True,
)


def _made(name: str, params: str) -> Row:
    """What a solver is given: it keeps the functions that it is made from."""
    return function(params, made=f"diffrax.{name}")


PACKAGE: Final = Package(
    rows={
        "diffrax.diffeqsolve": SOLVE,
        "diffrax.ODETerm": _made("ODETerm", "vector_field"),
        "diffrax.ControlTerm": _made("ControlTerm", "vector_field control"),
        "diffrax.MultiTerm": _made("MultiTerm", "*terms"),
        "diffrax.SaveAt": _made("SaveAt", ""),
        "diffrax.Event": _made("Event", "cond_fn root_finder direction"),
    }
)
