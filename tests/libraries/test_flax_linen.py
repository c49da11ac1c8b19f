"""Every row about `flax.linen`, run by flax, does what it says."""

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import flax.linen as nn
import jax
import jax.numpy as jnp
import pytest

from flake8_jax.libraries.flax_linen import (
    CALLERS,
    CELL,
    FUNCTIONS,
    LAYER,
    LAYERS,
    LIFTED,
    METHODS,
    MODULE,
    OTHERS,
    PACKAGE,
)
from flake8_jax.libraries.rows import (
    Caller,
    Function,
    KeyEffect,
    Later,
    Ran,
    Result,
    Runner,
    Transform,
)
from flake8_jax.values.base import TraceKind
from tests.libraries.running import KEY, call, examples_of, find, kind_of, under_jit
from tests.libraries.tracing import kind_of as traced_by

ROW: Final = jnp.ones((1, 4))
IMAGE: Final = jnp.ones((1, 4, 4, 2))
RUNNERS: Final = {name: row for name, row in METHODS.items() if isinstance(row, Runner)}
PLAIN: Final = {name: row for name, row in METHODS.items() if isinstance(row, Function)}
ALIASES: Final = {n: row for n, row in PACKAGE.aliases.items() if n.count(".") < 4}
LATER: Final = {name: row for name, row in PACKAGE.rows.items() if isinstance(row, Later)}


class Net(nn.Module):
    """Says what is called with what; what `setup` makes is there."""

    def setup(self) -> None:
        self.ready = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return ("call", self.ready, args, kwargs)

    def encode(self, *args: Any, **kwargs: Any) -> Any:
        return ("encode", self.ready, args, kwargs)


def run(name: str, **options: Any) -> Any:
    """What the method returns, called with two arguments for the object."""
    first: Any = {} if RUNNERS[name].params[1] == "variables" else KEY
    return getattr(Net(), name)(first, ROW, word=3, **options)


def observe(name: str, **options: Any) -> list[Any]:
    """What the object was called with."""
    seen: list[Any] = []

    class Seen(Net):
        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            seen.append(super().__call__(*args, **kwargs))
            return 7

        def encode(self, *args: Any, **kwargs: Any) -> Any:
            seen.append(super().encode(*args, **kwargs))
            return 8

    first: Any = {} if RUNNERS[name].params[1] == "variables" else KEY
    given = {k: getattr(Seen, v.__name__) if callable(v) else v for k, v in options.items()}
    getattr(Seen(), name)(first, 5, word=3, **given)
    return seen


@pytest.mark.parametrize("name", RUNNERS)
def test_a_runner_takes_for_itself_what_the_row_says(name: str) -> None:
    parameters = inspect.signature(find(f"{MODULE}.{name}")).parameters.values()
    row = RUNNERS[name]
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert row.params == tuple(positional)
    own = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
    assert own == {*row.options, *row.pair, row.method} - {""}


@pytest.mark.parametrize("name", [n for n, row in RUNNERS.items() if row.method])
def test_a_runner_calls_its_object_after_setup(name: str) -> None:
    # The shapes are all that it wants to know if it is lazy.
    assert ("call", True, (5,), {"word": 3}) in observe(name)


@pytest.mark.parametrize("name", [n for n, row in RUNNERS.items() if row.method])
@pytest.mark.parametrize("method", ["encode", Net.encode])
def test_a_runner_calls_the_method_that_is_chosen(name: str, method: Any) -> None:
    assert ("encode", True, (5,), {"word": 3}) in observe(name, method=method)


@pytest.mark.parametrize("name", [n for n, row in RUNNERS.items() if row.result is Ran.RESULT])
def test_options_make_the_result_a_pair(name: str) -> None:
    assert run(name)[0] == "call"
    assert {"mutable", "capture_intermediates"} == RUNNERS[name].pair
    mutable: Any
    for mutable in (["a"], "a", [], True):
        result, more = run(name, mutable=mutable)
        assert result[0] == "call"
        assert isinstance(more, dict)
    result, more = run(name, capture_intermediates=True)
    assert result[0] == "call"
    assert run(name, mutable=False, capture_intermediates=False)[0] == "call"


@pytest.mark.parametrize("name", RUNNERS)
def test_a_runner_returns_what_the_row_says(name: str) -> None:
    result = RUNNERS[name].result
    if result is Ran.PAIR:
        assert run(name)[0][0] == "call"
    elif result is Ran.OBJECT:
        bound = Net().bind({})
        assert isinstance(bound, Net)
        assert bound(1) == ("call", True, (1,), {})
    elif result is Ran.UNKNOWN:
        assert run(name) == {}


