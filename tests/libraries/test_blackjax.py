"""What the rows say of blackjax is what blackjax does."""

from collections.abc import Callable
from typing import Any, Final

import blackjax
import jax
import jax.numpy as jnp
import pytest

from flake8_jax.libraries.blackjax import ALGORITHMS, PACKAGE
from flake8_jax.libraries.rows import Caller
from flake8_jax.values.base import TraceKind
from tests.libraries.proving import assert_said, assert_true
from tests.libraries.running import find, positional
from tests.libraries.tracing import Log, structure, watch

KEY: Final = jax.random.key(0)
POSITION: Final = jnp.ones(2)
WALK: Final = blackjax.mcmc.random_walk.normal(0.1 * POSITION)


def density(position: Any) -> Any:
    """A normal density."""
    return -(position**2).sum()


def propose(key: Any, position: Any = POSITION) -> Any:
    """A step that a chain may take."""
    return position + jax.random.normal(key, position.shape)


OPTIONS: Final[dict[str, tuple[Any, ...]]] = {
    "additive_step_random_walk": (WALK,),
    "barker_proposal": (0.1,),
    "dynamic_hmc": (0.1, POSITION),
    "ghmc": (0.1, POSITION, 0.1, 0.1),
    "hmc": (0.1, POSITION, 3),
    "irmh": (propose,),
    "mala": (0.1,),
    "mclmc": (1.0, 0.1),
    "nuts": (0.1, POSITION),
    "rmh": (propose,),
}
NEEDS_A_KEY: Final = ("dynamic_hmc", "ghmc", "mclmc")


def algorithm(name: str) -> tuple[Any, Any, Log]:
    """The algorithm, its first state, and the log of the density after that."""
    function, log = watch(density, executions=False)
    made = find(f"blackjax.{name}")(function, *OPTIONS[name])
    state = made.init(POSITION, KEY) if name in NEEDS_A_KEY else made.init(POSITION)
    return made, state, log


def strongest(log: Log) -> TraceKind | None:
    """How the density was traced, at most."""
    return max((kind for run in log.runs for kind in run.kinds if kind), default=None)


def assert_consumed(draw: Callable[[Any], Any]) -> None:
    """The key is used up: not by the first call, but for the second one."""
    with jax.debug_key_reuse(True):
        key = jax.random.key(3)
        draw(key)
        with pytest.raises(jax.errors.KeyReuseError):
            draw(key)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_draws_from_its_key_and_traces_the_density(name: str) -> None:
    made, state, log = algorithm(name)
    init, step = ALGORITHMS[name]
    assert strongest(log) is init
    log.runs.clear()
    after, _ = made.step(KEY, state)
    assert strongest(log) is step
    assert structure(after) == structure(state)
    again, _ = made.step(KEY, state)
    assert (after.position == again.position).all()
    if name != "dynamic_hmc":  # its state holds a key as well
        assert_consumed(lambda key: made.step(key, state))


@pytest.mark.parametrize("name", ["hmc", "nuts", "mala", "rmh"])
def test_a_kernel_takes_its_key_and_the_density(name: str) -> None:
    kernel = find(f"blackjax.{name}").build_kernel()
    _, state, _ = algorithm(name)
    options = {"hmc": (0.1, POSITION, 3), "rmh": (propose,), "mala": (0.1,)}
    given = options.get(name, (0.1, POSITION))
    after, _ = kernel(KEY, state, density, *given)
    assert structure(after) == structure(state)
    assert_consumed(lambda key: kernel(key, state, density, *given))


def test_adaptation_and_whole_chains_draw_from_their_key_and_trace_the_density() -> None:
    function, log = watch(density, executions=False)
    adaptation = blackjax.window_adaptation(blackjax.nuts, function)
    assert_consumed(lambda key: adaptation.run(key, POSITION, num_steps=3))
    assert strongest(log) is TraceKind.ABSTRACT
    made, _, log = algorithm("hmc")
    log.runs.clear()
    run = blackjax.util.run_inference_algorithm
    assert_consumed(lambda key: run(key, made, 3, initial_position=POSITION))
    assert strongest(log) is TraceKind.ABSTRACT


