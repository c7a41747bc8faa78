"""``pegasus install-desktop``: the program's entry in the menu of a Linux desktop."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.commands.parts.arguments import parse
from explorer.core.home.home import Home
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.places import RESOURCES, home_needed

NAME = "pegasus-explorer"
"""Also what the window calls itself, so that the desktop knows it by its entry."""
ENTRY = """\
[Desktop Entry]
Type=Application
Name=Pegasus Explorer
GenericName=Explorer of a latent space
Comment=Blend pictures by hand, in search of a horse with wings
Exec={command} %F
Icon={name}
Terminal=false
Categories=Graphics;Science;Education;
Keywords=VAE;latent;blend;pegasus;
MimeType=image/png;image/jpeg;image/webp;
StartupWMClass={name}
"""


@dataclass(frozen=True)
class InstallDesktop:
    """Put the program into the desktop's menu, with its icon, for this user alone.

    The entry opens the window with the Python that runs this command; after moving the program,
    run it again.
    """

    remove: bool = False
    """Take entry and icon out of the menu again."""


def main(arguments: list[str], home: Home) -> int:
    """Write the entry and its icon, or remove both; say which files they are."""
    command = parse(InstallDesktop, "install-desktop", arguments)
    if not sys.platform.startswith("linux"):
        raise UserError("Menu entries of this kind are Linux's: start the program by `pegasus`.")
    entry, icon = places(os.environ)
    if command.remove:
        there = [path for path in (entry, icon) if path.exists()]
        for path in there:
            _remove(path)
        print("\n".join(f"Removed {path}" for path in there) or "There was no menu entry.")
    else:
        write_whole(icon, (RESOURCES / "icons" / "pegasus.svg").read_bytes())
        write_whole(entry, entry_text(Path(sys.executable)).encode())
        print(f"Written {entry}\nWritten {icon}")
    _refresh(entry.parent)
    return 0


def places(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Return where the user's entry and icon belong, by the XDG base directories."""
    with home_needed():
        data = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    icons = data / "icons" / "hicolor" / "scalable" / "apps"
    return data / "applications" / f"{NAME}.desktop", icons / f"{NAME}.svg"


def entry_text(python: Path) -> str:
    """Return the entry that opens the window by an interpreter."""
    return ENTRY.format(command=f"{_quoted(str(python))} -m explorer", name=NAME)


def _quoted(word: str) -> str:
    """Quote a word as the Desktop Entry Specification has it: for Exec, then as a string."""
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    return f'"{word}"'.replace("\\", "\\\\").replace("%", "%%")


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise UserError(f"{path} cannot be removed ({error.strerror}): delete it.") from error


def _refresh(folder: Path) -> None:
    """Let the desktop look at once, where it has the tool for that; else it looks by itself."""
    tool = shutil.which("update-desktop-database")
    if tool and folder.is_dir():
        subprocess.run([tool, str(folder)], capture_output=True, check=False)