def test_a_runner_does_not_use_up_its_key() -> None:
    class Draws(nn.Module):
        @nn.compact
        def __call__(self, x: Any) -> Any:
            return nn.Dropout(0.5, deterministic=False)(nn.Dense(3)(x))

    with jax.debug_key_reuse(True):
        key = jax.random.key(0)
        for _ in range(2):
            variables = Draws().init(key, ROW)
            Draws().apply(variables, ROW, rngs={"dropout": key})
        jax.random.normal(key)


@pytest.mark.parametrize("name", LATER)
def test_a_function_of_a_module_is_run_as_by_the_method(name: str) -> None:
    row = LATER[name]
    assert row.params == tuple(inspect.signature(find(name)).parameters)
    assert row.path == f"{MODULE}.{name.rpartition('.')[2]}"
    first: Any = {} if name.endswith("apply") else KEY
    seen: list[Any] = []

    def function(module: Any, *args: Any) -> Any:
        seen.append((type(module), module.ready, *args))
        return 1

    result = find(name)(function, Net())(first, 5)
    wanted = getattr(Net(), name.rpartition(".")[2])(first, 5, method=function)
    assert seen == [(Net, True, 5)] * 2
    assert result == wanted
    assert find(name)(function, Net(), mutable=True)(first, 5) == getattr(
        Net(), name.rpartition(".")[2]
    )(first, 5, method=function, mutable=True)


def within(body: Callable[[Any], Any], *, jit: bool = True) -> Any:
    """What the body of a module returns, applied under `jax.jit`."""
    found: list[Any] = []

    class Host(nn.Module):
        @nn.compact
        def __call__(self, x: Any) -> Any:
            found.append(body(self))
            return x

    variables = Host().init({"params": KEY, "a": KEY}, ROW)
    found.clear()
    apply = partial(Host().apply, mutable=["state", "a"], rngs={"a": KEY})
    if jit:
        jax.jit(apply).trace(variables, ROW)
    else:
        apply(variables, ROW)
    return found[0]


def test_the_first_value_of_a_parameter_is_made_with_a_key() -> None:
    seen: list[Any] = []

    def first(key: Any, *rest: Any) -> Any:
        seen.append((jnp.issubdtype(key.dtype, jax.dtypes.prng_key), key.shape, rest))
        return 3.0

    kind = within(lambda module: traced_by(module.param("w", first, 4, 5)))
    assert {*seen} == {(True, (), (4, 5))}
    assert kind is TraceKind.ABSTRACT


def test_a_variable_has_the_value_that_is_made_for_it() -> None:
    seen: list[Any] = []

    def first(*args: Any) -> Any:
        seen.append(args)
        return 3.0

    kind = within(lambda module: traced_by(module.variable("state", "n", first, 4).value))
    assert {*seen} == {(4,)}
    assert kind is TraceKind.ABSTRACT


ASKED: Final[Mapping[str, Callable[[Any], Any]]] = {
    "make_rng": lambda module: module.make_rng("a"),
    "perturb": lambda module: module.perturb("p", jnp.zeros(3) + module.param("w", ones)),
    "get_variable": lambda module: module.get_variable("params", "w"),
    "sow": lambda module: module.sow("a", "b", jnp.ones(3)),
    "has_variable": lambda module: module.has_variable("a", "b"),
    "has_rng": lambda module: module.has_rng("a"),
    "is_initializing": lambda module: module.is_initializing(),
    "is_mutable_collection": lambda module: module.is_mutable_collection("a"),
}


def ones(_: Any) -> Any:
    """The first value of a parameter."""
    return jnp.ones(3)


@pytest.mark.parametrize("name", PLAIN)
def test_what_a_module_is_asked_is_as_the_row_says(name: str) -> None:
    row = PLAIN[name]
    assert (
        row.params
        == tuple(inspect.signature(find(f"{MODULE}.{name}")).parameters)[: len(row.params)]
    )
    result = within(ASKED[name])
    if row.result is not Result.UNKNOWN:
        assert kind_of(result) is row.result


def test_each_key_that_is_made_is_another_one() -> None:
    assert PLAIN["make_rng"].effect is KeyEffect.CREATE

    def draws(module: Any) -> list[float]:
        return [float(jax.random.normal(module.make_rng("a"))) for _ in range(2)]

    one, other = within(draws, jit=False)
    assert one != other


