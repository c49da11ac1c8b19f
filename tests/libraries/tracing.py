"""How the tests watch a function that JAX traces: what Python sees, and what is executed later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final

import jax
import numpy as np

from flake8_jax.values.base import TraceKind

Function = Callable[..., Any]
_BATCHED: Final = "BatchTracer"
"""The class of the tracers of `jax.vmap`, which JAX does not publish."""


def kind_of(value: Any) -> TraceKind | None:
    """How an array is traced, by what a Python `if` on it does; None if it is not traced."""
    if not isinstance(value, jax.core.Tracer):
        return None
    try:
        bool((value == value).all())  # noqa: PLR0124 (any condition on the array will do)
    except jax.errors.TracerBoolConversionError:
        is_batched = type(value).__name__ == _BATCHED
        return TraceKind.BATCHED if is_batched else TraceKind.ABSTRACT
    return TraceKind.CONCRETE


@dataclass(frozen=True)
class Run:
    """One time that Python ran the function: its arguments, and how their leaves were traced."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    kinds: tuple[Any, ...]
    result: Any


@dataclass
class Log:
    """What happened to a function that is watched."""

    runs: list[Run] = field(default_factory=list)
    executions: list[tuple[Any, Any]] = field(default_factory=list)
    """The arguments and the result of each time that the function was executed, as NumPy sees
    them: once for many runs, or many times for one."""

    def executed(self) -> list[tuple[Any, Any]]:
        """All executions, once they have happened."""
        wait()
        return self.executions

    @property
    def run(self) -> Run:
        """The first run."""
        return self.runs[0]


def watch(function: Function, *, executions: bool = True) -> tuple[Function, Log]:
    """The function, and the log that it writes; not everywhere executions can be noted."""
    log = Log()

    @wraps(function)
    def watched(*args: Any, **kwargs: Any) -> Any:
        kinds = jax.tree.map(kind_of, args)
        result = function(*args, **kwargs)
        log.runs.append(Run(args, kwargs, kinds, result))
        if executions:
            arrays = jax.tree.map(_array, (args, result))
            jax.debug.callback(log.executions.append, arrays)
        return result

    return watched, log


def _array(leaf: Any) -> Any:
    """What a callback can take."""
    return leaf if isinstance(leaf, (jax.Array, np.ndarray, int, float)) else None


def wait() -> None:
    """Waits until all that JAX has begun is executed."""
    jax.effects_barrier()  # type: ignore[no-untyped-call]


def structure(value: Any) -> Any:
    """The structure of a pytree, without what its leaves are."""
    return jax.tree.structure(value)


def ranks(value: Any) -> list[int]:
    """The number of dimensions of each leaf."""
    return [jax.numpy.ndim(leaf) for leaf in jax.tree.leaves(value)]
