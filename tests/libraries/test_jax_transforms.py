"""Every transform, run by JAX, does what its row says; every other name stands for its row."""

import inspect
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, Final, cast

import jax
import jax.numpy as jnp
import pytest
from jax.sharding import Mesh, PartitionSpec

from flake8_jax.libraries.jax_transforms import ALIASES, TRANSFORMS
from flake8_jax.libraries.rows import Outcome, Transform
from flake8_jax.values.base import TraceKind
from tests.libraries.running import find, positional
from tests.libraries.tracing import Function, Log, kind_of, structure, watch

ROW: Final = jnp.asarray([[1.0, 2.0, 3.0]])
"""An argument that can be mapped over its leading axis, on one device as well."""
WORD: Final = "word"
"""An argument that can not be traced."""
DEVICES: Final = Mesh(jax.devices()[:1], ("i",))
SPEC: Final[Any] = PartitionSpec
SHARDED: Final = SPEC("i")
KEPT: Final = ("jax.checkpoint", "jax.remat")
"""JAX keeps the trace, but executes what it traced step by step: nothing is compiled."""
IGNORED: Final = ("jax.checkpoint", "static_argnames")
"""An option that changes nothing."""
REMOVED: Final = (
    "jax.ad_checkpoint.checkpoint",
    "jax.ad_checkpoint.remat",
    "jax.api.jit",
    "jax.tree_leaves",
    "jax.tree_map",
    "jax.tree_multimap",
)
"""Names of older releases that the installed one does not have."""
OPTIONS: Final = {
    "static_nums": ("static_argnums", "static_broadcasted_argnums"),
    "static_names": ("static_argnames",),
    "axes": ("in_axes",),
    "specs": ("in_specs",),
    "argnums": ("argnums",),
    "aux": ("has_aux",),
}
"""The names that the options of a row have in JAX."""


def value(array: Any, other: Any = 1.0) -> Any:
    """A number, of which there is a gradient by both arguments."""
    return (array * other).sum()


def tree(array: Any, word: Any = None) -> Any:
    """A result with a structure, whatever the second argument is."""
    return {"array": array, "both": (array, array), "word": None if word is None else array}


def with_derivative(function: Function) -> Function:
    """A function for `jax.custom_gradient`, which wants the derivative as well."""
    return wraps(function)(lambda *args: (function(*args), lambda cotangent: cotangent))


def with_jvp(function: Function) -> Function:
    """`jax.custom_jvp` with a rule, which nothing can be called without."""
    made = jax.custom_jvp(function)
    made.defjvp(lambda primals, tangents: (function(*primals), function(*tangents)))
    return made


def with_vjp(function: Function) -> Function:
    """`jax.custom_vjp` with rules."""
    made = jax.custom_vjp(function)
    made.defvjp(lambda *args: (function(*args), None), lambda _, cotangent: (cotangent,))
    return made


def with_vmap(function: Function) -> Function:
    """`jax.custom_batching.custom_vmap` with a rule."""
    made = find("jax.custom_batching.custom_vmap")(function)
    made.def_vmap(lambda _, __, *args: (function(*args), True))
    return cast(Function, made)


def sharded(name: str) -> Callable[..., Function]:
    """A transform that shards over the devices."""
    return partial(find(name), mesh=DEVICES, in_specs=SHARDED, out_specs=SHARDED)


APPLIED: Final[Mapping[str, Callable[..., Function]]] = {
    "jax.custom_jvp": with_jvp,
    "jax.custom_vjp": with_vjp,
    "jax.custom_batching.custom_vmap": with_vmap,
    "jax.named_scope": find("jax.named_scope")("name"),
    "jax.lax.composite": partial(find("jax.lax.composite"), name="a.name"),
    "jax.shard_map": sharded("jax.shard_map"),
}
"""How to apply the transforms that need more than a function."""
SUITED: Final[Mapping[str, Callable[[Function], Function]]] = {
    "jax.custom_gradient": with_derivative,
    # What varies over the devices needs an axis.
    "jax.shard_map": lambda function: tree if function is value else function,
}
"""How to make a function that the transform takes."""


