"""Small programs with a key, each of which is judged by the linter and by JAX's own checker.

The prefix of a function says what both must find:

- ``reuse_``: JAX raises KeyReuseError, and the linter finds something in it;
- ``fine_``: neither says anything;
- ``beyond_``: the linter finds something that the checker does not see; the docstring says why it
  does not, and the samples that the function returns are equal;
- ``maybe_``: the checker raises, since one path through the program uses the key twice, and the
  linter is silent, since nothing says that this path is taken; the docstring says which.
"""

import dataclasses
import itertools
from functools import partial
from types import SimpleNamespace
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.random import fold_in, normal, split, uniform


# -- one function ------------------------------------------------------------------------------


def reuse_two_samplers(key, x):
    return normal(key, x.shape) + uniform(key, x.shape)


def fine_two_children(key, x):
    one, other = split(key)
    return normal(one, x.shape) + uniform(other, x.shape)


def reuse_sampler_then_split(key, x):
    x = x + normal(key, x.shape)
    _, sub = split(key)
    return x + normal(sub, x.shape)


def reuse_split_then_sampler(key, x):
    _, sub = split(key)
    return normal(sub, x.shape) + normal(key, x.shape)


def reuse_split_twice(key, x):
    one = split(key)[0]
    other = split(key)[1]
    return normal(one, x.shape) + normal(other, x.shape)


def fine_rebound(key, x):
    key, sub = split(key)
    x = x + normal(sub, x.shape)
    key, sub = split(key)
    return x + normal(sub, x.shape)


def reuse_discarded_split(key, x):
    random.split(key)
    return x + normal(key, x.shape)


def fine_folded(key, x):
    return normal(fold_in(key, 0), x.shape) + normal(fold_in(key, 1), x.shape)


def fine_folded_then_used(key, x):
    return normal(fold_in(key, 0), x.shape) + normal(key, x.shape)


def reuse_folded_key_twice(key, x):
    sub = fold_in(key, 3)
    return normal(sub, x.shape) + uniform(sub, x.shape)


def fine_cloned(key, x):
    return normal(random.clone(key), x.shape) - normal(key, x.shape)


def reuse_clone_twice(key, x):
    again = random.clone(key)
    return normal(again, x.shape) - normal(again, x.shape)


def fine_key_data(key, x):
    return random.key_data(key).sum() + normal(key, x.shape)


def reuse_after_walrus(key, x):
    x = x + normal(k := key, x.shape)
    return x + normal(k, x.shape)


def fine_walrus(key, x):
    return x + normal((pair := split(key))[0], x.shape) + normal(pair[1], x.shape)


def reuse_keyword(key, x):
    return random.choice(key=key, a=x) + random.permutation(x=x, key=key)


# -- arrays of keys ----------------------------------------------------------------------------


def reuse_same_index(key, x):
    keys = split(key, 3)
    return normal(keys[1], x.shape) + uniform(keys[1], x.shape)


def fine_other_index(key, x):
    keys = split(key, 3)
    return normal(keys[0], x.shape) + uniform(keys[1], x.shape) + normal(keys[-1], x.shape)


def reuse_negative_index(key, x):
    keys = split(key, 3)
    return normal(keys[2], x.shape) + uniform(keys[-1], x.shape)


def reuse_parent_by_index(key, x):
    return normal(split(key)[0], x.shape) + uniform(key, x.shape)


def reuse_star(key, x):
    first, *others = split(key, 3)
    return normal(others[0], x.shape) + normal(first, x.shape) + normal(others[0], x.shape)


def fine_star(key, x):
    first, *others = split(key, 3)
    return normal(others[0], x.shape) + normal(first, x.shape) + normal(others[1], x.shape)


def reuse_item_of_slice(key, x):
    keys = split(key, 4)
    early, late = keys[:2], keys[1:]
    return normal(early[1], x.shape) + normal(late[0], x.shape)


def fine_items_of_slices(key, x):
    keys = split(key, 4)
    early, late = keys[:2], keys[2:]
    return normal(early[1], x.shape) + normal(late[0], x.shape)


def reuse_unpacked_slice(key, x):
    keys = split(key, 4)
    one, other = keys[2:]
    return normal(one, x.shape) + normal(other, x.shape) + normal(keys[3], x.shape)


def reuse_vmap_over_keys_twice(key, x):
    keys = split(key, 3)
    return jax.vmap(normal)(keys) + jax.vmap(uniform)(keys)


def fine_vmap_over_keys(key, x):
    up, down = split(key)
    return jax.vmap(normal)(split(up, 3)) + jax.vmap(uniform)(split(down, 3))


