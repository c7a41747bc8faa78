"""How much memory the program takes after a long drag among many pictures, and whether it grows."""

import os
from pathlib import Path

from explorer.bench.figures import Bench, Figure, Figures
from explorer.bench.pictures import synthetic_gallery
from explorer.bench.window.drag import Dragged, puck_path, show, staged
from training.files.errors import UserError

PICTURES = 18_000
SECONDS, QUICK = 600.0, 1.0
KB_IN_MB = 1024


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Drag for ten minutes; look at the memory half-way and at the end."""
    seconds = QUICK if bench.quick else SECONDS
    with staged(bench) as drag:
        show(drag.program, "graft")
        drag.program.gallery.set_gallery(synthetic_gallery(PICTURES))
        widget, path = puck_path(drag.program)
        drag.piece(widget, path, seconds / 2, Dragged())
        middle = resident()
        drag.piece(widget, path, seconds / 2, Dragged())
        end = resident()
    beside = {"seconds": seconds}
    return {
        "memory.rss_mb": Figure(end, None, beside),
        "memory.growth_mb": Figure(end - middle, None, beside),
    }


def resident(process: int | None = None) -> float:
    """Return the MB of memory that a process and those it started hold.

    Raises
    ------
    UserError
        Where the system does not tell it as Linux does.
    """
    own = os.getpid() if process is None else process
    try:
        status = Path(f"/proc/{own}/status").read_text()
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    except OSError as error:
        raise UserError("Memory is told on Linux only.") from error
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    held = int(lines.get("VmRSS", "0 kB").split()[0]) / KB_IN_MB
    return held + sum(resident(int(child)) for child in children)
