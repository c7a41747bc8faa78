"""Two windows on one folder of favourites: neither loses what the other keeps."""

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.core.favourites.listing import Listed
from explorer.core.favourites.store import Favourites
from tests.faults.limits import ROOT
from training.files.atomic import write_new

EACH, WINDOWS = 12, 3
SAVE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from explorer.core.board.board import Board
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.recipe import Recipe
from explorer.core.favourites.store import Favourites
kept = Favourites(Path(sys.argv[1]))
recipe = Recipe(Board(), (), created=datetime(2026, 1, 1, tzinfo=UTC), id="one")
print("ready", flush=True)
sys.stdin.readline()
for shade in range(int(sys.argv[2])):
    kept.save(Favourite(np.full((32, 32, 3), shade, np.uint8), recipe))
    kept.scan()
"""


def test_favourites_of_one_second_and_name_are_all_kept(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SAVE, str(tmp_path), str(EACH)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    windows = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(WINDOWS)]  # type: ignore[call-overload]
    for window in windows:
        assert window.stdout.readline() == "ready\n"
    for window in windows:
        window.communicate("go\n", timeout=120)
        assert window.returncode == 0
    entries = Favourites(tmp_path).scan()
    assert len(entries) == EACH * WINDOWS
    assert all(isinstance(entry, Listed) for entry in entries)
    shades = sorted(int(entry.read().picture[0, 0, 0]) for entry in entries)  # type: ignore[union-attr]
    assert shades == sorted(list(range(EACH)) * WINDOWS)
    assert not list(tmp_path.glob(".*.partial"))


def test_one_window_sees_what_the_other_changed_and_deleted(tmp_path: Path) -> None:
    for name in ("a", "b"):
        done = subprocess.run(
            [sys.executable, "-c", SAVE, str(tmp_path / name), "2"],
            cwd=ROOT,
            input="go\n",
            text=True,
            check=True,
            capture_output=True,
        )
        assert done.stdout == "ready\n"
    one, other = Favourites(tmp_path / "a"), Favourites(tmp_path / "a")
    first, second = (entry.path for entry in one.scan())
    other.scan()
    other.annotate(first, rating=5)
    other.delete(second)
    (entry,) = one.scan()
    assert isinstance(entry, Listed) and entry.rating == 5
    assert [path.name for path in one.trashed()] == [second.name]


def test_a_place_that_is_taken_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(self: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    for name in ("with links", "without"):
        places = [tmp_path / f"{name}-{number}" for number in range(3)]
        assert [write_new(places, b"%d" % number) for number in range(3)] == places
        assert [place.read_bytes() for place in places] == [b"0", b"1", b"2"]
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    assert len(list(tmp_path.iterdir())) == 6
