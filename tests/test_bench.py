"""The benchmark: what its jobs run, how its figures are made, and what `worst` reports."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import job
from bench.measure import Round, Task, Usage, middle, run, spread
from bench.share import show_share
from bench.table import FIGURES, NO_FILES, NO_JAX, figures, own, processes, to, whole
from bench.worst import Run, read, time_file
from flake8_jax.plugin import Plugin

COSTS = {
    "parse": 1.0,
    "pyflakes": 3.5,
    "plugin none": 1.2,
    "plugin JAX": 1.7,
    "plugin F": 3.4,
    "plugin B": 9.2,
    "flake8 none": 20.0,
    "flake8 JAX": 20.5,
    "flake8 B": 28.0,
    f"{NO_FILES}plugin none": 0.1,
    f"{NO_FILES}plugin JAX": 0.2,
    f"{NO_FILES}plugin F": 0.1,
    f"{NO_FILES}plugin B": 0.1,
    f"{NO_JAX}parse": 2.0,
    f"{NO_JAX}plugin none": 2.2,
    f"{NO_JAX}plugin JAX": 2.3,
}


def one_round(**changed: float) -> Round:
    costs = COSTS | {name.replace("_", " "): value for name, value in changed.items()}
    return {name: Usage(seconds, 20.0) for name, seconds in costs.items()}


def test_the_plan_measures_what_the_figures_are_made_of(tmp_path: Path) -> None:
    tasks = command.plan(tmp_path, [Path("a.py")], [Path("b.py")])
    assert {task.name for task in tasks} == set(COSTS)
    assert {task.job for task in tasks} == set(job.JOBS)
    lists = {task.name: task.list.read_text() for task in tasks}
    assert lists["parse"] == "a.py"
    assert lists[f"{NO_FILES}plugin JAX"] == ""
    assert lists[f"{NO_JAX}parse"] == "b.py"


def test_own_cost_leaves_out_the_import() -> None:
    assert own("JAX")(one_round()) == pytest.approx(0.4)
    assert own("JAX", NO_JAX)(one_round()) == pytest.approx(0.0)


def test_ratios_are_taken_inside_a_round() -> None:
    slow = {name: Usage(10 * used.seconds, 20.0) for name, used in one_round().items()}
    ratio = to(own("JAX"), whole("parse"))
    assert middle([one_round(), slow, one_round()], ratio) == pytest.approx(0.4)
    assert spread([one_round(), slow, one_round()], ratio) == pytest.approx(0.0)


def test_limits_are_held() -> None:
    lines, kept = figures([one_round()])
    assert kept
    assert len(lines) == 2 + len(FIGURES)
    lines, kept = figures([one_round(plugin_JAX=3.0)])
    assert not kept
    assert [line for line in lines if "BROKEN" in line] == [
        "| flake8_jax itself, to read + ast.parse | 1.70 x | 0.00 | 1.5 BROKEN |"
    ]


def test_the_table_of_processes_shows_time_ratio_and_memory() -> None:
    tasks = [Task(name, "parse", Path()) for name in ("flake8 none", f"{NO_JAX}parse")]
    assert processes(tasks, [one_round()])[2:] == [
        "| flake8 none | 20.00 | 20.00x | 20 |",
        f"| {NO_JAX}parse | 2.00 | 1.00x | 20 |",
    ]


@pytest.mark.parametrize("name", ["parse", "pyflakes", "plugin none", "plugin F", "flake8 none"])
def test_a_job_runs_in_a_process_of_its_own(name: str, tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text("import os\n")
    files = tmp_path / "files.txt"
    files.write_text(str(code))
    used = run(Task(name, name, files))
    assert used.seconds > 0
    assert used.megabytes > 1


def test_a_job_that_fails_ends_the_run(tmp_path: Path) -> None:
    files = tmp_path / "files.txt"
    files.write_text(str(tmp_path / "no-such-file.py"))
    with pytest.raises(SystemExit, match="the job 'parse' failed"):
        run(Task("parse", "parse", files))


@pytest.fixture
def finder(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[str], bool], set[str]]:
    """The names of the plugins that flake8 finds after the benchmark's choice."""
    from flake8.options.parse_args import parse_args
    from flake8.plugins import finder

    find = finder.find_plugins

    def names(keep: set[str], own: bool) -> set[str]:
        monkeypatch.setattr(finder, "find_plugins", find)
        job._keep_plugins(keep, flake8s_own=own)
        plugins, _ = parse_args(["--isolated"])
        return {loaded.entry_name for loaded in plugins.all_plugins()} - set(plugins.reporters)

    return names


def test_only_the_plugins_to_be_measured_are_kept(
    finder: Callable[[set[str], bool], set[str]],
) -> None:
    assert finder({"F"}, False) == {"F"}
    assert finder({job.NULL}, False) == {job.NULL}
    assert finder({job.NULL}, True) == {job.NULL, "C90", "E", "F", "W"}
    with pytest.raises(SystemExit, match="no such flake8 plugin is installed: NOPE"):
        finder({"NOPE"}, False)


def test_the_null_plugin_finds_nothing() -> None:
    assert list(job.NullPlugin(ast.parse("x = 1")).run()) == []


@pytest.mark.parametrize(("limit", "shown"), [(1e9, "kept"), (0, "BROKEN")])
def test_the_share_is_that_of_the_plugin_in_flake8(
    limit: float,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from flake8.plugins import finder

    # The job changes it for the rest of its process.
    monkeypatch.setattr(finder, "find_plugins", finder.find_plugins)
    ran: list[object] = []
    run = Plugin.run

    def counted(self: Plugin) -> Iterator[object]:
        ran.append(self)
        return run(self)

    monkeypatch.setattr(Plugin, "run", counted)
    changed = Plugin.run
    code = tmp_path / "code.py"
    code.write_text("import jax\n\n@jax.jit\ndef f(x):\n    if x > 0:\n        return x\n" * 50)
    assert show_share([code, code], limit) == (shown == "BROKEN")
    assert len(ran) == 2
    assert Plugin.run is changed
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("flake8 on 2 files: ")
    assert lines[-1].endswith(f"x, limit {limit:g}: {shown}")
    assert len(lines) == 3


def test_worst_counts_findings_and_keeps_errors(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text("x = 1\n")

    def crash(source: str) -> list[object]:
        raise KeyError(source)

    fine = time_file(code, lambda source: [source, source], limit=10)
    assert fine is not None
    assert (fine.findings, fine.error) == (2, "")
    broken = time_file(code, crash, limit=10)
    assert broken is not None
    assert re.fullmatch(r"KeyError: 'x = 1\\n' \(test_bench\.py:\d+\)", broken.error)


def test_worst_stops_what_does_not_end(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text("x = 1\n")

    def hang(_: str) -> list[object]:
        while True:
            pass

    stopped = time_file(code, hang, limit=0.05)
    assert stopped is not None
    assert stopped.error.startswith("TookTooLongError: no end after 0.05 s")


def test_worst_leaves_out_what_is_no_python(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text("def (:\n")
    assert time_file(code, lambda _: [], limit=10) is None


def test_worst_reads_files_as_they_are_encoded(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    assert read(code).endswith("'é'\n")
    code.write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    assert read(code) == "x = 1\n"


def test_own_time_of_a_file_is_what_is_left_after_parsing() -> None:
    done = Run(Path("a.py"), parse=0.5, check=0.75, findings=3)
    assert done.own == 0.25
    assert str(done).split() == ["250.0", "ms", "0.50x", "parse", "3", "findings", "a.py"]
    assert Run(Path("a.py"), parse=0.5, check=0.25).own == 0
