"""Runs a program with probes: what the abstract tracer knows at each, and what it should know.

A program calls ``reveal(x)`` where it wants to know what `x` is, and says so in a comment on the
same line: ``reveal(x)  # abstract tracer``. Several contexts are separated by ``|``, a probe that
is never reached says ``never``. What stands below the line ``# run`` is not analysed: it calls the
functions of the program, so that JAX itself can be asked.
"""

import ast
import io
import tokenize
from pathlib import Path
from typing import Final

from flake8_jax.engine import trace_module
from flake8_jax.engine.machine.arguments import Arguments, first
from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import EXTERNALS
from flake8_jax.libraries import Library
from flake8_jax.values.base import Value
from flake8_jax.values.containers import Dict, List, Tuple
from flake8_jax.values.functions import External

PROGRAMS: Final = sorted((Path(__file__).parent / "programs").glob("*.py"))
IMPORT: Final = "from probes import reveal\n"
RUN: Final = "\n# run\n"
PROBE: Final = "reveal("
NEVER: Final = "never"

Knowledge = dict[int, set[str]]
"""What is known at each line with a probe, in any context."""

_notes: Knowledge = {}


@EXTERNALS.on("probes.reveal")
def _reveal(_: Interpreter, args: Arguments, node: ast.expr) -> Value:
    value = first(args)
    _notes.setdefault(node.lineno, set()).add(show(value))
    return value


class _WithProbes(Library):
    """The tables, and `reveal` among the builtins: no import of another module is involved."""

    def builtin(self, name: str) -> Value:
        return External("probes.reveal") if name == "reveal" else super().builtin(name)


def show(value: Value) -> str:
    """A value as programs write it: its repr, with containers written as Python does."""
    if isinstance(value, Tuple):
        items = ", ".join(map(show, value.items))
        return f"({items},)" if len(value.items) == 1 else f"({items})"
    if isinstance(value, List):
        known, element = value.items.known, value.items.element
        if known is None:
            return f"[{'' if element is None else show(element)}...]"
        return f"[{', '.join(map(show, known))}]"
    if isinstance(value, Dict):
        entries = [f"{key!r}: {show(item)}" for key, item in value.entries.known.items()]
        rest = value.entries.rest
        return "{" + ", ".join(entries + ([] if rest is None else [f"{show(rest)}..."])) + "}"
    return repr(value)


def known(text: str) -> Knowledge:
    """What the abstract tracer knows at the probes of a program."""
    _notes.clear()
    tree = ast.parse(text.partition(RUN)[0].replace(IMPORT, "\n", 1))
    assert trace_module(tree, _WithProbes(), {}), "the program ran out of budget"
    return dict(_notes)


def expected(text: str) -> Knowledge:
    """What the program says that should be known."""
    found: Knowledge = {}
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0]
        if token.type == tokenize.COMMENT and PROBE in lines[line - 1]:
            contexts = {context.strip() for context in token.string.lstrip("# ").split(" | ")}
            found[line] = contexts - {NEVER}
    return found


def differences(text: str) -> list[str]:
    """Where the abstract tracer knows something else than the program says."""
    is_known, should_be = known(text), expected(text)
    found: list[str] = []
    for line in sorted(is_known.keys() | should_be.keys()):
        one, other = is_known.get(line, set()), should_be.get(line)
        if one != other:
            wanted = "no comment" if other is None else " | ".join(sorted(other)) or NEVER
            found.append(f"line {line}: {' | '.join(sorted(one)) or NEVER}, not {wanted}")
    return found
