"""Every function that calls functions, run by JAX, calls them as its row says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from flake8_jax.libraries.jax_transforms import CALLERS
from flake8_jax.libraries.rows import (
    Body,
    Caller,
    Counter,
    Counters,
    Feed,
    Given,
    Like,
    NewKey,
    Out,
    Result,
    Same,
    Slice,
    Some,
)
from flake8_jax.values.base import TraceKind
from tests.libraries.running import find, positional, words
from tests.libraries.tracing import Function, Log, Run, ranks, structure, wait, watch

VECTOR: Final = jnp.asarray([1.0, 2.0, 3.0])
MATRIX: Final = jnp.asarray([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
NUMBER: Final = jnp.asarray(0.5)
ZEROS: Final = jnp.zeros(3)
TREE: Final = {"a": VECTOR, "b": (NUMBER,)}
SHAPE: Final = jax.eval_shape(jnp.negative, VECTOR)
COUNTS_IN_ITS_RESULT: Final = words(
    "jax.lax.reduce jax.lax.reduce_window jax.lax.scatter_apply jax.pure_callback "
    "jax.experimental.io_callback jax.debug.callback"
)
"""Nothing can be noted when their bodies are executed."""


@dataclass(frozen=True)
class Example:
    """A call: values and functions by parameter, options that the row does not name."""

    values: Mapping[str, Any]
    functions: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)


def more(tree: Any) -> Any:
    """Another tree of this structure."""
    return jax.tree.map(lambda leaf: 10 * leaf + 7, tree)


def less(tree: Any, *_: Any) -> Any:
    """A tree on the way to zero."""
    return jax.tree.map(lambda leaf: -leaf, tree)


def total(tree: Any, *_: Any) -> Any:
    """One number."""
    return sum(jax.tree.leaves(jax.tree.map(jnp.sum, tree)))


def count(old: Any, _: Any = None) -> Any:
    """One more for each round."""
    return jax.tree.map(lambda leaf: leaf + 1, old)


def branch(number: int) -> Function:
    """A function that cannot be taken for another one."""
    return lambda tree, vector: {"out": vector + number, "in": tree}


def host(array: Any) -> Any:
    """What runs on the host, with NumPy."""
    assert (np.sin(array) < 2).all()
    return np.asarray(array)


BRANCHES: Final = {"operands": (TREE, VECTOR)}
ON_HOST: Final = Example({"result_shape_dtypes": SHAPE, "args": (VECTOR,)}, {"callback": host})
PRIMALS: Final = (TREE, VECTOR)
SCATTER: Final = lax.ScatterDimensionNumbers((), (0,), (0,))

EXAMPLES: Final[Mapping[str, Example]] = {
    "jax.lax.scan": Example(
        {"init": TREE, "xs": (MATRIX, VECTOR)}, {"f": lambda c, x: (more(c), total(x))}
    ),
    "jax.lax.map": Example({"xs": (MATRIX, VECTOR)}, {"f": more}),
    "jax.lax.cond": Example(
        {"pred": True, **BRANCHES}, {"true_fun": branch(1), "false_fun": branch(2)}
    ),
    "jax.lax.switch": Example(
        {"index": 1, **BRANCHES}, {"branches": [branch(1), branch(2), branch(3)]}
    ),
    "jax.lax.while_loop": Example(
        {"init_val": TREE}, {"cond_fun": lambda tree: tree["b"][0] < 1000, "body_fun": more}
    ),
    "jax.lax.fori_loop": Example(
        {"lower": 0, "upper": 3, "init_val": TREE}, {"body_fun": lambda _, tree: more(tree)}
    ),
    "jax.lax.associative_scan": Example(
        {"elems": (MATRIX, VECTOR)}, {"fn": lambda a, b: jax.tree.map(jnp.add, a, b)}
    ),
    "jax.lax.reduce": Example(
        {"operands": (ZEROS, ZEROS), "init_values": (0.0, 0.0), "dimensions": (0,)},
        {"computation": lambda a, b: (a[0] + b[0] + 1, a[1] + b[1])},
    ),
    "jax.lax.reduce_window": Example(
        {"operand": ZEROS, "init_value": 0.0, "window_dimensions": (2,)},
        {"computation": lambda a, b: a + b + 1},
    ),
    "jax.lax.scatter_apply": Example(
        {
            "operand": ZEROS,
            "scatter_indices": jnp.asarray([[0], [1]]),
            "dimension_numbers": SCATTER,
        },
        {"func": count},
        {"update_shape": (2,)},
    ),
    "jax.lax.custom_root": Example(
        {"initial_guess": TREE, "tangent_solve": lambda _, y: y},
        {"f": count, "solve": lambda f, guess: f(guess)},
    ),
    "jax.lax.custom_linear_solve": Example(
        {"b": TREE, "transpose_solve": lambda _, b: b},
        {"matvec": less, "solve": lambda matvec, b: matvec(b)},
    ),
    "jax.lax.platform_dependent": Example(
        {"args": (TREE, VECTOR)},
        {name: branch(1) for name in ("cpu", "cuda", "rocm", "tpu", "default")},
    ),
    "jax.numpy.piecewise": Example(
        {"x": VECTOR, "condlist": [VECTOR > 2], "args": (NUMBER,)},
        {"funclist": [lambda x, y: x + y, lambda x, y: x - y]},
    ),
    "jax.numpy.apply_along_axis": Example({"axis": 0, "arr": MATRIX}, {"func1d": total}),
    "jax.experimental.ode.odeint": Example(
        {"y0": TREE, "t": VECTOR, "args": (NUMBER,)}, {"func": less}
    ),
    "jax.scipy.optimize.minimize": Example(
        {"x0": VECTOR},
        {"fun": lambda x: ((x - 0.5) ** 4).sum()},
        {"method": "BFGS"},
    ),
    "jax.closure_convert": Example({"example_args": PRIMALS}, {"fun": branch(1)}),
    "jax.linear_transpose": Example({"primals": (TREE,)}, {"fun": less}),
    "jax.eval_shape": Example({"args": PRIMALS}, {"fun": branch(1)}),
    "jax.jvp": Example({"primals": PRIMALS, "tangents": PRIMALS}, {"fun": branch(1)}),
    "jax.vjp": Example({"primals": PRIMALS}, {"fun": branch(1)}),
    "jax.linearize": Example({"primals": PRIMALS}, {"fun": branch(1)}),
    "jax.pure_callback": ON_HOST,
    "jax.experimental.io_callback": ON_HOST,
    "jax.debug.callback": Example({"args": (VECTOR,)}, {"callback": lambda array: host(array)[:0]}),
}
EXCLUSIVE: Final[Mapping[str, Example]] = {
    # On a vector it selects from what all functions return.
    "jax.numpy.piecewise": Example(
        {"x": NUMBER, "condlist": [NUMBER > 2], "args": (NUMBER,)},
        {"funclist": [lambda x, y: x + y, lambda x, y: x - y]},
    ),
}


class Call:
    """The example of a row, with functions that are watched."""

    def __init__(self, name: str, row: Caller, example: Example | None = None) -> None:
        self.name, self.row, self.example = name, row, example or EXAMPLES[name]
        self.logs: dict[str, list[Log]] = {}
        given = dict(self.example.values)
        for parameter, functions in self.example.functions.items():
            watched = [self._watch(parameter, f) for f in _listed(functions)]
            given[parameter] = watched if isinstance(functions, list) else watched[0]
        self.functions = {name: given[name] for name in self.example.functions}
        self.args, self.kwargs = _arguments(row, given)
        self.kwargs.update(self.example.options)

    def _watch(self, parameter: str, function: Function) -> Function:
        watched, log = watch(function, executions=self.name not in COUNTS_IN_ITS_RESULT)
        self.logs.setdefault(parameter, []).append(log)
        return watched

    def __call__(self) -> Any:
        """What JAX returns."""
        return find(self.name)(*self.args, **self.kwargs)

    def given(self, parameter: str) -> Any:
        """What the call gives as a parameter."""
        return {**self.example.values, **self.functions}[parameter]

    def all_logs(self) -> list[Log]:
        """The log of every function, in order."""
        return [log for logs in self.logs.values() for log in logs]

    def executions(self, log: Log, result: Any) -> int:
        """How often one of the functions was executed in a call with this result."""
        executed = len(log.executed())
        if self.row.host:
            return len(log.runs)
        if self.name in COUNTS_IN_ITS_RESULT:
            return int(total(jax.tree.leaves(result)[0]))
        return executed

    def bodies(self) -> Iterator[tuple[Body, Log]]:
        """The functions that Python ran, and what the row says of them."""
        for body in self.row.bodies:
            yield from ((body, log) for log in self.logs[body.function] if log.runs)


def _listed(functions: Any) -> list[Function]:
    return functions if isinstance(functions, list) else [functions]


def _arguments(row: Caller, given: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments by position, as the row orders them, and those that must be named."""
    args: list[Any] = []
    for parameter in row.params:
        if parameter.lstrip("*") not in given:
            break
        value = given.pop(parameter.lstrip("*"))
        args.extend(value if parameter.startswith("*") else [value])
    return args, given


