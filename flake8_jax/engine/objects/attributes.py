"""``owner.name``, by the kind of owner."""

from __future__ import annotations

from flake8_jax.engine.machine.interpreter import Interpreter
from flake8_jax.engine.machine.registry import ATTRIBUTES
from flake8_jax.engine.objects.containers import part
from flake8_jax.libraries.dtypes import DTYPES
from flake8_jax.libraries.jax_array import ARRAY_ATTRIBUTES, STATIC_ATTRIBUTES, TRANSPOSES
from flake8_jax.values.arrays import Form, Indexer, Opaque, Tracer, Tree
from flake8_jax.values.avals import ANY, Aval, total, transposed
from flake8_jax.values.base import (
    ARRAY,
    LEADING,
    NUMPY,
    SHAPE,
    SIZE,
    STATIC,
    UNKNOWN,
    Array,
    Const,
    NumpyArray,
    Static,
    Value,
    What,
)
from flake8_jax.values.containers import Dict, List, Stream, Text, Tuple
from flake8_jax.values.functions import External, Method
from flake8_jax.values.keys import Key, Keys

_SIZES = {"shape": SHAPE, "size": SIZE}


@ATTRIBUTES.on(object)
def _unknown(it: Interpreter, owner: Value, name: str) -> Value:
    return UNKNOWN


@ATTRIBUTES.on(External)
def _external(it: Interpreter, owner: External, name: str) -> Value:
    if owner.path in DTYPES:
        return STATIC
    return it.library.external(f"{owner.path}.{name}")


@ATTRIBUTES.on(Tracer, Array, Key, Keys)
def _array(it: Interpreter, owner: Tracer | Array | Key | Keys, name: str) -> Value:
    if isinstance(owner, (Tracer, Array)) and owner.aval is not ANY:
        known = _of_aval(owner.aval, name)
        if known is not None:
            return known
    if name in STATIC_ATTRIBUTES:
        return _SIZES.get(name, STATIC)
    if name == "at":
        return Indexer(owner)
    if name in ARRAY_ATTRIBUTES:
        if not isinstance(owner, (Tracer, Array)):
            return ARRAY
        aval = transposed(owner.aval) if name == "T" else ANY
        if isinstance(owner, Array):
            return Array(aval)
        firm = owner.firm and name in TRANSPOSES
        return Tracer(owner.kind, owner.origin, aval=aval, firm=firm)
    return Method(owner, name)


def _of_aval(aval: Aval, name: str) -> Value | None:
    """A fact about an array that is known to be of this sort."""
    shape = aval.shape
    if name == "dtype" and aval.dtype is not None:
        return External(f"jax.numpy.{aval.dtype}")
    if shape is None:
        return Static(What.SHAPE, aval.length) if name == "shape" else None
    if name == "shape":
        return Tuple(tuple(_size(n, i) for i, n in enumerate(shape)))
    if name == "ndim":
        return Const(len(shape))
    count = total(shape) if name == "size" else None
    return None if count is None else Const(count)


def _size(size: int | None, axis: int) -> Value:
    if size is not None:
        return Const(size)
    return SIZE if axis else LEADING


@ATTRIBUTES.on(Tree)
def _tree(it: Interpreter, owner: Tree, name: str) -> Value:
    """A traced argument: an array's attributes are known, a field of a class is not.

    A pytree class may have static fields, so what is read from an unknown one may be static.
    """
    if name in STATIC_ATTRIBUTES:
        return _SIZES.get(name, STATIC)
    if name == "at":
        return Indexer(owner.leaf())
    if owner.form is not Form.MIXED:
        if name in ("T", "mT", "real", "imag"):
            return owner.leaf()
        if name in _ARRAY_ONLY:
            return Method(owner.leaf(), name)
    elif name in _REDUCTIONS:
        return Method(owner.leaf(), name)
    if name in _DICT_ONLY:
        return Method(owner, name)
    return part(Opaque(owner.cells), ("attribute", name))


_ARRAY_ONLY = frozenset(
    [
        "sum",
        "mean",
        "max",
        "min",
        "std",
        "var",
        "prod",
        "cumsum",
        "cumprod",
        "argmax",
        "argmin",
        "astype",
        "reshape",
        "ravel",
        "flatten",
        "transpose",
        "squeeze",
        "dot",
        "any",
        "all",
        "clip",
        "round",
        "take",
        "swapaxes",
        "conj",
        "item",
        "tolist",
    ]
)
_REDUCTIONS = frozenset({"sum", "mean", "max", "min", "std", "var", "prod", "any", "all"})
"""Methods that return an array, of whatever else has them as well."""
_DICT_ONLY = frozenset(["items", "keys", "values", "get", "pop"])


@ATTRIBUTES.on(Opaque)
def _opaque(it: Interpreter, owner: Opaque, name: str) -> Value:
    return part(owner, ("attribute", name))


@ATTRIBUTES.on(NumpyArray)
def _numpy(it: Interpreter, owner: NumpyArray, name: str) -> Value:
    if name in STATIC_ATTRIBUTES or name == "flags":
        return STATIC
    return NUMPY if name in ARRAY_ATTRIBUTES else Method(owner, name)


@ATTRIBUTES.on(Static)
def _static(it: Interpreter, owner: Static, name: str) -> Value:
    return STATIC


@ATTRIBUTES.on(Const, Tuple, List, Dict, Stream, Text)
def _builtin(it: Interpreter, owner: Value, name: str) -> Value:
    return Method(owner, name)


@ATTRIBUTES.on(Indexer)
def _indexer(it: Interpreter, owner: Indexer, name: str) -> Value:
    return Method(owner, name)
