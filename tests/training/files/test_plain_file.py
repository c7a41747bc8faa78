"""Opening files: nobody waits for what is none."""

import os
from pathlib import Path

import pytest

from training.files.plain_file import open_file


def test_a_file_is_opened_through_links(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with open_file(tmp_path / "link") as file:
        assert file.read() == b"content"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(OSError, match="it is no file"):
            open_file(path)
    with pytest.raises(IsADirectoryError):
        open_file(tmp_path / "folder")
    with pytest.raises(FileNotFoundError):
        open_file(tmp_path / "nothing")
