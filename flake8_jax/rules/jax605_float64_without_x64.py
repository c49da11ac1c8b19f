"""A 64-bit dtype asked for where x64 is off.

JAX computes in 32 bits unless it is told otherwise. `jnp.float64`, `"int64"` or `np.complex128`
then give arrays of float32, int32 or complex64: all that tells of it is a UserWarning, and sums
lose digits silently.

If 64 bits are needed, switch them on before the first array is made:
`jax.config.update("jax_enable_x64", True)` at the top of the program, or `JAX_ENABLE_X64=1` in its
environment. Arrays that were made before stay as they are, so this reports the switch if it comes
after an array of a default dtype. If 32 bits will do, ask for them.

Whether x64 is on is a fact about the whole project. By itself this rule speaks only of programs,
and only if neither the file nor the modules and settings of the project around it mention x64. The
option `--jax-x64=off` says that it is off everywhere, `--jax-x64=on` silences the rule.

## Bad

    import jax.numpy as jnp

    def total(xs):
        return jnp.cumsum(xs.astype(jnp.float64))

    print(total(jnp.ones(3)))

## Good

    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def total(xs):
        return jnp.cumsum(xs.astype(jnp.float64))

    print(total(jnp.ones(3)))

## Left alone

- files without code of their own to run: who imports them may switch x64 on
- `dtype=float` and `dtype=int`, which mean the default
- NumPy, on arrays of NumPy as well as of JAX: `np.asarray(x, np.float64)`
- a dtype that is only compared or looked up: `x.dtype == jnp.float64`, `jnp.finfo(jnp.float64)`
- arrays of NumPy in 64 bits that are handed to JAX
"""

from collections.abc import Iterator

from flake8_jax.engine.events import LateWidth, WideRequest
from flake8_jax.findings import Finding
from flake8_jax.rule import Rule


class Float64WithoutX64(Rule):
    code = "JAX605"
    name = "float64-without-x64"
    message = "{what}: {repair}"
    since = "0.1"

    def on_wide_request(self, event: WideRequest) -> Iterator[Finding]:
        if self.settings.x64 == "off" or (event.off and self.settings.x64 == "auto"):
            yield self.finding(
                event.node,
                what=f"{event.wide} is asked for, but x64 is off, so {event.path} gives "
                f"{event.narrow}",
                repair=f"enable jax_enable_x64 first, or ask for {event.narrow}",
            )

    def on_late_width(self, event: LateWidth) -> Iterator[Finding]:
        if self.settings.x64 == "on":
            return
        yield self.finding(
            event.node,
            what=f"x64 is switched on after `{event.name}` was made on line {event.line}, which "
            f"stays {event.narrow}",
            repair="switch it on before the first array is made",
        )
