"""Pictures are of the kind that their name says, or refused before anything is written."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.core.favourites.exporting import export_png, export_sheet, export_zip
from training.files.errors import UserError

PICTURE = np.full((32, 32, 3), (200, 100, 50), np.uint8)


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".png", "PNG"), (".jpg", "JPEG"), (".JPEG", "JPEG"), (".webp", "WEBP"), (".tif", "TIFF")],
)
def test_the_suffix_says_the_kind(tmp_path: Path, suffix: str, kind: str) -> None:
    path = tmp_path / f"x{suffix}"
    export_png(PICTURE, path, 2)
    export_sheet([PICTURE], tmp_path / f"sheet{suffix}")
    for file, size in ((path, 64), (tmp_path / f"sheet{suffix}", None)):
        with Image.open(file) as image:
            assert image.format == kind and size in (None, image.width)
            if size:
                assert (
                    np.abs(np.asarray(image.convert("RGB")).astype(int) - PICTURE[0, 0]).max() < 4
                )


@pytest.mark.parametrize("name", ["x", "x.txt", "x.png.zip", "x.svg"])
def test_other_suffixes_are_refused_before(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"let it end in \.png"):
        export_png(PICTURE, tmp_path / name)
    with pytest.raises(UserError, match=r"end in \.zip"):
        export_zip([], tmp_path / "x.rar")
    assert list(tmp_path.iterdir()) == []
