"""Other modules of a project: found as Python finds them, kept in bounds, followed on demand."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from flake8_jax.check import check
from flake8_jax.findings import Finding
from flake8_jax.source.imports import bindings, imported_names
from flake8_jax.source.project import LARGEST_FILE, Outlines, locate

STEP = """\
import jax.numpy as jnp

def step(x):
    if jnp.sum(x) > 0:
        return x
    return -x
"""


def project(root: Path, files: Mapping[str, str]) -> Path:
    """Writes a project and returns its root."""
    (root / "pyproject.toml").write_text("")
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def lint(root: Path, name: str) -> list[Finding]:
    path = root / name
    return check(path.read_text(), path=str(path))


LAYOUTS = {
    "beside": ({"steps.py": STEP}, "main.py", "from steps import step"),
    "module": ({"steps.py": STEP}, "main.py", "import steps"),
    "alias": ({"steps.py": STEP}, "main.py", "import steps as s"),
    "package": (
        {"pkg/__init__.py": "", "pkg/steps.py": STEP},
        "pkg/main.py",
        "from .steps import step",
    ),
    "sibling package": (
        {
            "pkg/__init__.py": "",
            "pkg/a/__init__.py": "",
            "pkg/b/__init__.py": "",
            "pkg/b/steps.py": STEP,
        },
        "pkg/a/main.py",
        "from ..b.steps import step",
    ),
    "module of a package": (
        {"pkg/__init__.py": "", "pkg/steps.py": STEP},
        "pkg/main.py",
        "from . import steps",
    ),
    "absolute": (
        {"pkg/__init__.py": "", "pkg/steps.py": STEP},
        "pkg/main.py",
        "from pkg.steps import step",
    ),
    "re-export": (
        {"pkg/__init__.py": "from .steps import step as step\n", "pkg/steps.py": STEP},
        "scripts/main.py",
        "from pkg import step",
    ),
    "src": (
        {"src/pkg/__init__.py": "", "src/pkg/steps.py": STEP},
        "tests/main.py",
        "from pkg.steps import step",
    ),
    "namespace": ({"space/steps.py": STEP}, "main.py", "from space.steps import step"),
    "dotted": ({"pkg/__init__.py": "", "pkg/steps.py": STEP}, "main.py", "import pkg.steps"),
    "star": ({"steps.py": STEP}, "main.py", "from steps import *"),
    "the last of several stars": (
        {"steps.py": STEP, "other.py": STEP.replace("> 0", "is None")},
        "main.py",
        "from other import *\nfrom steps import *",
    ),
    "star in a package": (
        {"pkg/__init__.py": "from ._a import *\nfrom ._b import *\n", "pkg/_a.py": STEP}
        | {"pkg/_b.py": "from jax.numpy import *\nfrom . import *\n"},
        "main.py",
        "from pkg import step",
    ),
}
LINES = {"the last of several stars": 5}
CALLS = {
    "module": "steps.step",
    "alias": "s.step",
    "module of a package": "steps.step",
    "dotted": "pkg.steps.step",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_fault_that_only_a_jit_here_shows_is_told_here(layout: str, tmp_path: Path) -> None:
    files, main, line = LAYOUTS[layout]
    text = f"import jax\n{line}\n\nfast = jax.jit({CALLS.get(layout, 'step')})\n"
    root = project(tmp_path, {**files, main: text})
    found = lint(root, main)
    assert [(f.code, f.line) for f in found] == [("JAX101", LINES.get(layout, 4))]
    assert ", line 4, called here" in found[0].message


def test_a_comprehension_elsewhere_is_told_with_its_line(tmp_path: Path) -> None:
    waves = "import jax.numpy as jnp\n\ndef waves(x, n):\n"
    waves += "    return jnp.array([jnp.exp(-x * t) * jnp.sin(x) for t in range(n)])\n"
    main = "import jax\nfrom waves import waves\n\nfast = jax.jit(lambda x: waves(x, 64))\n"
    found = lint(project(tmp_path, {"waves.py": waves, "main.py": main}), "main.py")
    assert [(f.code, f.line) for f in found] == [("JAX303", 4)]
    assert "(in waves.py, line 4, called here)" in found[0].message


METHODS = """\
from functools import partial
import jax

