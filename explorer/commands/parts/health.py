"""The checks of ``pegasus doctor``: each looks at one thing and says what to do about it."""

import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from explorer.core.home.home import Home, favourites_folder, read_settings
from explorer.core.home.libraries import missing_packages, qt_platform
from training.files.errors import UserError

State = Literal["ok", "note", "broken"]
OLDEST_PYTHON = (3, 11)
LITTLE_SPACE = 1 << 30
"""Bytes free below which a note is due: the cache and a training run take about as much."""


@dataclass(frozen=True)
class Finding:
    """What a check found; only ``broken`` keeps the program from working."""

    what: str
    state: State
    text: str


def check_python() -> Finding:
    """Whether the interpreter is new enough."""
    text = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST_PYTHON:
        return Finding("python", "broken", f"{text}: install Python 3.11 or newer")
    return Finding("python", "ok", text)


def check_packages() -> Finding:
    """Whether every package that the program names is installed, and which releases."""
    try:
        required = metadata.requires("pegasus-explorer") or []
    except metadata.PackageNotFoundError:
        return Finding("packages", "broken", "not installed: run `make setup`")
    names = [re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line]
    versions = {name: _version(name) for name in names}
    if missing := [name for name, version in versions.items() if version is None]:
        return Finding("packages", "broken", f"{', '.join(missing)} missing: run `make setup`")
    return Finding("packages", "ok", ", ".join(f"{name} {versions[name]}" for name in names))


def check_screen(environment: Mapping[str, str]) -> Finding:
    """Whether a window can be opened; without a screen the other subcommands still work."""
    chosen = qt_platform(environment)
    if missing := missing_packages(chosen):
        text = f"Qt lacks system libraries: install {' '.join(missing)} (Debian's names)"
        return Finding("window", "broken" if chosen else "note", text)
    if not chosen:
        return Finding("window", "note", "no screen here, so no window; all else works")
    return Finding("window", "ok", f"Qt's platform is {chosen}")


def check_torch() -> Finding:
    """Whether torch loads, which training and the reference pictures need, and on what it runs."""
    import torch

    from training.learning import device

    compute = device.choose("auto")
    return Finding("torch", "ok", f"{torch.__version__}, trains on {compute.device}")


def check_starter() -> Finding:
    """Whether the pictures that ship can be read."""
    from explorer.core.gallery.starter import starter_gallery

    return Finding("starter gallery", "ok", f"{len(starter_gallery())} dreams")


def check_settings(home: Home) -> Finding:
    """Whether the settings can be read."""
    read_settings(home.settings)
    state = "" if home.settings.exists() else " (none yet)"
    return Finding("settings", "ok", f"{home.settings}{state}")


def check_folders(home: Home) -> list[Finding]:
    """Whether what the program keeps can be written, and whether there is room."""
    places = {
        "settings folder": home.settings.parent,
        "log folder": home.log.parent,
        "models folder": home.models,
        "runs folder": home.runs,
        "cache folder": home.cache,
        "favourites folder": favourites_folder(home, read_settings(home.settings)),
    }
    return [_check_folder(what, folder) for what, folder in places.items()]


def check_data(path: Path | None) -> Finding:
    """Whether the data set that the program uses is where it should be."""
    if path is None:
        return Finding("data", "note", "none yet; `pegasus data get cifar10` fetches one (170 MB)")
    if not path.exists():
        text = f"there is nothing at {path}: name another by `pegasus data import PATH`"
        return Finding("data", "broken", text)
    return Finding("data", "ok", str(path))


def guarded(what: str, check: Callable[[], Finding | list[Finding]]) -> list[Finding]:
    """Run a check; one that fails is itself something broken."""
    try:
        findings = check()
    except UserError as error:
        return [Finding(what, "broken", str(error))]
    except Exception as error:  # whatever is wrong with this machine, the others still run
        return [Finding(what, "broken", f"{type(error).__name__}: {error}")]
    return findings if isinstance(findings, list) else [findings]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _check_folder(what: str, folder: Path) -> Finding:
    """Write a nameless file into the folder, or into where it would be made."""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"x")
    except OSError as error:
        text = f"{folder} cannot be written ({error.strerror}): change its rights, or use --home"
        return Finding(what, "broken", text)
    free = shutil.disk_usage(nearest).free
    if free < LITTLE_SPACE:
        return Finding(what, "note", f"{folder}: only {free >> 20} MB are free there")
    return Finding(what, "ok", str(folder))
