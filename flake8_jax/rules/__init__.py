"""The rules, one module each, found by walking this folder."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from flake8_jax.rule import Rule


@cache
def all_rules() -> tuple[type[Rule], ...]:
    """Every rule, in the order of the codes."""
    found: list[type[Rule]] = []
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for value in vars(import_module(module.name)).values():
            is_rule = isinstance(value, type) and issubclass(value, Rule)
            if is_rule and value.__module__ == module.name:
                found.append(value)
    return tuple(sorted(found, key=lambda rule: rule.code))
