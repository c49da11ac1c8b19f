from probes import reveal
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def decorated(x):
    reveal(x)  # abstract tree
    reveal(x + 1)  # abstract tracer
    reveal(jnp.zeros(3))  # abstract tracer
    return x


@partial(jax.jit, static_argnums=(1,))
def by_number(x, n):
    reveal(x)  # abstract tracer
    reveal(n)  # 3
    return x


reveal(by_number(jnp.ones(2), 3))  # array


@partial(jax.jit, static_argnames=("n", "flag"))
def by_name(x, n, *, flag=True, scale=1.0):
    reveal(n)  # 3
    reveal(flag)  # False
    reveal(scale)  # abstract tracer
    return x


by_name(jnp.ones(2), 3, flag=False, scale=2.0)


@partial(jax.jit, static_argnums=-1)
def by_negative_number(x, n):
    reveal(x)  # abstract tracer
    reveal(n)  # 3
    return x


by_negative_number(jnp.ones(2), 3)


@partial(jax.jit, static_argnames="n")
def by_text(x, n):
    reveal(n)  # 3
    return x


by_text(jnp.ones(2), n=3)
by_text(jnp.ones(2), 3)


@jax.jit
def numbers_become_tracers(n, flag, none, key):
    reveal(n)  # abstract tracer
    reveal(flag)  # abstract tracer
    reveal(none)  # None
    reveal(key)  # key
    return n


reveal(numbers_become_tracers(3, True, None, jax.random.key(0)))  # array


@jax.jit
def defaults(x, n=3):
    reveal(n)  # 3
    return x


defaults(jnp.ones(2))


def assigned(x):
    reveal(x)  # abstract tracer
    return x, 1


fast = jax.jit(assigned)
reveal(fast)  # jax.jit of function assigned
reveal(fast(jnp.ones(2)))  # (array, array)
reveal(jax.jit(lambda x: reveal(x))(1))  # array | abstract tracer


def batched(x, y):
    reveal(x)  # batched tracer
    reveal(y)  # array
    reveal(jnp.ones(3))  # array
    reveal(x * y)  # batched tracer
    return x * y


reveal(jax.vmap(batched, in_axes=(0, None))(jnp.ones(3), jnp.ones(())))  # array


def batched_all(x, y):
    reveal(x)  # batched tracer
    reveal(y)  # batched tracer
    return x


jax.vmap(batched_all)(jnp.ones(3), jnp.ones(3))


def batched_second(x, y):
    reveal(x)  # 2.0
    reveal(y)  # batched tracer
    return y


jax.vmap(batched_second, (None, 1))(2.0, jnp.ones((3, 3)))


def inside_jit(x, y):
    reveal(x)  # abstract tracer
    return x


jax.jit(jax.vmap(inside_jit))(jnp.ones(3), jnp.ones(3))
jax.vmap(jax.jit(inside_jit))(jnp.ones(3), jnp.ones(3))


def loss(w, x):
    reveal(w)  # concrete tracer
    reveal(x)  # array
    reveal(w * x)  # concrete tracer
    reveal(jnp.ones(2))  # array
    return (w * x).sum()


reveal(jax.grad(loss)(jnp.ones(2), jnp.ones(2)))  # array
reveal(jax.value_and_grad(loss)(jnp.ones(2), jnp.ones(2)))  # (array, array)


def second(w, x):
    reveal(w)  # array
    reveal(x)  # concrete tracer
    return (w * x).sum()


jax.grad(second, argnums=1)(jnp.ones(2), jnp.ones(2))


def both(w, x):
    reveal(w)  # concrete tracer
    reveal(x)  # concrete tracer
    return (w * x).sum()


reveal(jax.grad(both, (0, 1))(jnp.ones(2), jnp.ones(2)))  # (array, array)


def with_aux(params):
    reveal(params["w"])  # concrete tracer
    return params["w"].sum(), {"n": params["w"]}


