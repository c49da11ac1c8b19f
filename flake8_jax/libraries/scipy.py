"""SciPy's functions: they read what they are given with NumPy, so they refuse a traced value.

All of it was seen by running every function (SciPy 1.17, JAX 0.10); the tests do so again.
"""

from collections.abc import Mapping
from typing import Final

_FFT: Final = """
    dct dst fft fft2 fftn fftshift idct ifft irfft rfft
    """
_INTEGRATE: Final = """
    cumulative_simpson cumulative_trapezoid fixed_quad odeint quad romb simpson solve_ivp
    trapezoid
    """
_INTERPOLATE: Final = """
    Akima1DInterpolator CubicHermiteSpline CubicSpline InterpolatedUnivariateSpline
    LinearNDInterpolator PchipInterpolator RBFInterpolator UnivariateSpline griddata interp1d
    make_interp_spline splrep
    """
_LINALG: Final = """
    block_diag cho_factor cholesky circulant cosm det eig eigh eigvals eigvalsh expm hankel
    hessenberg inv ldl logm lstsq lu lu_factor norm null_space orth pinv polar qr rq schur signm
    sinm solve solve_sylvester solve_triangular sqrtm svd svdvals toeplitz
    """
_NDIMAGE: Final = """
    affine_transform center_of_mass convolve convolve1d correlate distance_transform_edt
    gaussian_filter gaussian_filter1d label laplace map_coordinates maximum_filter median_filter
    prewitt rotate shift sobel uniform_filter uniform_filter1d zoom
    """
_OPTIMIZE: Final = """
    curve_fit fmin fmin_bfgs fminbound fsolve least_squares linear_sum_assignment linprog
    lsq_linear minimize newton nnls root
    """
_SIGNAL: Final = """
    argrelmax butter convolve convolve2d correlate correlate2d detrend fftconvolve filtfilt
    find_peaks hilbert lfilter medfilt oaconvolve periodogram resample savgol_filter welch
    """
_SPARSE: Final = """
    coo_matrix csc_matrix csr_array csr_matrix
    """
_SPATIAL: Final = """
    ConvexHull Delaunay KDTree Voronoi cKDTree distance_matrix
    """
_SPATIAL_DISTANCE: Final = """
    cdist chebyshev cityblock correlation cosine euclidean pdist sqeuclidean squareform
    """
_SPECIAL: Final = """
    agm airy airye bdtr bdtrc bdtri bdtrik bdtrin bei beip ber berp besselpoly beta betainc
    betaincc betainccinv betaincinv betaln binom boxcox boxcox1p btdtria btdtrib cbrt chdtr
    chdtrc chdtri chdtriv chndtr chndtridf chndtrinc chndtrix comb cosdg cosm1 cotdg dawsn
    digamma ellipe ellipeinc ellipj ellipk ellipkinc ellipkm1 elliprc elliprd elliprf elliprg
    elliprj entr erf erfc erfcinv erfcx erfi erfinv eval_chebyc eval_chebys eval_chebyt
    eval_chebyu eval_gegenbauer eval_genlaguerre eval_jacobi eval_laguerre eval_legendre
    eval_sh_chebyt eval_sh_chebyu eval_sh_jacobi eval_sh_legendre exp1 exp10 exp2 expi expit
    expm1 expn exprel factorial fdtr fdtrc fdtri fdtridfd fresnel gamma gammainc gammaincc
    gammainccinv gammaincinv gammaln gammasgn gdtr gdtrc gdtria gdtrib gdtrix hankel1 hankel1e
    hankel2 hankel2e huber hyp0f1 hyp1f1 hyp2f1 hyperu i0 i0e i1 i1e inv_boxcox inv_boxcox1p
    it2i0k0 it2j0y0 it2struve0 itairy iti0k0 itj0y0 itmodstruve0 itstruve0 iv ive j0 j1 jn jv
    jve k0 k0e k1 k1e kei keip kelvin ker kerp kl_div kn kolmogi kolmogorov kv kve log1p
    log_expit log_ndtr log_softmax log_wright_bessel loggamma logit logsumexp lpmv mathieu_a
    mathieu_b mathieu_cem mathieu_modcem1 mathieu_modcem2 mathieu_modsem1 mathieu_modsem2
    mathieu_sem modfresnelm modfresnelp modstruve nbdtr nbdtrc nbdtri nbdtrik nbdtrin ncfdtr
    ncfdtri ncfdtridfd ncfdtridfn ncfdtrinc nctdtr nctdtridf nctdtrinc nctdtrit ndtr ndtri
    ndtri_exp nrdtrimn nrdtrisd obl_ang1 obl_ang1_cv obl_cv obl_rad1 obl_rad1_cv obl_rad2
    obl_rad2_cv owens_t pbdv pbvv pbwa pdtr pdtrc pdtri pdtrik perm poch powm1 pro_ang1
    pro_ang1_cv pro_cv pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv pseudo_huber psi radian
    rel_entr rgamma round shichi sici sinc sindg smirnov smirnovi softmax spence stdtr stdtridf
    stdtrit struve tandg tklmbda voigt_profile wofz wright_bessel wrightomega xlog1py xlogy y0
    y1 yn yv yve zetac
    """
