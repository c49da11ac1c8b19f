"""Loops that do something of their own in each round to an object that is not seen."""

import pytest

from flake8_jax.check import check

PROGRAM = """
import jax
import jax.numpy as jnp
from circuits import Circuit, gates

@jax.jit
def energy(angles):
    circuit, total = Circuit(40), 0.0
    for wire in range(40):
        {step}
    return circuit.energy() + total
"""


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        ("circuit.rotate(wire, jnp.cos(angles[wire]) * 2.0)", []),
        ("gates.rotate(jnp.cos(angles[wire]) * 2.0, wires=[wire])", []),
        ("total = total + circuit.rotate(wire, jnp.cos(angles[wire]) * 2.0)", ["JAX303"]),
        ("total += jnp.cos(angles[wire]) * 2.0; circuit.reset()", ["JAX303"]),
        ("total += jnp.cos(angles[wire]) * 2.0; jax.debug.print('{x}', x=wire)", ["JAX303"]),
    ],
)
def test_what_each_round_puts_into_an_unseen_object_is_no_body(step: str, codes: list[str]) -> None:
    assert [finding.code for finding in check(PROGRAM.format(step=step))] == codes
