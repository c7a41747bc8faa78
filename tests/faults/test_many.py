"""Very many files and very large pictures take bounded time and memory; the soak has more of them.

Times are of the processor, and far from the bound: a busy machine does not break them.
"""

import tarfile
from pathlib import Path

from PIL import Image

from tests.faults import many

COUNT = 20_000
ENTRIES = 50_000
SECONDS = 10
MEMORY = 100 << 20
LARGEST = 8191
"""Pixels each way of the largest square that is decoded."""


def test_many_files_that_are_no_pictures_are_counted(tmp_path: Path) -> None:
    many.make("texts", tmp_path / "data", COUNT)
    said = many.opened(tmp_path / "data", tmp_path / "cache")
    assert (said["pictures"], said["classes"], said["left_out"]) == (2, 2, COUNT - 2)
    assert said["seconds"] < SECONDS and said["bytes"] < MEMORY  # it takes a second, and 4 MB


def test_a_tar_of_many_entries_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "many.tar"
    entry = tarfile.TarInfo("bird/0.txt").tobuf(tarfile.USTAR_FORMAT)
    path.write_bytes(entry * ENTRIES + bytes(2 * tarfile.BLOCKSIZE))
    said = many.opened(path, tmp_path / "cache")
    assert "many.tar holds no CIFAR batches and no class folders" in said["sentence"]
    assert said["seconds"] < SECONDS and said["bytes"] < MEMORY  # it takes one or two, and 5 MB


def test_the_largest_pictures_are_read_within_a_gigabyte(tmp_path: Path) -> None:
    """The process has no more: what asks for it is an error there."""
    folder = tmp_path / "data" / "horse"
    folder.mkdir(parents=True)
    for name, mode in (("deep.png", "I;16"), ("clear.png", "RGBA"), ("photograph.jpg", "RGB")):
        Image.new(mode, (LARGEST, LARGEST)).save(folder / name, compress_level=1)
    said = many.opened(tmp_path / "data", tmp_path / "cache")
    assert (said["pictures"], said["left_out"]) == (3, 0)
    assert said["seconds"] < SECONDS  # they take two
