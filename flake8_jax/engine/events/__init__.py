"""Everything that can happen: what the tracer tells the rules.

A rule has one method ``on_<event>`` for each event that it listens to, named after the class
below in lower case with underscores (``on_truth_test``). Events are emitted only where a value is
traced, or code runs under a trace, unless the docstring says otherwise.
"""

from flake8_jax.engine.events.arrays import (
    DtypeMismatch,
    DynamicShape,
    LateWidth,
    Operand,
    OutOfBounds,
    SequenceGiven,
    UnsafeChoice,
    WideRequest,
)
from flake8_jax.engine.events.calls import Call, Discarded, HostRead
from flake8_jax.engine.events.compilation import (
    Compiled,
    CompiledMethod,
    NoParameter,
    Remade,
    ShapeVaries,
    StaticVaries,
    Unhashable,
)
from flake8_jax.engine.events.control import Loop, Truth, TruthTest
from flake8_jax.engine.events.effects import Into, Leak, Stale, Store
from flake8_jax.engine.events.keys import ConstantKey, KeyReuse
from flake8_jax.engine.events.needs import Concretized, Need, StaticNeeded, ToNumpy

Event = (
    TruthTest
    | Call
    | HostRead
    | Loop
    | KeyReuse
    | ConstantKey
    | Discarded
    | Store
    | Concretized
    | ToNumpy
    | StaticNeeded
    | DynamicShape
    | SequenceGiven
    | Leak
    | OutOfBounds
    | Stale
    | Compiled
    | CompiledMethod
    | DtypeMismatch
    | WideRequest
    | LateWidth
    | Remade
    | UnsafeChoice
    | NoParameter
    | Unhashable
    | StaticVaries
    | ShapeVaries
)

__all__ = [
    "Call",
    "Compiled",
    "CompiledMethod",
    "Concretized",
    "ConstantKey",
    "Discarded",
    "DtypeMismatch",
    "DynamicShape",
    "Event",
    "HostRead",
    "Into",
    "KeyReuse",
    "LateWidth",
    "Leak",
    "Loop",
    "Need",
    "NoParameter",
    "Operand",
    "OutOfBounds",
    "Remade",
    "SequenceGiven",
    "ShapeVaries",
    "Stale",
    "StaticNeeded",
    "StaticVaries",
    "Store",
    "ToNumpy",
    "Truth",
    "TruthTest",
    "Unhashable",
    "UnsafeChoice",
    "WideRequest",
]