def fed(call: Call, feed: Feed) -> list[Any]:
    """Arguments of the structure that the row says a function gets."""
    if isinstance(feed, (Counter, Counters, NewKey, Some)):
        return [0]
    if isinstance(feed, Given) and feed.param not in call.example.values:
        return []
    value = call.given(feed.param)
    if isinstance(feed, (Same, Given)):
        return [value]
    if isinstance(feed, Slice):
        return [jax.tree.map(lambda leaf: leaf[0], value)]
    return list(value)


def check_parameters(name: str, row: Caller) -> None:
    """The row names the first parameters in order; what it speaks of is a parameter."""
    known = positional(name)
    assert row.params == known[: len(row.params)]
    if name != "jax.lax.platform_dependent":
        assert {body.function for body in row.bodies} <= set(row.params)


def check_feeds(name: str, row: Caller) -> None:
    """The functions get what the row says they are fed, traced as the row says."""
    call = Call(name, row)
    if row.host:
        jax.jit(call.__call__)()
    else:
        call()
    assert_fed(call)
    # Some look at the function before they begin: the row speaks of the last run.
    assert {kind for _, log in call.bodies() for kind in kinds(log.runs[-1])} == {row.kind}


def assert_fed(call: Call) -> None:
    """The functions that Python ran got arguments of the structure that the row says."""
    for body, log in call.bodies():
        wanted = [value for feed in body.feeds for value in fed(call, feed)]
        assert len(log.run.args) == len(wanted)
        assert not log.run.kwargs
        for given, value in zip(log.run.args, wanted, strict=True):
            assert callable(given) == callable(value)
            if not callable(value):
                assert structure(given) == structure(value)
                assert ranks(given) == ranks(value)