def watched(name: str, function: Function, **options: Any) -> tuple[Function, Log]:
    """The function, watched and transformed."""
    logging, log = watch(SUITED[name](function) if name in SUITED else function)
    transform: Callable[..., Function] = APPLIED.get(name) or find(name)
    return transform(logging, **options), log


def check_parameters(name: str, row: Transform) -> None:
    """The row names the first parameters in order, and all options that it could name."""
    known = positional(name)
    if row.function not in known:
        known = (*known, row.function)  # what the decorator takes that the call returns
    assert row.params == known[: len(row.params)]
    assert row.function in row.params
    parameters = inspect.signature(find(name)).parameters
    for option, names in OPTIONS.items():
        found = next((n for n in names if n in parameters and (name, n) != IGNORED), "")
        assert getattr(row, option) == found


def check_kind(name: str, row: Transform) -> None:
    """The argument is traced as the row says, by what a Python `if` does with it."""
    transformed, log = watched(name, value)
    transformed(ROW)
    # Some fill in the defaults of the function.
    assert log.run.kinds[0] == (None if row.plain else row.kind)
    if row.plain:
        computed: list[TraceKind | None] = []
        find(name)(lambda array: computed.append(kind_of(array + 1)))(ROW)
        assert computed == [row.kind]


def check_rounds(name: str, row: Transform) -> None:
    """The row knows if Python runs the function once for many calls, or for many elements."""
    transformed, log = watched(name, value)
    transformed(ROW)
    transformed(ROW)
    elements = ROW.size if row.spread else 1
    fewer = row.kind is not None and elements * len(log.runs) < len(log.executed())
    assert (fewer and name not in KEPT) == row.cached
    assert fewer or name not in KEPT
    assert hasattr(transformed, "lower") == row.compiles
    assert (log.run.args[0].ndim < ROW.ndim) == row.repeats


def check_static(name: str, row: Transform) -> None:
    """The options that the row names exempt arguments, and nothing else does."""
    for option in (1, (1,)) if row.static_nums else ():
        transformed, log = watched(name, tree, **{row.static_nums: option})
        transformed(ROW, WORD)
        assert log.run.args[1] is WORD
        assert log.run.kinds == (row.kind, None)
    for names in ("word", ("word",)) if row.static_names else ():
        transformed, log = watched(name, tree, **{row.static_names: names})
        transformed(ROW, word=WORD)
        transformed(2 * ROW, WORD)
        assert {run.kinds[0] for run in log.runs} == {row.kind}
        assert log.runs[0].kwargs["word"] is log.runs[-1].args[-1] is WORD
    if row.kind is TraceKind.ABSTRACT and not row.plain:
        transformed, _ = watched(name, tree)
        with pytest.raises(TypeError):
            transformed(ROW, WORD)


def check_axes(name: str, row: Transform) -> None:
    """Arguments are mapped over the axes that the option gives, and those given by name always."""
    if row.axes:
        transformed, log = watched(name, value, **{row.axes: (0, None)})
        transformed(ROW, ROW)
        assert [a.shape for a in log.run.args] == [(3,), (1, 3)]
        unmapped = None if row.kind is TraceKind.BATCHED else row.kind
        assert log.run.kinds == (row.kind, unmapped)
        transformed, log = watched(name, value, **{row.axes: (0,)})
        transformed(ROW, other=ROW)
        assert log.run.kwargs["other"].shape == (3,)


def check_specs(name: str, row: Transform) -> None:
    """Arguments for which the option says None stay what they are, and so do parts of them."""
    if row.specs:
        specs = (SHARDED, None, {"a": SPEC(), "b": None})
        transform = partial(find(name), mesh=DEVICES, out_specs=SHARDED, check_vma=False)
        function, log = watch(lambda *given: given[0])
        jax.jit(
            lambda array: transform(function, **{row.specs: specs})(
                array, WORD, {"a": array, "b": WORD}
            )
        )(ROW)
        assert log.run.kinds == (row.kind, None, {"a": row.kind, "b": None})
        assert log.run.args[1] is log.run.args[2]["b"] is WORD


