"""JAX605: JAX warns at the marked line that it truncates, and nowhere in good.py."""

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import jax
import pytest

from flake8_jax.check import check
from flake8_jax.settings import Settings
from tests.rules.measuring import assert_each_runs_its_own, lines_run
from tests.rules.proving import bugs, marked_lines, near_misses

BAD = Path(__file__).with_name("bad.py")
MARKED = set(marked_lines(BAD))


def arrays(value: Any) -> list[jax.Array]:
    return [leaf for leaf in jax.tree.leaves(value) if isinstance(leaf, jax.Array)]


def truncated(program: Any) -> list[str]:
    """What JAX says of dtypes while the program runs, traced anew."""
    jax.clear_caches()  # type: ignore[no-untyped-call]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = program()
    assert {"float64", "int64"}.isdisjoint(str(x.dtype) for x in arrays(result))
    return [str(c.message) for c in caught if "Explicitly requested dtype" in str(c.message)]


@pytest.mark.parametrize("bug", bugs(__file__))
def test_the_dtype_is_truncated(bug: Any) -> None:
    assert truncated(bug)


@pytest.mark.parametrize("program", near_misses(__file__))
def test_nothing_is_truncated(program: Any) -> None:
    assert truncated(program) == []


def test_each_bug_runs_its_own_line() -> None:
    jax.clear_caches()  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runs = lines_run(BAD, "bug_").values()
    assert_each_runs_its_own(runs, MARKED)


LATE = """
import jax
import jax.numpy as jnp

table = jnp.linspace(0.0, 1.0, 5)
jax.config.update("jax_enable_x64", True)
print(table.dtype, jnp.linspace(0.0, 1.0, 5).dtype)
"""


def test_arrays_made_before_stay_narrow() -> None:
    ran = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["float32", "float64"]
    assert [(f.line, f.code) for f in check(LATE)] == [(6, "JAX605")]


LATE_IN_A_FUNCTION = """
import jax
import jax.numpy as jnp

table = jnp.linspace(0.0, 1.0, 5)

def main():
    jax.config.update("jax_enable_x64", True)
    print(table.dtype, jnp.linspace(0.0, 1.0, 5).dtype)

"""


def test_a_function_switches_it_on_when_it_is_called() -> None:
    program = f"{LATE_IN_A_FUNCTION}main()\n"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["float32", "float64"]
    assert [(f.line, f.code) for f in check(program)] == [(8, "JAX605")]


@pytest.mark.parametrize(
    "call", ["", "import sys\nif sys.argv[1:]:\n    main()\n", "callbacks = [main]\n"]
)
def test_a_function_that_may_never_be_called_switches_nothing(call: str) -> None:
    assert check(LATE_IN_A_FUNCTION + call) == []


@pytest.mark.parametrize(
    "before",
    ["", "table = np.linspace(0.0, 1.0, 5)", "table = jnp.ones(3, jnp.float32)", "n = 5"],
)
def test_a_switch_in_time_is_right(before: str) -> None:
    imports = "import jax\nimport jax.numpy as jnp\nimport numpy as np\n"
    switch = "jax.config.update('jax_enable_x64', True)\nprint(jnp.zeros(3, jnp.float64))\n"
    assert check(f"{imports}{before}\n{switch}") == []


ASKS = "import jax.numpy as jnp\n{}\nx = jnp.zeros(3, jnp.float64)\n{}\n"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "print(x)", True),
        ("", "", False),
        ("import os; os.environ['JAX_ENABLE_X64'] = '1'", "print(x)", False),
        ("import jax; jax.config.jax_enable_x64 = True", "print(x)", False),
        ("from jax.experimental import enable_x64", "print(x)", False),
        ("import some_unknown_package", "print(x)", False),
        ("y = jnp.ones(3, jnp.complex64)", "print(x)", True),
        ("import matplotlib.pyplot as plt", "print(x)", True),
        ("def main(): pass", "main()", True),
        ("def main(): pass", "if __name__ == '__main__': main()", True),
    ],
)
def test_only_programs_without_a_sign_of_x64(before: str, after: str, found: bool) -> None:
    assert bool(check(ASKS.format(before, after))) is found


def test_the_option_decides() -> None:
    program, library = ASKS.format("", "print(x)"), ASKS.format("", "")
    assert [bool(check(t, Settings(x64="off"))) for t in (program, library)] == [True, True]
    assert [bool(check(t, Settings(x64="on"))) for t in (program, library)] == [False, False]


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ("setup.cfg", "[tool:pytest]\nenv = JAX_ENABLE_X64=1\n"),
        ("helper.py", "import jax\njax.config.update('jax_enable_x64', True)\n"),
        ("pkg/__init__.py", "from jax import config\nconfig.update('jax_enable_x64', True)\n"),
        ("pkg/conftest.py", "import os\nos.environ['JAX_ENABLE_X64'] = '1'\n"),
        ("run.sh", "JAX_ENABLE_X64=1 python main.py\n"),
    ],
)
def test_the_project_may_switch_it_on(tmp_path: Path, other: str, text: str) -> None:
    program = ASKS.format("import helper", "print(x)")
    (tmp_path / "pkg").mkdir()
    for name in ("pyproject.toml", "helper.py", "pkg/__init__.py"):
        (tmp_path / name).write_text("")
    path = tmp_path / "pkg" / "main.py"
    path.write_text(program)
    assert check(program, path=str(path))
    folder = tmp_path.with_name(f"{tmp_path.name}_with")
    tmp_path.rename(folder)
    (folder / other).write_text(text)
    assert not check(program, path=str(folder / "pkg" / "main.py"))