def reuse_grid(key, x):
    grid = split(key, (2, 3))
    return normal(grid[0, 1], x.shape) + normal(grid[0, 1], x.shape)


def fine_grid(key, x):
    grid = split(key, (2, 3))
    return normal(grid[0, 1], x.shape) + normal(grid[1, 1], x.shape) + normal(grid[0, 2])


def reuse_row_of_grid(key, x):
    grid = split(key, (2, 3))
    row = grid[1]
    return normal(row[2], x.shape) + normal(grid[1][2], x.shape)


def fine_reshaped(key, x):
    keys = split(key, 4).reshape(2, 2)
    return jax.vmap(jax.vmap(normal))(keys).sum() + x


def reuse_iterated_twice(key, x):
    keys = split(key, x.shape[0])
    x = x + sum([normal(k) for k in keys])
    for scale, k in zip(range(3), keys, strict=True):
        x = x + scale * uniform(k)
    return x


def fine_iterated_once(key, x):
    up, down = split(key)
    x = x + sum([normal(k) for k in split(up, x.shape[0])])
    for i, k in enumerate(split(down, x.shape[0])):
        x = x + i * uniform(k)
    return x


def reuse_iterated_then_indexed(key, x):
    keys = split(key, x.shape[0])
    x = x + sum([normal(k) for k in keys])
    return x + uniform(keys[0])


def fine_iterator_goes_on(key, x):
    keys = iter(split(key, 2))
    for k in keys:
        x = x + normal(k)
        break
    for k in keys:
        x = x + uniform(k)
    return x


def reuse_next(key, x):
    keys = iter(split(key, 2))
    k = next(keys)
    return x + normal(k) + uniform(k)


def reuse_mapped_then_indexed(key, x):
    keys = split(key, 3)
    return x + jax.vmap(normal)(keys) + uniform(keys[1])


def reuse_indexed_then_mapped(key, x):
    keys = split(key, 4)
    return x + uniform(keys[2]) + jax.vmap(normal)(keys[1:])


def fine_mapped_but_one(key, x):
    keys = split(key, x.shape[0] + 1)
    return x + jax.vmap(normal)(keys[:-1]) + normal(keys[-1])


def reuse_mapped_slices(key, x):
    keys = split(key, 6)
    return jax.vmap(normal)(keys[:4]).sum() + jax.vmap(uniform)(keys[3:]).sum() + x


def reuse_all_but_first_and_all(key, x):
    keys = split(key, 6)
    return jax.vmap(normal)(keys[1:]).sum() + jax.vmap(uniform)(keys).sum() + x


def fine_mapped_halves(key, x):
    keys = split(key, 6)
    return x + jax.vmap(normal)(keys[:3]) + jax.vmap(uniform)(keys[3:])


# -- helpers -----------------------------------------------------------------------------------


def draw(key, shape):
    return normal(key, shape)


def derived(key, number):
    return normal(fold_in(key, number))


def advance(key):
    key, sub = split(key)
    return key, sub


def reuse_two_helpers(key, x):
    return draw(key, x.shape) + draw(key, x.shape)


def fine_two_folding_helpers(key, x):
    return derived(key, 0) + derived(key, 1) + x


def reuse_helper_and_caller(key, x):
    return draw(key, x.shape) + uniform(key, x.shape)


def fine_both_ways(key, x):
    key, sub = advance(key)
    x = x + draw(sub, x.shape)
    key, sub = advance(key)
    return x + draw(sub, x.shape) + draw(key, x.shape)


def reuse_both_ways(key, x):
    next_key, sub = advance(key)
    return draw(sub, x.shape) + draw(next_key, x.shape) + draw(key, x.shape)


def linear(key, n_in, n_out):
    weight_key, bias_key = split(key)
    return {"w": normal(weight_key, (n_in, n_out)), "b": normal(bias_key, (n_out,))}


def reuse_in_many_layers(key, x):
    k1, k2, k3, k4, _ = split(key, 5)
    layers = [linear(k1, 3, 4), linear(k2, 4, 5), linear(k3, 5, 6), linear(k4, 6, 7)]
    layers.append(linear(k4, 7, 8))
    return x + sum([layer["b"].sum() for layer in layers])


def fine_many_layers(key, x):
    k1, k2, k3, k4, k5 = split(key, 5)
    layers = [linear(k1, 3, 4), linear(k2, 4, 5), linear(k3, 5, 6), linear(k4, 6, 7)]
    layers.append(linear(k5, 7, 8))
    return x + sum([layer["b"].sum() for layer in layers])


