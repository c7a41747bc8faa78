"""Files to read, and nothing that only has a name like one."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast


def open_file(path: Path) -> BinaryIO:
    """Open a file to read its bytes, without ever waiting for it.

    Raises
    ------
    OSError
        Where it cannot be read, or is none: a pipe would be waited for, a device has no end.
    """
    return cast(BinaryIO, open(path, "rb", opener=_open))


def _open(path: str, flags: int) -> int:
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):  # folders are refused by who called
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "it is no file", path)