def check_attributes(name: str, row: Transform) -> None:
    """Arguments given by name stay what they are, if the row says so."""
    if row.attributes:
        transformed, log = watched(name, value)
        transformed(ROW, other=2.0)
        assert log.run.kinds == (row.kind,)
        assert log.run.kwargs == {"other": 2.0}


def check_argnums(name: str, row: Transform) -> None:
    """Only the arguments that the option chooses are differentiated, at first the first."""
    concrete, untouched = TraceKind.CONCRETE, None
    if row.argnums:
        for option, kinds in {
            (): (concrete, untouched),
            ((row.argnums, 1),): (untouched, concrete),
            ((row.argnums, (0, 1)),): (concrete, concrete),
            ((row.argnums, -1),): (untouched, concrete),
        }.items():
            transformed, log = watched(name, value, **dict(option))
            transformed(ROW, ROW)
            assert log.run.kinds == kinds
        transformed, log = watched(name, value)
        transformed(ROW, other=ROW)
        assert kind_of(log.run.kwargs["other"]) is None
        assert log.run.kwargs["other"] is ROW


def check_outcome(name: str, row: Transform) -> None:
    """What comes out has the structure that the row says."""
    if row.outcome in (Outcome.GRADIENT, Outcome.VALUE_AND_GRADIENT):
        check_gradient(name, row)
        return
    transformed, log = watched(name, tree)
    try:
        result = transformed({"leaf": ROW})
    except (TypeError, ValueError):  # it takes no functions of trees
        assert row.outcome is Outcome.UNKNOWN
        assert not row.argnums
        return
    arrays = [leaf for leaf in jax.tree.leaves(result) if isinstance(leaf, jax.Array)]
    assert bool(arrays) == (row.outcome is not Outcome.STATIC)
    same = structure(result) == structure(log.run.result)
    assert same == (row.outcome is Outcome.RESULT)
    if row.outcome is Outcome.FIRST:
        assert structure(result) == structure(log.run.result[0])


def check_gradient(name: str, row: Transform) -> None:
    """A gradient has the structure of what it is taken by; several are a tuple."""

    def of(argnums: Any) -> Any:
        function, log = watched(name, loss, **{row.argnums: argnums, row.aux: aux})
        result = function({"w": ROW}, (ROW,))
        if row.outcome is Outcome.GRADIENT:
            extra = log.run.result[1] if aux else None
            return result if extra is None else _without(result[0], result[1], extra)
        value_, gradient = result
        return _without(gradient, value_, log.run.result)

    with pytest.raises(TypeError):
        watched(name, tree)[0](ROW)
    for aux in (False, True):

        def loss(first: Any, second: Any) -> Any:
            number = (first["w"] * second[0]).sum()
            return (number, {"aux": number}) if aux else number  # noqa: B023 (called at once)

        assert structure(of(0)) == structure({"w": 0})
        assert structure(of(1)) == structure((0,))
        assert structure(of((0, 1))) == structure(({"w": 0}, (0,)))
        assert structure(of((0,))) == structure(({"w": 0},))
        assert structure(of([0, 1])) == structure(({"w": 0}, (0,)))


def _without(gradient: Any, given: Any, wanted: Any) -> Any:
    """The gradient, if what comes with it has the structure that is wanted."""
    assert structure(given) == structure(wanted)
    return gradient


CHECKS: Final = (
    check_parameters,
    check_kind,
    check_rounds,
    check_static,
    check_axes,
    check_specs,
    check_attributes,
    check_argnums,
    check_outcome,
)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", TRANSFORMS)
def test_the_row_is_what_jax_does(check: Callable[[str, Transform], None], name: str) -> None:
    check(name, TRANSFORMS[name])


