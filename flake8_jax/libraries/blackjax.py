"""What blackjax does: each step of an algorithm draws from its key."""

from collections.abc import Iterator, Mapping
from typing import Final

from flake8_jax.libraries.package import Package
from flake8_jax.libraries.rows import Body, Caller, Result, Row, Same, Some, function
from flake8_jax.values.base import TraceKind

ABSTRACT, CONCRETE = TraceKind.ABSTRACT, TraceKind.CONCRETE
ALGORITHMS: Final[Mapping[str, tuple[TraceKind | None, TraceKind | None]]] = {
    "additive_step_random_walk": (None, None),
    "barker_proposal": (CONCRETE, CONCRETE),
    "dynamic_hmc": (CONCRETE, ABSTRACT),
    "ghmc": (CONCRETE, ABSTRACT),
    "hmc": (CONCRETE, ABSTRACT),
    "irmh": (None, None),
    "mala": (CONCRETE, CONCRETE),
    "mclmc": (CONCRETE, CONCRETE),
    "nuts": (CONCRETE, ABSTRACT),
    "rmh": (None, None),
}
"""How `init` and `step` trace the density, if no trace is around them."""


def _algorithm(
    name: str, init: TraceKind | None, step: TraceKind | None
) -> Iterator[tuple[str, Row]]:
    path = f"blackjax.{name}"
    density, position, state = "self.logdensity_fn", Same("position"), Same("state")
    yield path, function("logdensity_fn", made=f"{path}()")
    yield (
        f"{path}().init",
        Caller(
            ("self", "position", "rng_key"),
            (Body(density, (position,)),),
            Result.UNKNOWN,
            kind=init,
            cached=False,
        ),
    )
    yield (
        f"{path}().step",
        Caller(
            ("self", "rng_key", "state"),
            (Body(density, (Some(),)),),
            (state, Result.UNKNOWN),
            kind=step,
            cached=False,
            key="rng_key",
        ),
    )
    yield f"{path}.build_kernel", function(made=f"{path}.build_kernel()")
    yield (
        f"{path}.build_kernel().__call__",
        Caller(
            ("self", "rng_key", "state", "logdensity_fn"),
            (Body("logdensity_fn", (Some(),)),),
            (state, Result.UNKNOWN),
            kind=step,
            cached=False,
            key="rng_key",
        ),
    )


ADAPTATION: Final = "blackjax.base.AdaptationAlgorithm"

PACKAGE: Final = Package(
    rows={
        **{
            path: row
            for name, kinds in ALGORITHMS.items()
            for path, row in _algorithm(name, *kinds)
        },
        "blackjax.window_adaptation": function("algorithm logdensity_fn", made=ADAPTATION),
        f"{ADAPTATION}.run": Caller(
            ("self", "rng_key", "position", "num_steps"),
            (Body("self.logdensity_fn", (Same("position"),)),),
            Result.UNKNOWN,
            repeats=True,
            key="rng_key",
        ),
        "blackjax.util.run_inference_algorithm": Caller(
            ("rng_key", "inference_algorithm", "num_steps"),
            (Body("inference_algorithm.logdensity_fn", (Some(),)),),
            Result.UNKNOWN,
            repeats=True,
            key="rng_key",
        ),
    },
)
