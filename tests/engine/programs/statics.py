from probes import reveal
import math
import operator

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def facts(x):
    y = x + 1
    reveal(y.shape)  # shape
    reveal(y.ndim)  # static
    reveal(y.size)  # size
    reveal(y.dtype)  # static
    reveal(y.shape[0])  # leading size
    reveal(y.shape[-1])  # size
    reveal(y.shape[1:])  # shape
    n, m = y.shape
    reveal(n)  # leading size
    reveal(m)  # size
    *batch, last = y.shape
    reveal(last)  # size
    reveal(len(y))  # leading size
    reveal(len(y.shape))  # number
    reveal(y.shape[0] // 2)  # leading size
    reveal(y.shape[0] * y.shape[1])  # size
    reveal(y.shape[0] == 3)  # number
    reveal(jnp.shape(y))  # static
    reveal(jnp.ndim(y))  # static
    reveal(jnp.size(y))  # static
    reveal(jnp.result_type(y))  # static
    reveal(math.prod(y.shape))  # static
    reveal(math.sqrt(y.shape[0]))  # static
    reveal(np.prod(y.shape))  # numpy array
    reveal(np.sqrt(2.0))  # numpy array
    reveal(operator.index(y.shape[0]))  # static
    reveal(isinstance(y, float))  # False
    reveal(y is None)  # False
    reveal(jnp.issubdtype(y.dtype, jnp.floating))  # static
    reveal(hasattr(y, "shape"))  # True
    reveal(type(y))  # static
    reveal(int(y.shape[0]))  # leading size
    reveal(range(3))  # stream of number
    reveal(x.shape)  # shape
    reveal(x.ndim)  # static
    reveal(jnp.finfo(y.dtype))  # static
    return y


@jax.jit
def arrays(x):
    y = x + 1
    reveal(jnp.arange(3))  # abstract tracer
    reveal(jnp.array([1, 2]))  # abstract tracer
    reveal(jnp.sum(y))  # abstract tracer
    reveal(y.sum(axis=0))  # abstract tracer
    reveal(y.astype(int))  # abstract tracer
    reveal(y[0])  # abstract tracer
    reveal(y[:, None])  # abstract tracer
    reveal(y.at[0].set(1))  # abstract tracer
    reveal(x.at[0].add(1))  # abstract tracer
    reveal(y == 1)  # abstract tracer
    reveal(1 < y)  # abstract tracer
    reveal(y & (y > 1) if y.dtype == bool else y)  # abstract tracer
    reveal(-y)  # abstract tracer
    reveal(2**y)  # abstract tracer
    reveal(abs(y))  # abstract tracer
    reveal(jnp.where(y > 0, y, 0))  # abstract tracer
    reveal(jax.nn.relu(y))  # abstract tracer
    reveal(jax.scipy.special.logsumexp(y))  # abstract tracer
    reveal(np.ones(2) * y)  # abstract tracer
    reveal(np.ones(2))  # numpy array
    reveal(jnp.linalg.norm(y))  # abstract tracer
    y += 1
    reveal(y)  # abstract tracer
    reveal(jnp.split(y, 2))  # abstract tree
    reveal(jnp.meshgrid(y[0], y[0]))  # abstract tree
    reveal(jnp.linalg.svd(y[:, None]).S)  # abstract tracer
    reveal(jnp.linalg.eigh(y[:, None] * y).eigenvectors)  # abstract tracer
    return y


host = np.ones((2, 3))
reveal(host)  # numpy array
reveal(host * 2)  # numpy array
reveal(host.shape)  # static
reveal(host[0])  # numpy array
reveal(host.sum())  # numpy array
reveal(host + jnp.ones(3))  # array
reveal(np.asarray(host))  # numpy array
device = jnp.ones(3)
reveal(device)  # array
reveal(device.shape)  # (3,)
reveal(device[0])  # array
reveal(device.sum())  # array
reveal(device > 1)  # array
reveal(float(device[0]))  # float
reveal(device.item if False else 1)  # 1
reveal(device[0].item())  # static
reveal(device.tolist())  # static
reveal(1 + 2 * 3)  # 7
reveal(7 // 2)  # 3
reveal(-3)  # -3
reveal(not 0)  # True
reveal(2**10)  # 1024
reveal(1 / 2)  # 0.5
reveal(1 < 2 < 3)  # True
reveal("a" == "b")  # False
reveal(1 in (1, 2))  # True
reveal(3 if 1 else 4)  # 3
reveal("x".upper())  # static
reveal(len("abc"))  # number

# run
facts(jnp.ones((2, 2)))
arrays(jnp.ones((2, 2)))
