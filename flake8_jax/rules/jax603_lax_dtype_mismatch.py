"""A `jax.lax` operation on operands of different dtypes.

`jax.numpy` promotes its operands to a common dtype, as NumPy does. The operations of `jax.lax` are
the layer below and promote nothing: operands of different dtypes raise a TypeError. A Python
number counts as an array of its default dtype, `int32` or `float32`. So `lax.add(x, 1.0)` works
for an `x` of float32, but neither for one of bfloat16 nor for integers, and `lax.add(x, 1)` for
integers only.

Use `jnp` or an operator, which promote, or convert one operand: `x.astype(jnp.float32)`. For a
number, write the one that fits, `1.0` or `1`, or `jnp.asarray(1, x.dtype)`.

## Bad

    import jax.numpy as jnp
    from jax import lax

    def progress(steps, total):
        return lax.div(steps, float(total))

    progress(jnp.arange(5), 4)

## Good

    import jax.numpy as jnp
    from jax import lax

    def progress(steps, total):
        return steps / total

    def progress_by_lax(steps, total):
        return lax.div(steps.astype(jnp.float32), float(total))

    progress(jnp.arange(5), 4)
    progress_by_lax(jnp.arange(5), 4)

## Left alone

- an operand whose dtype the code does not show, such as an argument of a function that nothing
  visible calls
- dtypes that only differ if x64 is on or off, as float32 and float64 do
- `lax.pow` with an integer exponent, `lax.dot` and `lax.dot_general`, which take mixed operands
- functions that choose between branches by dtype
- calls that are expected to fail, as under `pytest.raises`
- the branches of `lax.cond` and the carry of `lax.scan`
"""

from collections.abc import Iterator

from flake8_jax.engine.events import DtypeMismatch, Operand
from flake8_jax.findings import Finding, Step
from flake8_jax.rule import Rule, shown
from flake8_jax.values.traced import tracer_of


class LaxDtypeMismatch(Rule):
    code = "JAX603"
    name = "lax-dtype-mismatch"
    message = (
        "{callee} promotes nothing, and its operands differ: {operands}: use jnp or an operator, "
        "or convert one with .astype"
    )
    since = "0.1"

    def on_dtype_mismatch(self, event: DtypeMismatch) -> Iterator[Finding]:
        told: dict[str, Operand] = {}
        for operand in event.operands:
            told.setdefault(operand.dtype, operand)
        yield self.finding(
            event.node,
            _way(event),
            callee=event.path,
            operands=" and ".join(map(_described, told.values())),
        )


def _described(operand: Operand) -> str:
    name = "one" if operand.node is None else f"`{shown(operand.node, 30)}`"
    return f"{name} is {operand.dtype}"


def _way(event: DtypeMismatch) -> tuple[Step, ...]:
    """How the first traced operand got here."""
    tracers = (tracer_of(operand.value) for operand in event.operands)
    return next((tracer.origin.steps() for tracer in tracers if tracer is not None), ())
