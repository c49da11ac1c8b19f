from probes import reveal
import jax
import jax.numpy as jnp
import numpy as np
from scipy.sparse import csr_matrix


@jax.jit
def maybe(x, mask):
    if mask is None:
        reveal(mask)  # None
        mask = jnp.ones_like(x)
    else:
        reveal(mask)  # abstract tree
    reveal(x is None)  # static
    return mask


@jax.jit
def default(x, mask=None):
    reveal(mask)  # abstract tree
    if mask is None:
        reveal(mask)  # None
        mask = jnp.zeros(())
    return x * mask


@jax.jit
def not_none(x, mask=None):
    if mask is not None:
        reveal(mask)  # abstract tree
        reveal(mask is None)  # False
        x = x * mask
    return x


@jax.jit
def alias(x, nbrs):
    found = nbrs
    if found is None:
        reveal(nbrs is None)  # True
        return x
    reveal(nbrs is None)  # False
    reveal(nbrs)  # abstract tree
    return found


def scalar(n, x):
    if isinstance(n, int):
        reveal(n)  # static
    if isinstance(n, (int, float)):
        reveal(n)  # static
    return n


def both(a, b):
    if a is None and b is None:
        reveal((a, b))  # (None, None)
        return 0
    return 2


def neither(a, b):
    if a is not None and b is not None:
        reveal(a is None)  # False
        reveal(b is not None)  # True
    return 2


def either(a, b):
    if a is None or b is None:
        return 1
    reveal(a is None)  # False
    reveal(b is not None)  # True
    return 2


def negated(a):
    if not (a is None):
        reveal(a is None)  # False
    else:
        reveal(a)  # None


def flag(verbose):
    if verbose:
        reveal(not verbose)  # False
        return
    reveal(not verbose)  # True


def asserted(a):
    assert a is not None
    reveal(a is None)  # False


def rebound(a, b):
    if a is None:
        a = b
        reveal(a is None)  # static
    reveal(a is None)  # static


class Config:
    def __init__(self, mask):
        self.mask = mask

    def apply(self, x):
        if self.mask is None:
            return x
        reveal(self.mask is None)  # False
        return x


@jax.jit
def known_none(x):
    return inner(x, None)


def inner(x, mask):
    reveal(mask)  # None | opaque
    if mask is not None:
        reveal(x)  # opaque
    return x


@jax.jit
def tracers_are_not_none(x):
    y = x + 1
    reveal(y is None)  # False
    reveal(y is not None)  # True
    reveal(isinstance(y, jax.Array))  # True
    reveal(isinstance(y, (int, float)))  # False
    reveal(isinstance(y, (int, jax.Array)))  # True
    reveal(isinstance(x, csr_matrix))  # False
    reveal(isinstance(y, (np.ndarray, csr_matrix)))  # False
    return y


SCALARS = tuple({int, dict})


@jax.jit
def one_of_several_tests(x, flag=False):
    if isinstance(x, SCALARS) or (flag and isinstance(x, str)):
        return reveal(x)  # unknown
    if isinstance(x, str) or not isinstance(x, jax.Array):
        return reveal(x)  # unknown
    if not isinstance(x, jax.Array) and flag:
        return x
    reveal(x)  # abstract tree
    return x


@jax.jit
def lacks_an_attribute(x):
    if not hasattr(x, "shape"):
        reveal(x)  # unknown
    size = x.size if hasattr(x, "size") else reveal(x)  # unknown
    reveal(x)  # abstract tree
    return size


# run
one_of_several_tests({"a": 1.0}), one_of_several_tests((1.0,)), one_of_several_tests(1.0)
lacks_an_attribute(1.0), lacks_an_attribute({"a": 1.0})
maybe(1.0, None), maybe(1.0, 1.0)
default(1.0), default(1.0, 1.0)
not_none(1.0), not_none(1.0, 1.0)
alias(1.0, 1.0), alias(1.0, None)
scalar(1, 1), scalar(jnp.ones(1), 1), scalar("s", 1)
both(None, None), both(None, 1), both(1, 1)
either(1, 1), neither(1, 1)
negated(1), negated(None)
flag(True), flag(False)
asserted(1)
rebound(None, 1), rebound(None, None)
Config(None).apply(1), Config(1).apply(1)
known_none(1.0), inner(1, 2)
tracers_are_not_none(1.0)
