from probes import reveal

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
import optax
from numpyro import handlers

tx = optax.adam(0.1)
own = optax.GradientTransformation(lambda params: params, lambda grads, state, params: (grads, 3))
reveal(tx)  # object optax.GradientTransformationExtraArgs
reveal(own.update(1, 2, 3))  # (1, 3)


@jax.jit
def step(params, grads):
    updates, state = tx.update({"w": grads}, tx.init({"w": params}), {"w": params})
    reveal(updates)  # {'w': abstract tree}
    reveal(optax.apply_updates({"w": params * 1}, updates))  # {'w': abstract tracer}
    return updates["w"]


def warmup(count):
    reveal(count)  # abstract tree
    return 0.1 / (1 + count)


def decay(count):
    reveal(count)  # unknown
    return 0.1 / (1 + count)


scheduled = optax.chain(optax.clip(1.0), optax.adam(warmup))
decayed = optax.chain(optax.scale_by_schedule(decay), optax.scale(-1.0))


@jax.jit
def scheduled_step(grads):
    updates, state = scheduled.update(grads, scheduled.init(grads))
    return updates


def decayed_step(grads):
    updates, state = decayed.update(grads, decayed.init(grads))
    return updates


scheduled_step(jnp.ones(3))
decayed_step(jnp.ones(3))


def drawn(key):
    normal = dist.Normal(0.0, 1.0).expand((3,)).to_event(1)
    reveal(normal)  # object numpyro.distributions.Distribution
    reveal(normal.log_prob(jnp.ones(3)))  # array
    reveal(normal.sample(key))  # array
    reveal(key)  # used key
    return key


drawn(jax.random.key(0))


def of_a_tracer(x):
    reveal(dist.Normal(x, 1.0).log_prob(0.5))  # concrete tracer
    return dist.Normal(x * 2, 1.0).log_prob(0.5)


jax.grad(of_a_tracer)(1.0)


def model(y, flag=None):
    reveal(y)  # array
    reveal(flag)  # None | 2
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    reveal(x)  # array
    reveal(numpyro.sample("y", dist.Normal(x, 1.0), obs=y))  # unknown
    return x


reveal(handlers.seed(model, jax.random.key(1))(jnp.ones(3)))  # array
handlers.seed(model, jax.random.key(1))(jnp.ones(3), flag=2)

# run
step(jnp.ones(3), jnp.ones(3))
