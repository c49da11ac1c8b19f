"""What the table says of NumPy's functions is what they do with a tracer."""

import contextlib
import importlib
import inspect
import io
import warnings
from collections.abc import Callable
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_jax.libraries.numpy import (
    ALONE,
    FATES,
    MAKERS,
    METHODS,
    UFUNC_METHODS,
    UFUNCS,
    UNTRACED,
    Fate,
)
from flake8_jax.libraries.scipy import CALLBACKS, REFUSING
from tests.libraries.numpy_programs import NUMPY, PROGRAMS, UNTRIED, V

TRACES: Final = ("jit", "vmap", "grad")
I_: Final = np.arange(4)
REFUSED: Final = "refused"
TRACED: Final = "traced"
FOUND: Final = "found"


def _outcome(function: Callable[..., Any], args: tuple[Any, ...], place: int, trace: str) -> str:
    """What happens if the argument at `place` is traced."""
    seen: list[str] = []

    def inner(tracer: Any) -> Any:
        given = [a.copy() if isinstance(a, np.ndarray) else a for a in args]
        given[place] = tracer
        leaves = jax.tree.leaves(function(*given))
        traced = any(isinstance(leaf, jax.core.Tracer) for leaf in leaves)
        seen.append(TRACED if traced else FOUND)
        return jnp.zeros(())

    value = args[place]
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if trace == "jit":
                jax.jit(inner)(value)
            elif trace == "vmap":
                jax.vmap(inner)(np.stack([value, value]))
            else:
                jax.grad(inner)(np.asarray(value, np.float32))
        except (TypeError, ValueError, AttributeError, NotImplementedError):
            return REFUSED
    return seen[0]


def _places(args: tuple[Any, ...]) -> list[tuple[int, bool]]:
    """The arguments that are arrays, or lists of such."""
    found = []
    for place, value in enumerate(args):
        if isinstance(value, (np.ndarray, np.generic)):
            found.append((place, False))
        elif isinstance(value, list) and isinstance(value[0], np.ndarray):
            found.append((place, True))
    return found


def _listed(function: Callable[..., Any], place: int) -> Callable[..., Any]:
    def called(*args: Any) -> Any:
        return function(*[[a] if i == place else a for i, a in enumerate(args)])

    return called


def _traces(value: Any) -> list[str]:
    floating = np.issubdtype(np.asarray(value).dtype, np.floating)
    return list(TRACES if floating else TRACES[:2])


def _outcomes(path: str, listed: bool) -> set[tuple[int, str, str]]:
    """What happens for each traced argument and each trace: the place, the trace, the outcome."""
    function, args = PROGRAMS[path]
    found = set()
    for place, is_list in _places(args):
        called, given = function, args
        if is_list:
            given = (*args[:place], args[place][0], *args[place + 1 :])
        if is_list or listed:
            called = _listed(function, place)
        for trace in _traces(given[place]):
            found.add((place, trace, _outcome(called, given, place, trace)))
    return found


def _told(fate: Fate) -> list[str]:
    return [path for path, own in FATES.items() if own is fate]


@pytest.mark.parametrize("path", _told(Fate.RAISES))
def test_it_refuses_a_tracer_in_every_place(path: str) -> None:
    outcomes = _outcomes(path, listed=False)
    assert outcomes
    assert {outcome for *_, outcome in outcomes} == {REFUSED}


@pytest.mark.parametrize("path", [p for p in FATES if FATES[p] is Fate.RAISES])
def test_it_refuses_a_list_of_tracers(path: str) -> None:
    assert {outcome for *_, outcome in _outcomes(path, listed=True)} == {REFUSED}


@pytest.mark.parametrize("path", _told(Fate.HIDES))
def test_it_answers_false(path: str) -> None:
    function, _ = PROGRAMS[path]
    assert {outcome for *_, outcome in _outcomes(path, listed=False)} == {FOUND}
    assert function(V, V) is True
    assert jax.jit(lambda x: function(x, x))(V) == False  # noqa: E712


@pytest.mark.parametrize("path", _told(Fate.VALUES))
def test_it_needs_values(path: str) -> None:
    found = {(trace, outcome) for _, trace, outcome in _outcomes(path, listed=False)}
    assert found == {("jit", REFUSED), ("vmap", REFUSED), ("grad", FOUND)}


