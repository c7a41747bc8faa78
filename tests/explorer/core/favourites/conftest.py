"""A folder of favourites."""

from pathlib import Path

import pytest

from explorer.core.favourites.store import Favourites


@pytest.fixture
def folder(tmp_path: Path) -> Favourites:
    return Favourites(tmp_path / "Pegasi")
