from probes import reveal
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
from jax.experimental import pallas as pl
from jax.experimental.pallas import tpu as pltpu

SHAPE = jax.ShapeDtypeStruct((8,), jnp.float32)


def add(x_ref, y_ref, o_ref):
    reveal(x_ref)  # abstract ref
    reveal(o_ref)  # abstract refs
    reveal(x_ref[...])  # abstract tracer
    reveal(x_ref[0])  # abstract tracer
    reveal(x_ref[pl.ds(0, 2)])  # abstract tracer
    reveal(x_ref.shape)  # shape
    reveal(x_ref.dtype)  # static
    reveal(x_ref.at[0:2])  # abstract ref
    reveal(x_ref.at[0:2][...])  # abstract tracer
    reveal(o_ref[...])  # abstract tracer
    reveal(o_ref[0])  # abstract tree
    reveal(x_ref is None)  # False
    o_ref[...] = x_ref[...] + y_ref[...]
    o_ref[0] += 1.0
    reveal(pl.program_id(0))  # abstract tracer
    reveal(pl.program_id(0) == 0)  # abstract tracer


def call(x, y):
    return pl.pallas_call(add, grid=(1,), out_shape=SHAPE, interpret=True)(x, y)


reveal(call(jnp.ones(8), jnp.ones(8)))  # array


def scaled(x_ref, o_ref, s_ref, *, block, scale=2.0):
    reveal(block)  # 4
    reveal(scale)  # 2.0
    reveal(s_ref)  # abstract refs

    @pl.when(pl.program_id(0) == 0)
    def first():
        reveal(x_ref[...])  # abstract tracer
        o_ref[...] = jnp.zeros(o_ref.shape)

    @pl.loop(0, block)
    def each(i):
        reveal(i)  # abstract tracer
        o_ref[i] = x_ref[i]

    def step(i, total):
        reveal(i)  # abstract tracer
        reveal(total)  # abstract tracer
        return total + x_ref[i]

    reveal(lax.fori_loop(0, 4, step, 0.0))  # abstract tracer


def place(i):
    reveal(i)  # abstract tracer
    return (i,)


@jax.jit
def tiled(x):
    out = pl.pallas_call(
        partial(scaled, block=4),
        grid=(2,),
        in_specs=[pl.BlockSpec((4,), place)],
        out_specs=(pl.BlockSpec((4,), lambda i: (reveal(i),)),),  # abstract tracer
        out_shape=(SHAPE,),
        scratch_shapes=[pltpu.VMEM((4,), jnp.float32)],
        interpret=True,
    )(x)
    reveal(out)  # (abstract tracer,)
    reveal(out[0] * 1)  # abstract tracer
    return out


tiled(jnp.ones(8))


def any_number(*refs):
    reveal(len(refs))  # 3
    x_ref, y_ref, o_ref = refs
    reveal(y_ref)  # abstract ref
    o_ref[...] = x_ref[...] * y_ref[...]


reveal(pl.pallas_call(any_number, [SHAPE], interpret=True)(jnp.ones(8), jnp.ones(8)))  # (array,)


def some_number(*refs):
    reveal(len(refs))  # number
    refs[-1][...] = refs[0][...]


pl.pallas_call(some_number, SHAPE, interpret=True)(jnp.ones(8))


@partial(pl.pallas_call, out_shape=SHAPE, interpret=True)
def decorated(x_ref, o_ref):
    def with_memory(a_ref, b_ref):
        reveal(a_ref)  # abstract refs
        a_ref[...] = x_ref[...]
        reveal(b_ref[...])  # abstract tracer
        return b_ref[0]

    pl.run_scoped(with_memory, pltpu.VMEM((8,), jnp.float32), b_ref=pltpu.VMEM((8,), jnp.float32))
    o_ref[...] = x_ref[...]


decorated(jnp.ones(8))


def prefetched(index_ref, x_ref, o_ref, scratch):
    reveal(index_ref)  # abstract ref
    reveal(scratch)  # abstract refs
    o_ref[...] = x_ref[...]


grid_spec = pltpu.PrefetchScalarGridSpec(
    num_scalar_prefetch=1,
    grid=(2,),
    in_specs=[pl.BlockSpec((4,), lambda i, index: (reveal(index[i]),))],  # abstract tracer
    out_specs=pl.BlockSpec((4,), lambda i, index: (i,)),
    scratch_shapes=[pltpu.VMEM((4,), jnp.float32)],
)
pl.pallas_call(prefetched, grid_spec=grid_spec, out_shape=SHAPE, interpret=True)(
    jnp.arange(2), jnp.ones(8)
)


def changeable(x):
    ref = jax.new_ref(x)
    reveal(ref)  # abstract ref
    reveal(ref[0])  # abstract tracer
    reveal(ref.get())  # abstract tracer
    ref[0] = 1.0
    ref[...] += 1
    reveal(jax.freeze(ref))  # abstract tracer
    return x


jax.jit(changeable)(jnp.ones(2))

counter = jax.new_ref(jnp.zeros(2))
reveal(counter)  # ref
reveal(counter[0])  # array


@jax.jit
def count(ref):
    reveal(ref)  # abstract ref
    reveal(ref[...])  # abstract tracer
    ref[...] = ref[...] + 1
    return ref[...]


count(counter)


@jax.jit
def count_outside(x):
    reveal(counter[...])  # abstract tracer
    counter[0] = x
    return x


count_outside(1.0)


def differentiated(x):
    ref = jax.new_ref(x)
    reveal(ref[...])  # concrete tracer
    other = jax.new_ref(0.0)
    other[...] = x
    reveal(other[...])  # unknown
    return x


jax.grad(differentiated)(1.0)
