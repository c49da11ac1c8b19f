"""The one door: source text in, findings out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, Final

from flake8_jax.engine import trace_module
from flake8_jax.findings import Finding
from flake8_jax.libraries import Library
from flake8_jax.rule import Rule
from flake8_jax.rules import all_rules
from flake8_jax.settings import Settings

NAMES: Final = ("jax", "flax", "equinox", "haiku", "numpyro", "optax")
"""A file that has none of these names cannot concern JAX."""

DEFAULTS: Final = Settings()


def concerns_jax(text: str) -> bool:
    """A cheap test that spares most files of most projects the analysis."""
    return any(name in text for name in NAMES)


def check(source: str, settings: Settings = DEFAULTS) -> list[Finding]:
    """The findings in a module, in order of their place.

    Raises SyntaxError if the source is no Python.
    """
    if not concerns_jax(source):
        return []
    return check_tree(ast.parse(source), settings)


def check_tree(tree: ast.Module, settings: Settings = DEFAULTS) -> list[Finding]:
    """The findings in a module that is parsed already; its nodes are left as they are."""
    found: dict[tuple[int, int, str], Finding] = {}

    def listener(hook: Callable[[Any], Iterator[Finding]]) -> Callable[[Any], None]:
        def hear(event: Any) -> None:
            for finding in hook(event):
                # A place is met in many contexts; the first one tells its story.
                found.setdefault((finding.line, finding.column, finding.code), finding)

        return hear

    listeners: dict[type, tuple[Callable[[Any], None], ...]] = {}
    for rule in active(settings):
        for event, hook in rule.hooks():
            listeners[event] = (*listeners.get(event, ()), listener(hook))
    trace_module(tree, Library(settings.jit_names), listeners)
    return sorted(found.values())


def active(settings: Settings) -> list[Rule]:
    """The rules to run: those that are on by default, and those that were asked for."""
    return [
        rule(settings)
        for rule in all_rules()
        if rule.enabled or rule.code.startswith(settings.enable)
    ]
