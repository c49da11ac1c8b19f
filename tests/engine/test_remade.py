"""What is told of functions that a loop makes and compiles anew."""

import textwrap

import pytest

from flake8_jax.engine.events import Remade
from tests.engine.listening import hear, line

MAKERS = """
def f(x, n=1): return x * n
def make(): return jax.jit(lambda x: x + 1)
def use(x): return jax.jit(lambda y: y + 1)(x)
def inner(x, n):
    @jax.jit
    def g(y): return y + n
    return g(x)
class M:
    def f(self, x): return x
m, x, ns = M(), jnp.ones(3), [1, 2, 3, 4]
"""


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("jax.jit(lambda x: x)(x)", 13),
        ("jax.jit(partial(f, n=2))(x)", 13),
        ("jax.jit(jax.vmap(f))(x)", 13),
        ("jax.jit(m.f)(x)", 13),
        ("make()(x)", 13),
        ("use(x)", 4),
        ("inner(x, 2)", 6),
        ("if i % 2: use(x)", 4),
        ("if i > 2: use(x)", 4),
        ("with jax.named_scope('a'): use(x)", 4),
        ("lax.map(lambda y: y, x)", 13),
        ("lax.cond(True, lambda: 1, lambda: 2)", 13),
        ("jax.jit(f)(x)", None),
        ("jax.jit(jax.jit(lambda y: y))(x) if i == 1 else 0", None),
        ("jax.jit(lambda y: y)", None),
        ("jax.jit(partial(f, n=i))(x)", None),
        ("inner(x, i)", None),
        ("inner(x, n=ns[i])", None),
        ("if i == 2: use(x)", None),
        ("if use.first: use(x)", None),
        ("use(x)\n    break", None),
        ("try: pass\n    except KeyError: use(x)", None),
        ("ns[0] = i\n    inner(x, ns)", None),
        ("lax.map(f, x)", None),
        ("use(lax.scan(lambda c, y: (c, use(y)), 0, x)) if i == 1 else 0", None),
    ],
)
def test_a_function_made_anew_in_each_round(body: str, where: int | None) -> None:
    events = hear(MAKERS + f"for i in range(10):\n    {body}\n", Remade)
    assert {line(event.node) for event in events} == (set() if where is None else {where})


def test_what_the_rest_of_a_round_binds_is_data_as_well() -> None:
    program = """
    x = jnp.ones(3)
    for _ in range(9):
        @jax.jit
        def along(t): return jnp.sum(x - t)
        steps = jnp.ones(2)
        best = jnp.stack([along(t) for t in steps])
        x = x - steps[jnp.argmin(best)]
    """
    assert [event.name for event in hear(textwrap.dedent(program), Remade)] == ["along"]
