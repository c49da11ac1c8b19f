"""Gets the pinned packages: downloads wheels, checks their hashes, unpacks, never runs them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
UNPACKED = HERE / "packages"


@dataclass(frozen=True, slots=True)
class Package:
    """A published wheel at a fixed version."""

    name: str
    version: str
    sha256: str

    @property
    def folder(self) -> Path:
        """Where its files are; the version is part of the name, so a new pin is fetched anew."""
        return UNPACKED / f"{self.name}-{self.version}"


def read_packages(path: Path = HERE / "packages.toml") -> list[Package]:
    """The packages of the list, in its order."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Package(**row) for row in table["package"]]


def fetch(package: Package) -> Path:
    """The folder with the package's files, after getting them if they are not there yet."""
    if package.folder.is_dir():
        return package.folder
    UNPACKED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=UNPACKED, prefix=".") as scratch:
        files = Path(scratch, "files")
        with zipfile.ZipFile(_download(package, Path(scratch))) as wheel:
            wheel.extractall(files)
        # Renamed at the end, so that a download which is cut off leaves no half package behind.
        files.rename(package.folder)
    return package.folder


def _download(package: Package, into: Path) -> Path:
    """The wheel, which pip refuses to hand over when its hash is another one."""
    wanted = into / "requirements.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
    # The files are only read, so it does not matter which Python the package asks for.
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--ignore-requires-python"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", *options]
    subprocess.run([*command, "--dest", str(into), "--requirement", str(wanted)], check=True)
    (wheel,) = into.glob("*.whl")
    return wheel
