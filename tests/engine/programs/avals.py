"""Shapes and dtypes of arrays, and what loops, branches and transforms do to them."""

import jax
import jax.numpy as jnp
import numpy as np
from probes import reveal

x = jnp.zeros((3, 4))
reveal(x.shape)  # (3, 4)
reveal(x.ndim)  # 2
reveal(x.size)  # 12
reveal(x.dtype)  # jax.numpy.float32
reveal(x[0].shape)  # (4,)
reveal(x[:, None, :2].shape)  # (3, 1, 2)
reveal(x.T.shape)  # (4, 3)
reveal(x.reshape(-1, 2).shape)  # (6, 2)
reveal(x.reshape(len(x), -1).shape)  # (3, 4)
reveal((x @ x.T).shape)  # (3, 3)
reveal(x.sum(axis=0).shape)  # (4,)
reveal(x.mean().shape)  # ()
reveal((x > 0).dtype)  # jax.numpy.bool
reveal((x + 1).dtype)  # jax.numpy.float32
reveal(jnp.arange(3).dtype)  # jax.numpy.int32
reveal((jnp.arange(3) / 2).dtype)  # jax.numpy.float32
reveal(x.astype(jnp.bfloat16).dtype)  # jax.numpy.bfloat16
reveal((x.astype(jnp.bfloat16) * 2.0).dtype)  # jax.numpy.bfloat16
reveal(x.at[0].set(1.0).shape)  # (3, 4)
reveal(jnp.asarray(np.ones(3)).shape)  # shape
reveal(x.dtype.name)  # static
reveal(x.dtype.name.startswith("float"))  # unknown
reveal(x.dtype.itemsize)  # static
reveal(jax.lax.stop_gradient(x).shape)  # (3, 4)
named = {name: 2.0 * row for name, row in zip(("a", "b", "c"), x, strict=True)}
reveal(named["a"].dtype)  # jax.numpy.float32
u, s, vt = jnp.linalg.svd(x)
reveal(s)  # array
reveal(jnp.linalg.svd(x, compute_uv=False))  # unknown
reveal(jnp.linalg.eigh(x @ x.T).eigenvalues)  # array
reveal(jax.device_put(np.ones(3)))  # array
rows, columns = x.shape
reveal(columns)  # 4


@jax.jit
def under_jit(a, n):
    reveal(a.shape)  # (3, 4)
    reveal(a.dtype)  # jax.numpy.float32
    reveal(n.dtype)  # jax.numpy.int32
    return a * n


reveal(under_jit(x, 2).shape)  # (3, 4)


def one(row):
    reveal(row.shape)  # (4,)
    return row.sum()


reveal(jax.vmap(one)(x).shape)  # shape
reveal(jax.vmap(one)(x).dtype)  # jax.numpy.float32


def column(part):
    reveal(part.shape)  # (3,)
    return part


jax.vmap(column, in_axes=1)(x)


def step(carry, row):
    reveal(carry.shape)  # ()
    reveal(row.shape)  # (4,)
    return carry + row.sum(), row


total, rows = jax.lax.scan(step, jnp.zeros(()), x)
reveal(total.shape)  # ()
reveal(rows.shape)  # shape

grown = jnp.zeros(3)
for _ in range(9):
    grown = jnp.concatenate([grown, jnp.ones(1)])
reveal(grown.shape)  # (leading size,)


def either(flag):
    y = jnp.zeros(3) if flag else jnp.ones(4, bool)
    reveal(y.shape)  # (leading size,)
    reveal(y.dtype)  # static
    return y


# run
either(True)
either(False)
