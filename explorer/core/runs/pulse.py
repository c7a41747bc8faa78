"""Whether a process still does anything at all."""

from training.run.locking import PROC, Process

_WAITS_FOR_DISK = "D"


class Pulse:
    """Tells for how long a process has used no processor time; look again and again.

    Where the system does not say how much it used, it is taken to be busy.
    """

    def __init__(self) -> None:
        self._known: tuple[Process | None, int | None] = (None, None)
        self._since = 0.0

    def idle(self, process: Process | None, now: float) -> float:
        """Return for how many seconds it has been idle at ``now``, of a clock that is not set."""
        known = process, _ticks(process.pid) if process else None
        if known != self._known or known[1] is None:
            self._known, self._since = known, now
        return now - self._since


def _ticks(pid: int) -> int | None:
    """Clock ticks of processor time used so far; None while it waits for the disk (proc(5))."""
    try:
        stat = PROC.joinpath(str(pid), "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()
    return None if state == _WAITS_FOR_DISK else int(fields[10]) + int(fields[11])