SIZES: Final[Mapping[str, tuple[Any, ...]]] = {
    "Conv": (2, (3,)),
    "ConvLocal": (2, (3,)),
    "ConvTranspose": (2, (3,)),
    "Dense": (3,),
    "DenseGeneral": (3,),
    "Dropout": (0.5, (), True),
    "Einsum": ((4, 3), "ab,bc->ac"),
    "Embed": (3, 2),
    "GroupNorm": (2,),
    "MultiHeadAttention": (2,),
    "MultiHeadDotProductAttention": (2,),
    "SelfAttention": (2,),
    "BatchNorm": (True,),
    "SpectralNorm": (nn.Dense(3),),
    "WeightNorm": (nn.Dense(3),),
}
INPUTS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(["Conv", "ConvLocal", "ConvTranspose", "InstanceNorm"], IMAGE[0]),
    "Embed": jnp.asarray([0, 1]),
}


@pytest.mark.filterwarnings("ignore:SelfAttention will be deprecated")
@pytest.mark.parametrize("name", LAYERS.split())
def test_a_layer_returns_an_array(name: str) -> None:
    layer = find(f"flax.linen.{name}")(*SIZES.get(name, ()))
    x = INPUTS.get(name, ROW)
    more = {"update_stats": False} if name == "SpectralNorm" else {}
    variables = layer.init(KEY, x, **more)
    results: list[Any] = []
    jax.jit(lambda v, x: results.append(layer.apply(v, x, **more))).trace(variables, x)
    assert kind_of(results[0]) is Result.ARRAY
    assert isinstance(layer, nn.Module)


@pytest.mark.parametrize("name", [*LAYERS.split(), *OTHERS.split()])
def test_what_is_said_of_a_layer_is_said_of_its_class(name: str) -> None:
    row = PACKAGE.rows[f"flax.linen.{name}"]
    assert isinstance(row, Function)
    assert row.made in (LAYER, MODULE)
    assert issubclass(find(f"flax.linen.{name}"), nn.Module)
    for method in METHODS:
        assert PACKAGE.rows[f"{row.made}.{method}"] is METHODS[method]
        assert getattr(find(f"flax.linen.{name}"), method) is getattr(nn.Module, method)
    assert (f"{row.made}.__call__" in PACKAGE.rows) == (name in LAYERS.split())


def test_every_layer_has_a_row() -> None:
    layers = {n for n, v in vars(nn).items() if inspect.isclass(v) and issubclass(v, nn.Module)}
    abstract = {"Module", "RNNCellBase"}
    low_precision = {n for n in layers if "Fp8" in n}
    assert layers - abstract - low_precision == {*LAYERS.split(), *OTHERS.split()}


EXAMPLES: Final = {
    **{f"flax.linen.{n}": call(IMAGE, (2, 2)) for n in ("avg_pool", "max_pool")},
    "flax.linen.pool": call(IMAGE, 0.0, jax.lax.add, (2, 2), (1, 1), "SAME"),
    "flax.linen.make_attention_mask": call(ROW, ROW),
    "flax.linen.make_causal_mask": call(ROW),
    "flax.linen.dot_product_attention_weights": call(IMAGE, IMAGE),
    "flax.linen.initializers.ones_init()": call(KEY, (2,)),
    "flax.linen.initializers.zeros_init()": call(KEY, (2,)),
}


@pytest.mark.parametrize("name", [n for n, r in FUNCTIONS.items() if r.result is Result.ARRAY])
def test_a_function_returns_an_array(name: str) -> None:
    examples = examples_of(name, EXAMPLES)
    assert {kind_of(under_jit(name, example)) for example in examples} == {Result.ARRAY}


@pytest.mark.parametrize("name", [n for n, r in FUNCTIONS.items() if r.result is Result.OBJECT])
def test_a_factory_returns_what_has_a_row_and_draws_nothing(name: str) -> None:
    made = FUNCTIONS[f"{name}()"]
    assert made.effect is None
    assert made.params == ("key", "shape")
    with jax.debug_key_reuse(True):
        key = jax.random.key(1)
        find(name)()(key, (2,))
        jax.random.normal(key)


@pytest.mark.parametrize("name", ALIASES)
def test_another_name_stands_for_the_row(name: str) -> None:
    target = ALIASES[name]
    if target == "dataclasses.replace":
        changed = getattr(nn.Dense(3), name.rpartition(".")[2])(features=4)
        assert (type(changed), changed.features, changed.use_bias) == (nn.Dense, 4, True)
    else:
        assert find(name) is find(target)
    if name.startswith(CELL):
        assert issubclass(nn.RNNCellBase, nn.Module)


def takes(name: str, parameter: str) -> bool:
    """Whether the function has such a parameter."""
    return parameter in inspect.signature(find(name)).parameters


