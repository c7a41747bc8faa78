"""Data sets that do not fit into memory are read, kept and opened."""

from pathlib import Path

import numpy as np
import pytest

from training.data.decoded import open_decoded
from training.data.formats import read_pictures
from training.data.spool import Spool
from training.data.synthetic import write_synthetic
from training.files.errors import UserError


def test_a_synthetic_data_set_is_opened_without_its_pixels(tmp_path: Path) -> None:
    write_synthetic(tmp_path, 5000)
    data = open_decoded(tmp_path)
    assert isinstance(data.pictures.images, np.memmap) and len(data.pictures.names) == 5000
    assert data.train_count == 4500 and data.pictures.names[-1] == "test/ship/0004999"
    assert np.array_equal(data.pictures.images[0], data.pictures.images[4096])
    assert not np.array_equal(data.pictures.images[0], data.pictures.images[1])


def test_pictures_are_put_aside_on_disk(
    class_folders: Path,
) -> None:
    pictures = read_pictures(class_folders).pictures
    assert len(pictures) > 1
    assert all(isinstance(picture.pixels, np.memmap) for picture in pictures)


def test_what_is_put_aside_comes_back_in_order() -> None:
    put = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), np.uint8)
    with Spool() as aside:
        assert len(aside.pictures()) == 0
        for pixels in put:
            aside.add(pixels)
        kept = aside.pictures()
        assert len(aside) == 3
    assert np.array_equal(kept, put)


def test_without_room_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def close(self) -> None:
            pass

        def write(self, content: bytes) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("training.data.spool.tempfile.TemporaryFile", Full)
    with Spool() as aside, pytest.raises(UserError, match="TMPDIR"):
        aside.add(np.zeros((32, 32, 3), np.uint8))
