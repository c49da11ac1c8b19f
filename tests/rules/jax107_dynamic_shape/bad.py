"""Arrays as large as traced values say: selections by a mask, and functions that find things."""

from dataclasses import dataclass
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, vmap


# 1. A mask straight in a decorated function.
@jax.jit
def positive_mean(x):
    return x[x > 0].mean()  # JAX107


def bug_mask_of_a_comparison():
    return positive_mean(jnp.array([1.0, -1.0]))


# 2. A mask that a helper gets, made by its caller.
def spread(values, keep):
    kept = values[keep]  # JAX107
    return kept.max() - kept.min()


@jax.jit
def spread_of_finite(values):
    return spread(values, ~jnp.isnan(values))


def bug_mask_in_helper():
    return spread_of_finite(jnp.array([1.0, 3.0, jnp.nan]))


# 3. Rows of one cluster, in the body of a fori_loop, by a counter.
def centres_of(points, labels, centres):
    def one(j, acc):
        members = points[labels == j]  # JAX107
        return acc.at[j].set(members.mean(0))

    return lax.fori_loop(0, centres.shape[0], one, centres)


def bug_mask_in_fori_loop():
    return centres_of(jnp.ones((4, 2)), jnp.arange(4) % 2, jnp.zeros((2, 2)))


# 4. A mask and a column, in the body of a scan.
def advance(state, _):
    alive = jnp.logical_and(state[:, 0] > 0, state[:, 1] < 2.0)
    fastest = jnp.max(state[alive, 1])  # JAX107
    return state * 0.9, fastest


def bug_mask_and_column_in_scan():
    return lax.scan(advance, jnp.ones((3, 2)), None, length=2)


# 5. An update through a mask.
@jax.jit
def relu(x):
    return x.at[x < 0].set(0.0)  # JAX107


def bug_update_through_mask():
    return relu(jnp.array([1.0, -1.0]))


# 6. A mask that only static values make, but by jax.numpy.
@partial(jax.jit, static_argnames="stride")
def every(x, stride):
    mask = jnp.zeros(x.shape[0], dtype=bool).at[::stride].set(True)
    return x[mask].sum()  # JAX107


def bug_mask_of_constants():
    return every(jnp.arange(6.0), 2)


# 7. One row of a batch, mapped by vmap without any jit.
def last_word(tokens):
    return tokens[tokens != 0][-1]  # JAX107


def bug_mask_under_vmap():
    return vmap(last_word)(jnp.array([[3, 5, 0], [1, 0, 0]]))


# 8. `where` with one argument.
@jax.jit
def first_peak(x):
    places = jnp.where(x > x.mean())[0]  # JAX107
    return places[0]


def bug_where_of_one_argument():
    return first_peak(jnp.array([1.0, 2.0, 5.0]))


# 9. The method of the same kind, in a method of a dataclass.
@dataclass(frozen=True)
class Detector:
    level: float

    @partial(jax.jit, static_argnums=0)
    def hits(self, signal):
        above = signal > self.level
        (found,) = above.nonzero()  # JAX107
        return found.size


def bug_nonzero_method():
    return Detector(0.5).hits(jnp.array([0.2, 0.7]))


# 10. `unique`, in a module of equinox.
class Vocabulary(eqx.Module):
    weights: jax.Array

    @eqx.filter_jit
    def __call__(self, tokens):
        used = jnp.unique(tokens)  # JAX107
        return self.weights[used].sum()


def bug_unique_in_module():
    return Vocabulary(jnp.ones(8))(jnp.array([1, 3, 3]))


# 11. `unique` on a constant: what jax.numpy returns under jit is traced.
@jax.jit
def levels(x):
    steps = jnp.unique(np.array([1.0, 2.0, 2.0]))  # JAX107
    return x * steps.sum()


def bug_unique_of_constant():
    return levels(1.0)


# 12. Sums by segment, without their number.
@jax.jit
def pooled(nodes, graph):
    return jax.ops.segment_sum(nodes, graph)  # JAX107


def bug_segment_sum():
    return pooled(jnp.ones(4), jnp.array([0, 0, 1, 1]))


# 13. As many copies as a traced array says.
def expand(rows, counts):
    return jnp.repeat(rows, counts, axis=0)  # JAX107


def bug_repeat():
    return jax.jit(expand)(jnp.ones((2, 3)), jnp.array([1, 2]))


# 14. A histogram of labels, in a lambda.
count_labels = jax.jit(lambda labels: jnp.bincount(labels, minlength=3))  # JAX107


def bug_bincount():
    return count_labels(jnp.array([0, 2, 1]))


# 15. A mask through a default argument of a closure, for every leaf of a tree.
def clean(tree):
    def one(leaf):
        bad = jnp.isinf(leaf)
        return leaf.at[bad].get()  # JAX107

    return jax.tree.map(one, tree)


def bug_mask_on_leaves():
    return jax.jit(clean)({"a": jnp.ones(2), "b": jnp.ones(3)})


# 16. A reduction to a mask, and the second axis.
@jax.jit
def used_columns(table):
    used = jnp.any(table != 0, axis=0)
    return table[:, used].sum(1)  # JAX107


def bug_mask_of_columns():
    return used_columns(jnp.eye(3))


# 17. A coin for each element.
@jax.jit
def sample(key, x):
    keep = jax.random.bernoulli(key, 0.5, x.shape)
    return x[keep].sum()  # JAX107


def bug_mask_of_coins():
    return sample(jax.random.key(0), jnp.ones(4))


# 18. A mask cast from numbers.
@jax.jit
def pick(x, flags):
    return jnp.take(x, 0) + x[flags.astype(bool)].sum()  # JAX107


def bug_mask_by_cast():
    return pick(jnp.ones(2), jnp.array([0.0, 1.0]))
