from probes import reveal
import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import optimistix


def field(t, y, args):
    reveal(t)  # abstract tracer
    reveal(y)  # abstract tracer
    reveal(args)  # (2.0, True, abstract tracer)
    return -y


arguments = (2.0, True, jnp.ones(2))
term = diffrax.ODETerm(field)
diffrax.diffeqsolve(term, diffrax.Tsit5(), 0.0, 1.0, 0.1, jnp.ones(2), arguments)


def from_numbers(t, y, args):
    reveal(t)  # abstract tracer
    reveal(y)  # abstract tracer
    reveal(args)  # None
    return -y


diffrax.diffeqsolve(
    diffrax.ODETerm(from_numbers), diffrax.Euler(), t0=0, t1=1, dt0=0.1, y0=1.0, args=None
)


def drift(t, y, args):
    reveal(y)  # abstract tracer
    return -y


def diffusion(t, y, args):
    reveal(y)  # abstract tracer
    return y


noise = diffrax.VirtualBrownianTree(0.0, 1.0, 1e-2, shape=(), key=jax.random.key(0))
both = diffrax.MultiTerm(diffrax.ODETerm(drift), diffrax.ControlTerm(diffusion, noise))
diffrax.diffeqsolve(both, diffrax.Euler(), 0.0, 1.0, 0.1, jnp.asarray(1.0))


def saved(t, y, args):
    reveal(t)  # abstract tracer
    reveal(y)  # abstract tracer
    return y


def stops(t, y, args, **others):
    reveal(y)  # abstract tracer
    return y[0] < 0.1


@eqx.filter_jit
def solve(y0):
    return diffrax.diffeqsolve(
        diffrax.ODETerm(lambda t, y, args: -y),
        diffrax.Tsit5(),
        0.0,
        1.0,
        0.1,
        y0,
        saveat=diffrax.SaveAt(t1=True, fn=saved),
        event=diffrax.Event(stops),
    )


solve(jnp.ones(2))


def equation(y, args):
    reveal(y)  # abstract tracer
    reveal(args)  # (2.0, True, abstract tracer)
    return y**2 - 2.0


optimistix.root_find(equation, optimistix.Newton(1e-3, 1e-3), 1.0, arguments)


def cosine(y, args):
    reveal(y)  # abstract tracer
    return jnp.cos(y)


optimistix.fixed_point(cosine, optimistix.FixedPointIteration(1e-3, 1e-3), jnp.asarray(1.0))


def residuals(y, args):
    reveal(y)  # abstract tracer
    return y - args


optimistix.least_squares(
    residuals, optimistix.LevenbergMarquardt(1e-3, 1e-3), jnp.ones(2), args=jnp.zeros(2)
)


def loss(y, args):
    reveal(y)  # (abstract tracer, abstract tracer)
    return (y[0] ** 2).sum() + y[1] ** 2


optimistix.minimise(loss, optimistix.BFGS(1e-3, 1e-3), (jnp.ones(2), 1.0))


def never_solved(t, y, args):
    reveal(y)  # opaque
    return y


other = diffrax.ODETerm(never_solved)

# run
never_solved(0.0, 1.0, None)
