"""Boolean operator or builtin that needs the truth of a traced value.

`and`, `or` and `not` ask their operand whether it is true, and so do `a or default`, a chained
comparison such as `0 < x < 1` (it means `0 < x and x < 1`), and `x in (1, 2)`. The builtins
`min`, `max`, `any`, `all` and `sorted` ask as well. A tracer under `jit` or `vmap` has no value
yet, so JAX raises TracerBoolConversionError.

Pylint's advice to chain comparisons (R1716) is wrong for arrays. On masks of more than one
element these operators fail even outside of `jit`.

## Bad

    import jax
    import jax.numpy as jnp

    @jax.jit
    def inside(x):
        return jnp.where(0.0 < x < 1.0, x, 0.0)

    inside(0.5)

## Good

    import jax
    import jax.numpy as jnp

    @jax.jit
    def inside(x):
        return jnp.where((0.0 < x) & (x < 1.0), x, 0.0)

    inside(0.5)

| instead of | write |
|---|---|
| `a and b` | `a & b`, or `jnp.logical_and(a, b)` |
| `a or b` | `jnp.logical_or(a, b)`, or `a` and `b` joined by a single bar |
| `not a` | `~a` if `a` is a mask, or `jnp.logical_not(a)` |
| `x or default` | `jnp.where(x == 0, default, x)`, or `default if x is None else x` |
| `low < x < high` | `(low < x) & (x < high)` |
| `x in (1, 2)` | `jnp.isin(x, jnp.array((1, 2)))` |
| `max(a, b)`, `min(a, b)` | `jnp.maximum(a, b)`, `jnp.minimum(a, b)` |
| `max(x)`, `any(x)`, `all(x)`, `sorted(x)` | `x.max()`, `x.any()`, `x.all()`, `jnp.sort(x)` |

## Left alone

- operators whose tested operands are static: in `flag and x > 0` only `flag` is tested
- shapes, dtypes, `is None`, `isinstance`, static arguments, Python configuration
- membership in a dict by a string; the truth of a list or dict, even if it holds tracers
- the builtins `sum`, `abs`, `round`, `pow` and `divmod`, which work on tracers
- functions under plain `grad`, which know their values, and arguments that `vmap` does not map
- code outside of any transform, in callbacks, and under `jax.ensure_compile_time_eval()`
"""

from collections.abc import Iterator, Mapping
from typing import Final

from flake8_jax.engine.events import Truth, TruthTest
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule, shown

_REPAIRS: Final[Mapping[str, str]] = {
    "and": "use & (or jnp.logical_and)",
    "or": "use | (or jnp.logical_or); for a default, jnp.where",
    "not": "use ~ (or jnp.logical_not)",
    "chained comparison": "write (a < b) & (b < c)",
    "in": "use jnp.isin(x, values)",
    "not in": "use ~jnp.isin(x, values)",
    "min": "use jnp.minimum or jnp.min",
    "max": "use jnp.maximum or jnp.max",
    "any": "use jnp.any",
    "all": "use jnp.all",
    **dict.fromkeys(("sorted", ".sort()"), "use jnp.sort"),
    ".index()": "use jnp.argmax(jnp.array(values) == x)",
    ".count()": "use jnp.sum(jnp.array(values) == x)",
    ".remove()": "keep all, and use jnp.where",
    **dict.fromkeys(("bisect", "bisect_left", "bisect_right"), "use jnp.searchsorted"),
    **dict.fromkeys(("filter", "takewhile", "dropwhile"), "keep all, and use jnp.where"),
}
_ASKERS: Final = (Truth.AND_OR, Truth.NOT, Truth.CHAIN, Truth.MEMBERSHIP, Truth.BUILTIN)


class TracedBoolOp(Rule):
    code = "JAX104"
    name = "traced-bool-op"
    message = "`{word}` asks for the truth of `{subject}`, which is traced ({why}): {repair}"
    since = "0.1"

    def on_truth_test(self, event: TruthTest) -> Iterator[Finding]:
        if event.asker in _ASKERS:
            origin = event.value.origin
            yield self.finding(
                event.node,
                origin.steps(),
                word=event.word,
                subject=shown(event.subject),
                why=origin.summary(),
                repair=_REPAIRS[event.word],
            )