class Walk:
    @partial(jax.jit, static_argnums=0)
    def _move(self, x):
        return x + 1.0

    @partial(jax.jit, static_argnums=0)
    def step(self, x):
        return 2.0 * self._move(x)
"""


def test_classes_elsewhere_may_inherit_a_method_of_a_package(tmp_path: Path) -> None:
    root = project(tmp_path, {"pkg/__init__.py": "", "pkg/walk.py": METHODS, "walk.py": METHODS})
    assert [f.code for f in lint(root, "walk.py")] == ["JAX301"]
    assert lint(root, "pkg/walk.py") == []


@pytest.mark.parametrize("line", ["from space.steps import step", "from other.steps import step"])
def test_a_project_without_any_settings_is_looked_through_as_well(
    line: str, tmp_path: Path
) -> None:
    for name in ("space", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "steps.py").write_text(STEP)
    path = tmp_path / "space" / "main.py"
    text = f"import jax\n{line}\n\nfast = jax.jit(step)\n"
    assert [(f.code, f.line) for f in check(text, path=str(path))] == [("JAX101", 4)]


def test_a_star_hides_what_stood_there_before(tmp_path: Path) -> None:
    """What all names are taken from may be unknown, or have that name as well."""
    main = "import jax\nfrom steps import *\nfrom {} import *\n\nfast = jax.jit(step)\n"
    root = project(tmp_path, {"steps.py": STEP, "own.py": "def step(x):\n    return x\n"})
    for other in ("elsewhere", "own"):
        assert check(main.format(other), path=str(root / "main.py")) == []


def test_private_names_are_not_among_all_names(tmp_path: Path) -> None:
    main = "import jax\nfrom steps import *\n\nfast = jax.jit(_step)\n"
    root = project(tmp_path, {"steps.py": STEP.replace("step", "_step"), "main.py": main})
    assert lint(root, "main.py") == []


def test_a_fault_that_its_own_file_shows_is_not_told_again(tmp_path: Path) -> None:
    steps = STEP.replace("def step", "import jax\n@jax.jit\ndef step")
    root = project(
        tmp_path, {"steps.py": steps, "main.py": "from steps import step\n\ny = step(1.0)\n"}
    )
    assert [f.code for f in lint(root, "steps.py")] == ["JAX101"]
    assert lint(root, "main.py") == []


def test_keys_are_followed_into_other_modules(tmp_path: Path) -> None:
    noise = "import jax\n\ndef noise(key):\n    return jax.random.normal(key)\n"
    folds = "import jax\n\ndef fold(key, i):\n    return jax.random.fold_in(key, i)\n"
    main = (
        "import jax\nfrom noise import noise\nfrom folds import fold\n\n"
        "def right(key):\n    return noise(fold(key, 0)) + noise(fold(key, 1))\n\n"
        "def wrong(key):\n    a = noise(key)\n    return a + noise(key)\n"
    )
    root = project(tmp_path, {"noise.py": noise, "folds.py": folds, "main.py": main})
    found = lint(root, "main.py")
    assert [(f.code, f.line) for f in found] == [("JAX401", 10)]
    assert "line 9" in found[0].message


@pytest.mark.parametrize("line", ["from common import KEY", "import common"])
def test_a_key_may_come_from_another_module(line: str, tmp_path: Path) -> None:
    common = "import jax\n\nKEY = jax.random.key(0)\nSEED = 0\n"
    key = "KEY" if line.endswith("KEY") else "common.KEY"
    main = (
        f"import jax\n{line}\n\na = jax.random.normal({key})\n"
        f"b = jax.random.normal({key})\nc = jax.random.fold_in({key}, 1)\n"
        "\ndef fresh(key):\n    return jax.random.normal(key)\n"
    )
    root = project(tmp_path, {"common.py": common, "main.py": main})
    assert [(f.code, f.line) for f in lint(root, "main.py")] == [("JAX401", 5)]


def test_circles_of_imports_end(tmp_path: Path) -> None:
    one = "from two import g\n\ndef f(x):\n    return g(x)\n"
    two = (
        "from one import f\nimport jax.numpy as np\n\n"
        "def g(x):\n    return f(x) if np.any(x) else x\n"
    )
    main = "import jax\nfrom one import f\n\nfast = jax.jit(f)\n"
    root = project(tmp_path, {"one.py": one, "two.py": two, "main.py": main})
    assert [(f.code, f.line) for f in lint(root, "main.py")] == [("JAX101", 4)]


@pytest.mark.parametrize("other", ["def step(:\n", "\0", "import step\n", "", "raise SystemExit\n"])
def test_what_cannot_be_followed_is_unknown(other: str, tmp_path: Path) -> None:
    main = "import jax\nfrom steps import step\n\nfast = jax.jit(step)\nfast(1.0)\n"
    assert lint(project(tmp_path, {"steps.py": other, "main.py": main}), "main.py") == []


def test_stubs_are_never_read(tmp_path: Path) -> None:
    main = "import jax\nfrom steps import step\n\nfast = jax.jit(step)\n"
    assert lint(project(tmp_path, {"steps.pyi": STEP, "main.py": main}), "main.py") == []


def test_nothing_is_run(tmp_path: Path) -> None:
    trap = f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n" + STEP
    main = "import jax\nfrom steps import step\n\nfast = jax.jit(step)\n"
    root = project(tmp_path, {"steps.py": trap, "main.py": main})
    assert lint(root, "main.py")
    assert not (tmp_path / "ran").exists()


def test_jax_itself_is_not_looked_for_beside_the_file(tmp_path: Path) -> None:
    assert lint(project(tmp_path, {"jax.py": "jit = None\n", "main.py": STEP}), "main.py") == []


def test_kept_outlines_are_bounded_in_number_and_size(tmp_path: Path) -> None:
    paths = []
    for number in range(6):
        paths.append(tmp_path / f"m{number}.py")
        paths[-1].write_text("x = 1\n" * 10)
    few = Outlines(largest=1_000, most=3)
    small = Outlines(largest=130, most=100)
    for path in paths:
        assert few.outline(str(path)) is not None
        assert small.outline(str(path)) is not None
    assert len(few) == 3
    assert len(small) == 2


def test_an_outline_is_kept_until_its_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("x = 1\n")
    cache = Outlines()
    first = cache.outline(str(path))
    assert cache.outline(str(path)) is first
    path.write_text("x = 1\ny = 2\n")
    second = cache.outline(str(path))
    assert second is not None
    assert len(second.binding("y")) == 1


def test_huge_and_missing_files_are_left_alone(tmp_path: Path) -> None:
    huge = tmp_path / "huge.py"
    huge.write_text("x = 1\n" * (LARGEST_FILE // 6 + 1))
    assert Outlines().outline(str(huge)) is None
    assert Outlines().outline(str(tmp_path / "none.py")) is None
    assert Outlines().outline(str(tmp_path)) is None


def test_a_name_outside_of_the_project_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    root = project(tmp_path / "p", {"main.py": ""})
    (tmp_path / "outside.py").write_text(STEP)
    assert locate(str(root / "main.py"), "outside", 0) is None


def test_what_import_statements_bind() -> None:
    tree = ast.parse("import a.b, c as d\nfrom .e import f as g, h\nfrom i import *\n")
    statements = [s for s in tree.body if isinstance(s, (ast.Import, ast.ImportFrom))]
    names = [(n.name, n.level, n.path) for s in statements for n in imported_names(s)]
    assert names == [("a", 0, "a"), ("d", 0, "c"), ("g", 1, "e.f"), ("h", 1, "e.h")]


def test_the_statements_that_bind_a_name() -> None:
    tree = ast.parse(
        "try:\n    from a import f\nexcept ImportError:\n    def f(): ...\n"
        "x, (y, z) = 1, (2, 3)\nif x:\n    w: int = 1\n"
    )
    found = {name: len(statements) for name, statements in bindings(tree).items()}
    assert found == {"f": 1, "x": 1, "y": 1, "z": 1, "w": 1}
