"""The words in which a finding tells the way of its value into the trace."""

import pytest

from flake8_jax.check import check
from tests.engine.listening import IMPORTS

WAYS = {
    "a parameter": (
        "@jax.jit\ndef f(x):\n    if x > 0:\n        return x\n",
        "(parameter `x` of `f`, traced by jax.jit on line 4)",
    ),
    "a parameter passed on": (
        "def g(y):\n    if y > 0:\n        return y\n@jax.jit\ndef f(x):\n    return g(x)\n",
        "(parameter `x` of `f`, traced by jax.jit on line 7, passed on to `y` of `g` on line 9)",
    ),
    "a call that makes an array": (
        "@jax.jit\ndef f():\n    if jnp.sum(2) > 0:\n        return 1\n",
        "(`jnp.sum` makes it inside jax.jit on line 4)",
    ),
    "an operator that makes an array": (
        "x = jnp.ones(3)\n@jax.jit\ndef f():\n    y = x > 0\n    if y.any():\n        return 1\n",
        "(made on line 7 inside jax.jit on line 5)",
    ),
    "what a loop returns for a traced value": (
        "@jax.jit\ndef f(x):\n    y = lax.fori_loop(0, 3, lambda i, c: c + i, x)\n    assert y\n",
        "(parameter `x` of `f`, traced by jax.jit on line 4)",
    ),
    "what a loop returns for a number": (
        "@jax.jit\ndef f():\n    y = lax.fori_loop(0, 3, lambda i, c: c + i, 0)\n    assert y\n",
        "(`lax.fori_loop` makes it inside jax.jit on line 4)",
    ),
    "what a mapped function returns of what surrounds it": (
        "@jax.jit\ndef f(x, y):\n    z = jax.vmap(lambda a: y)(jnp.ones(3))\n    assert z[0] > 0\n",
        "(parameter `y` of `f`, traced by jax.jit on line 4)",
    ),
    "a gradient": (
        "@jax.jit\ndef f(x):\n    z = jax.grad(lambda a: a**2)(x)\n    assert z > 0\n",
        "(parameter `x` of `f`, traced by jax.jit on line 4)",
    ),
}


@pytest.mark.parametrize(("program", "way"), WAYS.values(), ids=WAYS)
def test_a_way_in_words(program: str, way: str) -> None:
    (finding,) = check(IMPORTS + program)
    assert way in finding.message
