"""What the rows say of numpyro is what numpyro does."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
import pytest
from numpyro import handlers
from numpyro.infer import MCMC, NUTS, SVI, Predictive, Trace_ELBO, initialize_model
from numpyro.infer.autoguide import AutoNormal

from flake8_jax.libraries.numpyro import DISTRIBUTION, KINDS, PACKAGE
from flake8_jax.libraries.rows import Caller, Function, Out, Result
from flake8_jax.values.base import TraceKind
from tests.libraries.proving import assert_said, assert_true
from tests.libraries.running import find
from tests.libraries.tracing import kind_of, watch

KEY: Final = jax.random.key(0)
NORMAL: Final = dist.Normal(0.0, 1.0)
SIMPLEX: Final = jnp.asarray([0.5, 0.5])
MATRIX: Final = jnp.eye(2)
POSITIVE: Final = ("concentration", "concentration1", "concentration0", "alpha", "mean", "df")
GIVEN: Final[Mapping[str, Any]] = {
    **dict.fromkeys(POSITIVE, 3.0),
    **dict.fromkeys(("rate", "scale", "temperature"), 1.0),
    "base_dist": NORMAL,
    "cov_diag": jnp.ones(2),
    "cov_factor": jnp.ones((2, 1)),
    "dimension": 3,
    "event_shape": (2,),
    "gate": 0.3,
    "loc": 0.0,
    "logits": 0.0,
    "probs": 0.5,
    "total_count": 5,
}
OWN: Final[Mapping[str, Mapping[str, Any]]] = {
    "Bernoulli": {"probs": 0.5},
    "Binomial": {"probs": 0.5},
    "Categorical": {"probs": SIMPLEX},
    "CategoricalLogits": {"logits": SIMPLEX},
    "CategoricalProbs": {"probs": SIMPLEX},
    "Dirichlet": {"concentration": SIMPLEX},
    "DirichletMultinomial": {"concentration": SIMPLEX},
    "Geometric": {"probs": 0.5},
    "LowRankMultivariateNormal": {"loc": jnp.zeros(2)},
    "Multinomial": {"probs": SIMPLEX},
    "MultinomialLogits": {"logits": SIMPLEX},
    "MultinomialProbs": {"probs": SIMPLEX},
    "MultivariateNormal": {"scale_tril": MATRIX},
    "MultivariateStudentT": {"scale_tril": MATRIX},
    "NegativeBinomial": {"probs": 0.5},
    "ProjectedNormal": {"concentration": SIMPLEX},
    "RelaxedBernoulli": {"probs": 0.5},
    "InverseWishart": {"scale_tril": MATRIX},
    "InverseWishartCholesky": {"scale_tril": MATRIX},
    "Wishart": {"scale_tril": MATRIX},
    "WishartCholesky": {"scale_tril": MATRIX},
}


def made(name: str) -> Any:
    """A distribution of this kind."""
    kind = find(f"numpyro.distributions.{name}")
    required = [p.name for p in inspect.signature(kind).parameters.values() if p.default is p.empty]
    given = {p: GIVEN[p] for p in required if p in GIVEN}
    return kind(**{**given, **OWN.get(name, {})})


@pytest.mark.parametrize("name", KINDS.split())
def test_a_distribution_draws_an_array_from_its_key(name: str) -> None:
    one = made(name)
    draw = one.sample(KEY)
    assert isinstance(one, dist.Distribution)
    assert isinstance(draw, jax.Array)
    assert (draw == one.sample(KEY)).all()
    assert any((draw != one.sample(jax.random.key(i))).any() for i in range(1, 9))
    assert isinstance(one.log_prob(draw), jax.Array)
    with jax.debug_key_reuse(True), pytest.raises(jax.errors.KeyReuseError):
        _twice(one.sample, jax.random.key(2))


def _twice(draw: Callable[[Any], Any], key: Any) -> None:
    draw(key)
    draw(key)


@pytest.mark.parametrize(
    "method", [n.rpartition(".")[2] for n in PACKAGE.rows if n.startswith(f"{DISTRIBUTION}.")]
)
def test_a_method_returns_what_its_row_says(method: str) -> None:
    row = PACKAGE.rows[f"{DISTRIBUTION}.{method}"]
    assert isinstance(row, Function)
    given = {
        **dict.fromkeys(("sample", "rsample"), (KEY,)),
        **dict.fromkeys(("log_prob", "cdf", "icdf"), (0.5,)),
        **dict.fromkeys(("expand", "expand_by"), ((3,),)),
        "to_event": (0,),
        "mask": (jnp.asarray(True),),
    }
    result = getattr(NORMAL, method)(*given[method])
    if row.result is Result.OBJECT:
        assert isinstance(result, dist.Distribution)
    else:
        assert isinstance(result, jax.Array)


def test_the_shape_of_a_draw_must_be_known() -> None:
    with pytest.raises(TypeError):
        jax.jit(lambda n: NORMAL.sample(KEY, (n,)))(3)


def seen_by(run: Callable[[Callable[..., Any]], Any]) -> tuple[set[Any], set[Any], list[Any]]:
    """How what a model draws and what it is given are traced while it is run, and the results."""
    drawn: set[Any] = set()
    data: set[Any] = set()

    def model(x: Any, y: Any = None) -> Any:
        mean = numpyro.sample("mean", NORMAL)
        drawn.add(kind_of(mean))
        data.add(kind_of(x))
        numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)
        return mean

    results = [run(model), run(model)]
    return drawn, data, results


X: Final = jnp.ones(3)


def chain(model: Any) -> MCMC:
    return MCMC(NUTS(model), num_warmup=2, num_samples=3, progress_bar=False)


def run_chain(model: Any) -> Any:
    mcmc = chain(model)
    mcmc.run(KEY, X, y=X)
    return mcmc.get_samples()["mean"]


def run_svi(model: Any) -> Any:
    svi = SVI(model, AutoNormal(model), numpyro.optim.Adam(0.1), Trace_ELBO())
    return svi.run(KEY, 3, X, y=X, progress_bar=False).losses


def init_svi(model: Any) -> Any:
    svi = SVI(model, AutoNormal(model), numpyro.optim.Adam(0.1), Trace_ELBO())
    return svi.get_params(svi.init(KEY, X, y=X))["mean_auto_loc"]


def predict(model: Any) -> Any:
    return Predictive(model, num_samples=3)(KEY, X)["mean"]


def initialize(model: Any) -> Any:
    return initialize_model(KEY, model, model_args=(X, X)).param_info.z["mean"]


def seeded(model: Any) -> Any:
    return handlers.seed(model, KEY)(X)


@pytest.mark.parametrize("run", [run_chain, run_svi, init_svi, predict, initialize, seeded])
def test_one_key_gives_the_same_numbers(run: Callable[[Any], Any]) -> None:
    _, data, (one, other) = seen_by(run)
    assert (one == other).all()
    assert data == {None}


@pytest.mark.parametrize("run", [run_chain, run_svi])
def test_inference_traces_what_a_model_draws(run: Callable[[Any], Any]) -> None:
    drawn, _, _ = seen_by(run)
    assert TraceKind.ABSTRACT in drawn


def test_a_seeded_model_is_run_as_it_is_and_begins_anew_at_each_call() -> None:
    drawn, _, _ = seen_by(seeded)
    assert drawn == {None}
    model = handlers.seed(lambda: numpyro.sample("x", NORMAL), KEY)
    assert model() == model()


def test_what_is_observed_is_returned_as_it_is() -> None:
    assert numpyro.sample("x", NORMAL, obs=X) is X


def test_a_key_of_numpyro_is_a_key() -> None:
    key = handlers.seed(numpyro.prng_key, KEY)()
    assert jnp.issubdtype(key.dtype, jax.dtypes.prng_key)


LOOPS: Final = [n for n in PACKAGE.rows if "control_flow" in n or ".util." in n]


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_or_branch_is_traced(name: str) -> None:
    row = PACKAGE.rows[name]
    assert isinstance(row, Caller)
    given: dict[str, Any] = {
        "init": 0.0,
        "xs": X,
        "pred": True,
        "operand": 1.0,
        "lower": 0,
        "upper": 3,
        "init_val": jnp.asarray(0.0),
    }
    own: dict[str, Any] = {
        "f": lambda c, x: (c + 1, x),
        "cond_fun": lambda v: v < 3,
        "body_fun": lambda *v: v[-1] + 1,
    }
    logs = []
    for body in row.bodies:
        given[body.function], log = watch(own.get(body.function, lambda v: v))
        logs.append(log)
    result = find(name)(**{p: given[p] for p in row.params if p in given})
    for body, log in zip(row.bodies, logs, strict=True):
        assert len(log.run.args) == len(body.feeds)
        assert set(log.runs[-1].kinds) == {row.kind}
    if isinstance(row.result, tuple | Out):
        leaves = jax.tree.leaves(result)
        assert len(leaves) == (len(row.result) if isinstance(row.result, tuple) else 1)
        assert all(isinstance(leaf, jax.Array) for leaf in leaves)


def test_an_alias_is_the_same_thing() -> None:
    for alias, name in PACKAGE.aliases.items():
        assert find(alias) is find(name)


START: Final = """
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.infer import MCMC, NUTS, Predictive, SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def chain(model):
    return MCMC(NUTS(model), num_warmup=2, num_samples=3, progress_bar=False)