def reuse_jitted_helper(key, x):
    jitted = jax.jit(draw, static_argnames="shape")
    return jitted(key, x.shape) + uniform(key, x.shape)


def fine_nonlocal(key, x):
    def take():
        nonlocal key
        key, sub = split(key)
        return sub

    return draw(take(), x.shape) + draw(take(), x.shape)


def reuse_closure(key, x):
    def noise():
        return normal(key, x.shape)

    return noise() + noise()


def reuse_partial(key, x):
    noise = partial(uniform, key, x.shape)
    return noise() - noise(minval=-1.0)


def fine_partials(key, x):
    one, other = (partial(uniform, k, x.shape) for k in split(key))
    return one() - other()


def reuse_default(key, x):
    def noise(k=key):
        return normal(k, x.shape)

    return noise() + noise()


# -- containers and objects --------------------------------------------------------------------


class Pair(NamedTuple):
    key: jax.Array
    other: jax.Array


@dataclasses.dataclass
class Config:
    key: jax.Array
    size: int = 3


class Source:
    def __init__(self, key):
        self.key = key

    def same(self):
        return self.key

    def take(self):
        self.key, sub = split(self.key)
        return sub


def reuse_dict(key, x):
    rngs = {"params": key, "dropout": key}
    return normal(rngs["params"], x.shape) + normal(rngs["dropout"], x.shape)


def fine_dict(key, x):
    rngs = dict(zip(("params", "dropout"), split(key), strict=True))
    return normal(rngs["params"], x.shape) + normal(rngs["dropout"], x.shape)


def fine_dict_comprehension(key, x):
    rngs = {name: fold_in(key, i) for i, name in enumerate(("params", "dropout"))}
    return normal(rngs["params"], x.shape) + normal(rngs["dropout"], x.shape)


def reuse_named_tuple(key, x):
    pair = Pair(key, key)
    return normal(pair.key, x.shape) + normal(pair.other, x.shape)


def fine_named_tuple(key, x):
    pair = Pair(*split(key))
    return normal(pair.key, x.shape) + normal(pair.other, x.shape)


def reuse_dataclass(key, x):
    config = Config(key)
    return normal(config.key, x.shape) + normal(config.key, (config.size,))


def fine_dataclass_replaced(key, x):
    one, other = split(key)
    config = Config(one)
    x = x + normal(config.key, x.shape)
    config = dataclasses.replace(config, key=other)
    return x + normal(config.key, x.shape)


def reuse_method(key, x):
    source = Source(key)
    return normal(source.same(), x.shape) + normal(source.same(), x.shape)


class Loader:
    def __init__(self, key, data):
        self.key = key
        self.data = data

    def __iter__(self):
        order = random.permutation(self.key, self.data.shape[0])
        for i in range(2):
            yield self.data[order[i]]


def reuse_iterated_object(key, x):
    loader = Loader(key, x)
    return sum([row for _ in range(2) for row in loader])


def fine_iterated_objects(key, x):
    one, other = split(key)
    return sum(list(Loader(one, x))) + sum(list(Loader(other, x)))


def fine_method(key, x):
    source = Source(key)
    return normal(source.take(), x.shape) + normal(source.take(), x.shape)


def reuse_list(key, x):
    keys = [key]
    keys.append(keys[0])
    return normal(keys[0], x.shape) + normal(keys[1], x.shape)


def fine_popped(key, x):
    keys = list(split(key, 3))
    return normal(keys.pop(), x.shape) + normal(keys.pop(), x.shape) + normal(keys[0], x.shape)


def reuse_tuple(key, x):
    one, (other, _) = key, (key, x)
    return normal(one, x.shape) + normal(other, x.shape)


def reuse_namespace(key, x):
    config = SimpleNamespace(key=key, size=3)
    return x + normal(config.key, (config.size,)) + uniform(config.key, x.shape)


def fine_namespace(key, x):
    config = SimpleNamespace(key=key, size=3)
    config.key, sub = split(config.key)
    return x + normal(config.key, (config.size,)) + uniform(sub, x.shape)


# -- branches ----------------------------------------------------------------------------------


def fine_early_return(key, x):
    if x.ndim > 1:
        return normal(key, x.shape)
    return uniform(key, x.shape)


def reuse_after_branch(key, x):
    if len(jax.devices()) > 99:
        x = x + uniform(key, x.shape)
    else:
        x = x + normal(key, x.shape)
    return x + normal(key, x.shape)


def fine_ternary(key, x):
    return normal(key, x.shape) if len(jax.devices()) else uniform(key, x.shape)


