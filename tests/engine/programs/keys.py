from probes import reveal
import jax
import jax.numpy as jnp
from jax import random

key = random.key(0)
reveal(key)  # key
a, b = random.split(key)
reveal(key)  # used key
reveal(a)  # key
reveal(random.normal(a))  # array
reveal(a)  # used key
reveal(b)  # key
c = random.fold_in(b, 1)
reveal(b)  # key
reveal(c)  # key
d = random.clone(b)
random.uniform(b)
reveal(b)  # used key
reveal(d)  # key

key = random.PRNGKey(1)
key, sub = random.split(key)
reveal(key)  # key
reveal(sub)  # key
random.normal(sub, (2,))
reveal(key)  # key

keys = random.split(key, 3)
reveal(keys)  # 3 keys
reveal(keys[0])  # key
random.normal(keys[0])
reveal(keys[0])  # used key
reveal(keys[1])  # key
reveal(keys[1:])  # 2 keys
x, y, z = keys
reveal(x)  # used key
reveal(y)  # key

alias = y
random.normal(alias)
reveal(y)  # used key


def draws(rng, shape=()):
    reveal(rng)  # key
    return random.normal(rng, shape)


fresh = random.key(2)
draws(fresh)
reveal(fresh)  # used key

for k in random.split(random.key(3), 2):
    reveal(k)  # key
    random.normal(k)

parent = random.key(40)
child = random.fold_in(parent, 1)
random.normal(child)
reveal(random.fold_in(parent, 1))  # used key
reveal(random.fold_in(parent, 2))  # key
reveal(random.fold_in(child, 1))  # key
for number in range(2):
    reveal(random.fold_in(parent, number + 5))  # key


@jax.jit
def traced(key, x):
    reveal(key)  # abstract tree
    one, two = random.split(key)
    reveal(one)  # key
    reveal(random.normal(one, x.shape))  # abstract tracer
    reveal(one)  # used key
    return two


def scanned(key, x):
    key, sub = random.split(key)
    reveal(key)  # key
    reveal(sub)  # key
    return key, random.normal(sub)


jax.lax.scan(scanned, random.key(0), jnp.ones(3))


def each(k):
    reveal(k)  # key
    return random.normal(k)


jax.vmap(each)(random.split(random.key(4), 3))


def exclusive(c):
    k = random.key(5)
    if c:
        random.normal(k)
    else:
        random.uniform(k)
    reveal(k)  # used key
    return k


def held():
    state = {"rng": random.key(6)}
    state["rng"], sub = random.split(state["rng"])
    reveal(state["rng"])  # key
    random.normal(state["rng"])
    reveal(state["rng"])  # used key
    return sub


class Sampler:
    def __init__(self, seed):
        self.key = random.key(seed)

    def next(self):
        self.key, sub = random.split(self.key)
        reveal(self.key)  # key
        return sub


sampler = Sampler(0)
reveal(sampler.next())  # key

# run
traced(random.key(0), jnp.ones(2))
exclusive(True)
held()
