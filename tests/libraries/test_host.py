"""What draws random numbers changes the state of its generator; what reads never gives the same."""

import builtins
import contextlib
import importlib
import inspect
import io
import random
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from flake8_jax.libraries.host import DEBUGGERS, GENERATORS, OBJECTS, READS, WRITES, draws

ARGUMENTS: tuple[tuple[Any, ...], ...] = (
    (),
    (3,),
    (0.5,),
    ([1, 2, 3],),
    (1, 3),
    (5, 0.5),
    (0.5, 0.25),
    ([0.2, 0.8],),
    (0.1, 0.9, 0.5),
    (3, 4, 5),
    (4, [0.5, 0.5]),
    ([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]),
    ([3, 4], 2),
    ([1, 2, 3, 4], 2),
    (np.arange(4.0),),
)
SOURCES: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "random": (lambda: random, lambda source: source.getstate()),
    "random.Random()": (lambda: random.Random(0), lambda source: source.getstate()),
    "numpy.random": (lambda: np.random, lambda source: source.get_state()),
    "numpy.random.RandomState()": (
        lambda: np.random.RandomState(0),
        lambda source: source.get_state(),
    ),
    "numpy.random.default_rng()": (
        lambda: np.random.default_rng(0),
        lambda source: source.bit_generator.state,
    ),
}


def functions(source: Any) -> Iterator[tuple[str, Any]]:
    for name in dir(source):
        found = getattr(source, name)
        if not name.startswith("_") and callable(found) and not inspect.isclass(found):
            yield name, found


def changes(source: Any, function: Any, state: Callable[[Any], Any]) -> bool:
    """Whether some call of the function draws from the source."""
    random.seed(1)
    np.random.seed(1)
    for args in ARGUMENTS:
        before = repr(state(source))
        with contextlib.suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*args)
            if repr(state(source)) != before:
                return True
    return False


@pytest.mark.parametrize("owner", SOURCES)
def test_what_draws_changes_the_state(owner: str) -> None:
    make, state = SOURCES[owner]
    source = make()
    seeding = {"seed", "setstate", "set_state", "set_bit_generator", "test"}
    wrong = [
        name
        for name, function in functions(source)
        if name not in seeding and draws(f"{owner}.{name}") != changes(source, function, state)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["seed", "setstate", "set_state", "default_rng", "RandomState"])
def test_seeds_and_generators_draw_nothing(name: str) -> None:
    assert not any(draws(f"{owner}.{name}") for owner in SOURCES)


def resolve(path: str) -> Any:
    """The thing that a dotted path names."""
    parts = path.split(".")
    for count in range(len(parts) - 1, 0, -1):
        with contextlib.suppress(ImportError):
            found = importlib.import_module(".".join(parts[:count]))
            for part in parts[count:]:
                found = getattr(found, part)
            return found
    raise ImportError(path)


@pytest.mark.parametrize("path", sorted(READS))
def test_a_read_gives_something_else_each_time(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function = resolve(path)
    if path == "datetime.date.today":
        # It takes a day.
        assert function() == resolve("datetime.datetime.now")().date()
        return
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(str, range(200)))))
    args = {"choice": (range(10**9),), "randbelow": (10**9,), "randbits": (64,), "urandom": (8,)}
    given = args.get(path.rpartition(".")[2], ())
    found = set()
    for _ in range(100):
        found.add(function(*given))
        sum(range(20_000))
    assert len(found) > 1


@pytest.mark.parametrize("path", sorted(GENERATORS))
def test_a_generator_takes_its_seed(path: str) -> None:
    made = resolve(path)
    if path in ("random.Random", "random.SystemRandom"):
        assert made(1)
        return
    assert GENERATORS[path] in (inspect.signature(made).parameters or inspect.getdoc(made) or "")


@pytest.mark.parametrize("path", sorted(DEBUGGERS | WRITES | set(OBJECTS)))
def test_what_is_named_is_there(path: str) -> None:
    package = path.partition(".")[0]
    try:
        importlib.import_module(package)
    except ImportError:
        # A tool that few have; its name at least is one that Python allows.
        assert all(part.isidentifier() for part in path.split("."))
        return
    if package == "builtins":
        assert callable(getattr(builtins, path.partition(".")[2]))
    else:
        assert callable(resolve(path))
