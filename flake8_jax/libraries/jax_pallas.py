"""What the functions of `jax.experimental.pallas` do: how kernels are traced, and what they call.

A kernel gets references, and writes its results to them.
"""

from collections.abc import Mapping
from typing import Final

from flake8_jax.libraries.rows import (
    Body,
    Caller,
    Counter,
    Counters,
    Like,
    Out,
    Refs,
    Result,
    Table,
    each,
    function,
)

PALLAS: Final = "jax.experimental.pallas"

TABLE: Final[Table] = {
    f"{PALLAS}.pallas_call": function(
        "kernel out_shape", Result.OBJECT, made=f"{PALLAS}.pallas_call()"
    ),
    f"{PALLAS}.when": function("condition", Result.OBJECT),
    f"{PALLAS}.loop": function("lower upper", Result.OBJECT),
    f"{PALLAS}.program_id": function("axis", static="axis"),
    f"{PALLAS}.broadcast_to": function("a shape", static="shape"),
    f"{PALLAS}.multiple_of": function("x values", static="values"),
    f"{PALLAS}.reciprocal": function("x"),
    # An integer, unless the grid is traced.
    f"{PALLAS}.num_programs": function("axis", Result.UNKNOWN, static="axis"),
    **each(PALLAS, "strides_from_shape next_power_of_2", function(result=Result.STATIC)),
}

CALLERS: Final[Mapping[str, Caller]] = {
    f"{PALLAS}.pallas_call().__call__": Caller(
        ("self", "*args"),
        (
            Body(
                "self.kernel",
                (
                    Refs("args"),
                    Refs("self.out_shape"),
                    Refs("self.scratch_shapes", unless="self.grid_spec"),
                ),
            ),
        ),
        Like("self.out_shape", tupled=True),
    ),
    f"{PALLAS}.BlockSpec": Caller(
        ("block_shape", "index_map"),
        (Body("index_map", (Counters(),)),),
        Result.UNKNOWN,
        cached=False,
    ),
    f"{PALLAS}.run_scoped": Caller(
        ("f", "*types"), (Body("f", (Refs("types"),)),), Out(), cached=False
    ),
    # In a kernel, where everything is traced; the second body stands for not being called at all.
    f"{PALLAS}.when()": Caller(
        ("f",), (Body("f", ()), Body("", ())), Result.UNKNOWN, kind=None, exclusive=True
    ),
    f"{PALLAS}.loop()": Caller(("f",), (Body("f", (Counter(),)),), Result.UNKNOWN, repeats=True),
}
