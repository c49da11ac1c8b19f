"""The one door: source text in, findings out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from flake8_jax.engine import trace_module
from flake8_jax.engine.trace import Site
from flake8_jax.findings import Finding
from flake8_jax.libraries import CONCERNED, Library
from flake8_jax.rule import Rule
from flake8_jax.rules import all_rules
from flake8_jax.settings import Settings

DEFAULTS: Final = Settings()


def concerns_jax(text: str, settings: Settings = DEFAULTS) -> bool:
    """A cheap test that spares most files of most projects the analysis."""
    if any(name in text for name in CONCERNED):
        return True
    return any(name.rpartition(".")[2] in text for name in settings.jit_names)


def check(source: str, settings: Settings = DEFAULTS, path: str = "") -> list[Finding]:
    """The findings in a module, in order of their place.

    Other modules of its project are followed if `path` says where it is (or will be) on disk.

    Raises SyntaxError if the source is no Python.
    """
    if not concerns_jax(source, settings):
        return []
    return check_tree(ast.parse(source), settings, path)


def check_tree(tree: ast.Module, settings: Settings = DEFAULTS, path: str = "") -> list[Finding]:
    """The findings in a module that is parsed already; its nodes are left as they are."""
    found: dict[tuple[int, int, str], Finding] = {}
    hooks, weaker = _prepared(settings)

    def hear(event: Any, site: Site | None) -> None:
        for hook in hooks[type(event)]:
            for finding in hook(event):
                told = finding if site is None else _here(finding, site)
                # A place is met in many contexts; the first one tells its story.
                found.setdefault((told.line, told.column, told.code), told)

    trace_module(tree, Library(settings.jit_names), dict.fromkeys(hooks, (hear,)), path)
    for line, column, code in list(found):
        for stronger, other in weaker:
            if code == stronger:
                found.pop((line, column, other), None)
    return sorted(found.values())


Hook = Callable[[Any], Iterator[Finding]]


@lru_cache(maxsize=4)
def _prepared(settings: Settings) -> tuple[dict[type, list[Hook]], list[tuple[str, str]]]:
    """What hears each event, and which code is told instead of which other one.

    Rules keep nothing, so all files share them.
    """
    rules = active(settings)
    hooks: dict[type, list[Hook]] = {}
    for rule in rules:
        for event, hook in rule.hooks():
            hooks.setdefault(event, []).append(hook)
    return hooks, [(rule.code, other) for rule in rules for other in rule.instead_of]


def _here(finding: Finding, site: Site) -> Finding:
    """A finding in another module, told of at the call in this file that leads to it."""
    return replace(
        finding,
        line=getattr(site.node, "lineno", 1),
        column=getattr(site.node, "col_offset", 0),
        message=f"{finding.message} (in {Path(site.path).name}, line {site.line}, called here)",
    )


def active(settings: Settings) -> list[Rule]:
    """The rules to run: those that are on by default, and those that were asked for."""
    return [
        rule(settings)
        for rule in all_rules()
        if rule.enabled or rule.code.startswith(settings.enable)
    ]