def test_the_parameters_are_the_first_ones() -> None:
    name = "blackjax.util.run_inference_algorithm"
    row = PACKAGE.rows[name]
    assert isinstance(row, Caller)
    assert row.params == positional(name)[: len(row.params)]


START: Final = """
import blackjax
import jax
import jax.numpy as jnp


def density(x):
    if x.ndim == 0:
        return -(x**2)
    return -(x**2).sum()


def branching(x):
    if x.sum() > 100:  # SAY
        return -x.sum()
    return -(x**2).sum()

"""
PROGRAMS: Final = [
    """
def main():
    key, states = jax.random.key(0), []
    nuts = blackjax.nuts(density, 0.1, jnp.ones(2))
    start = nuts.init(jnp.ones(2))
    for _ in range(2):
        state, info = nuts.step(key, start)  # JAX402
        states.append(state)
    return states[0], states[1]
""",
    """
def main():
    states = []
    nuts = blackjax.nuts(density, 0.1, jnp.ones(2))
    step, start = jax.jit(nuts.step), nuts.init(jnp.ones(2))
    for key in jax.random.split(jax.random.key(0), 2):
        state, info = step(key, start)
        states.append(state.position)
    return states[0], states[1]
""",
    """
def main():
    key = jax.random.key(0)
    hmc = blackjax.hmc(density, 0.1, jnp.ones(2), 3)
    state = hmc.init(jnp.ones(2))
    one, _ = hmc.step(key, state)
    two, _ = hmc.step(key, state)  # JAX401
    return one, two
""",
    """
def loop(key, kernel, state, count):
    def one(state, key):
        state, _ = kernel(key, state)
        return state, state.position

    return jax.lax.scan(one, state, jax.random.split(key, count))


def main():
    key1, key2 = jax.random.split(jax.random.key(0))
    walk = blackjax.rmh(density, lambda key, x: x + jax.random.normal(key, x.shape))
    state = walk.init(jnp.ones(2))
    return loop(key1, walk.step, state, 9)[1], loop(key2, walk.step, state, 9)[1]
""",
    """
def main():
    key = jax.random.key(0)
    adapt = blackjax.window_adaptation(blackjax.nuts, density)
    one = adapt.run(key, jnp.ones(2), num_steps=3)[0].state
    two = adapt.run(key, jnp.ones(2), num_steps=3)[0].state  # JAX401
    return one, two
""",
    """
def main():
    warm, key = jax.random.split(jax.random.key(0))
    adapt = blackjax.window_adaptation(blackjax.nuts, density)
    (state, parameters), _ = adapt.run(warm, jnp.ones(2), num_steps=3)
    state, _ = blackjax.nuts(density, **parameters).step(key, state)
    return state.position, jnp.zeros(2)
""",
    """
def main():
    walk = blackjax.rmh(branching, lambda key, x: x + jax.random.normal(key, x.shape))
    walk.step(jax.random.key(0), walk.init(jnp.ones(2)))
""",
    """
def main():
    mala = blackjax.mala(branching, 0.1)
    mala.step(jax.random.key(0), mala.init(jnp.ones(2)))
""",
    """
def main():
    hmc = blackjax.hmc(branching, 0.1, jnp.ones(2), 3)
    hmc.step(jax.random.key(0), hmc.init(jnp.ones(2)))  # RAISES
""",
    """
def main():
    walk = blackjax.rmh(branching, lambda key, x: x + jax.random.normal(key, x.shape))
    jax.jit(walk.step)(jax.random.key(0), walk.init(jnp.ones(2)))  # RAISES
""",
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program(program: str) -> None:
    text = START + program
    if "RAISES" in text:
        text = text.replace("SAY", "JAX101")
    assert_said(text)
    assert_true(text)