def fine_match(key, x):
    match len(jax.devices()):
        case 0:
            return uniform(key, x.shape)
        case _:
            return normal(key, x.shape)


def fine_try(key, x):
    try:
        return random.choice(key, len(jax.devices("tpu")), x.shape)
    except RuntimeError:
        return normal(key, x.shape)


def reuse_finally(key, x):
    try:
        x = x + normal(key, x.shape)
    finally:
        x = x + uniform(key, x.shape)
    return x


def fine_cond(key, x):
    return lax.cond(x.sum() > 0, lambda k: normal(k), lambda k: uniform(k), key)


def reuse_cond_and_after(key, x):
    y = lax.cond(x.sum() > 0, lambda k: normal(k), lambda k: uniform(k), key)
    return y + normal(key)


def reuse_before_switch(key, x):
    x = x + normal(key, x.shape)
    return x + lax.switch(x.argmax(), [normal, uniform, random.cauchy], key)


def fine_switch(key, x):
    return x + lax.switch(x.argmax(), [normal, uniform, random.cauchy], key)


# -- loops -------------------------------------------------------------------------------------


def reuse_for(key, x):
    for _ in range(3):
        x = x + normal(key, x.shape)
    return x


def fine_for(key, x):
    for _ in range(3):
        key, sub = split(key)
        x = x + normal(sub, x.shape)
    return x


def reuse_before_and_in_for(key, x):
    x = x + uniform(key, x.shape)
    for _ in range(3):
        x = x + normal(key, x.shape)
    return x


def reuse_split_in_for(key, x):
    for _ in range(3):
        _, sub = split(key)
        x = x + normal(sub, x.shape)
    return x


def fine_for_over_keys(key, x):
    for k in split(key, 3):
        x = x + normal(k, x.shape)
    return x


def reuse_for_over_copies(key, x):
    for k in [key] * 3:
        x = x + normal(k, x.shape)
    return x


def reuse_comprehension(key, x):
    return sum([normal(key, x.shape) for _ in range(2)])


def reuse_comprehension_over_names(key, x):
    weights = {name: draw(key, x.shape) for name in ("w", "b")}
    return weights["w"] + weights["b"]


def fine_zip(key, x):
    layers = zip(split(key, 2), (1.0, 2.0), strict=True)
    return sum([scale * normal(k, x.shape) for k, scale in layers])


def fine_enumerate(key, x):
    return sum([i * normal(k, x.shape) for i, k in enumerate(split(key, 3))])


def fine_iterator(key, x):
    keys = iter(split(key, 3))
    return normal(next(keys), x.shape) + normal(next(keys), x.shape)


def fine_index_in_for(key, x):
    keys = split(key, 3)
    for i in range(3):
        x = x + normal(keys[i], x.shape)
    return x


def reuse_index_twice_in_for(key, x):
    keys = split(key, 3)
    for i in range(3):
        x = x + normal(keys[i], x.shape)
        x = x * uniform(keys[i], x.shape)
    return x


def fine_other_index_in_for(key, x):
    keys = split(key, 6)
    for i in range(3):
        x = x + normal(keys[2 * i], x.shape)
        x = x * uniform(keys[2 * i + 1], x.shape)
    return x


def reuse_zip_twice(key, x):
    for k, scale in zip(split(key, 3), (1.0, 2.0, 3.0), strict=True):
        x = x + scale * normal(k, x.shape)
        x = x + scale * uniform(k, x.shape)
    return x


def reuse_while(key, x):
    n = 0
    while n < 2:
        x = x + normal(key, x.shape)
        n += 1
    return x


def fine_while(key, x):
    n = 0
    while n < 2:
        key, sub = split(key)
        x = x + normal(sub, x.shape)
        n += 1
    return x


def fine_break(key, x):
    for scale in (1.0, 2.0):
        x = x + scale * normal(key, x.shape)
        break
    return x


def fine_generator(key, x):
    def stream(k):
        while True:
            k, sub = split(k)
            yield sub

    keys = stream(key)
    return normal(next(keys), x.shape) + normal(next(keys), x.shape)


def fine_combinations(key, x):
    pairs = itertools.pairwise(split(key, 3))
    return sum([normal(one, x.shape) for one, _ in pairs])


# -- loops of lax ------------------------------------------------------------------------------


def reuse_scan_closure(key, x):
    return lax.scan(lambda c, v: (c + v * normal(key), None), 0.0, x)[0]


def fine_scan_over_keys(key, x):
    return lax.scan(lambda c, k: (c + normal(k), None), 0.0, split(key, 3))[0]