_STATS: Final = """
    describe entropy gaussian_kde gmean hmean iqr ks_2samp kurtosis linregress mode pearsonr
    rankdata sem skew spearmanr ttest_ind wasserstein_distance zscore
    """
_CONTINUOUS: Final = "beta cauchy chi2 expon gamma halfnorm laplace logistic lognorm norm t uniform"
_DISCRETE: Final = "bernoulli binom geom poisson"
_DENSITIES: Final = "cdf isf logcdf logpdf logsf pdf ppf sf"
_CHANCES: Final = "cdf logpmf pmf"

_FUNCTIONS: Final[Mapping[str, str]] = {
    "scipy.fft": _FFT,
    "scipy.integrate": _INTEGRATE,
    "scipy.interpolate": _INTERPOLATE,
    "scipy.linalg": _LINALG,
    "scipy.ndimage": _NDIMAGE,
    "scipy.optimize": _OPTIMIZE,
    "scipy.signal": _SIGNAL,
    "scipy.sparse": _SPARSE,
    "scipy.spatial": _SPATIAL,
    "scipy.spatial.distance": _SPATIAL_DISTANCE,
    "scipy.special": _SPECIAL,
    "scipy.stats": _STATS,
    **{f"scipy.stats.{name}": _DENSITIES for name in _CONTINUOUS.split()},
    **{f"scipy.stats.{name}": _CHANCES for name in _DISCRETE.split()},
    "scipy.stats.multivariate_normal": "cdf logpdf pdf",
}

_INTERPOLATORS: Final = """
    Akima1DInterpolator CubicHermiteSpline CubicSpline InterpolatedUnivariateSpline
    LinearNDInterpolator PchipInterpolator RBFInterpolator RegularGridInterpolator
    UnivariateSpline interp1d make_interp_spline
    """
_SOLVERS: Final = """
    bisect brenth brentq fmin fmin_bfgs fminbound fsolve least_squares minimize minimize_scalar
    newton ridder root
    """

OBJECTS: Final = (
    "numpy.poly1d",
    "numpy.vectorize",
    "scipy.stats.gaussian_kde",
    *(f"scipy.interpolate.{name}" for name in _INTERPOLATORS.split()),
)
"""What makes functions that refuse a traced value as well."""

REFUSING: Final = (
    *(f"{module}.{name}" for module, names in _FUNCTIONS.items() for name in names.split()),
    *(f"{path}()" for path in OBJECTS),
)
"""Functions that refuse a tracer wherever it stands, also in a list."""

CALLBACKS: Final[Mapping[str, int]] = {
    "scipy.integrate.odeint": 2,
    "scipy.integrate.solve_ivp": 2,
    "scipy.integrate.quad": 1,
    **{f"scipy.optimize.{name}": 1 for name in _SOLVERS.split()},
}
"""Functions that read what their first argument returns, which is called with so many numbers."""
