"""Sizes that are known after all, or code that knows its values."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# 1. A mask as a value.
@jax.jit
def masked(x):
    keep = x > 0
    return jnp.where(keep, x, 0.0) + keep * x + jnp.sum(x, where=keep), jnp.count_nonzero(keep)


def ok_mask_as_value():
    return masked(jnp.array([1.0, -1.0]))


# 2. A mask of NumPy, made of a static shape.
@jax.jit
def every_other(x):
    mask = np.arange(x.shape[0]) % 2 == 0
    return x[mask].sum() + x.at[mask].set(0.0).sum()


def ok_mask_of_numpy():
    return every_other(jnp.arange(6.0))


# 3. A mask made outside of the traced function, which closes over it.
SELECTED = jnp.arange(4) > 1


@jax.jit
def selected(x):
    return x[SELECTED]


def ok_mask_closed_over():
    return selected(jnp.arange(4.0))


# 4. The size is given.
@partial(jax.jit, static_argnames="most")
def compact(x, most):
    (found,) = jnp.nonzero(x > 0, size=most, fill_value=-1)
    kept = jnp.where(x > 0, size=most)[0]
    return x[found], x[kept], jnp.unique(x, size=most), jnp.argwhere(x, size=most)


def ok_size_given():
    return compact(jnp.array([1.0, -1.0, 2.0]), most=2)


# 5. Where three arguments are given, as keywords or not.
@jax.jit
def chosen(x):
    y = jnp.where(x > 0, x, -x)
    return y + jnp.where(x > 0, 1.0, 2.0)


def ok_where_of_three():
    return chosen(jnp.array([1.0, -1.0]))


# 6. Plain derivatives know the values.
def loss(x):
    kept = x[x > 0]
    return jnp.sum(kept**2) + jnp.unique(x).sum() + x.at[x < 0].set(0.0).sum()


def ok_mask_under_grad():
    return jax.grad(lambda x: jnp.sum(x[x > 0] ** 2))(jnp.array([1.0, -1.0])), loss(jnp.ones(2))


# 7. An argument that vmap does not map, and constants under vmap.
def weighted(weight, x, mask):
    return weight * x[mask].sum() + jnp.unique(jnp.array([1, 1])).sum()


def ok_mask_not_mapped():
    mask = jnp.array([True, False])
    return jax.vmap(weighted, in_axes=(0, None, None))(jnp.ones(3), jnp.ones(2), mask)


# 8. Outside of any transform.
def report(x):
    good = x[~jnp.isnan(x)]
    return jnp.unique(good), jnp.nonzero(good)[0], good[good > good.mean()]


def ok_without_transform():
    return report(jnp.array([1.0, jnp.nan, 3.0]))


# 9. An index of integers that looks like a mask.
@jax.jit
def gathered(table, mask):
    order = jnp.argsort(mask)
    return table[order], table[(mask > 0).astype(int)], table[jnp.where(mask > 0, 1, 0)]


def ok_integer_index():
    return gathered(jnp.arange(3.0), jnp.array([0, 1, 1]))


# 10. Computed while tracing.
@jax.jit
def tabulated(x):
    with jax.ensure_compile_time_eval():
        nodes = jnp.arange(6)
        inner = nodes[nodes > 2]
        steps = jnp.unique(jnp.array([1, 2, 2]))
    return x + inner.sum() + steps.sum()


def ok_compile_time_eval():
    return tabulated(1.0)


# 11. Numbers of copies that are known, or add up to what is known.
@jax.jit
def copies(x, counts):
    a = jnp.repeat(x, 2)
    b = jnp.repeat(x, np.array([1, 2]))
    c = jnp.repeat(x, counts, total_repeat_length=3)
    return a.sum() + b.sum() + c.sum() + jnp.delete(x, 0).sum()


def ok_repeat():
    return copies(jnp.arange(2.0), jnp.array([1, 2]))


# 12. The number of segments is given; as a position, too.
@jax.jit
def pooled(nodes, graph):
    a = jax.ops.segment_sum(nodes, graph, num_segments=2)
    return a + jax.ops.segment_sum(nodes, graph, 2) + jnp.bincount(graph, length=2)


def ok_segments():
    return pooled(jnp.ones(4), jnp.array([0, 0, 1, 1]))


# 13. A function of the program with the name of one that fails.
def nonzero(x):
    return jnp.sum(x != 0)


@jax.jit
def counted(x):
    return nonzero(x)


def ok_namesake():
    return counted(jnp.ones(2))


# 14. A caught error, with another way to go on.
@jax.jit
def filtered(x):
    try:
        return x[x > 0]
    except jax.errors.NonConcreteBooleanIndexError:
        return jnp.where(x > 0, x, 0.0)


def ok_caught():
    return filtered(jnp.array([1.0, -1.0]))


# 15. A callback runs outside of the trace.
def host(x):
    return np.float32(x[x > 0].sum())


@jax.jit
def called_back(x):
    return jax.pure_callback(host, jax.ShapeDtypeStruct((), jnp.float32), x)


def ok_callback():
    return called_back(np.array([1.0, -1.0], np.float32))


# 16. A row of a mask is asked for, not by a mask.
def step(carry, row):
    mask, total = carry
    flag = mask[0] & (row > 0)
    return (jnp.roll(mask, 1), total + jnp.where(flag, row, 0.0)), mask[1]


def ok_index_of_mask():
    return lax.scan(step, (jnp.array([True, False]), 0.0), jnp.arange(3.0))


# 17. On the host alone.
def count_chains(features, mask):
    chain = features.get("chain")
    if chain is None or isinstance(chain, jax.core.Tracer):
        return -1
    return int(jnp.max(chain[jnp.asarray(mask) > 0])) + 1


@jax.jit
def described(features, mask):
    return features["chain"] * count_chains(features, mask)


def ok_on_the_host():
    features = {"chain": jnp.array([0, 1, 2])}
    return described(features, np.ones(3)), count_chains(features, np.ones(3))
