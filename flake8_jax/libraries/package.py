"""All that is known of one package: what each file of this folder gives."""

from collections.abc import Mapping
from dataclasses import field

from flake8_jax.libraries.hints import Type
from flake8_jax.libraries.rows import Row
from flake8_jax.libraries.traits import Trait
from flake8_jax.values import kinds


@kinds.value
class Package:
    """All that is known of one package, by dotted name.

    `rows` tells of callables, `bases` and `decorators` what they make of a class, `types` what
    annotations say; `aliases` gives the names under which something is found besides the name of
    its row.
    """

    rows: Mapping[str, Row] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    bases: Mapping[str, Trait] = field(default_factory=dict)
    decorators: Mapping[str, Trait] = field(default_factory=dict)
    types: Mapping[str, Type] = field(default_factory=dict)
