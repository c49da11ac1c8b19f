"""Every option, its default and its help, stated once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _option(default: Any, help_text: str, choices: str = "") -> Any:
    return field(default=default, metadata={"help": help_text, "choices": choices.split() or None})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set. The flake8 option of a field is ``--jax-`` and its name with dashes."""

    jit_names: tuple[str, ...] = _option(
        (), "Names (dotted or bare) of your own wrappers that trace a function as jax.jit does."
    )
    max_unroll: int = _option(
        16, "Number of rounds from which a Python loop under jit is too long to unroll."
    )
    x64: str = _option(
        "auto",
        "Whether the project switches x64 on: on, off, or auto to look for signs of it.",
        "on off auto",
    )
    enable: tuple[str, ...] = _option(
        (), "Codes or prefixes of rules to turn on that are off by default."
    )