reveal(jax.grad(with_aux, has_aux=True)({"w": jnp.ones(2)}))  # ({'w': array}, {'n': array})
(value, aux), grads = jax.value_and_grad(with_aux, has_aux=True)({"w": jnp.ones(2)})
reveal(value)  # array
reveal(aux)  # {'n': array}
reveal(grads)  # {'w': array}


@jax.jit
def train(w, x):
    reveal(jax.grad(inner_loss)(w, x * 1.0))  # abstract tree
    return w


def inner_loss(w, x):
    reveal(w)  # abstract tree | opaque
    reveal(x)  # abstract tracer | opaque
    reveal(w * x)  # abstract tracer | unknown
    return (w * x).sum()


def scanned(carry, x):
    reveal(carry)  # (abstract tracer, abstract tracer)
    reveal(x)  # abstract tracer
    total, n = carry
    return (total + x, n + 1), total


final, history = lax.scan(scanned, (0.0, 0), jnp.ones(4))
reveal(final)  # (array, array)
reveal(history)  # array


def scanned_without(carry, x):
    reveal(x)  # None
    return carry + 1, None


reveal(lax.scan(scanned_without, 0.0, None, length=3))  # (array, None)


def taken(x):
    reveal(x)  # abstract tracer
    return x + 1


def not_taken(x):
    reveal(x)  # abstract tracer
    return x - 1


reveal(lax.cond(True, taken, not_taken, 1.0))  # array
reveal(lax.switch(0, [taken, not_taken], 1.0))  # array


def goes_on(state):
    reveal(state)  # (abstract tracer, abstract tracer)
    return state[0] < 3


def body(state):
    reveal(state)  # (abstract tracer, abstract tracer)
    i, x = state
    return i + 1, x * 2


reveal(lax.while_loop(goes_on, body, (0, 1.0)))  # (array, array)


def each(i, x):
    reveal(i)  # abstract tracer
    reveal(x)  # abstract tracer
    return x + i


reveal(lax.fori_loop(0, 3, each, 0))  # array


def one(x):
    reveal(x)  # abstract tracer
    return x


reveal(lax.map(one, jnp.ones(3)))  # array


@jax.checkpoint
def saved(x):
    reveal(x)  # abstract tracer
    return x * 2


saved(jnp.ones(2))


@jax.custom_vjp
def special(x):
    reveal(x)  # array | opaque
    return x


def special_forward(x):
    return special(x), x


def special_backward(kept, cotangent):
    return (kept * cotangent,)


special.defvjp(special_forward, special_backward)
reveal(special(jnp.ones(2)))  # array


@partial(jax.custom_jvp, nondiff_argnums=(0,))
def other(n, x):
    reveal(n)  # 3
    return x * n


@other.defjvp
def other_rule(n, primals, tangents):
    return primals[0], tangents[0]


other(3, jnp.ones(2))


def shaped(x):
    reveal(x)  # abstract tracer
    return x


reveal(jax.eval_shape(shaped, jnp.ones(2)))  # static


def printed(x):
    reveal(x)  # abstract tracer
    return x


reveal(jax.make_jaxpr(printed)(jnp.ones(2)))  # static


@jax.jit
def calls_back(x):
    jax.debug.callback(on_host, x)
    return jax.pure_callback(on_host_too, jax.ShapeDtypeStruct((), jnp.float32), x)


def on_host(value):
    reveal(jnp.ones(2))  # array


def on_host_too(value):
    reveal(jnp.ones(2))  # array
    return jnp.float32(1)


@jax.jit
def jit_in_jit(x):
    reveal(helper(x))  # abstract tree
    return x


@jax.jit
def helper(x):
    reveal(x)  # abstract tree
    return x


def under_grad_of_jit(w):
    reveal(w)  # abstract tracer
    return w.sum()


jax.grad(jax.jit(under_grad_of_jit))(jnp.ones(2))


def factory(n):
    @jax.jit
    def made(x):
        reveal(n)  # 5
        reveal(x)  # abstract tracer
        return x * n

    return made


reveal(factory(5)(jnp.ones(2)))  # array

# run
decorated(1.0)
train(jnp.ones(2), jnp.ones(2))
calls_back(1.0)
jit_in_jit(1.0)
jax.effects_barrier()
