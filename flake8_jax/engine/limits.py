"""Every budget of the analysis, with its reason. What lies past a budget is unknown."""

from typing import Final

CALL_DEPTH: Final = 24
"""Calls inside calls. Real code that matters is shallower; Python's own stack must not overflow."""

RUNS_PER_FUNCTION: Final = 4
"""Times that one function's body is analysed, in all contexts together, per file."""

RUNS_UNTRACED: Final = 2
"""The same where nothing is traced: only keys matter there."""

RUNS_OF_SHORT_UNTRACED: Final = 3
"""The same for a short function, which costs little."""

SHORT_BODY: Final = 4
"""Statements up to which a body counts as short: an operator, a constructor, a helper."""

RUNS_OF_SHORT: Final = 16
"""Times that the body of a short method is analysed: operators are used more often than others."""

RUNS_WITH_KEY: Final = 16
"""The same for a function that is given a key, as for each layer: one of them may be reused."""

FEW_ROUNDS: Final = 4
"""Rounds up to which a loop that compiles something in each is taken to be meant so."""

EXACT_ROUNDS: Final = 4
"""Items up to which a loop over a known sequence is run item by item."""

LOOP_DEPTH: Final = 2
"""Nesting up to which a loop body is run twice: a nest of n loops would else cost 2**n."""

STEPS_PER_NODE: Final = 12
"""Statements run per line of the file: the bound that keeps cost linear in the code."""

LEAST_STEPS: Final = 4000
"""Statements that a file may run however short it is."""

MODULES_FOLLOWED: Final = 8
"""Other modules of the project that are read for one file."""

FOREIGN_DEPTH: Final = 2
"""Calls inside calls of other modules that are followed."""

FOREIGN_CALLS: Final = 16
"""Calls of functions of other modules that are followed for one file."""

FOREIGN_HOST_CALLS: Final = 4
"""The same for calls under no trace, of classes and of functions that are compiled."""

SOURCE_FOLLOWED: Final = 16_000
"""Bytes of other modules that are parsed and run for one file."""

SOURCE_ON_HOST: Final = 4_000
"""The same where nothing is traced yet: most of what is made there is never traced."""

REEXPORTS: Final = 8
"""Modules that a name is followed through, from one that imports it to the one that defines it."""

LIST_LENGTH: Final = 64
"""Items of a list or dict that are told apart."""

TREE_SIZE: Final = 512
"""Items of a tuple, those of the tuples in it included: shared ones can double with each line."""

CONSTANT_BITS: Final = 256
"""Size up to which constant integers are computed."""
