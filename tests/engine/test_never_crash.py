"""No Python program makes the engine fail, whatever it means."""

import ast
import warnings

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesmith import from_grammar

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


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    operators = st.sampled_from(
        ["+", "-", "*", "**", "//", "%", "<", "==", "in", "is", "and", "or"]
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
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
