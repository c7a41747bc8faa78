"""Which machine was measured, and which state of the program."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from explorer.core.cores import usable_cores

ROOT = Path(__file__).parents[2]
PACKAGES = ("PySide6_Essentials", "openvino", "torch", "numpy", "onnxruntime")


def machine() -> dict[str, str]:
    """Return what decides how quick things are: processor, cores, memory, system, packages."""
    known = {
        "processor": _processor(),
        "cores": str(usable_cores()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }
    return known | {name: _version(name) for name in PACKAGES}


def commit(root: Path = ROOT) -> str:
    """Return the commit that is checked out, with a + where files differ; empty outside git."""
    here = _git(root, "rev-parse", "HEAD")
    changed = here and _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{here[:12]}{'+' if changed else ''}"


def _git(root: Path, *arguments: str) -> str:
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(("git", *arguments), cwd=root, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _processor() -> str:
    """What the processor calls itself; Linux tells it in a file."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return ""
    return f"{size / 2**30:.0f} GiB"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