def plain(x, y=None, scale=1.0):
    mean = numpyro.sample("mean", dist.Normal(0.0, scale))
    if y is not None and scale > 0:
        x = x * 1.0
    with numpyro.plate("data", len(x)):
        return numpyro.sample("y", dist.Normal(mean * x, 1.0), obs=y)

"""
PROGRAMS: Final = [
    """
def main():
    key = jax.random.key(0)
    a = dist.Normal(0.0, 1.0).sample(key)
    b = dist.Normal(0.0, 1.0).sample(key)  # JAX401
    return a, b
""",
    """
def main():
    key1, key2 = jax.random.split(jax.random.key(0))
    a = dist.Normal(0.0, 1.0).sample(key1)
    b = dist.Normal(0.0, 1.0).sample(key2)
    return a, b
""",
    """
def main(key=jax.random.key(0)):
    d = dist.Normal(jnp.zeros(2), 1.0).expand((3, 2)).to_event(1)
    return d.sample(key), d.sample(key)  # JAX401
""",
    """
def main():
    key, draws = jax.random.key(0), []
    for _ in range(2):
        draws.append(dist.Gamma(2.0, 1.0).sample(key, (3,)))  # JAX402
    return draws[0], draws[1]
""",
    """
def main():
    key, draws = jax.random.key(0), []
    for i in range(2):
        draws.append(dist.Gamma(2.0, 1.0).sample(jax.random.fold_in(key, i), (3,)))
    return draws[0], draws[1]
