"""What lineax does: it traces the function of an operator when the operator is made."""

from typing import Final

from flake8_jax.libraries.rows import Body, Caller, Package, Result, Some

PACKAGE: Final = Package(
    rows={
        "lineax.FunctionLinearOperator": Caller(
            ("fn", "input_structure", "tags"),
            (Body("fn", (Some(),)),),
            Result.UNKNOWN,
            cached=False,
        )
    }
)
