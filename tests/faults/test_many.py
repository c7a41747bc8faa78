"""Folders of very many files are opened in bounded time and memory; the soak has 100,000 each."""

from pathlib import Path

from tests.faults import many

COUNT = 20_000
MEMORY = 100 << 20


def test_many_files_that_are_no_pictures_are_counted(tmp_path: Path) -> None:
    many.make("texts", tmp_path / "data", COUNT)
    said = many.opened(tmp_path / "data", tmp_path / "cache")
    assert (said["pictures"], said["classes"], said["left_out"]) == (2, 2, COUNT - 2)
    assert said["seconds"] < 60 and said["bytes"] < MEMORY  # it takes a second, and 4 MB