def test_what_is_mapped_by_perhaps_no_axis_has_no_kind() -> None:
    def seen(argument: Any) -> TraceKind | None:
        function, log = watch(value)
        jnp.vectorize(function)(argument)
        kind: TraceKind | None = log.run.kinds[0]
        return kind

    assert seen(ROW) is TraceKind.BATCHED
    assert seen(jnp.asarray(1.0)) is None


def test_static_argnames_of_checkpoint_do_nothing() -> None:
    transformed, _ = watched("jax.checkpoint", tree, static_argnames="word")
    with pytest.raises(TypeError):
        transformed(ROW, word=WORD)


def test_jit_knows_a_static_argument_by_position_and_by_name() -> None:
    function, log = watch(tree)
    jax.jit(function, static_argnums=1)(ROW, word=WORD)
    jax.jit(function, static_argnames="word")(ROW, WORD)
    jax.jit(function, static_argnums=-1)(2 * ROW, WORD)
    assert [run.kinds[0] for run in log.runs] == [TraceKind.ABSTRACT] * len(log.runs)
    assert log.runs[0].kwargs == {"word": WORD}
    assert {run.args[-1] for run in log.runs[1:]} == {WORD}


def test_a_replicated_argument_has_its_value_where_nothing_is_compiled() -> None:
    function, log = watch(tree)
    replicated = SPEC()
    shard = partial(jax.shard_map, mesh=DEVICES, in_specs=replicated, out_specs=replicated)
    shard(function)(ROW)
    jax.jit(shard(function))(ROW)
    assert [run.kinds[0] for run in log.runs] == [TraceKind.CONCRETE, TraceKind.ABSTRACT]


def test_custom_derivatives_are_traced_with_all_arguments_under_jit() -> None:
    for name in ("jax.custom_jvp", "jax.custom_vjp", "jax.custom_gradient"):
        function, log = watched(name, tree)
        function(ROW, 1.0)
        assert isinstance(log.runs[0].args[1], float)
        jax.jit(lambda array, function=function: function(array, 1.0))(ROW)
        assert log.runs[1].kinds == (TraceKind.ABSTRACT, TraceKind.ABSTRACT)


TREE: Final = {"a": jnp.asarray([1.0, 2.0]), "b": [jnp.asarray(3.0)]}
EXAMPLES: Final[Mapping[str, tuple[Any, ...]]] = {
    "jax.tree.map": (jnp.negative, TREE),
    "jax.tree.leaves": (TREE,),
    "jax.tree.structure": (TREE,),
    "jax.tree.flatten": (TREE,),
    "jax.tree.unflatten": (jax.tree.structure((0, 0)), [1, 2]),
    "jax.tree.reduce": (lambda total, leaf: total + leaf.sum(), TREE, 0.0),
    "jax.tree.all": ([True, {"a": False}],),
    "jax.tree.transpose": (
        jax.tree.structure((0, 0)),
        jax.tree.structure([0, 0]),
        ([1, 2], [3, 4]),
    ),
    "jax.tree.map_with_path": (lambda path, leaf: leaf * len(path), TREE),
}


@pytest.mark.parametrize("name", [name for name in ALIASES if name not in REMOVED])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_name_stands_for_its_row(name: str) -> None:
    target = ALIASES[name]
    here, there = find(name), find(target)
    if target in EXAMPLES:
        given = EXAMPLES[target]
        assert str(here(*given)) == str(there(*given))
        assert positional(name) == positional(target)
    elif here is not there and inspect.isclass(here):
        assert issubclass(here, there)
    elif here is not there:
        check_as_its_row(name, TRANSFORMS[target])


def check_as_its_row(name: str, row: Transform) -> None:
    """A function of its own does what the row of another one says."""
    if name.endswith("shard_map"):
        function, log = watch(tree)
        sharded(name)(function)(ROW)
        assert log.run.kinds == (row.kind,)
    else:
        check_kind(name, row)
        check_static(name, row)
        check_outcome(name, row)
        check_rounds(name, row)


@pytest.mark.parametrize("name", REMOVED)
def test_a_name_of_older_releases_is_gone(name: str) -> None:
    assert name in ALIASES
    with pytest.raises(AttributeError):
        find(name)
