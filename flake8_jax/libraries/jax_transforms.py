"""JAX's transforms, and the functions of JAX that call functions."""

from collections.abc import Mapping
from typing import Final

from flake8_jax.libraries.rows import (
    Body,
    Caller,
    Counter,
    Given,
    Like,
    Out,
    Outcome,
    Result,
    Same,
    Slice,
    Spread,
    Transform,
)
from flake8_jax.values.base import TraceKind

ABSTRACT, BATCHED, CONCRETE = TraceKind.ABSTRACT, TraceKind.BATCHED, TraceKind.CONCRETE


def _params(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_JIT = Transform(
    _params("fun"),
    ABSTRACT,
    cached=True,
    compiles=True,
    static_nums="static_argnums",
    static_names="static_argnames",
)


def _gradient(params: str, outcome: Outcome, aux: str = "has_aux") -> Transform:
    return Transform(_params(params), CONCRETE, outcome, argnums="argnums", aux=aux)


TRANSFORMS: Final[Mapping[str, Transform]] = {
    "jax.jit": _JIT,
    "jax.pmap": Transform(
        _params("fun axis_name"),
        ABSTRACT,
        cached=True,
        compiles=True,
        repeats=True,
        static_nums="static_broadcasted_argnums",
        axes="in_axes",
    ),
    "jax.vmap": Transform(
        _params("fun in_axes out_axes axis_name axis_size"), BATCHED, repeats=True, axes="in_axes"
    ),
    "jax.grad": _gradient("fun argnums has_aux", Outcome.GRADIENT),
    "jax.value_and_grad": _gradient("fun argnums has_aux", Outcome.VALUE_AND_GRADIENT),
    "jax.jacfwd": _gradient("fun argnums has_aux", Outcome.UNKNOWN),
    "jax.jacrev": _gradient("fun argnums has_aux", Outcome.UNKNOWN),
    "jax.jacobian": _gradient("fun argnums has_aux", Outcome.UNKNOWN),
    "jax.hessian": _gradient("fun argnums has_aux", Outcome.UNKNOWN),
    # It takes static_argnames as well, and traces those arguments nevertheless.
    "jax.checkpoint": Transform(_params("fun"), ABSTRACT, static_nums="static_argnums"),
    "jax.custom_jvp": Transform(_params("fun nondiff_argnums"), None),
    "jax.custom_vjp": Transform(_params("fun nondiff_argnums"), None),
    "jax.custom_gradient": Transform(_params("fun"), None, Outcome.FIRST),
    "jax.custom_batching.custom_vmap": Transform(_params("fun"), ABSTRACT),
    "jax.custom_batching.sequential_vmap": Transform(_params("f"), ABSTRACT, function="f"),
    "jax.lax.composite": Transform(
        _params("decomposition name version"),
        ABSTRACT,
        function="decomposition",
        attributes=True,
    ),
    "jax.named_call": Transform(_params("fun"), None),
    # Called with a name alone it is a decorator, and what manages a context.
    "jax.named_scope": Transform(_params("name fun"), None),
    "jax.profiler.annotate_function": Transform(_params("func name"), None, function="func"),
    "jax.make_jaxpr": Transform(
        _params("fun static_argnums axis_env return_shape"),
        ABSTRACT,
        Outcome.STATIC,
        static_nums="static_argnums",
    ),
    "jax.experimental.checkify.checkify": Transform(
        _params("f errors"),
        ABSTRACT,
        Outcome.ERROR_AND_RESULT,
        function="f",
        plain=True,
    ),
    "jax.shard_map": Transform(_params("f"), ABSTRACT, function="f", specs="in_specs"),
    # Maps only the dimensions beyond its signature, so perhaps none.
    "jax.numpy.vectorize": Transform(
        _params("pyfunc"), BATCHED, Outcome.UNKNOWN, function="pyfunc", repeats=True, spread=True
    ),
}

# One operand may be given by name.
_BRANCH = (Spread("operands"), Given("operand"))


def _derivative(params: str, tangents: Out | Result) -> Caller:
    """A caller that differentiates its function at `primals` there and then."""
    body, result = Body("fun", (Spread("primals"),)), (Out(kept=True), tangents)
    return Caller(_params(params), (body,), result, kind=CONCRETE, cached=False, aux="has_aux")


def _callback(params: str) -> Caller:
    """A caller whose function runs on the host, outside of every trace."""
    body = Body("callback", (Spread("args"),))
    like = "result_shape_dtypes"
    result = Like(like) if like in params else Result.UNKNOWN
    return Caller(_params(params), (body,), result, kind=None, cached=False, host=True)


CALLERS: Final[Mapping[str, Caller]] = {
    "jax.lax.scan": Caller(
        _params("f init xs length reverse unroll"),
        (Body("f", (Same("init"), Slice("xs")), carry=0, carry_item=0),),
        (Out(0, 0), Out(0, 1, stacked=True)),
        repeats=True,
        static=("length",),
    ),
    "jax.lax.map": Caller(
        _params("f xs"),
        (Body("f", (Slice("xs"),)),),
        Out(stacked=True),
        repeats=True,
        static=("batch_size",),
    ),
    "jax.lax.cond": Caller(
        _params("pred true_fun false_fun *operands"),
        (Body("true_fun", _BRANCH), Body("false_fun", _BRANCH)),
        Out(),
        exclusive=True,
    ),
    "jax.lax.switch": Caller(
        _params("index branches *operands"),
        (Body("branches", _BRANCH, each=True),),
        Out(),
        exclusive=True,
    ),
    "jax.lax.while_loop": Caller(
        _params("cond_fun body_fun init_val"),
        (Body("cond_fun", (Same("init_val"),)), Body("body_fun", (Same("init_val"),), carry=0)),
        Out(1),
        repeats=True,
    ),
    "jax.lax.fori_loop": Caller(
        _params("lower upper body_fun init_val"),
        (Body("body_fun", (Counter(), Same("init_val")), carry=1),),
        Out(),
        repeats=True,
    ),
    "jax.lax.associative_scan": Caller(
        _params("fn elems reverse axis"),
        (Body("fn", (Same("elems"), Same("elems"))),),
        Same("elems"),
        # The function gets the arrays themselves, many times: slices along the axis.
        kind=None,
        cached=False,
        repeats=True,
    ),
    "jax.lax.reduce": Caller(
        _params("operands init_values computation dimensions"),
        (Body("computation", (Same("init_values"), Same("init_values"))),),
        Same("init_values"),
        repeats=True,
    ),
    "jax.lax.reduce_window": Caller(
        _params("operand init_value computation window_dimensions"),
        (Body("computation", (Same("init_value"), Same("init_value"))),),
        Same("init_value"),
        repeats=True,
    ),
    "jax.lax.scatter_apply": Caller(
        _params("operand scatter_indices func dimension_numbers"),
        (Body("func", (Slice("operand", None),)),),
        Same("operand"),
        repeats=True,
    ),
    # The functions for the tangents and the transpose get linear functions that JAX makes.
    "jax.lax.custom_root": Caller(
        _params("f initial_guess solve tangent_solve has_aux"),
        (
            Body("f", (Same("initial_guess"),)),
            Body("solve", (Same("f"), Same("initial_guess"))),
        ),
        Out(1),
        cached=False,
    ),
    "jax.lax.custom_linear_solve": Caller(
        _params("matvec b solve transpose_solve symmetric has_aux"),
        (Body("matvec", (Same("b"),)), Body("solve", (Same("matvec"), Same("b")))),
        Out(1),
        cached=False,
    ),
    "jax.lax.platform_dependent": Caller(
        _params("*args"),
        tuple(Body(name, (Spread("args"),)) for name in ("cpu", "cuda", "rocm", "tpu", "default")),
        Out(),
        # Outside of every trace only the function for the platform at hand is called.
        kind=None,
        cached=False,
        exclusive=True,
    ),
    "jax.numpy.piecewise": Caller(
        _params("x condlist funclist *args"),
        (Body("funclist", (Slice("x", None), Spread("args")), each=True),),
        Out(stacked=True),
        exclusive=True,
        repeats=True,
    ),
    # Maps all axes but one; the further arguments of the function are not mapped.
    "jax.numpy.apply_along_axis": Caller(
        _params("func1d axis arr"),
        (Body("func1d", (Slice("arr", None),)),),
        Out(stacked=True),
        kind=BATCHED,
        cached=False,
        repeats=True,
    ),
    "jax.experimental.ode.odeint": Caller(
        _params("func y0 t *args"),
        (Body("func", (Same("y0"), Slice("t"), Spread("args"))),),
        Same("y0"),
        repeats=True,
    ),
    "jax.scipy.optimize.minimize": Caller(
        _params("fun x0"),
        # The further arguments of the function stay what they are.
        (Body("fun", (Same("x0"),)),),
        Result.UNKNOWN,
        repeats=True,
    ),
    "jax.closure_convert": Caller(
        _params("fun *example_args"),
        (Body("fun", (Spread("example_args"),)),),
        Result.UNKNOWN,
        cached=False,
    ),
    "jax.linear_transpose": Caller(
        _params("fun *primals"),
        (Body("fun", (Spread("primals"),)),),
        Result.UNKNOWN,
        cached=False,
    ),
    "jax.eval_shape": Caller(
        _params("fun *args"), (Body("fun", (Spread("args"),)),), Result.STATIC, cached=False
    ),
    "jax.jvp": _derivative("fun primals tangents has_aux", Out()),
    "jax.vjp": _derivative("fun *primals", Result.OBJECT),
    "jax.linearize": _derivative("fun *primals", Result.UNKNOWN),
    "jax.pure_callback": _callback("callback result_shape_dtypes *args"),
    "jax.experimental.io_callback": _callback("callback result_shape_dtypes *args"),
    "jax.debug.callback": _callback("callback *args"),
}

ALIASES: Final[Mapping[str, str]] = {
    "jax.remat": "jax.checkpoint",
    "jax.ad_checkpoint.checkpoint": "jax.checkpoint",
    "jax.ad_checkpoint.remat": "jax.checkpoint",
    "jax.api.jit": "jax.jit",
    "jax.experimental.shard_map.shard_map": "jax.shard_map",
    "jax.experimental.pjit.pjit": "jax.jit",
    "jax.P": "jax.sharding.PartitionSpec",
    "jax.tree_map": "jax.tree.map",
    "jax.tree_util.tree_map": "jax.tree.map",
    "jax.tree_multimap": "jax.tree.map",
    "jax.tree_leaves": "jax.tree.leaves",
    "jax.tree_util.tree_leaves": "jax.tree.leaves",
    "jax.tree_util.tree_structure": "jax.tree.structure",
    "jax.tree_util.tree_flatten": "jax.tree.flatten",
    "jax.tree_util.tree_unflatten": "jax.tree.unflatten",
    "jax.tree_util.tree_reduce": "jax.tree.reduce",
    "jax.tree_util.tree_all": "jax.tree.all",
    "jax.tree_util.tree_transpose": "jax.tree.transpose",
    "jax.tree_util.tree_map_with_path": "jax.tree.map_with_path",
    "jax.custom_derivatives.custom_jvp": "jax.custom_jvp",
    "jax.custom_derivatives.custom_vjp": "jax.custom_vjp",
    "jax.custom_derivatives.custom_gradient": "jax.custom_gradient",
    "jax.custom_derivatives.closure_convert": "jax.closure_convert",
}
"""Other names under which a callable is found, and the name of its row."""
