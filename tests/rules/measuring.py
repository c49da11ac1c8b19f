"""What the proofs measure: equations and inner jits of a trace, machine code, lines run."""

import contextlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import jax

from tests.rules.proving import load

# Equations with one of these primitives trace the function they hold without its values.
_TRACING = {"jit", "scan", "while", "cond", "checkpoint"}


def _inner_jaxprs(equation: Any) -> Iterator[Any]:
    for parameter in equation.params.values():
        for item in parameter if isinstance(parameter, tuple | list) else (parameter,):
            jaxpr = getattr(item, "jaxpr", item)
            if hasattr(jaxpr, "eqns"):
                yield jaxpr


def _walk(jaxpr: Any, inside: bool = False) -> Iterator[tuple[Any, bool]]:
    for equation in jaxpr.eqns:
        yield equation, inside
        for inner in _inner_jaxprs(equation):
            yield from _walk(inner, inside or equation.primitive.name in _TRACING)


def equations(function: Callable[..., Any], *args: Any) -> list[Any]:
    """All equations of the function's jaxpr, those of inner jaxprs included."""
    return [equation for equation, _ in _walk(jax.make_jaxpr(function)(*args).jaxpr)]


def most_repeated(function: Callable[..., Any], *args: Any) -> int:
    """How often the commonest primitive stands in the function's jaxpr."""
    return max(Counter(equation.primitive.name for equation in equations(function, *args)).values())


def jits(path: Path, function: Callable[..., Any], *args: Any) -> list[tuple[str, bool]]:
    """Each use of a jit on a function of the file `path`: its name, and whether under tracing."""
    return [
        (equation.params["name"], inside)
        for equation, inside in _walk(jax.make_jaxpr(function)(*args).jaxpr)
        if equation.primitive.name == "jit"
        and f"{path}:" in (equation.params["jaxpr"].jaxpr.debug_info.func_src_info or "")
    ]


def optimized_hlo(function: Callable[..., Any], *args: Any) -> str:
    """The compiled program without what only names things or tells where they come from.

    Two functions with the same text run the same machine code.
    """
    text: str = jax.jit(function).lower(*args).compile().as_text() or ""
    tables = "FileNames|FunctionNames|FileLocations|StackFrames"
    text = re.sub(rf"(?ms)^({tables})\n.*?\n(?=\n)", "", text)
    text = re.sub(r", metadata=\{[^}]*\}", "", text)
    text = re.sub(r"HloModule [^,]*", "HloModule m", text)
    numbers: dict[str, str] = {}
    text = re.sub(r"%[\w.\-]+", lambda name: numbers.setdefault(name[0], f"%{len(numbers)}"), text)
    text = re.sub(r"\b[\w.\-]+: (?=\(*[a-z]+\d*\[)", "", text)
    return re.sub(r"\s*\n\s*", "\n", text)


def lines_run(path: Path, prefix: str, then: Callable[[Any], Any] = repr) -> dict[str, set[int]]:
    """The lines that run in each program of the fixture whose name begins with `prefix`.

    What `then` does with the result of the program counts, too, and it may raise. The fixture is
    loaded anew, so that JAX traces all of it again.
    """
    programs = list(vars(load.__wrapped__(path)).items())
    return {name: _lines(path, run, then) for name, run in programs if name.startswith(prefix)}


def _lines(path: Path, program: Callable[[], Any], then: Callable[[Any], Any]) -> set[int]:
    seen: set[int] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != str(path):
            return None
        if event == "line":
            seen.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with contextlib.suppress(Exception):
            then(program())
    finally:
        sys.settrace(before)
    return seen


def assert_each_runs_its_own(runs: Iterable[set[int]], marked: set[int]) -> None:
    """Each run, given by its lines, reaches one of the marked ones, and together they reach all."""
    found = [lines & marked for lines in runs]
    assert [len(lines) for lines in found] == [1] * len(marked)
    assert set().union(*found) == marked
