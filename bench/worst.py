"""Runs the linter on many files in one process: the slowest ones, and every internal error."""

from __future__ import annotations

import ast
import io
import signal
import sys
import tokenize
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from bench.files import python_files


@dataclass(frozen=True, slots=True)
class Run:
    """How the linter did on one file."""

    path: Path
    parse: float
    check: float
    findings: int = 0
    error: str = ""

    @property
    def own(self) -> float:
        """Seconds in the linter itself: `check` parses the text once more."""
        return max(self.check - self.parse, 0.0)

    def __str__(self) -> str:
        """A line of the report."""
        times = f"{1000 * self.own:8.1f} ms  {self.own / self.parse:7.2f}x parse"
        return f"{times}  {self.findings:3} findings  {self.path}"


class TookTooLongError(BaseException):
    """Raised by the alarm; no Exception, so that the linter does not take it for its own."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Stop what runs inside after so many seconds."""

    def ring(*_: object) -> None:
        raise TookTooLongError(f"no end after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read(path: Path) -> str:
    """A file's text as flake8 hands it out: decoded as the file says, without a byte order mark."""
    data = path.read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return "".join(io.TextIOWrapper(io.BytesIO(data), encoding))


def time_file(path: Path, check: Callable[[str], Sequence[object]], limit: float) -> Run | None:
    """One file's times; None when it is no Python that this version can read."""
    try:
        text = read(path)
        start = process_time()
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    parse = process_time() - start
    start = process_time()
    try:
        with alarm(limit):
            found = check(text)
    except (Exception, TookTooLongError) as error:  # noqa: BLE001 - any error is what we look for
        return Run(path, parse, process_time() - start, error=describe(error))
    return Run(path, parse, process_time() - start, findings=len(found))


def describe(error: BaseException) -> str:
    """What was raised, and where."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


def show_worst(paths: list[Path], top: int, limit: float) -> int:
    """Print the slowest files, by time and by ratio, and the errors; 1 when there are any."""
    from flake8_jax.check import check

    warnings.simplefilter("ignore")
    check("import jax\n")  # What is loaded once is no file's fault.
    files = python_files(paths)
    tried = [time_file(path, check, limit) for path in files]
    runs = [run for run in tried if run is not None]
    parse, own = sum(run.parse for run in runs), sum(run.own for run in runs)
    print(f"{len(runs)} files, {len(files) - len(runs)} that cannot be parsed")
    print(f"parse {parse:.2f} s, linter itself {own:.2f} s ({own / max(parse, 1e-9):.2f}x)")
    print("\nSlowest:")
    print("\n".join(map(str, sorted(runs, key=lambda run: -run.own)[:top])))
    print("\nSlowest for their size:")
    print("\n".join(map(str, sorted(runs, key=lambda run: -run.own / run.parse)[:top])))
    failed = [run for run in runs if run.error]
    print(f"\n{len(failed)} internal errors")
    for run in failed:
        print(f"{run.path}: {run.error}")
    sys.stdout.flush()
    return 1 if failed else 0
