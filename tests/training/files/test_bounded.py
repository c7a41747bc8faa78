"""Caches of files: counted, cleared, and bounded by letting go of what was used longest ago."""

import os
from pathlib import Path

import pytest

from training.files.bounded import bytes_in, clear, files_in, mark_used, trim


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four files of 100 bytes, used one after the other, and one that is being written."""
    for moment, name in enumerate("abcd", 1):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (moment, moment))
    (tmp_path / ".e-00000000.partial").write_bytes(bytes(100))
    (tmp_path / "folder").mkdir()
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in files_in(folder))


def test_what_was_used_longest_ago_goes(folder: Path) -> None:
    mark_used(folder / "a")
    trim(folder, 250)
    assert names(folder) == ["a", "d"] and bytes_in(folder) == 200
    trim(folder, 250)
    assert names(folder) == ["a", "d"]


def test_what_is_not_wanted_goes_first(folder: Path) -> None:
    trim(folder, 200, lambda path: path.name != "d")
    assert names(folder) == ["b", "c"]


def test_all_of_it_is_cleared_but_what_is_being_written(folder: Path) -> None:
    assert clear(folder) == (4, 400) and names(folder) == []
    assert (folder / ".e-00000000.partial").is_file() and (folder / "folder").is_dir()


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    trim(gone, 0)
    mark_used(gone)
    assert clear(gone) == (0, 0) == (bytes_in(gone), len(files_in(gone)))
