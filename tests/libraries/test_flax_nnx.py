"""Every row of flax's nnx, run by it, is what it says."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jax.sharding import Mesh, PartitionSpec

from flake8_jax.libraries.flax_nnx import NAMES, PACKAGE, PARTS
from flake8_jax.libraries.parts import Together
from flake8_jax.libraries.rows import Caller, Function, Holder, KeyEffect, Result, Transform
from flake8_jax.libraries.traits import Trait
from flake8_jax.values.base import TraceKind
from tests.libraries.running import find, positional
from tests.libraries.test_jax_transforms import CHECKS, ROW
from tests.libraries.tracing import kind_of, watch

SPEC: Final[Any] = PartitionSpec
ABSTRACT, CONCRETE = TraceKind.ABSTRACT, TraceKind.CONCRETE
ONES: Final = jnp.ones(3)
APART: Final = {"flax.nnx.scan", "flax.nnx.shard_map", "flax.nnx.custom_vjp"}
"""Transforms that need more than a function."""
TRANSFORMS: Final = {n: r for n, r in PACKAGE.rows.items() if isinstance(r, Transform)}
CALLERS: Final = [n for n, r in PACKAGE.rows.items() if isinstance(r, Caller)]
HOLDERS: Final = [n for n, r in PACKAGE.rows.items() if isinstance(r, Holder)]
LAYERS: Final = [
    n.removesuffix(".__call__") for n in PACKAGE.rows if n.endswith(".__call__") and "Rngs" not in n
]
DIFFERENT: Final = {
    ("grad", "check_argnums"),
    ("value_and_grad", "check_argnums"),
    *(("vmap", check) for check in ("check_kind", "check_rounds", "check_axes")),
    *(("pmap", check) for check in ("check_rounds", "check_axes")),
    ("remat", "check_rounds"),
}
"""What nnx does otherwise than JAX: arguments given by name are taken by their position."""
MARKS: Final = ("flax.nnx.data", "flax.nnx.static")


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", sorted(TRANSFORMS.keys() - APART))
def test_a_transform_does_what_its_row_says(
    check: Callable[[str, Transform], None], name: str
) -> None:
    if (name.rpartition(".")[2], check.__name__) not in DIFFERENT:
        check(name, TRANSFORMS[name])


def pair(array: Any, other: Any) -> Any:
    """A number made of two arrays."""
    return (array * other).sum()


@pytest.mark.parametrize("name", ["flax.nnx.vmap", "flax.nnx.pmap"])
def test_arguments_are_mapped_over_their_axes(name: str) -> None:
    function, log = watch(pair)
    find(name)(function, in_axes=(0, None))(ROW, ROW)
    row = TRANSFORMS[name]
    assert [a.shape for a in log.run.args] == [(3,), (1, 3)]
    assert log.run.kinds == (row.kind, row.kind if row.cached else None)
    assert row.repeats
    assert not hasattr(find(name)(function), "lower")
    assert not row.compiles


def test_arguments_are_mapped_by_their_position_also_if_they_are_given_by_name() -> None:
    function, log = watch(pair)
    nnx.vmap(function, in_axes=(0, None))(ROW, other=ROW)
    assert log.run.kinds == (TRANSFORMS["flax.nnx.vmap"].kind, None)
    assert TRANSFORMS["flax.nnx.vmap"].named


@pytest.mark.parametrize("name", ["flax.nnx.grad", "flax.nnx.value_and_grad"])
def test_arguments_are_differentiated_by_their_position(name: str) -> None:
    for argnums, kinds in {0: (CONCRETE, None), 1: (None, CONCRETE), -1: (None, CONCRETE)}.items():
        function, log = watch(pair)
        find(name)(function, argnums=argnums)(ROW, other=ROW)
        assert log.run.kinds == kinds
    assert TRANSFORMS[name].named


def test_remat_traces_again_for_every_call() -> None:
    row = TRANSFORMS["flax.nnx.remat"]
    function, log = watch(pair)
    nnx.remat(function)(ROW, other=ROW)
    assert log.run.kinds == (row.kind, row.kind)
    assert not hasattr(nnx.remat(function), "lower")
    assert (row.cached, row.compiles, row.repeats) == (False, False, False)


def seen_by(run: Callable[[Callable[..., Any]], Any]) -> list[Any]:
    """How the arguments of a function are traced that is run somehow."""
    kinds: list[Any] = []

    def look(*args: Any) -> Any:
        kinds.append(tuple(map(kind_of, args)))
        return args[0]

    run(look)
    return kinds


def test_scan_traces_what_is_carried_mapped_or_neither() -> None:
    row = TRANSFORMS["flax.nnx.scan"]
    axes = (nnx.Carry, 0, None)
    kinds = seen_by(
        lambda f: nnx.scan(lambda *a: (f(*a), 0.0), in_axes=axes)(jnp.zeros(()), ONES, 2)
    )
    assert set(kinds) == {(row.kind, row.kind, row.kind)}
    assert row.repeats
    assert positional("flax.nnx.scan") == row.params


def test_shard_map_traces_shards() -> None:
    row = TRANSFORMS["flax.nnx.shard_map"]
    mesh, spec = Mesh(np.asarray(jax.devices()[:1]), ("i",)), SPEC("i")
    kinds = seen_by(lambda f: nnx.shard_map(f, mesh=mesh, in_specs=spec, out_specs=spec)(ONES))
    assert set(kinds) == {(row.kind,)}
    assert positional("flax.nnx.shard_map") == row.params


def test_custom_derivatives_trace_nothing() -> None:
    def run(function: Callable[..., Any]) -> None:
        made = nnx.custom_vjp(function)
        made.defvjp(lambda x: (x, None), lambda _, g: (g,))
        made(ONES)

    assert TRANSFORMS["flax.nnx.custom_vjp"].kind is None
    assert seen_by(run) == [(None,)]
    assert positional("flax.nnx.custom_vjp") == TRANSFORMS["flax.nnx.custom_vjp"].params


CALLS: Final[dict[str, Callable[[Callable[..., Any]], Any]]] = {
    "flax.nnx.cond": lambda f: nnx.cond(True, f, f, ONES),
    "flax.nnx.switch": lambda f: nnx.switch(0, [f, f], ONES),
    "flax.nnx.while_loop": lambda f: nnx.while_loop(lambda x: f(x).sum() < 0, f, ONES),
    "flax.nnx.fori_loop": lambda f: nnx.fori_loop(0, 2, lambda i, x: f(x + 0 * i), ONES),
    "flax.nnx.eval_shape": lambda f: nnx.eval_shape(f, ONES),
}


@pytest.mark.parametrize("name", CALLERS)
def test_a_caller_traces_its_functions(name: str) -> None:
    row = PACKAGE.rows[name]
    assert isinstance(row, Caller)
    assert set(seen_by(CALLS[name])) == {(row.kind,)}
    assert row.params == positional(name)[: len(row.params)]


@pytest.mark.parametrize("name", HOLDERS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_variable_stands_for_what_it_holds(name: str) -> None:
    held: Any = find(name)(ONES)
    total: Any = jnp.sum
    row = PACKAGE.rows[name]
    assert isinstance(row, Holder)
    assert getattr(held, row.name) is ONES
    assert isinstance(held, nnx.Variable)
    assert isinstance(held + 1, jax.Array)
    assert isinstance(total(held), jax.Array)
    assert held.shape == (3,)
    held[...] = held[...] + 1
    setattr(held, row.name, held[...] + 1)
    assert (held[...] == 3).all()


def test_a_variable_is_no_array_for_comparisons_and_truth() -> None:
    held: Any = nnx.Param(ONES)
    with pytest.raises(TypeError):
        assert held > 0
    assert held is not None


EXAMPLES: Final[dict[str, tuple[tuple[Any, ...], dict[str, Any], tuple[Any, ...]]]] = {
    "flax.nnx.BatchNorm": ((3,), {}, (jnp.ones((2, 3)),)),
    "flax.nnx.Conv": ((3, 3, (2,)), {}, (jnp.ones((2, 4, 3)),)),
    "flax.nnx.ConvTranspose": ((3, 3, (2,)), {}, (jnp.ones((2, 4, 3)),)),
    "flax.nnx.Dropout": ((0.5,), {}, (ONES,)),
    "flax.nnx.Einsum": (("ij,jk->ik", (3, 3)), {}, (jnp.ones((2, 3)),)),
    "flax.nnx.Embed": ((3, 3), {}, (jnp.asarray([1, 2]),)),
    "flax.nnx.GroupNorm": ((4,), {"num_groups": 2}, (jnp.ones((2, 4)),)),
    "flax.nnx.InstanceNorm": ((3,), {}, (jnp.ones((2, 4, 3)),)),
    "flax.nnx.LoRA": ((3, 2, 3), {}, (jnp.ones((2, 3)),)),
    "flax.nnx.LoRALinear": ((3, 3), {"lora_rank": 2}, (jnp.ones((2, 3)),)),
    "flax.nnx.MultiHeadAttention": ((1, 3), {"decode": False}, (jnp.ones((2, 3)),)),
    "flax.nnx.PReLU": ((), {}, (ONES,)),
}
LINEAR: Final[Any] = ((3, 3), {}, (jnp.ones((2, 3)),))
NORM: Final[Any] = ((3,), {}, (jnp.ones((2, 3)),))


def layer(name: str) -> tuple[Any, tuple[Any, ...]]:
    """A layer, and what it can be called with."""
    args, options, given = EXAMPLES.get(name, NORM if "Norm" in name else LINEAR)
    rngs = {} if name.endswith("PReLU") else {"rngs": nnx.Rngs(0)}
    return find(name)(*args, **options, **rngs), given


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_makes_one_array(name: str) -> None:
    made, given = layer(name)
    row = PACKAGE.rows[f"{name}.__call__"]
    assert isinstance(row, Function)
    assert row.result is Result.ARRAY
    kinds: list[Any] = []
    nnx.jit(lambda m, x: kinds.append(kind_of(m(x))))(made, *given)
    assert kinds == [ABSTRACT]
    assert isinstance(made(*given), jax.Array)
    assert isinstance(made, nnx.Module)
    assert PACKAGE.bases[name] == Trait.PYTREE | Trait.CONTENT


def rows_of_rngs() -> Iterator[tuple[str, Function]]:
    for name, row in PACKAGE.rows.items():
        if name.startswith("flax.nnx.Rngs.") and isinstance(row, Function):
            yield name.removeprefix("flax.nnx.Rngs."), row


def test_every_call_for_a_key_gives_another_one() -> None:
    rngs = nnx.Rngs(0, dropout=1)
    rows = dict(rows_of_rngs())
    keys = [rngs(), rngs(), rngs.dropout(), rngs.dropout(), rngs.anything()]
    assert len({str(jax.random.key_data(key)) for key in keys}) == len(keys)
    assert rows["__call__"].effect is rows["*"].effect is KeyEffect.CREATE


DRAWS: Final[dict[str, tuple[Any, ...]]] = {
    "ball": (2,),
    "bernoulli": (0.5,),
    "beta": (1.0, 1.0),
    "binomial": (3, 0.5),
    "categorical": (ONES,),
    "chisquare": (2.0,),
    "choice": (3,),
    "dirichlet": (ONES,),
    "double_sided_maxwell": (0.0, 1.0),
    "f": (1.0, 2.0),
    "gamma": (1.0,),
    "generalized_normal": (2.0,),
    "geometric": (0.5,),
    "loggamma": (1.0,),
    "lognormal": (1.0,),
    "multivariate_normal": (ONES, jnp.eye(3)),
    "orthogonal": (3,),
    "pareto": (1.0,),
    "permutation": (3,),
    "poisson": (1.0,),
    "randint": ((3,), 0, 5),
    "rayleigh": (1.0,),
    "t": (2.0,),
    "triangular": (0.0, 0.5, 1.0),
    "truncated_normal": (-1.0, 1.0),
    "wald": (1.0,),
    "weibull_min": (1.0, 1.0),
}


@pytest.mark.parametrize("name", [n for n, r in rows_of_rngs() if r == Function(("self",))])
def test_the_samplers_of_rngs_return_arrays_and_no_keys(name: str) -> None:
    one = getattr(nnx.Rngs(0), name)(*DRAWS.get(name, ((3,),)))
    assert isinstance(one, jax.Array)
    assert not jnp.issubdtype(one.dtype, jax.dtypes.prng_key)


def test_all_that_rngs_can_do_has_a_row() -> None:
    public = {name for name in dir(nnx.Rngs) if not name.startswith("_")}
    assert public == {name for name, _ in rows_of_rngs()} - {"__call__", "*"}


class Held(nnx.Module):
    def __init__(self) -> None:
        self.array = ONES
        self.host = np.ones(3)
        self.param = nnx.Param(ONES)
        self.count = nnx.BatchStat(jnp.asarray(0))
        self.number = 3
        self.flag = True
        self.word = "word"
        self.nothing: None = None
        self.parts: Any = nnx.List([nnx.Param(ONES), 3])
        entries: Any = {"a": ONES, "b": 4}
        self.entries: Any = nnx.Dict(entries)


def kinds_in(run: Callable[[Callable[[Held], Any]], Any]) -> dict[str, Any]:
    """How the attributes of a module are traced."""
    found: dict[str, Any] = {}

    def look(held: Held) -> Any:
        for name in ("array", "host", "number", "flag", "word", "nothing"):
            found[name] = kind_of(getattr(held, name))
        for name in ("param", "count"):
            found[name] = kind_of(getattr(held, name)[...])
        found["part"], found["other part"] = kind_of(held.parts[0][...]), held.parts[1]
        found["entry"], found["other entry"] = kind_of(held.entries["a"]), held.entries["b"]
        return held.param.sum()

    run(look)
    return found


STAYS: Final = dict.fromkeys(("number", "flag", "word", "nothing"))


@pytest.mark.parametrize("transform", [nnx.jit, jax.jit, nnx.remat])
def test_a_module_is_taken_apart_by_what_it_holds(transform: Any) -> None:
    arrays = dict.fromkeys(("array", "host", "param", "count", "part", "entry"), ABSTRACT)
    others = {"other part": 3, "other entry": 4}
    assert kinds_in(lambda look: transform(look)(Held())) == {**STAYS, **arrays, **others}
    for base in ("Module", "Pytree", "Rngs"):
        assert PACKAGE.bases[f"flax.nnx.{base}"] == Trait.PYTREE | Trait.CONTENT


@pytest.mark.parametrize("transform", [nnx.grad, nnx.value_and_grad])
def test_a_module_is_differentiated_by_its_parameters(transform: Any) -> None:
    found = kinds_in(lambda look: transform(look)(Held()))
    assert {name for name, kind in found.items() if kind is CONCRETE} == {"param", "part"}
    for name in ("grad", "value_and_grad"):
        assert TRANSFORMS[f"flax.nnx.{name}"].only == "flax.nnx.Param"


def test_gradients_are_a_state_of_their_own() -> None:
    assert not isinstance(nnx.grad(lambda held: held.param.sum())(Held()), nnx.Module)


class Marked(nnx.Module):
    def __init__(self) -> None:
        self.data = nnx.data(ONES)
        self.static = nnx.static(3)


def test_what_is_marked_or_listed_stays_what_it_is() -> None:
    assert PACKAGE.aliases.keys() == {*MARKS, *NAMES, "flax.nnx.List", "flax.nnx.Dict"}
    assert all(find(name) is find(other) for name, other in NAMES.items())
    assert Marked().data is ONES
    assert Marked().static == 3
    assert list(nnx.List([1, 2])) == [1, 2]
    assert dict(nnx.Dict({"a": 1})) == {"a": 1}


def test_every_row_is_run() -> None:
    rest = set(PACKAGE.rows) - {*TRANSFORMS, *CALLERS, *HOLDERS, *LAYERS, *PARTS}
    assert all("Rngs" in n or n.endswith(".__call__") for n in rest)


@pytest.mark.parametrize("filters", [(), (nnx.Param,), (nnx.Param, ...)])
def test_what_is_taken_apart_can_be_put_together(filters: tuple[Any, ...]) -> None:
    row: Any = PARTS["flax.nnx.split"]
    assert isinstance(PARTS["flax.nnx.merge"], Together)
    assert not row.arrays | row.floats
    results = nnx.split(nnx.Linear(2, 3, rngs=nnx.Rngs(0)), *filters)
    assert len(results) == 1 + max(1, len(filters))
    assert [bool(jax.tree.leaves(r)) for r in results[:2]] == [False, True]
    assert jax.tree.leaves(results[row.rest]) == []
    assert nnx.merge(*results).out_features == 3