class Watched:
    """A module, a method and a function under a lifted transform, and what they were given."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name, self.options = name, {**NEEDED.get(name, {}), **options}
        self.seen: list[tuple[Any, ...]] = []

    def lift(self, target: Any) -> Any:
        return find(self.name)(target, **self.options)

    def note(self, module: Any, *args: Any) -> Any:
        given = [(traced_by(arg), arg if arg is True else jnp.shape(arg)) for arg in args]
        self.seen.append((isinstance(module, nn.Module), *given))
        return args

    def by_class(self, *args: Any) -> Any:
        note = self.note

        class Inner(nn.Module):
            def __call__(self, *args: Any) -> Any:
                return note(self, *args)

        return self.lift(Inner)().apply({}, *args)

    def by_function(self, *args: Any) -> Any:
        lifted = self.lift(self.note)

        class Outer(nn.Module):
            def __call__(self, *args: Any) -> Any:
                return lifted(self, *args)

        return Outer().apply({}, *args)

    def by_method(self, *args: Any) -> Any:
        watched = self

        class Outer(nn.Module):
            def __call__(self, *args: Any) -> Any:
                return watched.note(self, *args)

        lifted = self.lift(Outer.__call__)

        class Lifted(Outer):
            def __call__(self, *args: Any) -> Any:
                return lifted(self, *args)

        return Lifted().apply({}, *args)


NEEDED: Final[Mapping[str, Mapping[str, Any]]] = {
    "flax.linen.map_variables": {"mapped_collections": "params"},
    "flax.linen.add_metadata_axis": {"variable_axes": {}, "metadata_params": {}},
}
FUNCTIONS_ONLY: Final = [n for n, row in LIFTED.items() if not row.methods]
LIFTS: Final = [n for n, row in LIFTED.items() if row.methods]
PAIR: Final = (jnp.ones(4), jnp.ones((4, 2)))


@pytest.mark.parametrize("name", LIFTS)
@pytest.mark.parametrize("way", ["by_class", "by_function", "by_method"])
def test_a_lifted_transform_traces_all_but_the_module(name: str, way: str) -> None:
    row, watched = LIFTED[name], Watched(name)
    getattr(watched, way)(*PAIR)
    is_module, *args = watched.seen[-1]
    assert is_module
    assert row.kept == 1
    assert {kind for kind, _ in args} == {row.kind}


@pytest.mark.parametrize("name", FUNCTIONS_ONLY)
def test_a_mark_leaves_a_method_as_it_is(name: str) -> None:
    row = LIFTED[name]
    assert (row.kind, row.kept) == (None, 0)

    def method(self: Any, x: Any) -> Any:
        return type(self), x

    marked = type("Marked", (nn.Module,), {"method": find(name)(method)})
    assert marked().apply({}, 3, method="method") == (marked, 3)


@pytest.mark.parametrize("name", [n for n, row in LIFTED.items() if row.static_nums])
def test_static_arguments_are_counted_from_the_module(name: str) -> None:
    watched = Watched(name, static_argnums=(2,))
    watched.by_class(jnp.ones(3), True)
    assert watched.seen[-1] == (True, (TraceKind.ABSTRACT, (3,)), (None, True))
    assert LIFTED[name].static_nums == "static_argnums"


def test_static_arguments_can_be_named() -> None:
    seen: list[Any] = []

    class Named(nn.Module):
        @partial(nn.jit, static_argnames=("flag",))
        def __call__(self, x: Any, flag: bool) -> Any:
            seen.append((traced_by(x), flag))
            return x

    Named().apply({}, ROW, flag=True)
    assert seen == [(TraceKind.ABSTRACT, True)]
    assert [n for n, row in LIFTED.items() if row.static_names] == ["flax.linen.jit"]


def test_axes_are_counted_after_the_module_and_the_carry() -> None:
    mapped = Watched("flax.linen.vmap", in_axes=(0, None))
    mapped.by_class(jnp.ones((4, 2)), True)
    assert mapped.seen[-1] == (True, (TraceKind.BATCHED, (2,)), (None, True))
    scanned = Watched("flax.linen.scan", in_axes=0)
    scanned.by_class(*PAIR)
    assert [shape for _, shape in scanned.seen[-1][1:]] == [(4,), (2,)]
    assert LIFTED["flax.linen.scan"].carried == 1
    assert LIFTED["flax.linen.vmap"].carried == 0
    assert {n for n, row in LIFTED.items() if row.axes} == {"flax.linen.vmap", "flax.linen.scan"}


@pytest.mark.parametrize("name", LIFTS)
def test_the_row_knows_if_a_lifted_function_is_traced_once(name: str) -> None:
    watched = Watched(name)

    class Inner(nn.Module):
        def __call__(self, *args: Any) -> Any:
            return watched.note(self, *args)

    inner = watched.lift(Inner)()
    inner.apply({}, *PAIR)
    once = len(watched.seen)
    inner.apply({}, *PAIR)
    assert LIFTED[name].cached == (len(watched.seen) == once)


@pytest.mark.parametrize("name", [n for n in LIFTS if takes(n, "methods")])
def test_the_methods_that_are_named_are_lifted(name: str) -> None:
    seen: list[Any] = []

    class Inner(nn.Module):
        def __call__(self, *args: Any) -> Any:
            seen.append(("call", *map(traced_by, args)))
            return args

        def other(self, *args: Any) -> Any:
            seen.append(("other", *map(traced_by, args)))
            return args

    lifted = find(name)(Inner, methods=["other"], **NEEDED.get(name, {}))()
    lifted.apply({}, *PAIR)
    lifted.apply({}, *PAIR, method="other")
    kind = LIFTED[name].kind
    assert {*seen} == {("call", None, None), ("other", kind, kind)}


def body(*args: Any) -> Any:
    """A branch, or a function to differentiate."""
    return args[1] * 2.0


CALLS: Final[Mapping[str, Callable[[Any, Callable[..., Any]], Any]]] = {
    "flax.linen.while_loop": lambda module, watch: nn.while_loop(
        watch("cond_fn", lambda _, c: c.sum() < 30.0), watch("body_fn", body), module, ROW
    ),
    "flax.linen.cond": lambda module, watch: nn.cond(
        ROW.sum() > 0, watch("true_fun", body), watch("false_fun", body), module, ROW, 1.0
    ),
    "flax.linen.switch": lambda module, watch: nn.switch(
        0, [watch("branches", body), watch("branches", body)], module, ROW, 1.0
    ),
    "flax.linen.grad": lambda module, watch: nn.grad(
        watch("fn", lambda _, x: x.sum()), module, ROW
    ),
    "flax.linen.value_and_grad": lambda module, watch: nn.value_and_grad(
        watch("fn", lambda _, x: x.sum()), module, ROW
    ),
    "flax.linen.vjp": lambda module, watch: nn.vjp(watch("fn", body), module, ROW),
    "flax.linen.jvp": lambda module, watch: nn.jvp(watch("fn", body), module, (ROW,), (ROW,), {}),
}


@pytest.mark.parametrize("name", CALLERS)
def test_a_caller_calls_its_functions_with_the_module(name: str) -> None:
    row: Caller = CALLERS[name]
    parameters = inspect.signature(find(name)).parameters
    shown = [f"*{n}" if p.kind is p.VAR_POSITIONAL else n for n, p in parameters.items()]
    assert row.params == tuple(shown)[: len(row.params)]
    seen: list[Any] = []

    def watch(function: str, body: Callable[..., Any]) -> Callable[..., Any]:
        def watched(module: Any, *args: Any) -> Any:
            seen.append((function, isinstance(module, nn.Module), {*map(traced_by, args)}))
            return body(module, *args)

        return watched

    result = within(lambda module: CALLS[name](module, watch), jit=False)
    assert {function for function, _, _ in seen} == {b.function for b in row.bodies}
    assert all(module and kinds == {row.kind} for _, module, kinds in seen)
    if row.kind is TraceKind.ABSTRACT:
        assert result.shape == ROW.shape


@pytest.mark.parametrize("name", CALLERS)
def test_a_caller_traces_its_functions_each_time(name: str) -> None:
    counts: list[int] = []

    def watch(_: str, body: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any) -> Any:
            counts.append(1)
            return body(*args)

        return watched

    functions: dict[str, Any] = {}

    def same(name: str, body: Callable[..., Any]) -> Any:
        return functions.setdefault(name, watch(name, body))

    within(lambda module: CALLS[name](module, same), jit=False)
    once = len(counts)
    within(lambda module: [CALLS[name](module, same) for _ in range(2)], jit=False)
    assert len(counts) > 2 * once
    assert CALLERS[name].cached is False


def test_every_row_is_looked_at() -> None:
    tables = {*FUNCTIONS, *LIFTED, *CALLERS, *LATER}
    layers = {f"flax.linen.{name}" for name in (*LAYERS.split(), *OTHERS.split())}
    methods = {f"{cls}.{name}" for cls in (MODULE, LAYER) for name in METHODS}
    assert {*PACKAGE.rows} == tables | layers | methods | {f"{LAYER}.__call__"}
    assert {type(row) for row in LIFTED.values()} == {Transform}
