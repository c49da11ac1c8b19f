"""Programs that only look as if they stored into arrays of JAX."""

import contextlib
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# NumPy, made in every way.
def ok_numpy():
    table = np.zeros(3)
    table[0] = 1.0
    table[1:] += 2.0
    copy = np.array(jnp.ones(3))
    copy[0] = 5.0
    rows = np.asarray(jnp.eye(2)).copy()
    rows[:, 0] = 1.0
    return table, copy, rows


# A name that is an array of JAX first, and of NumPy later.
def ok_rebound():
    x = jnp.zeros(3)
    x = np.array(x)
    x[0] = 1.0
    return x


# Of either sort, by an option.
def ok_either(use_jax=False):
    xp = jnp if use_jax else np
    x = xp.zeros(3)
    if not use_jax:
        x[0] = 1.0
    return x


# The attributes of arrays say which one it is.
def set_first(x, value):
    if hasattr(x, "at"):
        x = x.at[0].set(value)
    else:
        x[0] = value
    return x


def set_last(x, value):
    if isinstance(x, np.ndarray):
        x[-1] = value
        return x
    return x.at[-1].set(value)


def ok_by_kind():
    x, y = set_first(jnp.zeros(3), 1.0), set_first(np.zeros(3), 1.0)
    return x, y, set_last(jnp.zeros(3), 1.0), set_last(np.zeros(3), 1.0)


# Lists and dicts of arrays.
def ok_containers():
    layers = [jnp.ones(2), jnp.ones(3)]
    layers[0] = layers[0] * 2.0
    table = {"w": jnp.ones(2)}
    table["w"] = table["w"] + 1.0
    table["w"] += 1.0
    del table["w"], layers[1]
    return layers, table


# Keys made into a list.
def ok_list_of_keys():
    keys = list(jax.random.split(jax.random.key(0), 3))
    keys[0] = jax.random.key(1)
    return jax.random.normal(keys[0]), jax.random.normal(keys[1])


# A pytree of unknown structure.
@jax.jit
def halve(params):
    params["w"] = params["w"] / 2.0
    return params


@jax.jit
def shift(states):
    states[0] = states[0] + 1.0
    return states


def ok_pytree_parameter():
    return halve({"w": jnp.ones(2)}), shift([jnp.ones(2)])


# References.
def ok_refs():
    ref = jax.new_ref(jnp.zeros(3))
    ref[0] = 1.0
    ref[1:] += 2.0

    def body(i, _):
        ref[i] = 5.0

    lax.fori_loop(0, 2, body, None)
    return ref[...]


# A class with items of its own.
class Table:
    def __init__(self, n):
        self.values = jnp.zeros(n)

    def __setitem__(self, index, value):
        self.values = self.values.at[index].set(value)

    def __delitem__(self, index):
        self.values = jnp.delete(self.values, index)


def ok_class():
    table = Table(3)
    table[0] = 1.0
    table[1] = 2.0
    del table[2]
    return table.values


# The error is foreseen.
def assign(x, value):
    try:
        x[0] = value
    except TypeError:
        x = x.at[0].set(value)
    return x


def ok_foreseen():
    with contextlib.suppress(TypeError):
        jnp.zeros(3)[0] = 1.0
    return assign(jnp.zeros(3), 1.0), assign(np.zeros(3), 1.0)


# An attribute that a method replaces by a copy.
class Recorder:
    def __init__(self, n):
        self.rows = jnp.zeros(n)

    def to_host(self):
        self.rows = np.array(self.rows)
        return self

    def record(self, value):
        self.rows[0] = value


def ok_attribute_replaced():
    recorder = Recorder(3).to_host()
    recorder.record(1.0)
    return recorder.rows


# Names and attributes bind anew; slices are read.
def ok_rebinding():
    x = jnp.zeros(3)
    x += 1.0
    x = x.at[0].set(x[1])
    x = x.at[1:].multiply(2.0)
    del x
    return jnp.ones(2)[::-1]


# NumPy in a callback.
def fill(x):
    x = np.array(x)
    x[0] = 1.0
    return x


def ok_callback():
    out = jax.ShapeDtypeStruct((3,), jnp.float32)
    return jax.jit(lambda x: jax.pure_callback(fill, out, x))(jnp.zeros(3))


# What has names for its items is no array, whatever its annotation says.
class Transition(NamedTuple):
    reward: jax.Array
    info: jax.Array


@jax.jit
def summarised(transition: Transition):
    metrics = transition.info
    metrics["reward"] = transition.reward.mean()
    return metrics


def ok_named_items():
    return summarised(Transition(jnp.ones(3), {"steps": jnp.ones(3)}))


# The only result, with an option, and arrays that came back from the device.
def ok_host_results():
    values = np.linalg.eigvalsh(np.eye(3))
    values[0] = 2.0
    fetched = np.array(jax.device_get(jnp.zeros(3)))
    fetched[0] = 1.0
    return values, fetched
