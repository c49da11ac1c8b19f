"""Runs the jobs in rounds and reads what each process used."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Task:
    """A job over a file list; `name` stands for it in a round."""

    name: str
    job: str
    list: Path


@dataclass(frozen=True, slots=True)
class Usage:
    """What one process used."""

    seconds: float
    megabytes: float


Round = dict[str, Usage]
Ratio = Callable[[Round], float]


def run(task: Task) -> Usage:
    """Run a job in a process of its own.

    Time is user CPU, so that waiting for the disk or for other programs does not count.
    """
    command = [sys.executable, "-W", "ignore", "-m", "bench.job", task.job, str(task.list)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        # wait4 tells of this one process; getrusage would give the largest of all so far.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the job {task.job!r} failed")
    # ru_maxrss is in bytes on macOS and in kilobytes elsewhere.
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(used.ru_utime, used.ru_maxrss * unit / 1e6)


def run_rounds(tasks: Sequence[Task], count: int) -> list[Round]:
    """Each task once a round, in turn, so that a slow minute of the machine hits all of them."""
    rounds = []
    for number in range(1, count + 1):
        print(f"round {number} of {count}", file=sys.stderr, flush=True)
        rounds.append({task.name: run(task) for task in tasks})
    return rounds


def middle(rounds: Sequence[Round], ratio: Ratio) -> float:
    """The median of a figure that is computed inside each round."""
    return median(ratio(one) for one in rounds)


def spread(rounds: Sequence[Round], ratio: Ratio) -> float:
    """How far the rounds lie apart: the median distance from the median."""
    centre = middle(rounds, ratio)
    return median(abs(ratio(one) - centre) for one in rounds)
