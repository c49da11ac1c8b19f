"""Placeholder that the author of this table replaces."""

from flake8_jax.libraries.rows import function

STATIC_ATTRIBUTES = frozenset(
    "shape ndim dtype size itemsize nbytes weak_type aval sharding".split()
)
ARRAY_ATTRIBUTES = frozenset("T mT real imag at".split())
ARRAY_METHODS = frozenset(
    "sum mean max min std var prod cumsum cumprod argmax argmin astype reshape ravel flatten transpose squeeze dot any all clip round take swapaxes conj".split()
)
HOST_METHODS = frozenset("item tolist".split())
TABLE = {"reshape": function("*shape", static="shape")}