def reuse_scan_carry(key, x):
    def body(carry, v):
        k, total = carry
        return (k, total + v * normal(k)), None

    return lax.scan(body, (key, 0.0), x)[0][1]


def fine_scan_carry(key, x):
    def body(carry, v):
        k, total = carry
        k, sub = split(k)
        return (k, total + v * normal(sub)), None

    return lax.scan(body, (key, 0.0), x)[0][1]


def fine_scan_folds(key, x):
    def body(c, i):
        return c + normal(fold_in(key, i)), None

    return lax.scan(body, 0.0, jnp.arange(3))[0]


def reuse_scan_body_twice(key, x):
    def body(c, k):
        return c + normal(k) * uniform(k), None

    return lax.scan(body, 0.0, split(key, 3))[0]


def reuse_fori(key, x):
    return lax.fori_loop(0, 3, lambda i, v: v + i * normal(key, v.shape), x)


def fine_fori(key, x):
    return lax.fori_loop(0, 3, lambda i, v: v + normal(fold_in(key, i), v.shape), x)


def reuse_while_loop(key, x):
    return lax.while_loop(lambda v: v.sum() < 9, lambda v: v + uniform(key, v.shape), x)


def fine_while_loop(key, x):
    def body(state):
        k, v = state
        k, sub = split(k)
        return k, v + uniform(sub, v.shape)

    return lax.while_loop(lambda s: s[1].sum() < 9, body, (key, x))[1]


def reuse_lax_map(key, x):
    return lax.map(lambda v: v + normal(key), x)


def fine_lax_map(key, x):
    return lax.map(lambda vk: vk[0] + normal(vk[1]), (x, split(key, 3)))


def reuse_parent_after_scan(key, x):
    total = lax.scan(lambda c, k: (c + normal(k), None), 0.0, split(key, 3))[0]
    return total + normal(key)


# -- pytrees -----------------------------------------------------------------------------------


def fine_tree_of_keys(key, x):
    params = {"w": x, "b": x[0]}
    leaves, treedef = jax.tree.flatten(params)
    keys = jax.tree.unflatten(treedef, list(split(key, len(leaves))))
    noisy = jax.tree.map(lambda p, k: p + normal(k, p.shape), params, keys)
    return noisy["w"] + noisy["b"]


def reuse_tree_map(key, x):
    params = {"w": x, "b": x[0]}
    noisy = jax.tree.map(lambda p: p + normal(key, p.shape), params)
    return noisy["w"] + noisy["b"]


def fine_grad(key, x):
    return jax.grad(lambda v: (v * normal(key, v.shape)).sum())(x)


def reuse_value_and_grad_and_after(key, x):
    value, gradient = jax.value_and_grad(lambda v: (v * normal(key, v.shape)).sum())(x)
    return value + gradient + normal(key)


def fine_eval_shape(key, x):
    shape = jax.eval_shape(normal, key).shape
    return x + normal(key, shape)


def fine_checkpoint(key, x):
    return jax.checkpoint(lambda k, v: v + normal(k, v.shape))(key, x)


# -- what the checker does not see -------------------------------------------------------------


def beyond_vmap_closure(key, x):
    """The checker takes a mapped function for one use."""
    return jax.vmap(lambda v: v * 0 + normal(key))(x)


def beyond_vmap_unmapped(key, x):
    """The checker takes a mapped function for one use."""
    return jax.vmap(lambda v, k: v * 0 + normal(k), in_axes=(0, None))(x, key)


def beyond_constant_in_scan(key, x):
    """To the checker two keys made from one seed are two keys."""
    return lax.scan(lambda c, v: (c, normal(random.key(0))), 0.0, x)[1]


def beyond_constant_in_for(key, x):
    """To the checker two keys made from one seed are two keys."""
    return [normal(random.key(1), x.shape) for _ in range(3)]


# -- what may be -------------------------------------------------------------------------------


def maybe_cond_in_scan(key, x):
    """Nothing says that the branch is taken in more than one round."""

    def body(c, v):
        return lax.cond(v > 0.5, lambda s: s + normal(key), lambda s: s, c), None

    return lax.scan(body, 0.0, x)[0]


def maybe_branch_of_cond(key, x):
    """Nothing says that the branch which draws is taken."""
    y = lax.cond(x.sum() > 0, lambda k: normal(k), lambda k: 0.0, key)
    return y + normal(key)


def maybe_configured(key, x):
    """Nothing says how many devices there are."""
    if len(jax.devices()) < 99:
        x = x + uniform(key, x.shape)
    return x + normal(key, x.shape)
