"""Makes the documentation page of every rule from the rule itself, while MkDocs builds the site."""

import re
import sys
from collections.abc import Iterable
from textwrap import dedent
from types import ModuleType

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from flake8_jax.rule import Rule
from flake8_jax.rules import all_rules

CODE = re.compile(r"(?:^ {4}.*\n(?:[ \t]*\n)*)+", re.MULTILINE)

TABLE_HEAD = ("| Code | Name | Reports |", "|---|---|---|")

FAMILIES = {
    "1": "Python on traced values",
    "2": "Side effects under tracing",
    "3": "Compilation",
    "4": "Randomness",
    "5": "Shapes",
    "6": "Arrays and numerics",
    "7": "Transforms",
    "8": "API",
    "9": "Opinionated",
}


def module_of(rule: type[Rule]) -> ModuleType:
    """The module of the rule, whose docstring is the page."""
    return sys.modules[rule.__module__]


def title_and_text(rule: type[Rule]) -> tuple[str, str]:
    """The first line of the docstring, and the rest."""
    title, _, text = (module_of(rule).__doc__ or "").strip().partition("\n")
    return title, fenced(text.strip())


def fenced(text: str) -> str:
    """The text with its indented code as fenced Python, which the site shows in colours."""
    return CODE.sub(lambda block: f"```python\n{dedent(block[0]).strip()}\n```\n\n", text + "\n")


def rule_page(rule: type[Rule]) -> str:
    """The page of one rule, as Markdown."""
    title, text = title_and_text(rule)
    state = "On by default." if rule.enabled else f"Off by default: `--jax-enable={rule.code}`."
    return (
        f"---\ntitle: {rule.code} {rule.name}\n---\n\n"
        f"# {rule.code} {rule.name}\n\n**{title}**\n\n"
        f"Since {rule.since}. {state}\n\n{text}\n"
    )


def index_page(rules: Iterable[type[Rule]]) -> str:
    """The list of all rules, by family, as Markdown."""
    lines = ["# Rules", ""]
    family = ""
    for rule in rules:
        digit = rule.code.removeprefix("JAX")[0]
        if digit != family:
            family = digit
            lines += ["", f"## {FAMILIES[family]}", "", *TABLE_HEAD]
        off = "" if rule.enabled else " (off by default)"
        title, _ = title_and_text(rule)
        lines.append(f"| [{rule.code}]({rule.code}.md) | {rule.name} | {title}{off} |")
    return "\n".join(lines) + "\n"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Lists the rule pages in the navigation."""
    for entry in config.nav or []:
        if "Rules" in entry:
            entry["Rules"] += [
                {f"{rule.code} {rule.name}": f"rules/{rule.code}.md"} for rule in all_rules()
            ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages to the site."""
    pages = {f"rules/{rule.code}.md": rule_page(rule) for rule in all_rules()}
    pages["rules/index.md"] = index_page(all_rules())
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    return files
