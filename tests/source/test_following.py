"""What is told of faults that lie in other modules: where, why, how often, and at what cost."""

import io
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from flake8_jax.check import check
from flake8_jax.engine import limits
from flake8_jax.findings import Finding
from flake8_jax.source import project

HEAD = "import jax\nimport jax.numpy as jnp\n"
STEP = HEAD + "\ndef step(x):\n    if jnp.sum(x) > 0:\n        return x\n    return -x\n"
MAIN = "import jax\nfrom steps import step\n\nfast = jax.jit(step)\n"


def write(root: Path, files: Mapping[str, str]) -> Path:
    (root / "pyproject.toml").write_text("")
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def lint(root: Path, name: str) -> list[Finding]:
    path = root / name
    return check(path.read_text(), path=str(path))


def test_steps_in_another_module_name_its_file(tmp_path: Path) -> None:
    losses = HEAD + (
        "\ndef inner(z):\n    if jnp.sum(z) > 0:\n        return z\n    return -z\n"
        "\ndef loss(y):\n    return inner(y * 2)\n"
    )
    main = "import jax\nfrom losses import loss\n\n@jax.jit\ndef f(x):\n    return loss(x + 1)\n"
    root = write(tmp_path, {"losses.py": losses, "main.py": main})
    (finding,) = lint(root, "main.py")
    assert [(step.line, Path(step.path).name) for step in finding.why] == [
        (4, ""),
        (6, ""),
        (10, "losses.py"),
    ]
    assert finding.why[1].text == "passed on to `y` of `loss` on line 6"
    assert finding.why[2].text == "passed on to `z` of `inner` on line 10 of losses.py"
    assert "parameter `x` of `f`, traced by jax.jit on line 4" in finding.message
    assert "passed on to `z` of `inner` on line 10 of losses.py" in finding.message
    assert (finding.line, finding.column) == (6, 11)


def test_steps_in_the_linted_file_name_none(tmp_path: Path) -> None:
    text = STEP + "\n@jax.jit\ndef f(x):\n    return step(x)\n"
    (finding,) = lint(write(tmp_path, {"main.py": text}), "main.py")
    assert finding.why
    assert all(step.path == "" for step in finding.why)
    assert ".py" not in finding.message


def test_what_another_module_makes_is_told_with_its_file(tmp_path: Path) -> None:
    other = HEAD + "\ndef go(n):\n    if jnp.ones(3).sum() > 0:\n        return 1\n    return n\n"
    main = "import jax\nfrom other import go\n\nfast = jax.jit(lambda x: go(x))\n"
    (finding,) = lint(write(tmp_path, {"other.py": other, "main.py": main}), "main.py")
    (step,) = finding.why
    assert (step.line, Path(step.path).name) == (5, "other.py")
    assert "on line 4" in step.text


