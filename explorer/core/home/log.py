"""The log file: what a person sends when something went wrong."""

import logging
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from training import __version__

MAX_BYTES = 1 << 20
_FORMAT = "%(asctime)s %(levelname)s %(name)s (process %(process)d): %(message)s"

log = logging.getLogger(__name__)


class LogFile(RotatingFileHandler):
    """Warnings and worse, in a file that is made with the first of them.

    Of more than a megabyte, the older part is moved to ``NAME.1``. A file that cannot be written
    sets ``failed``, and nothing else: the log must not be what breaks the program.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", delay=True,
            errors="backslashreplace",
        )  # fmt: skip
        self.path, self.failed = path, False
        self.setLevel(logging.WARNING)
        self.setFormatter(logging.Formatter(_FORMAT))

    def _open(self) -> TextIOWrapper:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:
        self.failed = True

    def close(self) -> None:
        """Close the file; the rest of a line finds no room where the disk is full."""
        try:
            super().close()
        except OSError:
            self.failed = True


@contextmanager
def logging_to(path: Path) -> Iterator[LogFile]:
    """Send what is logged to ``path`` in the meantime."""
    handler = LogFile(path)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        handler.close()


def log_failure() -> None:
    """Log the exception that is being handled, and what program it happened in."""
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    log.exception("pegasus %s, %s, %s", __version__, system, " ".join(sys.argv))
