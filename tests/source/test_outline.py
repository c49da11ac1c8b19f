"""Parts of a module are what the whole would have given, wherever a name is bound."""

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest

from flake8_jax.source import outline as outlines
from flake8_jax.source.imports import bindings
from flake8_jax.source.outline import LARGEST_PART, Outline

STDLIB = Path(sysconfig.get_path("stdlib"))

MODULES = {
    "nothing": "",
    "one line": "def f(): return 1",
    "no function": "x = 1\ny: int = 2\n",
    "first line": "class A:\n    pass\n",
    "decorators": "@a\n@b(\n    1,\n)\ndef f(): ...\n\n\n@c\nclass D: ...\n",
    "a comment under the decorator": "@a\n# why\n\ndef f(): ...\n",
    "a closing bracket at the left": "def f(\n    x,\n):\n    return [\n1,\n]\ny = 2\n",
    "bound twice": "def f(): ...\nf = g(f)\ndef f(): return 1\nf = 3\n",
    "bound in a branch": "try:\n    from a import f\nexcept E:\n    def f(): ...\nelse: g = 1\n",
    "async": "async def f():\n    await g()\nasync  def g(): ...\n",
    "several targets": "(a, [b, *c]), d = e = 1, 2\n",
    "a text with code": '"""A module.\n\ndef f():\n    return 2\n"""\n\n\ndef f():\n    return 1\n',
    "only a text with code": "'''\ndef f():\n    return 2\n'''\n",
    "a text inside a function": 'def f():\n    """\ndef g(): ...\n    """\n\n\ndef h(): ...\n',
    "the class of a text": '"""The\nclass of\nfunctions"""\nx = 1\n',
    "a quote in a comment": '# it"""s\ndef f(): ...\ndef g(): ...\n# and """\nx = 1\n',
    "an odd quote": "def f(): ...\n# '''\ndef g(): ...\nx = 1\n",
    "text that goes on": "x = 'a \\\ndef f(): \\\n'\ndef g(): ...\n",
    "windows": "@a\r\ndef f():\r\n    return 1\r\n\r\nx = 1\r\n",
    "a byte order mark": "\ufeffdef f(): ...\nx = 1\n",
    "names that are not ASCII": "def f(): return 'ä'\nx = 'ö'\n",
}


def shown(statements: list[ast.stmt]) -> list[str]:
    return [ast.dump(statement, include_attributes=True) for statement in statements]


def check(source: bytes, at_least: int = 0) -> None:
    """The outline gives for each name what the whole tree has for it, places included."""
    whole = bindings(ast.parse(source))
    assert len(whole) >= at_least
    outline = Outline(source)
    for name, statements in whole.items():
        assert shown(outline.binding(name)) == shown(statements), name
    assert outline.binding("not_there") == []


@pytest.mark.parametrize("text", MODULES.values(), ids=MODULES)
def test_parts_are_those_of_the_whole(text: str) -> None:
    check(text.encode())


def test_standard_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "LARGEST_PART", 10**9)
    paths = sorted(STDLIB.glob("*.py"))[::4]
    with warnings.catch_warnings(action="ignore"):
        for path in paths:
            check(path.read_bytes())
    assert len(paths) > 30


def test_another_encoding() -> None:
    check("# coding: latin-1\ndef f(): return 'ä'\nx = 'ö'\n".encode("latin-1"), at_least=2)


def test_only_what_is_asked_for_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    parse = outlines._parse

    def counted(text: bytes, before: int) -> ast.Module:
        parsed.append(len(text))
        return parse(text, before)

    monkeypatch.setattr(outlines, "_parse", counted)
    outline = Outline(b"import a\n" + b"def f():\n    return 1\n\n" * 100 + b"def g(): ...\n")
    assert not parsed
    first = outline.binding("g")
    assert outline.binding("g") is first
    assert len(parsed) == 2
    assert sum(parsed) < 500


@pytest.mark.parametrize(
    "text", ["def f(:\n    pass\n", "x = (\n", "def f(): ...\n\0\n", "x = 1\n  y = 2\n"]
)
def test_what_is_no_python_binds_nothing(text: str) -> None:
    assert Outline(text.encode()).binding("f") == []
    assert Outline(text.encode()).binding("x") == []


def test_parts_that_are_too_long_are_left_out() -> None:
    long = "def f():\n" + "    x = 1\n" * (LARGEST_PART // 9)
    outline = Outline(f"{long}def g(): ...\n".encode())
    assert outline.binding("f") == []
    assert len(outline.binding("g")) == 1


def test_sizes_add_up_to_the_whole() -> None:
    source = b"import a\n\n@a.b\ndef f(): ...\n\nx = 1\ndef g(): ...\ndef f(): return 1\n"
    outline = Outline(source)
    assert outline.size("x") == outline.size("not_there") == 0
    assert outline.size("f") > outline.size("g") > 0
    assert outline.size("f") + outline.size("g") + outline.rest == len(source)


@pytest.mark.parametrize(
    ("text", "makes"),
    [
        ("class f:\n    pass\n", True),
        ("x = 1\nclass f(A): ...\n", True),
        ("@dataclass\nclass f[T]: ...\n", True),
        ("@jax.jit\ndef f(x): ...\n", True),
        ("@partial(\n    jit,\n    static_argnums=1,\n)\ndef f(x): ...\n", True),
        ("f = jax.jit(g)\n", True),
        ("def f(x):\n    return jax.jit(x)\n", False),
        ("class fit: ...\n", False),
        ("def f(): ...\n", False),
        ("@jax.jit\ndef g(x): ...\ndef f(x): ...\n", False),
        ("fast = jax.jit(g)\nf = 1\n", False),
        ("f(jax.jit)\n", False),
        ("def g():\n    class f: ...\n", False),
    ],
)
def test_a_class_or_a_compiled_function_is_told_without_a_parse(text: str, makes: bool) -> None:
    for source in (text, text.rstrip("\n")):
        assert Outline(source.encode()).makes_object("f") is makes
