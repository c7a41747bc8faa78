"""What the user calls a run or a model set: a line in its folder."""

from pathlib import Path

from training.files.atomic import write_whole
from training.run.folder import RunFolder

LONGEST_TITLE = 200


def title_of(folder: Path) -> str:
    """Return what the user calls what is in a folder; empty where that is nothing."""
    try:
        return RunFolder(folder).title.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # it has none
        return ""


def entitle(folder: Path, title: str) -> None:
    """Call what is in a folder ``title`` from now on; an empty one takes its name away.

    Raises
    ------
    UserError
        Where that cannot be written.
    """
    line = " ".join(title.split())[:LONGEST_TITLE]
    write_whole(RunFolder(folder).title, line.encode())
