"""Lists and tuples where JAX takes an array."""

import functools
from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
from jax import lax
from jax.scipy.special import logsumexp


# 1. Losses of all steps, collected in a list.
def train(steps):
    losses = []
    weight = jnp.ones(3)
    for _ in range(steps):
        loss = jnp.sum(weight**2)
        losses.append(loss)
        weight = weight - 0.1 * weight
    return weight, jnp.mean(losses)  # JAX604


def bug_list_of_losses():
    return train(3)


# 2. A literal for the last of some distances.
def gaps(depths, far=1e10):
    last = jnp.broadcast_to([far], depths[..., :1].shape)  # JAX604
    return jnp.concatenate([depths[..., 1:] - depths[..., :-1], last], axis=-1)


def bug_literal_in_broadcast_to():
    return gaps(jnp.ones((2, 3)))


# 3. A tuple, in a jitted function.
@jax.jit
def total(a, b, c):
    return jnp.sum((a, b, c))  # JAX604


def bug_tuple_to_sum():
    return total(1.0, 2.0, 3.0)


# 4. A comprehension over the leaves of a tree.
def norm_of(tree):
    leaves = jax.tree.leaves(tree)
    squares = [jnp.sum(leaf**2) for leaf in leaves]
    return jnp.sqrt(jnp.sum(squares))  # JAX604


def bug_comprehension():
    return jax.jit(norm_of)({"a": jnp.ones(2), "b": jnp.ones(3)})


# 5. The list comes from the caller.
def weighted(values, weights):
    return jnp.dot(weights, values)  # JAX604


def bug_list_from_caller():
    return weighted(jnp.arange(3.0), [0.2, 0.3, 0.5])


# 6. A list as the index of an array.
def corners(box):
    return box[[0, 3]]  # JAX604


def bug_list_as_index():
    return jax.jit(lambda box: corners(box * 2))(jnp.arange(4.0))


# 7. A list as an operand.
@jax.jit
def shifted(points):
    centred = points - jnp.mean(points, axis=0)
    return centred + [0.5, 0.5]  # JAX604


def bug_list_as_operand():
    return shifted(jnp.ones((4, 2)))


# 8. A list in a matrix product, in the method of a dataclass.
@dataclass
class Filter:
    taps: list = field(default_factory=lambda: [0.25, 0.5, 0.25])

    def __call__(self, windows):
        kernel = [tap / 2 for tap in (1.0, 2.0, 1.0)]
        return jnp.asarray(windows) @ kernel  # JAX604


def bug_matmul_with_list():
    return Filter()(jnp.ones((4, 3)))


# 9. The update through a list of indices, in a scan.
def step(state, x):
    state = state.at[[0, 2]].add(x)  # JAX604
    return state, state.sum()


def bug_list_in_at():
    return lax.scan(step, jnp.zeros(3), jnp.arange(2.0))


# 10. The shape of an array is a tuple as well.
@jax.jit
def mean_by_hand(x):
    return x.sum() / jnp.prod(x.shape)  # JAX604


def bug_shape_to_prod():
    return mean_by_hand(jnp.ones((2, 3)))


# 11. Another place than the first one, by keyword, through a partial.
interpolated = functools.partial(jnp.interp, xp=[0.0, 1.0, 2.0], fp=jnp.ones(3))  # the list


def bug_list_by_keyword():
    return interpolated(jnp.ones(4))  # JAX604


# 12. Alternatives of `where`.
def penalty(ok, low, high):
    return jnp.where(ok, [low, high], 0.0)  # JAX604


def bug_list_in_where():
    return penalty(jnp.array([True, False]), 1.0, 2.0)


# 13. A function of another module of JAX.
@jax.jit
def mixture(a, b):
    return logsumexp([a, b])  # JAX604


def bug_logsumexp():
    return mixture(0.1, 0.2)


# 14. A method of an array.
def projected(x):
    return x.dot([1.0, 0.0])  # JAX604


def bug_list_to_method():
    return jax.vmap(projected)(jnp.ones((3, 2)))


# 15. Comparison of an array with a tuple.
def all_alike(image, colour):
    same = image == (1.0, 0.0, 0.0)  # JAX604
    return same.all(), colour


def bug_comparison():
    return all_alike(jnp.ones((2, 3)), None)


# 16. What `jax.lax` takes.
def largest(a, b):
    values, _ = lax.top_k([a, b, 0.0], 1)  # JAX604
    return values


def bug_list_to_lax():
    return largest(1.0, 2.0)


# 17. Options to choose from.
def choose(key):
    return jax.random.choice(key, [1.0, 2.0, 4.0])  # JAX604


def bug_list_to_choice():
    return choose(jax.random.key(0))


# 18. An array added to a list in place: the array is asked first.
def history(xs):
    seen = [0.0]
    seen += xs * 2.0  # JAX604
    return seen


def bug_array_added_to_list():
    return history(jnp.ones(3))


# 19. A list meant to be scaled.
@jax.jit
def scaled(rate):
    steps = [1.0, 2.0] * jnp.exp(rate)  # JAX604
    return steps


def bug_list_times_array():
    return scaled(0.5)


# 20. Added to itself in place.
def moved(position):
    position += [1.0, 0.0]  # JAX604
    return position


def bug_in_place():
    return moved(jnp.zeros(2))