def kinds(run: Run) -> set[TraceKind | None]:
    """How the arguments that are no functions were traced."""
    known = jax.tree.leaves(run.kinds, is_leaf=lambda kind: kind is None)
    given = jax.tree.leaves(run.args)
    return {kind for leaf, kind in zip(given, known, strict=True) if not callable(leaf)}


def check_all_run(name: str, row: Caller) -> None:
    """Python runs every function while it traces a program, or none if they run on the host."""
    call = Call(name, row)
    jax.make_jaxpr(lambda: call() is None)()
    assert {bool(log.runs) for log in call.all_logs()} == {not row.host}
    assert_fed(call)


def check_rounds(name: str, row: Caller) -> None:
    """The row knows if a function is executed many times, and if Python runs it fewer times."""
    call = Call(name, row)
    first = call()
    once = [call.executions(log, first) for log in call.all_logs()]
    assert row.repeats == (max(once) > 1)
    call()
    wait()
    runs = [len(log.runs) for log in call.all_logs()]
    fewer = [run < 2 * time for run, time in zip(runs, once, strict=True)]
    # The elements of a batch are executed together, while Python runs.
    assert row.cached == (row.kind is not TraceKind.BATCHED and any(fewer))


def check_exclusive(name: str, row: Caller) -> None:
    """Of several functions one is executed, if the row says so; else all."""
    call = Call(name, row, EXCLUSIVE.get(name, EXAMPLES[name]))
    result = call()
    executed = [call.executions(log, result) > 0 for log in call.all_logs()]
    assert row.exclusive == (len(executed) > 1 and sum(executed) == 1)


def check_result(name: str, row: Caller) -> None:
    """What comes out has the structure that the row says, and is made of arrays."""
    call = Call(name, row)
    result = call()
    if row.result is Result.STATIC:
        assert not any(isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(result))
    elif isinstance(row.result, tuple):
        assert isinstance(result, tuple)
        for item, out in zip(result, row.result, strict=True):
            if isinstance(out, Result):
                assert callable(item)
            else:
                assert structure(item) == came_out(call, out)
    elif not isinstance(row.result, Result):
        assert structure(result) == came_out(call, row.result)
        assert all(isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(result))


