"""Small programs about a library: what is said of them, and what happens when they run.

A program has a function `main`, and the code of a finding as a comment on each guilty line. One
with a guilty line shows what is wrong with it: it raises as code on traced values does, or `main`
returns a pair of draws that are equal. One without runs, and a pair of draws that it returns
differs.
"""

import ast
import io
import re
import tokenize
from typing import Any, Final

import jax
import numpy as np
import pytest

from flake8_jax.check import check

_CODE: Final = re.compile(r"JAX\d{3}")
_RAISES: Final = "JAX1"


def expected(text: str) -> list[tuple[int, str]]:
    """The findings that the comments of a program ask for."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [
        (token.start[0], code)
        for token in tokens
        if token.type == tokenize.COMMENT
        for code in _CODE.findall(token.string)
    ]


def assert_said(text: str) -> None:
    """The findings are those that the program asks for."""
    ast.parse(text)
    assert [(f.line, f.code) for f in check(text)] == expected(text)


def assert_true(text: str) -> None:
    """What the comments say of the program happens when it runs, and nothing else."""
    codes = [code for _, code in expected(text)]
    main = _main(text)
    if any(code.startswith(_RAISES) for code in codes):
        with pytest.raises(jax.errors.TracerBoolConversionError):
            main()
        return
    result = main()
    if isinstance(result, tuple):
        one, other = (jax.tree.leaves(draw) for draw in result)
        equal = all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
        assert equal is bool(codes)
    else:
        assert not codes


def _main(text: str) -> Any:
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(text, "program", "exec"), names)
    return names["main"]
