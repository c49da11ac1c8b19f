from probes import reveal
import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np


@eqx.filter_jit
def arrays_only(x, n, flag, name, none, function, host):
    reveal(x)  # abstract tracer
    reveal(n)  # 3
    reveal(flag)  # True
    reveal(name)  # 'name'
    reveal(none)  # None
    reveal(function)  # jax.numpy.tanh
    reveal(host)  # abstract tracer
    reveal(n + 1)  # 4
    reveal(jnp.ones(3))  # abstract tracer
    return function(x), n


reveal(arrays_only(jnp.ones(2), 3, True, "name", None, jnp.tanh, np.ones(2)))  # (array, 3)


@eqx.filter_jit
def keywords(x, *, n=3, flag=True):
    reveal(x)  # abstract tracer
    reveal(n)  # 4
    reveal(flag)  # True
    return x


keywords(x=jnp.ones(2), n=4)


@eqx.filter_jit(donate="all")
def with_options(x, n):
    reveal(x)  # abstract tracer
    reveal(n)  # 3
    return x


with_options(jnp.ones(2), 3)


@eqx.filter_jit
def in_containers(batch, settings):
    reveal(batch)  # (abstract tracer, 3)
    reveal(settings)  # {'rate': 0.1, 'mask': abstract tracer}
    return batch


in_containers((jnp.ones(2), 3), {"rate": 0.1, "mask": jnp.ones(2)})


@eqx.filter_jit
def never_called(x, y):
    reveal(x)  # partly abstract tree
    reveal(x > 0)  # unknown
    reveal(x.sum())  # abstract tracer
    reveal(x + jnp.ones(2))  # abstract tracer
    reveal(x[0])  # partly abstract tree
    reveal(x[0] > 0)  # unknown
    reveal(jnp.sum(y))  # abstract tracer
    return x


def helper(x, n):
    reveal(x)  # abstract tracer
    reveal(n)  # 2
    return x * n


@eqx.filter_jit
def through_a_helper(x):
    return helper(x, 2)


through_a_helper(jnp.ones(2))


def mapped(x, n, host):
    reveal(x)  # batched tracer
    reveal(n)  # 3
    reveal(host)  # batched tracer
    return x


eqx.filter_vmap(mapped)(jnp.ones(2), 3, np.ones(2))


@eqx.filter_vmap(in_axes=(0, None))
def mapped_by_number(x, y):
    reveal(x)  # batched tracer
    reveal(y)  # array
    return x * y.sum()


mapped_by_number(jnp.ones(2), jnp.ones(3))


@eqx.filter_vmap(in_axes=(eqx.if_array(0), None))
def mapped_by_rule(x, y):
    reveal(x)  # batched tracer
    reveal(y)  # array
    return x * y.sum()


mapped_by_rule(jnp.ones(2), jnp.ones(3))


def chosen(array):
    return 0 if eqx.is_array(array) else None


def mapped_by_function(x):
    reveal(x)  # opaque
    return x


eqx.filter_vmap(mapped_by_function, in_axes=chosen)(jnp.ones(2))


def loss(pair, x):
    reveal(pair)  # (concrete tracer, 3)
    reveal(x)  # array
    return (pair[0] * x).sum()


reveal(eqx.filter_value_and_grad(loss)((jnp.ones(2), 3), jnp.ones(2)))  # (array, unknown)


@eqx.filter_grad(has_aux=True)
def with_aux(weight, x):
    reveal(weight)  # concrete tracer
    reveal(x)  # array
    return (weight * x).sum(), x


reveal(with_aux(jnp.ones(2), jnp.ones(2)))  # (array, array)


@eqx.filter_jit
def grad_inside_jit(weight, n):
    def inner(w):
        reveal(w)  # abstract tracer
        reveal(n)  # 3
        return (w * n).sum()

    return eqx.filter_grad(inner)(weight)


grad_inside_jit(jnp.ones(2), 3)


@eqx.filter_checkpoint
def block(x, n):
    reveal(x)  # abstract tracer
    reveal(n)  # 3
    return x


block(jnp.ones(2), 3)


def shaped(x, n):
    reveal(x)  # abstract tracer
    reveal(n)  # 3
    return x


reveal(eqx.filter_eval_shape(shaped, jnp.ones(2), 3))  # static
eqx.filter_closure_convert(shaped, jnp.ones(2), 3)
reveal(eqx.filter_make_jaxpr(shaped)(jnp.ones(2), 3))  # static


def derived(x, n):
    reveal(x)  # concrete tracer
    reveal(n)  # 3
    return x * n


eqx.filter_jvp(derived, (jnp.ones(2), 3), (jnp.ones(2), None))
eqx.filter_vjp(derived, jnp.ones(2), 3)


@eqx.filter_custom_vjp
def custom(x, n):
    reveal(x)  # abstract tracer
    reveal(n)  # 3
    return x * n


@custom.def_fwd
def custom_fwd(perturbed, x, n):
    return x * n, None


@custom.def_bwd
def custom_bwd(residuals, gradient, perturbed, x, n):
    return gradient * n


@eqx.filter_jit
def calls_custom(x):
    return custom(x, 3)


calls_custom(jnp.ones(2))


def on_host(x):
    return np.asarray(x)


@eqx.filter_jit
def calls_host(x):
    shape = jax.ShapeDtypeStruct((2,), jnp.float32)
    return eqx.filter_pure_callback(on_host, x, result_shape_dtypes=shape)


calls_host(jnp.ones(2))


@eqx.filter_jit
def checked(x):
    x = eqx.error_if(x, (x < 0).any(), "negative")
    reveal(x)  # abstract tracer
    reveal(eqx.is_array(x))  # static
    return x


checked(jnp.ones(2))


@jax.jit
def jitted_inside(x, n):
    reveal(n)  # abstract tracer
    return x * n


@eqx.filter_jit
def outer(x, n):
    reveal(n)  # 3
    return jitted_inside(x, n)


outer(jnp.ones(2), 3)

# run
never_called(jnp.ones(2), jnp.ones(2))
