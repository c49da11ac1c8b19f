"""What Python does besides computing: reads that differ from call to call, debuggers, messages.

Under a trace each of them happens once, while JAX records, and not when the compiled code runs.
"""

from collections.abc import Mapping
from typing import Final

_NUMPY_RANDOM: Final = "numpy.random"
GENERATORS: Final[Mapping[str, str]] = {
    f"{_NUMPY_RANDOM}.default_rng": "seed",
    f"{_NUMPY_RANDOM}.RandomState": "seed",
    f"{_NUMPY_RANDOM}.Generator": "bit_generator",
    "random.Random": "x",
    "random.SystemRandom": "x",
}
"""What makes a generator of random numbers, and the parameter that holds its seed."""

_DRAWING: Final = frozenset({_NUMPY_RANDOM, "random", *(f"{path}()" for path in GENERATORS)})
_NOT_DRAWS: Final = frozenset(
    [
        *("seed", "getstate", "setstate", "get_state", "set_state", "spawn", "jumped", "test"),
        *("default_rng", "RandomState", "Generator", "BitGenerator", "SeedSequence"),
        *("Random", "SystemRandom", "MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"),
        *("get_bit_generator", "set_bit_generator", "bit_generator"),
    ]
)
"""What generators and their modules have that gives no random numbers."""

READS: Final = frozenset(
    {
        *(
            f"time.{clock}{unit}"
            for clock in ("time", "perf_counter", "monotonic", "process_time", "thread_time")
            for unit in ("", "_ns")
        ),
        *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
        "datetime.date.today",
        "uuid.uuid1",
        "uuid.uuid4",
        *(f"secrets.{name}" for name in ("choice", "randbelow", "randbits")),
        *(f"secrets.token_{name}" for name in ("bytes", "hex", "urlsafe")),
        "os.urandom",
        "builtins.input",
    }
)
"""Functions that give something else whenever they are called: clocks, entropy, the keyboard."""


def draws(path: str) -> bool:
    """Whether a function of Python or NumPy draws random numbers."""
    owner, _, name = path.rpartition(".")
    return owner in _DRAWING and name not in _NOT_DRAWS and not name.startswith("_")


DEBUGGERS: Final = frozenset(
    {
        "builtins.breakpoint",
        "pdb.set_trace",
        "code.interact",
        "ipdb.set_trace",
        "pudb.set_trace",
        "debugpy.breakpoint",
        "IPython.embed",
        "IPython.core.debugger.set_trace",
        "celery.contrib.rdb.set_trace",
        "web_pdb.set_trace",
        "remote_pdb.set_trace",
    }
)
"""Functions that stop the program and let the user look around."""

_LEVELS: Final = "debug info warning warn error critical fatal exception log"
_WRITERS: Final[Mapping[str, str]] = {
    "logging": _LEVELS,
    "logging.Logger": _LEVELS,
    "absl.logging": "debug info warning warn error fatal exception log vlog",
    "loguru.logger": f"{_LEVELS} trace success",
    "warnings": "warn",
    "pprint": "pprint pp",
    "rich": "print",
    "rich.console.Console": "print log",
    "sys.stdout": "write writelines",
    "sys.stderr": "write writelines",
    "tqdm.tqdm": "write",
    "tqdm.auto.tqdm": "write",
    "click": "echo secho",
    "builtins": "print",
}
WRITES: Final = frozenset(
    f"{owner}.{name}" for owner, names in _WRITERS.items() for name in names.split()
)
"""Functions that show the user what they are given."""

OBJECTS: Final[Mapping[str, str]] = {
    "logging.getLogger": "logging.Logger",
    "logging.Logger.getChild": "logging.Logger",
    "logging.LoggerAdapter": "logging.Logger",
    "absl.logging.get_absl_logger": "logging.Logger",
    "loguru.logger.bind": "loguru.logger",
    "loguru.logger.opt": "loguru.logger",
    "rich.get_console": "rich.console.Console",
    "rich.console.Console": "rich.console.Console",
}
"""What makes an object with such methods."""

PACKAGES: Final = frozenset(
    path.partition(".")[0] for path in (*DEBUGGERS, *WRITES, *OBJECTS, *READS, *GENERATORS)
)
"""The packages named above, which no project has among its own files."""
