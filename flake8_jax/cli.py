"""The command line: `flake8-jax rules` and `flake8-jax explain CODE`."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Sequence

from flake8_jax import __version__
from flake8_jax.rule import Rule
from flake8_jax.rules import all_rules


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command given by `arguments` (those of the process by default); 2 if it is wrong."""
    parser = argparse.ArgumentParser(
        prog="flake8-jax", description="Tells about the rules; to lint, run flake8."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("rules", help="list all rules")
    explain = commands.add_parser("explain", help="show the page of a rule")
    explain.add_argument("code", help="code or name of the rule, such as JAX101 or traced-if")
    given = parser.parse_args(arguments)
    if given.command == "rules":
        for rule in all_rules():
            print(f"{rule.code}  {rule.name}{'' if rule.enabled else '  (off by default)'}")
        return 0
    found = _find(given.code)
    if found is None:
        print(f"flake8-jax: there is no rule {given.code}", file=sys.stderr)
        return 2
    print(f"{found.code} {found.name} (since {found.since})\n\n{page(found)}")
    return 0


def _find(code: str) -> type[Rule] | None:
    wanted = code.lower()
    return next((r for r in all_rules() if wanted in (r.code.lower(), r.name)), None)


def page(rule: type[Rule]) -> str:
    """The documentation page of a rule: the docstring of its module."""
    module = inspect.getmodule(rule)
    return inspect.cleandoc((module.__doc__ if module else None) or "")


if __name__ == "__main__":
    sys.exit(main())
