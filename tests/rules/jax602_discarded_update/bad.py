"""Programs that drop an updated array. Each bug returns the array as it was and as it is."""

from dataclasses import dataclass
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from flax import struct
from jax import lax


# As if `.at[].set` stored.
def fill(table, rows):
    for i, row in enumerate(rows):
        table.at[i].set(row)  # JAX602
    return table


def bug_loop():
    table = jnp.zeros((2, 3))
    return table, fill(table, jnp.ones((2, 3)))


# An attribute.
class Visits:
    def __init__(self, n):
        self.counts = jnp.zeros(n)

    def visit(self, i):
        self.counts.at[i].add(1.0)  # JAX602


def bug_attribute():
    visits = Visits(3)
    before = visits.counts
    visits.visit(1)
    return before, visits.counts


# Under jit.
@jax.jit
def clip_gradient(g):
    g.at[0].min(1.0)  # JAX602
    return g


def bug_under_jit():
    g = jnp.full(3, 5.0)
    return g, clip_gradient(g)


# In the body of a scan.
def bug_scan_body():
    def body(carry, i):
        carry.at[i].multiply(2.0)  # JAX602
        return carry, i

    start = jnp.ones(3)
    return start, lax.scan(body, start, jnp.arange(3))[0]


# A field of a dataclass, through a helper.
@dataclass
class State:
    x: jax.Array
    steps: int = 0


def advance(state, dx):
    state.x.at[:].add(dx)  # JAX602
    state.steps += 1
    return state


def bug_dataclass_field():
    state = State(jnp.zeros(2))
    before = state.x
    return before, advance(state, 1.0).x


# A comprehension as a statement.
def bug_comprehension():
    row = jnp.zeros(3)
    [row.at[i].set(i + 1.0) for i in range(3)]  # JAX602
    return jnp.zeros(3), row


# Under vmap, through a partial and a chain of updates.
def bug_under_vmap():
    def mark(value, row):
        row.at[0].set(value).at[1].set(value)  # JAX602
        return row

    rows = jnp.zeros((2, 3))
    return rows, jax.vmap(partial(mark, 1.0))(rows)


# Functions that return a changed array.
def collect(values):
    found = jnp.zeros(0)
    for value in values:
        jnp.append(found, value)  # JAX602
    return found


def bug_append():
    return jnp.zeros(0), collect([1.0, 2.0])


# A method that changes a NumPy array.
def bug_sort():
    x = jnp.array([3.0, 1.0, 2.0])
    before = x
    x.sort()  # JAX602
    return before, x


# A conversion, and any array function under a trace.
def bug_astype():
    x = jnp.arange(3)
    before = x
    x.astype(jnp.float32)  # JAX602
    return before, x


@jax.jit
def normalize(x):
    jnp.where(jnp.isnan(x), 0.0, x)  # JAX602
    return x


def bug_where_under_jit():
    x = jnp.array([1.0, jnp.nan])
    return x, normalize(x)


@jax.jit
def shifted(x):
    with jax.named_scope("shift"):
        lax.dynamic_update_slice(x, jnp.ones(1), (0,))  # JAX602
    return x


def bug_dynamic_update_slice():
    x = jnp.zeros(3)
    return x, shifted(x)


# Functions that return a changed copy of a pytree.
def descend(params, gradient):
    optimizer = optax.sgd(0.1)
    state = optimizer.init(params)
    for _ in range(3):
        updates, state = optimizer.update(gradient, state)
        optax.apply_updates(params, updates)  # JAX602
    return params


def bug_apply_updates():
    params = {"w": jnp.ones(2)}
    return params["w"], descend(params, {"w": jnp.ones(2)})["w"]


def rescale(model):
    eqx.tree_at(lambda m: m.weight, model, 2.0 * model.weight)  # JAX602
    return model


def bug_tree_at():
    model = eqx.nn.Linear(2, 1, key=jax.random.key(0))
    return model.weight, rescale(model).weight


@struct.dataclass
class Position:
    x: jax.Array


def move(position):
    position.replace(x=position.x + 1.0)  # JAX602
    return position


def bug_replace():
    position = Position(jnp.zeros(2))
    return position.x, move(position).x


def decay(params):
    jax.tree.map(lambda p: 0.9 * jnp.abs(p), params)  # JAX602
    return params


def bug_tree_map():
    params = {"w": jnp.ones(2)}
    return params["w"], decay(params)["w"]


# Outside of traces, what nobody measures.
def project(x):
    jnp.maximum(x, 0.0)  # JAX602
    return x


def bug_maximum():
    x = jnp.array([-1.0, 1.0])
    return x, project(x)
