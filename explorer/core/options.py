"""What the command line asks of the window."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class OpenOptions:
    """Settings of ``pegasus open``; nothing has been checked yet.

    ``paths`` are pictures, favourites, galleries or model sets, told apart by looking. ``device``
    is auto, cpu, cuda or mps; ``reset`` starts without the last session.
    """

    paths: tuple[Path, ...] = ()
    data: Path | None = None
    models: Path | None = None
    device: str = "auto"
    reset: bool = False
