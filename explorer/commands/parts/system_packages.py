"""Offers to install the system's packages that Qt lacks: ``make run`` asks it before the window.

``python -m explorer.commands.parts.system_packages [--yes]``. What may not be installed is named,
and the program then says what it lacks.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from explorer.core.home.libraries import missing_packages, qt_platform

Command = list[str]


def main(arguments: Sequence[str]) -> int:
    """Install what is missing where the user agrees; the status is 0 but for a failed install.

    Without a terminal nobody can be asked, and none is needed to agree: ``make run`` was.
    """
    packages = missing_packages(qt_platform(os.environ))
    if not packages:
        return 0
    asks = sys.stdin.isatty() and "--yes" not in arguments
    commands = install_commands(packages, asks, os.environ)
    if not commands:
        print(f"Qt lacks system packages, which only root can install: {' '.join(packages)}.")
        return 0
    print("Qt lacks system packages. This installs them:")
    print("\n".join(f"    {' '.join(command)}" for command in commands), flush=True)
    if asks and not agreed():
        return 0
    return next((code for command in commands if (code := _run(command))), 0)


def install_commands(
    packages: Sequence[str], asks: bool, environment: Mapping[str, str]
) -> list[Command]:
    """Return what installs packages on Debian and Ubuntu; nothing where this user may not.

    Without somebody to ask, sudo is used only where it needs no password.
    """
    path = environment.get("PATH")
    if shutil.which("apt-get", path=path) is None:
        return []
    prefix: Command = []
    if os.geteuid():
        prefix = ["sudo"] if asks else ["sudo", "-n"]
        if shutil.which("sudo", path=path) is None:
            return []
    install = [*prefix, "apt-get", "install", "--yes", "--no-install-recommends", *packages]
    return [[*prefix, "apt-get", "update"], install]


def agreed() -> bool:
    """Ask; Enter is a yes."""
    try:
        return input("Install them now? [Y/n] ").strip().lower() in ("", "y", "yes")
    except EOFError:
        return False


def _run(command: Command) -> int:
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