def came_out(call: Call, out: Out | Same | Like | Result) -> Any:
    """The structure that the row promises."""
    if isinstance(out, (Same, Like)):
        return structure(call.given(out.param))
    assert isinstance(out, Out)
    number = 0 if call.row.exclusive else out.body
    value = next(log for body, log in call.bodies() if body in call.row.bodies[number:]).run.result
    return structure(value if out.item is None else value[out.item])


def check_carry(name: str, row: Caller) -> None:
    """What the row calls carry goes into the next round; nothing else does."""
    call = Call(name, row)
    call()
    for body, log in call.bodies():
        # What is not traced may combine its results in any way.
        if len(log.executed()) < 2 or row.kind is None:
            assert body.carry is None
        else:
            fed_back = {
                feed: back for feed in range(len(body.feeds)) if (back := returned(log, feed))
            }
            wanted = {} if body.carry is None else {body.carry: {body.carry_item}}
            assert fed_back == wanted


def returned(log: Log, feed: int) -> set[int | None]:
    """What of the result of a round is an argument of another one: all of it, or which item."""
    rounds = log.executed()
    later = {numbers(args[feed]) for args, _ in rounds[1:]}
    found: set[int | None] = set()
    results = [result for _, result in rounds[:-1]]
    if {numbers(result) for result in results} == later:
        found.add(None)
    for item in range(len(results[0]) if isinstance(results[0], tuple) else 0):
        if {numbers(result[item]) for result in results} == later:
            found.add(item)
    return found


def numbers(tree: Any) -> tuple[float, ...]:
    """All the numbers of a tree."""
    return tuple(number for leaf in jax.tree.leaves(tree) for number in np.ravel(leaf).tolist())


CHECKS: Final = (
    check_parameters,
    check_feeds,
    check_all_run,
    check_rounds,
    check_exclusive,
    check_result,
    check_carry,
)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", CALLERS)
def test_the_row_is_what_jax_does(check: Callable[[str, Caller], None], name: str) -> None:
    check(name, CALLERS[name])


DERIVATIVES: Final = [name for name, row in CALLERS.items() if row.aux]


@pytest.mark.parametrize("name", DERIVATIVES)
def test_an_option_adds_to_what_comes_out(name: str) -> None:
    assert DERIVATIVES == ["jax.jvp", "jax.vjp", "jax.linearize"]
    primals: Any = [[VECTOR], [VECTOR]] if name == "jax.jvp" else [VECTOR]
    function = find(name)
    result = function(lambda x: x * 1.0, *primals)
    with_aux = function(lambda x: (x * 1.0, {"aux": x}), *primals, has_aux=True)
    assert [len(result), len(with_aux)] == [2, 3]


def test_derivatives_leave_a_python_number_what_it_is() -> None:
    def program(x: Any) -> None:
        for pair in (jax.vjp(lambda _: 2.0, x), jax.linearize(lambda _: 2.0, x)):
            assert isinstance(pair[0], float)

    jax.jit(program).trace(VECTOR)


def test_an_operand_of_a_branch_may_be_given_by_name() -> None:
    function, log = watch(branch(1))
    one: Any = (VECTOR, NUMBER)
    with pytest.raises(TypeError):
        lax.cond(True, function, function, operand=one)
    function, log = watch(lambda tree: tree[0])
    lax.cond(True, function, function, operand=one)
    assert log.run.kinds == ((TraceKind.ABSTRACT, TraceKind.ABSTRACT),)
    function, log = watch(lambda nothing: nothing is None)
    lax.cond(True, function, function, operand=None)
    assert log.run.args == (None,)


STATIC: Mapping[str, Callable[[int], Any]] = {
    "jax.lax.scan": lambda n: jax.lax.scan(lambda c, _: (c, c), 0.0, None, length=n),
    "jax.lax.map": lambda n: jax.lax.map(lambda x: x, jnp.arange(4), batch_size=n),
}


@pytest.mark.parametrize("name", STATIC)
def test_a_static_parameter_takes_no_tracer(name: str) -> None:
    STATIC[name](2)
    with pytest.raises((TypeError, jax.errors.JAXTypeError)):
        jax.jit(STATIC[name])(2)


def test_no_other_row_has_a_static_parameter() -> None:
    assert {name for name, row in CALLERS.items() if row.static} == {*STATIC}
