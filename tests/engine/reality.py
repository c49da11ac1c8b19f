"""Runs a program with probes under JAX, and says whether what it expects is what there is."""

import ast
import importlib
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any, Final

import jax
import numpy as np
from jax.ref import AbstractRef

from flake8_jax.libraries.jax_transforms import ALIASES
from tests.engine.probing import NEVER, expected

TRACED: Final = ("concrete", "batched", "abstract")
_KINDS: Final = {"DynamicJaxprTracer": 2, "JaxprTracer": 2, "BatchTracer": 1}
_INSIDE: Final = ("primal", "val")


def kind_of(value: Any) -> str | None:
    """How a value is traced: as the strongest of the traces that it goes through."""
    kinds = []
    while isinstance(value, jax.core.Tracer):
        name = type(value).__name__
        kinds.append(_KINDS.get(name, 0))
        value = next((getattr(value, slot) for slot in _INSIDE if hasattr(value, slot)), None)
    return TRACED[max(kinds)] if kinds else None


def is_python(value: Any) -> bool:
    """No array, and none in it."""
    return not any(isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer)) and not isinstance(value, jax.Array)


_SIMPLE: Final[dict[str, Callable[[Any], bool]]] = {
    # Nothing is claimed, so nothing can be wrong.
    "unknown": lambda _: True,
    "opaque": lambda _: True,
    "array": lambda v: isinstance(v, jax.Array),
    "numpy array": lambda v: isinstance(v, (np.ndarray, np.generic)),
    "static": is_python,
    "shape": lambda v: isinstance(v, tuple) and all(map(_is_number, v)),
    "size": _is_number,
    "leading size": _is_number,
    "number": _is_number,
    "float": lambda value: type(value) is float,
    "set": lambda value: type(value) is set,
    "text": lambda v: isinstance(v, str),
    "slice": lambda v: isinstance(v, slice),
    "key": lambda v: isinstance(v, jax.Array) and v.shape in ((), (2,)),
    "used key": lambda v: isinstance(v, jax.Array) and v.shape in ((), (2,)),
}


def agrees(value: Any, claim: str) -> bool:
    """Whether JAX's value is what a probe claims."""
    if claim in _SIMPLE:
        return _SIMPLE[claim](value)
    if claim.startswith("perhaps "):
        # Static, or that tracer.
        return not isinstance(value, jax.Array) or agrees(value, claim.removeprefix("perhaps "))
    if claim.startswith("box of "):
        return not isinstance(value, jax.Array) and agrees(value[...], claim[len("box of ") :])
    first, _, rest = claim.rpartition(" ")
    if rest in ("ref", "refs"):
        return all(_is_ref(leaf, first) for leaf in jax.tree.leaves(value))
    if rest == "tracer":
        return kind_of(value) == first
    if rest == "tree":
        kind, leaves = first.removeprefix("partly "), jax.tree.leaves(value)
        arrays = [leaf for leaf in leaves if isinstance(leaf, jax.Array)]
        return all(kind_of(leaf) == kind for leaf in (leaves if kind == first else arrays))
    if rest == "keys":
        return isinstance(value, jax.Array) and (first == "some" or len(value) == int(first))
    if claim[0] in "([{":
        return _container(value, claim)
    return _by_name(value, claim)


def _is_ref(value: Any, kind: str) -> bool:
    value = value.ref if hasattr(value, "transforms") else value
    return isinstance(jax.typeof(value), AbstractRef) and (kind_of(value) or "") == kind


def _by_name(value: Any, claim: str) -> bool:
    for prefix in ("function ", "method ", "partial "):
        if claim.startswith(prefix):
            return callable(value)
    if claim.startswith("stream of "):
        return hasattr(value, "__iter__")
    if claim.startswith("instance of "):
        return type(value).__name__ == claim.removeprefix("instance of ")
    if claim.startswith("object "):
        return isinstance(value, _resolved(claim.removeprefix("object ")))
    if claim.startswith("class "):
        return isinstance(value, type) and value.__name__ == claim.removeprefix("class ")
    if " of function " in claim or claim.endswith("()"):
        return callable(value)
    try:
        constant = ast.literal_eval(claim)
    except (ValueError, SyntaxError):
        # The abstract tracer has one name for a thing that JAX has under several.
        if isinstance(value, np.dtype):
            return bool(value == _resolved(claim))
        names = [claim, *(name for name, row in ALIASES.items() if row == claim)]
        return any(value is _resolved(name) for name in names)
    return type(value) is type(constant) and value == constant


def _resolved(path: str) -> Any:
    """The object of a dotted name."""
    module, _, name = path.rpartition(".")
    try:
        return importlib.import_module(path)
    except ImportError:
        return getattr(_resolved(module), name, None) if module else None


def _container(value: Any, claim: str) -> bool:
    inner = split(claim[1:-1])
    open_ended = bool(inner) and inner[-1].endswith("...")
    if claim[0] == "{":
        if not isinstance(value, Mapping):
            return False
        pairs = [item.partition(": ") for item in inner if not item.endswith("...")]
        entries = {ast.literal_eval(key): item for key, _, item in pairs}
        complete = open_ended or entries.keys() == value.keys()
        return complete and all(agrees(value[k], c) for k, c in entries.items() if k in value)
    if not isinstance(value, tuple if claim[0] == "(" else list):
        return False
    if open_ended:
        return all(agrees(v, inner[-1].removesuffix("...")) for v in value)
    return len(inner) == len(value) and all(map(agrees, value, inner))


def split(items: str) -> list[str]:
    """The parts between the commas that are in no bracket."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(items + ","):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append(items[start:place].strip())
            start = place + 1
    return [part for part in parts if part]


def disagreements(text: str, path: str, modules: Any) -> list[str]:
    """Where JAX shows a probe something else than the program expects.

    `modules` is ``sys.modules`` or what stands for it.
    """
    claims = expected(text)
    reached: set[int] = set()
    wrong: dict[str, None] = {}

    def reveal(value: Any) -> Any:
        line = sys._getframe(1).f_lineno
        reached.add(line)
        if not any(agrees(value, claim) for claim in claims.get(line, ())):
            wrong[f"line {line}: {value!r} is not {' | '.join(claims.get(line, ())) or NEVER}"] = (
                None
            )
        return value

    probes = types.ModuleType("probes")
    probes.reveal = reveal  # type: ignore[attr-defined]
    modules["probes"] = probes
    exec(compile(text, path, "exec"), {"__name__": "__main__"})
    missed = [line for line, contexts in claims.items() if contexts and line not in reached]
    return [*wrong, *(f"line {line}: JAX does not come here" for line in missed)]
