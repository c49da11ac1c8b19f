"""How to call the functions of SciPy, with arrays wherever they take any."""

from collections.abc import Callable
from importlib import import_module
from inspect import isroutine
from typing import Any, Final

import numpy as np

from flake8_jax.libraries.scipy import OBJECTS, REFUSING

Call = tuple[Any, ...]
V: Final = np.array([0.2, 0.5, 0.3, 0.9])
M: Final = np.array([[2.0, 0.5], [0.5, 1.0]])
S: Final = np.float64(0.5)
POINTS: Final = np.random.default_rng(0).uniform(size=(8, 2))
TIMES: Final = np.arange(6.0)
WAVE: Final = np.sin(np.arange(30.0))


def _square(x: Any) -> Any:
    return x * x


def _norm(x: Any) -> Any:
    return (x * x).sum()


def _decay(y: Any, t: Any) -> Any:
    return t - y


def _each(module: str, names: str, *args: Any) -> dict[str, Call]:
    return {f"scipy.{module}.{name}": args for name in names.split()}


_CALLS: Final[dict[str, Call]] = {
    **_each("integrate", "cumulative_simpson cumulative_trapezoid simpson trapezoid", TIMES),
    **_each("integrate", "romb", TIMES[:5]),
    **_each("integrate", "quad fixed_quad", _square, S, S + 1),
    **_each("integrate", "odeint", _decay, V, TIMES),
    **_each("integrate", "solve_ivp", lambda t, y: _decay(y, t), (0.0, 1.0), V),
    **_each("interpolate", "CubicHermiteSpline", TIMES, WAVE[:6], WAVE[:6]),
    **_each("interpolate", "LinearNDInterpolator RBFInterpolator", POINTS, WAVE[:8]),
    **_each("interpolate", "griddata", POINTS, WAVE[:8], POINTS / 2),
    **_each("linalg", "circulant hankel toeplitz", V),
    **_each("linalg", "lstsq solve solve_triangular", M, M[0]),
    **_each("linalg", "solve_sylvester", M, M, M),
    **_each("ndimage", "gaussian_filter gaussian_filter1d uniform_filter", M, 1),
    **_each("ndimage", "uniform_filter1d zoom rotate shift", M, 1),
    **_each("ndimage", "median_filter maximum_filter", M, 3),
    **_each("ndimage", "convolve correlate map_coordinates affine_transform", M, M),
    **_each("ndimage", "convolve1d", M, V),
    **_each("optimize", "minimize fmin fmin_bfgs", _norm, V),
    **_each("optimize", "fsolve least_squares root", _square, V),
    **_each("optimize", "fminbound", _square, S, S + 1),
    **_each("optimize", "newton", _square, S),
    **_each("optimize", "curve_fit", lambda x, a: a * x, V, V),
    **_each("optimize", "lsq_linear nnls", M, M[0]),
    **_each("optimize", "linear_sum_assignment", M),
    **_each("optimize", "linprog", V),
    **_each("signal", "butter", 2, S / 2),
    **_each("signal", "convolve correlate fftconvolve oaconvolve", V, V),
    **_each("signal", "convolve2d correlate2d", M, M),
    **_each("signal", "filtfilt", V[:2], V[1:3], WAVE),
    **_each("signal", "lfilter", V, V, V),
    **_each("signal", "resample", V, 8),
    **_each("signal", "savgol_filter", WAVE, 5, 2),
    **_each("spatial", "ConvexHull Delaunay KDTree Voronoi cKDTree", POINTS),
    **_each("spatial", "distance_matrix", M, M),
    **_each("spatial.distance", "cdist", M, M),
    **_each("spatial.distance", "pdist", M),
    **_each("spatial.distance", "squareform", 1.0 - np.eye(2)),
    **_each("special", "comb perm", S, S),
    **_each("special", "factorial log_softmax logsumexp sinc softmax", V),
    **_each("stats", "describe entropy gaussian_kde gmean hmean iqr kurtosis mode rankdata", V),
    **_each("stats", "sem skew zscore", V),
    **_each("stats.bernoulli", "cdf logpmf pmf", S + S, S),
    **_each("stats.binom", "cdf logpmf pmf", S + S, S * 6, S),
    **_each("stats.geom", "cdf logpmf pmf", S + S, S),
    **_each("stats.poisson", "cdf logpmf pmf", S + S, S),
    **_each("stats.multivariate_normal", "cdf logpdf pdf", V[:2], V[:2], M),
    "numpy.poly1d()": (S,),
    "numpy.vectorize()": (V,),
    "scipy.interpolate.LinearNDInterpolator()": (POINTS / 2,),
    "scipy.interpolate.RBFInterpolator()": (POINTS / 2,),
    "scipy.interpolate.RegularGridInterpolator()": (V[:2],),
}
_SHAPES: Final = {"beta": 2, "chi2": 1, "gamma": 1, "lognorm": 1, "t": 1}
_PLAIN: Final[dict[str, Call]] = {
    "fft": (M,),
    "interpolate": (TIMES, WAVE[:6]),
    "linalg": (M,),
    "ndimage": (M,),
    "signal": (WAVE,),
    "sparse": (M,),
    "spatial.distance": (V, V),
    "stats": (V, V[::-1].copy()),
}
_MADE: Final[dict[str, Callable[[Any], Any]]] = {
    "numpy.poly1d": lambda made: made([1.0, 2.0]),
    "numpy.vectorize": lambda made: made(_square),
    "scipy.interpolate.RegularGridInterpolator": lambda made: made((TIMES, TIMES), np.eye(6)),
}


def function(path: str) -> Any:
    """The function of a dotted name; one that ends with `()` is made by a call."""
    if path.endswith("()"):
        made = path.removesuffix("()")
        how = _MADE.get(made, lambda f: f(*arguments(made)))
        return how(function(made))
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError:
        return getattr(function(module), name)


def arguments(path: str) -> Call:
    """What a function is called with."""
    if path in _CALLS:
        return _CALLS[path]
    if path.endswith("()"):
        return (V,)
    module, _, name = path.removeprefix("scipy.").rpartition(".")
    if module == "special":
        operands: int = getattr(import_module("scipy.special"), name).nin
        return (S,) * operands
    if module.startswith("stats."):
        return (S,) * (1 + _SHAPES.get(module.partition(".")[2], 0))
    return _PLAIN[module]


PROGRAMS: Final[dict[str, tuple[Any, Call]]] = {
    path: (function(path), arguments(path)) for path in REFUSING
}
assert all(isroutine(f) or callable(f) for f, _ in PROGRAMS.values())
assert set(OBJECTS) <= {path.removesuffix("()") for path in PROGRAMS}
