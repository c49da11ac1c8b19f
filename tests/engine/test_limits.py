"""Every budget holds: no program takes long, and what is past a budget is left out."""

import ast
import gc
import time

import pytest

from flake8_jax.engine import limits, trace_module
from flake8_jax.engine.events import TruthTest
from flake8_jax.libraries import Library
from tests.engine.listening import IMPORTS, hear

JITTED = "@jax.jit\ndef f(x):\n"
DEEP = 12


def nest(opening: str, levels: int, body: str) -> str:
    """`body` inside of `levels` blocks."""
    lines = [f"{'    ' * (level + 1)}{opening.format(level)}\n" for level in range(levels)]
    return "".join(lines) + f"{'    ' * (levels + 1)}{body}\n"


def chain(links: int) -> str:
    """Functions of which each calls the one before twice."""
    first = "def f0(x):\n    return x\n"
    rest = "".join(
        f"def f{n}(x):\n    return f{n - 1}(x) + f{n - 1}(x + {n})\n" for n in range(1, links)
    )
    return first + rest + f"@jax.jit\ndef top(x):\n    return f{links - 1}(x)\n"


PROGRAMS = {
    "recursion": JITTED + "    return f(x)\n",
    "growing recursion": "def g(n):\n    return g(n + 1) + g(n + 2)\ng(0)\n",
    "recursion with new tuples": "def g(t):\n    return g((t, t))\ng(())\n",
    "mutual recursion": "def g(n):\n    return h(n + 1)\ndef h(n):\n    return g(n + 1)\ng(0)\n",
    "a class that makes itself": "class C:\n    def __init__(self):\n        self.c = C()\nC()\n",
    "a property of itself": "class C:\n    @property\n    def p(self): return self.p\nC().p\n",
    "a list in itself": "a = []\na.append(a)\njax.jit(lambda x: x)(a)\nprint(a == a)\n",
    "a dict in itself": "a = {}\na['a'] = a\njax.jit(lambda x: x)(a)\n",
    "loops": JITTED + nest("for i{} in range(9):", DEEP, "x = jnp.sin(x)"),
    "while loops": JITTED + nest("while x.ndim:", DEEP, "x = jnp.sin(x)"),
    "comprehensions": f"{'[' * DEEP}1{' for _ in range(9)]' * DEEP}\n",
    "branches": JITTED + nest("if x.ndim == {}:", DEEP, "x = jnp.sin(x)"),
    "a row of branches": JITTED + "    if x.ndim:\n        x = jnp.sin(x)\n" * 300,
    "early returns": JITTED + "    if x.ndim:\n        return x\n" * 300,
    "many cases": JITTED
    + "    match x.ndim:\n"
    + "".join(f"        case {n}: x = x + 1\n" for n in range(150)),
    "a chain": chain(300),
    "a huge power": "a = 9 ** 9 ** 9\nb = 'x' * 10 ** 9\nc = 1 << 10 ** 9\nd = [0] * 10 ** 9\n",
    "a huge range": "for i in range(10 ** 12): pass\nfor j in range(-10 ** 30, 10 ** 30): pass\n",
    "a growing constant": "a = 3\nfor i in range(9):\n    a = a * a\n" * 20,
    "a growing text": "a = 'ab'\n" + "a = a + a\n" * 100,
    "a growing list": "a = [1]\n" + "a.extend(a)\n" * 40,
    "a long list": f"a = [{'1, ' * 3000}]\nfor x in a:\n    pass\n",
    "a long dict": f"a = {{{', '.join(f'{n}: {n}' for n in range(3000))}}}\n",
    "transforms of transforms": "f = lambda x: x\n"
    + "f = jax.jit(jax.grad(f))\n" * 40
    + "f(1.0)\n",
    "partials of partials": "f = lambda *x: x\n" + "f = partial(f, 1)\n" * 200 + "f(1)\n",
    "many calls": "def g(x):\n    return x\n" + "".join(f"g({n})\n" for n in range(500)),
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_no_program_takes_long(program: str) -> None:
    tree = ast.parse(IMPORTS + program)
    before = time.process_time()
    trace_module(tree, Library(), {})
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    "expression",
    [" + ".join(["x"] * 900), "-" * 900 + "x", "(" * 90 + "x" + ")" * 90, "x" + "[0]" * 900],
    ids=["sum", "minus", "brackets", "items"],
)
def test_deep_expressions_leave_the_rest_known(expression: str) -> None:
    after = "@jax.jit\ndef g(y):\n    if y > 0: pass\n"
    program = f"deep = lambda x: {expression}\n{JITTED}    deep(x)\n{after}"
    assert len(hear(program, TruthTest)) == 1


def test_a_difference_of_900_terms_is_known() -> None:
    program = JITTED + f"    if {' - '.join(['x'] * 900)} > 0: pass\n"
    assert len(hear(program, TruthTest)) == 1


def test_calls_within_the_depth_are_followed() -> None:
    links = limits.CALL_DEPTH - 4
    calls = "".join(f"def f{n}(x):\n    f{n - 1}(x)\n" for n in range(1, links))
    program = f"def f0(x):\n    if x > 0: pass\n{calls}{JITTED}    f{links - 1}(x)\n"
    assert len(hear(program, TruthTest)) == 1


def test_a_file_out_of_budget_says_so() -> None:
    assert trace_module(ast.parse(IMPORTS + chain(5)), Library(), {})
    body = "            x = x + n\n" * 500
    inner = "    for h in (1, 2, 3, 4):\n        for i in (1, 2, 3, 4):\n"
    loops = f"def g(x, n):\n{inner}{body}"
    calls = "".join(f"    g(x, {n})\n" for n in range(8))
    assert not trace_module(ast.parse(IMPORTS + loops + JITTED + calls), Library(), {})


def test_cost_grows_with_the_code() -> None:
    def cost(links: int) -> float:
        tree = ast.parse(IMPORTS + chain(links))
        before = time.process_time()
        trace_module(tree, Library(), {})
        return time.process_time() - before

    # What other tests have imported is no cost of this one: it is not to be searched for garbage.
    gc.freeze()
    try:
        cost(50)
        # Ten times the code: far below ten times ten the time, with room for noise.
        assert cost(500) < 30 * max(cost(50), 0.002)
    finally:
        gc.unfreeze()