""",
    """
def main():
    key, x = jax.random.key(0), jnp.ones(3)
    predict = Predictive(plain, num_samples=3)
    return predict(key, x), predict(key, x)  # JAX401
""",
    """
def main():
    model = handlers.seed(plain, jax.random.key(0))
    return model(jnp.ones(3)), model(jnp.ones(3))  # JAX401
""",
    """
def main():
    key = jax.random.key(0)
    handlers.trace(handlers.seed(plain, key)).get_trace(jnp.ones(3))
    mcmc = chain(plain)
    mcmc.run(key, jnp.ones(3), y=jnp.ones(3), scale=2.0)
    return mcmc.get_samples()["mean"], jnp.zeros(3)
""",
    """
def main():
    key, x = jax.random.key(0), jnp.ones(3)
    first, second = chain(plain), chain(plain)
    first.run(key, x, y=x)
    second.run(key, x, y=x)  # JAX401
    return first.get_samples(), second.get_samples()
""",
    """
def model(x):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    if mean > 0:  # JAX101
        mean = -mean
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=x)


def main():
    chain(model).run(jax.random.key(0), jnp.ones(3))
""",
    """
def model(x):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    mean = jnp.where(mean > 0, -mean, mean)
    y = numpyro.sample("y", dist.Normal(mean, 1.0), obs=x)
    if x.ndim == 1 and y is not None:
        numpyro.deterministic("twice", mean * 2)


def main():
    chain(model).run(jax.random.key(0), jnp.ones(3))
""",
    """
import numpy as np


def model(x):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    seen = numpyro.sample("y", dist.Normal(mean, 1.0), obs=x)
    if x.mean() > 0 and seen.sum() > 0:
        numpyro.factor("more", mean)


def main():
    chain(model).run(jax.random.key(0), np.ones(3))
""",
    """
def model(x):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    if mean > 0:
        numpyro.sample("y", dist.Normal(mean, 1.0))
    return mean


def main():
    key1, key2 = jax.random.split(jax.random.key(0))
    return handlers.seed(model, key1)(1.0), handlers.seed(model, key2)(1.0)
""",
    """
def model(x):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    while mean > 1:  # JAX102
        mean = mean / 2
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=x)


def main():
    svi = SVI(model, AutoNormal(model), numpyro.optim.Adam(0.1), Trace_ELBO())
    svi.run(jax.random.key(0), 3, jnp.ones(3), progress_bar=False)
""",
    """
def main():
    svi = SVI(plain, AutoNormal(plain), numpyro.optim.Adam(0.1), Trace_ELBO())
    x = jnp.ones(3)
    state = svi.init(jax.random.key(0), x, y=x)
    for _ in range(2):
        state, loss = jax.jit(svi.update)(state, x, y=x)
    key = jax.random.key(1)
    return dist.Delta(1.0).sample(key), dist.Normal(0.0, 1.0).sample(key)
""",
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program(program: str) -> None:
    assert_said(START + program)
    assert_true(START + program)
