"""Lists where JAX takes them, or that become arrays first."""

import functools
import operator

import jax
import jax.numpy as jnp
import numpy as np


# 1. Functions that take sequences of arrays.
def joined(a, b):
    rows = [a, b]
    wide = jnp.concatenate(rows) + jnp.hstack((a, b)) + jnp.stack(rows).ravel()
    table = jnp.vstack(rows) + jnp.column_stack([a, b]).T + jnp.block([[a], [b]])
    return wide, jnp.linalg.multi_dot([table.T, table, table.T])


def ok_sequences_of_arrays():
    return joined(jnp.ones(3), jnp.zeros(3))


# 2. Functions that make arrays.
def made(losses):
    losses = [float(v) for v in losses]
    return jnp.array(losses).mean() + jnp.asarray((1.0, 2.0)).sum() + jnp.mean(jnp.stack([1, 2]))


def ok_made_arrays():
    return made([1, 2])


# 3. Shapes, axes and pads.
@jax.jit
def shaped(x):
    grid = jnp.zeros([2, 3]) + jnp.broadcast_to(x, (2, 3)) + jnp.full([2, 3], 1.0)
    grid = jnp.pad(jnp.tile(grid, [1, 2]), [(0, 1), (1, 0)])
    return jnp.sum(grid, axis=(0, 1)) + jnp.transpose(grid, [1, 0]).sum()


def ok_shapes():
    return shaped(jnp.ones(3))


# 4. NumPy takes lists.
def host(values):
    table = np.array([[1.0, 2.0], [3.0, 4.0]])
    return np.mean(values) + np.sum([1, 2]) + table[[0, 1]].sum() + (table + [1, 2]).sum()


def ok_numpy():
    return host([1.0, 2.0])


# 5. Lists of Python.
def plain(values):
    rest = values + [4.0]
    rest += (jnp.ones(2),)
    return sum(rest), max(values), len(rest), [0.0] * 3


def ok_python_lists():
    return plain([1.0, 2.0])


# 6. A list repeated by a size.
@jax.jit
def repeated(x):
    return jnp.array([0.0] * x.shape[0] + [1.0] * x.ndim) + jnp.array(2 * [0.5, 1.0])


def ok_repeated_list():
    return repeated(jnp.ones(3))


# 7. Lists inside of an index, tuples as one, lists that are stored.
@jax.jit
def picked(x):
    y = x[[0, 1], :] + x[(0, slice(None))]
    return y.at[0].set([1.0, 2.0]).at[[0], 1].add(2.0)


def ok_index():
    return picked(jnp.ones((2, 2)))


# 8. The argument decides which way is taken.
def mean_of(x):
    if isinstance(x, (list, tuple)):
        return sum(mean_of(one) for one in x) / len(x)
    return jnp.mean(x)


def ok_isinstance():
    return mean_of([jnp.ones(2), jnp.zeros(3)]), mean_of((1.0, 2.0))


# 9. A flag that belongs to the argument does.
def reduced(parts, *, several=False):
    if several:
        return jnp.stack([jnp.sum(part) for part in parts])
    return jnp.sum(parts)


def ok_flag(names=("a", "b")):
    return reduced([jnp.ones(2)] * len(names), several=len(names) > 1)


# 10. The error is foreseen.
def total(x):
    try:
        return jnp.sum(x)
    except TypeError:
        return jnp.sum(jnp.array(x))


def ok_foreseen():
    return total([1.0, 2.0])


# 11. Functions that take lists as well.
def accepted(x):
    same = jnp.array_equal([1, 2], x)
    return same, jax.nn.one_hot([0, 1], 3), jnp.select([x > 0, x < 0], [x, -x], 0.0)


def ok_accepted():
    return accepted(jnp.array([1, 2]))


# 12. A list that was made an array under the same name.
def collected():
    values = []
    for i in range(3):
        values.append(i * 2.0)
    values = jnp.array(values)
    return jnp.mean(values) + jnp.dot(values, values)


def ok_rebound():
    return collected()


# 13. Pytrees of lists.
def updated(params, grads):
    return jax.tree.map(lambda p, g: p - 0.1 * jnp.sum(g) - g, params, grads)


def ok_leaves():
    return updated([jnp.ones(2), jnp.ones(3)], [jnp.ones(2), jnp.ones(3)])


# 14. A function of the program that takes the place of one of jnp.
def sum_all(arrays):
    return functools.reduce(lambda a, b: a + b, arrays)


def ok_own_function():
    return sum_all([jnp.ones(2), jnp.ones(2)])


# 15. Unpacked arguments.
def unpacked(pair):
    return jnp.maximum(*pair) + jnp.add(*[1.0, 2.0])


def ok_unpacked():
    return unpacked([1.0, 2.0])


# 16. Comparison of shapes.
def checked(x):
    return jnp.sum(x) if x.shape == (2,) and x.shape[:1] != [] else x


def ok_shape_comparison():
    return checked(jnp.ones(2))


# 17. A pair of which the second part is the derivative.
@jax.custom_gradient
def doubled(x):
    return 2.0 * x, lambda g: (2.0 * g,)


def ok_custom_gradient():
    return jnp.sum(doubled(jnp.ones(3)))


# 18. A name that is given to another function later.
def layer(weight, x):
    return jnp.dot(weight, x)


def predicted(weights, x):
    for weight in weights:
        x = layer(weight, x)
    return jnp.sum(x)


TOTAL = operator.call(predicted, jnp.eye(2)[None], jnp.ones(2))


def layer(x, weights):  # noqa: F811
    return jnp.dot(weights[0], x), None


def ok_name_given_away():
    return layer(jnp.ones(2), [jnp.eye(2)]), TOTAL
