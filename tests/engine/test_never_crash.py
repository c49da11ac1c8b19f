"""No Python program makes the engine fail, whatever it means."""

import ast
import re
import warnings
from copy import deepcopy
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesmith import from_grammar

from flake8_jax.libraries import ROWS
from tests.engine.listening import IMPORTS, all_events

SLOW = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
QUICK = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

NAMES = st.sampled_from("abcfgx")
ATOMS = st.one_of(
    NAMES,
    st.sampled_from(
        ["0", "1", "-1", "2.5", "None", "True", "'s'", "()", "[]", "{}", "jnp.ones(3)"]
    ),
    st.sampled_from(["random.key(0)", "x.shape", "x.shape[0]", "lambda x: x", "jnp", "jax.jit"]),
)
TRANSFORMS = st.sampled_from(["jax.jit", "jax.vmap", "jax.grad", "jax.checkpoint", "partial", "f"])
ARGUMENTS = [
    *("", "x", "f", "*x", "**x", "f, x", "[x], 1", "x, (1, x), x", "f, f, x, x", "x, f, x, 1, f"),
    *(
        "x, -1",
        "f, 9",
        "lambda a: a, x, length=x",
        "x, axis=x",
        "x, x, dtype=int",
        "f, has_aux=True, argnums=x",
    ),
]
BINARY = re.findall(r"\S+", "+ - * / @ ** // % << >> & | ^ < <= > >= == != in is and or")
ENDS = list(product(ARGUMENTS, ("", "(x)")))
UNARY = ["-", "+", "~", "not "]
METHOD = "import numpy as np\nclass C:\n @jax.jit\n def f(self, x):\n"
OPERANDS = """
    0 -1 2.5 True None 'text' b'' 1j () (1,2) [] [x] {} {'k':x} {1} x x.shape x.shape[0] len(x)
    x.dtype x.at random.key(0) np.ones(3) np.float32(1) f jnp.sum jnp object self lambda:x f"{x}"
"""


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    operators = st.sampled_from(BINARY)
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(st.sampled_from(UNARY), inner).map(lambda t: f"({t[0]}({t[1]}))"),
        pair.map(lambda t: f"({t[0]})({t[1]})"),
        pair.map(lambda t: f"({t[0]})[{t[1]}]"),
        pair.map(lambda t: f"({t[0]}, *({t[1]},))"),
        pair.map(lambda t: f"{{'k': {t[0]}, **{{'j': {t[1]}}}}}"),
        pair.map(lambda t: f"[{t[0]} for a in ({t[1]}) if a]"),
        pair.map(lambda t: f"random.split({t[0]}, {t[1]})"),
        pair.map(lambda t: f"jax.tree.map({t[0]}, {t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"lax.scan({t[0]}, {t[1]}, {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) if ({t[1]}) else ({t[2]})"),
        st.tuples(TRANSFORMS, inner, inner).map(lambda t: f"{t[0]}({t[1]})({t[2]})"),
        st.tuples(
            inner, st.sampled_from(["at", "append", "items", "pop", "sum", "shape"]), inner
        ).map(lambda t: f"({t[0]}).{t[1]}({t[2]})"),
    )


EXPRESSIONS = st.recursive(ATOMS, _larger, max_leaves=8)
SIMPLE = st.one_of(
    EXPRESSIONS,
    st.tuples(NAMES, EXPRESSIONS).map(lambda t: f"{t[0]} = {t[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda t: f"{t[0]} += {t[1]}"),
    st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda t: f"{t[0]}, *{t[1]} = {t[2]}"),
    st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda t: f"{t[0]}[{t[1]}] = {t[2]}"),
    st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda t: f"{t[0]}.{t[1]} = {t[2]}"),
    NAMES.map(lambda name: f"del {name}"),
    EXPRESSIONS.map(lambda e: f"assert {e}"),
)


def _blocks(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    headers = st.one_of(
        EXPRESSIONS.map(lambda e: f"if {e}:"),
        EXPRESSIONS.map(lambda e: f"while {e}:"),
        EXPRESSIONS.map(lambda e: f"for a, b in {e}:"),
        EXPRESSIONS.map(lambda e: f"with {e} as c:"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda t: f"def {t[0]}(x, a={t[1]}, *b, **c):"),
        st.tuples(NAMES, NAMES).map(lambda t: f"class {t[0]}({t[1]}):"),
        st.tuples(TRANSFORMS, NAMES).map(lambda t: f"@{t[0]}\ndef {t[1]}(x):"),
    )

    def join(parts: tuple[str, list[list[str]]]) -> list[str]:
        header, bodies = parts
        return [*header.split("\n"), *(f"    {line}" for body in bodies for line in body)]

    return st.tuples(headers, st.lists(inner, min_size=1, max_size=3)).map(join)


STATEMENTS = st.recursive(SIMPLE.map(lambda line: [line]), _blocks, max_leaves=8)
MODULES = st.lists(STATEMENTS, min_size=1, max_size=8).map(
    lambda blocks: "\n".join(line for block in blocks for line in block) + "\n"
)


PROGRAMS = [
    ast.parse(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[1] / "rules").glob("*/bad.py"))
]
LOADED = [
    [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    ]
    for tree in PROGRAMS
]


class Graft(ast.NodeTransformer):
    """Puts one expression in the place of another."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return deepcopy(self.new) if node is self.old else super().visit(node)


@st.composite
def grafted(draw: st.DrawFn) -> str:
    """A program of the rules' tests, in which some expressions are others of these programs."""
    numbers = st.integers(0, len(PROGRAMS) - 1)
    chosen = draw(numbers)
    tree, old = deepcopy((PROGRAMS[chosen], LOADED[chosen]))
    for _ in range(draw(st.integers(1, 6))):
        new = draw(st.sampled_from(LOADED[draw(numbers)]))
        Graft(draw(st.sampled_from(old)), new).visit(tree)
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def survives(program: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(IMPORTS + program)
        except (SyntaxError, ValueError):
            return
    all_events(tree)


@QUICK
@given(MODULES)
def test_programs_with_jax(program: str) -> None:
    survives(program)


@SLOW
@given(from_grammar())
def test_any_program(program: str) -> None:
    survives("import jax\n" + program)


@QUICK
@given(grafted())
def test_programs_of_the_rules_with_parts_of_others(program: str) -> None:
    survives(program)


@pytest.mark.parametrize("operator", BINARY)
def test_operators_between_values_of_every_kind(operator: str) -> None:
    operands = re.findall(r"\S+", OPERANDS)
    survives(METHOD + "".join(f"  ({a}) {operator} ({b})\n" for a in operands for b in operands))


@pytest.mark.parametrize("operator", UNARY)
def test_operators_on_values_of_every_kind(operator: str) -> None:
    survives(METHOD + "".join(f"  {operator}({a})\n" for a in re.findall(r"\S+", OPERANDS)))


@pytest.mark.parametrize("package", sorted({path.partition(".")[0] for path in ROWS}))
def test_names_of_the_tables_called_with_anything(package: str) -> None:
    named = [path for path in ROWS if path.partition(".")[0] == package]
    paths = [path for path in named if all(map(str.isidentifier, path.split(".")))]
    packages = sorted({path.rpartition(".")[0] for path in paths})
    calls = [f"{path}({arguments}){more}" for path in paths for arguments, more in ENDS]
    for start in range(0, len(calls), 400):
        body = "".join(f"  y = {call}\n" for call in calls[start : start + 400])
        survives("import " + ", ".join(packages) + "\n" + METHOD + body)