DEEP = {
    "pkg/__init__.py": "",
    "pkg/a/__init__.py": "",
    "pkg/a/b/__init__.py": "",
    "pkg/lib/__init__.py": "",
    "pkg/lib/steps.py": STEP,
}
LAYOUTS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "deep relative": (DEEP, "pkg/a/b/main.py", "from ...lib.steps import step", "step"),
    "deep relative module": (DEEP, "pkg/a/b/main.py", "from ...lib import steps", "steps.step"),
    "dotted alias": (DEEP, "main.py", "import pkg.lib.steps as m", "m.step"),
    "two re-exports": (
        {
            **DEEP,
            "pkg/__init__.py": "from pkg.lib import step\n",
            "pkg/lib/__init__.py": "from .steps import step\n",
        },
        "main.py",
        "import pkg",
        "pkg.step",
    ),
    "renamed re-export": (
        {**DEEP, "pkg/lib/__init__.py": "from .steps import step as advance\n"},
        "main.py",
        "from pkg.lib import advance",
        "advance",
    ),
    "namespace in src": (
        {"src/space/lib/steps.py": STEP},
        "src/space/app/main.py",
        "from space.lib.steps import step",
        "step",
    ),
    "stub beside it": (
        {"steps.py": STEP, "steps.pyi": "def step(x: int) -> int: ...\n"},
        "main.py",
        "from steps import step",
        "step",
    ),
    "circle": (
        {**DEEP, "pkg/lib/__init__.py": "from ..main import fast\nfrom .steps import step\n"},
        "pkg/main.py",
        "from .lib import step",
        "step",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_modules_are_found_wherever_python_finds_them(layout: str, tmp_path: Path) -> None:
    files, main, line, name = LAYOUTS[layout]
    text = f"import jax\n{line}\n\nfast = jax.jit({name})\n"
    found = lint(write(tmp_path, {**files, main: text}), main)
    assert [(f.code, f.line) for f in found] == [("JAX101", 4)]


def test_one_fault_is_told_once_at_each_call_and_not_in_its_own_file(tmp_path: Path) -> None:
    main = (
        "import jax\nfrom steps import step\n\n@jax.jit\ndef f(x):\n"
        "    return step(x)\n\n@jax.jit\ndef g(x):\n    return step(x) + step(x * 2)\n"
    )
    root = write(tmp_path, {"steps.py": STEP, "main.py": main})
    assert lint(root, "steps.py") == []
    found = [(f.line, f.column, f.code) for f in lint(root, "main.py")]
    assert found
    assert len(found) == len(set(found))
    assert {line for line, _, _ in found} <= {6, 10}


def test_text_from_stdin_is_followed_under_its_display_name(tmp_path: Path) -> None:
    root = write(tmp_path, {"steps.py": STEP})
    command = [sys.executable, "-m", "flake8", "--isolated", "--select=JAX"]
    shown = ["--stdin-display-name", str(root / "main.py"), "-"]
    done = subprocess.run(
        [*command, *shown], input=MAIN, text=True, capture_output=True, check=False, cwd=root
    )
    assert done.stderr == ""
    assert "main.py:4:" in done.stdout
    assert "(in steps.py, line 5, called here)" in done.stdout
    alone = subprocess.run(
        [*command, "-"], input=MAIN, text=True, capture_output=True, check=False, cwd=root
    )
    assert alone.stdout == alone.stderr == ""


def chain(root: Path, count: int) -> list[Path]:
    """A project of modules each of which calls the next ones under a trace and with a key."""
    write(root, {})
    paths = []
    for number in range(count):
        below = [(number * 7 + k) % count for k in (1, 2, 3)]
        imports = "".join(f"from m{b} import f{b}, noise{b}\n" for b in below)
        calls = " + ".join(f"f{b}(x)" for b in below)
        text = io.StringIO()
        text.write(f"{HEAD}{imports}\ndef noise{number}(key):\n    return noise{below[0]}(key)\n")
        text.write(f"\n@jax.jit\ndef f{number}(x):\n    return {calls}\n")
        paths.append(root / f"m{number}.py")
        paths[-1].write_text(text.getvalue())
    return paths


@pytest.mark.parametrize("count", [10, 100])
def test_a_file_reads_no_more_modules_in_a_larger_project(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    outline = project.Outlines.outline

    def counted(cache: project.Outlines, path: str) -> object:
        read.append(path)
        return outline(cache, path)

    monkeypatch.setattr(project.Outlines, "outline", counted)
    paths = chain(tmp_path, count)
    per_file = []
    for path in paths:
        read.clear()
        assert check(path.read_text(), path=str(path)) == []
        per_file.append(len(read))
    assert 0 < max(per_file) <= limits.MODULES_FOLLOWED


MODEL = """\
import jax

class Base:
    def __init__(self):
        self.run = jax.jit(self._run)

    def _run(self, x):
        return self.head(x * 2)
"""


def test_a_base_in_another_module_sets_its_objects_up(tmp_path: Path) -> None:
    main = (
        "from base import Base\nimport jax.numpy as jnp\n\nclass Model(Base):\n"
        "    def head(self, y):\n        return y if y.sum() > 0 else -y\n\n"
        "Model().run(jnp.ones(3))\n"
    )
    root = write(tmp_path, {"base.py": MODEL, "main.py": main})
    assert [(f.code, f.line) for f in lint(root, "main.py")] == [("JAX101", 6)]


@pytest.mark.parametrize(
    "made",
    [
        "@functools.partial(jax.jit, static_argnums=1)\ndef step(x, n):\n    return x\n",
        "step = jax.jit(lambda x, n: x, static_argnums=1)\n",
    ],
)
def test_a_function_that_another_module_compiles_is_known_here(made: str, tmp_path: Path) -> None:
    steps = "import functools\nimport jax\n\n" + made
    main = "import jax.numpy as jnp\nfrom steps import step\n\nstep(jnp.ones(3), [1])\n"
    root = write(tmp_path, {"steps.py": steps, "main.py": main})
    assert [(f.code, f.line) for f in lint(root, "main.py")] == [("JAX305", 4)]
    (root / "plain.py").write_text(steps.replace("jax.jit", "functools.partial"))
    (root / "main.py").write_text(main.replace("steps", "plain"))
    assert lint(root, "main.py") == []


def test_an_object_of_a_class_in_another_module_is_known_here(tmp_path: Path) -> None:
    layer = HEAD + (
        "\nclass Layer:\n    def __init__(self, size):\n        self.size = size\n"
        "    def __call__(self, x):\n        return x if x[self.size] > 0 else -x\n"
    )
    main = "import jax\nfrom layer import Layer\n\nlayer = Layer(2)\nfast = jax.jit(layer)\n"
    root = write(tmp_path, {"layer.py": layer, "main.py": main})
    assert [(f.code, f.line) for f in lint(root, "main.py")] == [("JAX101", 5)]


def test_so_is_one_of_a_class_that_a_package_hands_on(tmp_path: Path) -> None:
    layer = (
        HEAD + "\nclass Layer:\n    def __call__(self, x):\n        return x if x.sum() else -x\n"
    )
    main = "import jax\nfrom layers import Layer\n\nfast = jax.jit(Layer())\n"
    files = {"layers/__init__.py": "from .layer import Layer\n", "layers/layer.py": layer}
    root = write(tmp_path, {**files, "main.py": main})
    assert [(f.code, f.line) for f in lint(root, "main.py")] == [("JAX101", 4)]


def layer_of(size: int) -> str:
    """A class in a module of some size, with a fault that a trace shows."""
    return HEAD + (
        "\nclass Layer:\n    def __call__(self, x):\n        return x if x.sum() > 0 else -x\n\n"
        f'    help = """{"." * size}"""\n'
    )


MAKES = {
    "on the host": "layer = Layer()\nfast = jax.jit(layer)\n",
    "under a trace": "@jax.jit\ndef fast(x):\n    return Layer()(x)\n",
}


@pytest.mark.parametrize("used", MAKES)
@pytest.mark.parametrize("size", [100, limits.SOURCE_ON_HOST, limits.SOURCE_FOLLOWED])
def test_more_is_read_for_what_is_traced(used: str, size: int, tmp_path: Path) -> None:
    main = f"import jax\nfrom layer import Layer\n\n{MAKES[used]}"
    root = write(tmp_path, {"layer.py": layer_of(size), "main.py": main})
    bound = limits.SOURCE_ON_HOST if used == "on the host" else limits.SOURCE_FOLLOWED
    for _ in ("first", "kept"):
        assert [f.code for f in lint(root, "main.py")] == ["JAX101"] * (size < bound)


def test_a_name_of_another_module_that_is_too_long_to_read_is_unknown(tmp_path: Path) -> None:
    """It is no builtin, though one is called so as well."""
    steps = f'{STEP}    return len(x)\n\ndef len(x):\n    """{"." * limits.SOURCE_FOLLOWED}"""\n'
    steps = steps.replace("jnp.sum(x)", "len(x)")
    root = write(tmp_path, {"steps.py": steps, "main.py": MAIN})
    assert lint(root, "main.py") == []
    (root / "steps.py").write_text(
        steps.replace("." * limits.SOURCE_FOLLOWED, "") + "    return x.sum()\n"
    )
    assert [f.code for f in lint(root, "main.py")] == ["JAX101"]


def test_all_that_one_small_project_hides_is_found(tmp_path: Path) -> None:
    layers = HEAD + (
        "from typing import NamedTuple\n\n\nclass Dense(NamedTuple):\n    w: jax.Array\n\n"
        "    @classmethod\n    def create(cls, key, size):\n"
        "        return cls(jax.random.normal(key, (size, size)))\n\n"
        "    def apply(self, x):\n        y = x @ self.w\n        if jnp.any(y > 1):\n"
        "            raise ValueError\n        return y\n"
    )
    model = (
        "import jax\nfrom .layers import Dense\n\n\nclass MLP:\n"
        "    def __init__(self, key, sizes):\n        self.layers = []\n"
        "        for k, size in zip(jax.random.split(key, 3), sizes):\n"
        "            self.layers.append(Dense.create(k, size))\n\n"
        "    def __call__(self, x):\n        for layer in self.layers[:-1]:\n"
        "            x = jax.nn.relu(layer.apply(x))\n        return self.layers[-1].apply(x)\n"
    )
    tools = (
        "import jax\nimport numpy as np\n\n\ndef log(metrics):\n"
        "    for name, value in metrics.items():\n        print(name, value)\n\n\n"
        "class EMA:\n    def __init__(self):\n        self.value = 0.0\n\n"
        "    def update(self, x):\n        self.value = 0.9 * self.value + x\n\n\n"
        "def normalize(x):\n    return x / np.linalg.norm(x)\n\n\n"
        "def jitter(key, x):\n    return x + jax.random.normal(key, x.shape)\n"
    )
    main = (
        "import jax\nimport jax.numpy as jnp\nfrom net import MLP\nfrom net.tools import EMA, log\n"
        "from net import tools\n\nmodel = MLP(jax.random.key(0), [2, 2, 2])\nema = EMA()\n\n\n"
        "@jax.jit\ndef predict(x):\n    return model(x)\n\n\n"
        "@jax.jit\ndef step(x):\n    loss = predict(x).sum()\n    log({'loss': loss})\n"
        "    ema.update(loss)\n    return tools.normalize(loss)\n\n\n"
        "def augment(key, x):\n    x = tools.jitter(key, x)\n    return tools.jitter(key, x)\n\n\n"
        "augment(jax.random.key(1), jnp.ones(3))\n"
    )
    files = {"net/__init__.py": "from .model import MLP\n", "net/layers.py": layers}
    root = write(tmp_path, {**files, "net/model.py": model, "net/tools.py": tools, "main.py": main})
    assert [(f.code, f.line) for f in lint(root, "main.py")] == [
        ("JAX101", 13),
        ("JAX201", 19),
        ("JAX202", 20),
        ("JAX106", 21),
        ("JAX401", 26),
    ]


@pytest.mark.parametrize(
    ("told", "codes"), [("jax_enable_x64", []), ("jax_debug_nans", ["JAX605"])]
)
def test_a_package_may_ask_for_64_bits_in_any_of_its_modules(
    told: str, codes: list[str], tmp_path: Path
) -> None:
    inner = f"import jax\n\ndef configure(name):\n    jax.config.update(name or '{told}', True)\n"
    main = HEAD + "import tool\n\ntool.configure('')\nprint(jnp.zeros(3, dtype=jnp.float64))\n"
    files = {"tool/__init__.py": "from .inner import *\n", "tool/inner.py": inner, "main.py": main}
    assert [f.code for f in lint(write(tmp_path, files), "main.py")] == codes


def test_a_large_package_may_ask_for_64_bits(tmp_path: Path) -> None:
    main = HEAD + "import tool\n\nprint(jnp.zeros(3, dtype=jnp.float64))\n"
    files = {f"tool/part{number}.py": "" for number in range(70)}
    root = write(tmp_path, {**files, "tool/__init__.py": "", "main.py": main})
    assert not lint(root, "main.py")
