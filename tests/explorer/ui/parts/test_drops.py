"""What is dragged here, whatever it is called."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData

from explorer.ui.parts.drops import dropped, files_mime, gallery_mime

NAMES = ("a b.png", "café #?%41.png", "\ufffd.png", "caf\udce9 %41.png")
"""The last as another program's Latin-1 leaves it: bytes that are no text."""


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_file_is_found_by_any_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.touch()
    data = QMimeData()
    data.setData("text/uri-list", path.as_uri().encode())  # as file managers do
    assert dropped(data).paths == (path,) and path.is_file()


def test_files_that_are_dragged_from_here_keep_their_names(tmp_path: Path) -> None:
    paths = tuple(tmp_path / name for name in NAMES)
    assert dropped(files_mime(paths)).paths == paths


def test_pictures_of_the_gallery_keep_their_names() -> None:
    assert dropped(gallery_mime(list(NAMES))).names == NAMES