@pytest.mark.parametrize("path", _told(Fate.ARRAY) + _told(Fate.ARRAYS))
def test_it_calls_the_method_of_its_first_argument(path: str) -> None:
    found = {(trace, outcome) for place, trace, outcome in _outcomes(path, False) if place == 0}
    name = path.rpartition(".")[2]
    assert found == {
        ("jit", TRACED),
        ("vmap", TRACED),
        ("grad", FOUND if name in UNTRACED else TRACED),
    }
    function, args = PROGRAMS[path]
    several = isinstance(function(jnp.asarray(args[0]), *args[1:]), (list, tuple))
    assert several is (FATES[path] is Fate.ARRAYS)


@pytest.mark.parametrize("path", _told(Fate.ARRAY) + _told(Fate.ARRAYS))
def test_but_not_that_of_a_list(path: str) -> None:
    found = {(place, outcome) for place, _, outcome in _outcomes(path, listed=True)}
    assert (0, REFUSED) in found


@pytest.mark.parametrize("path", _told(Fate.FACT))
def test_it_is_known_while_tracing(path: str) -> None:
    assert {outcome for *_, outcome in _outcomes(path, listed=False)} == {FOUND}
    name = path.rpartition(".")[2]
    if name in ("shape", "ndim", "size"):
        assert {outcome for *_, outcome in _outcomes(path, listed=True)} == {REFUSED}
    if name in ("isscalar", "iterable", "str_"):
        assert name in ALONE
        assert {outcome for *_, outcome in _outcomes(path, listed=True)} == {FOUND}


def test_an_array_of_jax_is_no_scalar() -> None:
    assert not jax.jit(np.isscalar)(1.0)


@pytest.mark.parametrize("path", _told(Fate.SIZE))
def test_a_traced_size_is_refused(path: str) -> None:
    function, args = PROGRAMS[path]
    call = (np.int64(2), *args[1:]) if path == "numpy.full" else args
    assert _outcome(function, call, 0, "jit") == REFUSED


@pytest.mark.parametrize("path", sorted(MAKERS))
def test_it_makes_arrays_of_numpy(path: str) -> None:
    function, args = PROGRAMS[path]
    assert isinstance(function(*args), np.ndarray)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_refuses_a_tracer(name: str) -> None:
    method = getattr(np.ndarray, name)
    args = {"put": (I_, V), "choose": ([V],), "clip": (V, V)}.get(name, (V,))
    subject = I_[:1] if name == "choose" else V
    for place, _ in _places(args):
        assert _outcome(method, (subject.copy(), *args), place + 1, "jit") == REFUSED


@pytest.mark.parametrize("name", sorted(UFUNC_METHODS))
def test_a_method_of_a_ufunc_refuses_a_tracer(name: str) -> None:
    extra = {"at": (I_, V), "reduceat": (I_,), "outer": (V,)}.get(name, ())
    assert _outcome(getattr(np.add, name), (V, *extra), 0, "jit") == REFUSED


def test_every_function_is_in_the_table() -> None:
    public = {n for n in np.__all__ if inspect.isroutine(getattr(np, n))}
    public |= {n for n, f in vars(np).items() if isinstance(f, np.ufunc)}
    told = {
        path.partition(".")[2] for path in FATES if path.count(".") == 1 and path not in REFUSING
    }
    assert public - told - UNTRIED == set()
    assert told <= NUMPY.keys()
    assert {n for n, f in vars(np).items() if isinstance(f, np.ufunc)} == UFUNCS
    assert FATES.keys() == PROGRAMS.keys()


@pytest.mark.parametrize("path", REFUSING)
def test_it_takes_what_is_not_traced(path: str) -> None:
    function, args = PROGRAMS[path]
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        function(*args)


SPANS: Final[dict[str, tuple[Any, ...]]] = {
    "odeint": (V, np.arange(3.0)),
    "solve_ivp": ((0.0, 1.0), V),
    "minimize_scalar": (),
    **dict.fromkeys(("quad", "fminbound"), (0.0, 1.0)),
    **dict.fromkeys(("bisect", "brenth", "brentq", "ridder"), (-1.0, 1.0)),
}


@pytest.mark.parametrize("path", CALLBACKS)
def test_what_a_function_returns_is_read(path: str) -> None:
    module, _, name = path.rpartition(".")
    caller = getattr(importlib.import_module(module), name)
    reduced = name in {"minimize", "fmin", "fmin_bfgs"}
    seen: list[int] = []

    def program(scale: Any) -> Any:
        def callback(*args: Any) -> Any:
            seen.append(len(args))
            value = args[name == "solve_ivp"] * scale
            return value.sum() if reduced else value

        caller(callback, *SPANS.get(name, (V,)))
        return scale

    for run in (jax.jit(program), jax.grad(program)):
        with pytest.raises((TypeError, ValueError, RuntimeError, jax.errors.JAXTypeError)):
            run(1.0)
    assert set(seen) == {CALLBACKS[path]}
