"""Pictures that raters named, read from a folder."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.files.errors import UserError
from training.tasks.near_misses import KINDS
from training.tasks.rated import rated


def test_each_picture_is_there_as_often_as_asked(tmp_path: Path) -> None:
    for name, grey in (("a", 10), ("b", 200)):
        Image.new("RGB", (32, 32), (grey,) * 3).save(tmp_path / f"{name}.png")
    examples = rated(tmp_path, KINDS[0], 3, seed=0)
    assert len(examples.pictures) == len(examples.kinds) == 6
    means = np.asarray(examples.pictures).reshape(6, -1).mean(1)
    assert (means[:3] < 100).all() and (means[3:] > 100).all()


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "cannot be read as a picture"), (b"\x89PNG\r\n\x1a\n" + bytes(40), "cannot be read")],
)
def test_what_is_no_picture_is_named(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(UserError, match=told):
        rated(tmp_path, KINDS[0], 1, seed=0)


def test_a_picture_of_another_size_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no PNG"):
        rated(tmp_path, KINDS[0], 1, seed=0)
    Image.new("RGB", (40, 32)).save(tmp_path / "x.png")
    with pytest.raises(UserError, match="32 by 32"):
        rated(tmp_path, KINDS[0], 1, seed=0)
