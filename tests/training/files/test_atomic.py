"""Folders are exchanged whole or left as they were; leftovers of the killed go."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from training.files import scratch
from training.files.atomic import whole_file, whole_folder, write_new, write_whole
from training.files.errors import UserError


@pytest.fixture
def old(tmp_path: Path) -> Path:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "old").touch()
    return tmp_path / "set"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_folder_that_another_process_made_stays(old: Path) -> None:
    with whole_folder(old, is_made=(old / "old").is_file) as folder:
        (folder / "new").touch()
    assert names(old.parent) == ["old", "set"]


def test_a_folder_that_could_not_be_filled_leaves_the_old(old: Path) -> None:
    with pytest.raises(UserError, match="disk is full"), whole_folder(old) as folder:
        (folder / "new").touch()
        raise OSError("the disk is full")
    assert names(old.parent) == ["old", "set"]


@pytest.fixture(params=["in one go", "one after the other"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exchange folders as Linux can, and as it is done elsewhere."""
    if request.param != "in one go":
        monkeypatch.setattr(scratch, "_swapped", lambda one, other: False)


@pytest.mark.usefixtures("both_ways")
def test_a_folder_takes_the_place_of_another(old: Path) -> None:
    with whole_folder(old) as folder:
        (folder / "within").mkdir()
        (folder / "within" / "new").write_text("new")
        assert names(old) == ["old"]
    assert names(old.parent) == ["new", "set", "within"]


def test_a_folder_that_cannot_be_renamed_leaves_the_old(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if (self / "new").exists():
            raise OSError("no renaming")
        return replace(self, target)

    monkeypatch.setattr(scratch, "_swapped", lambda one, other: False)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UserError, match="no renaming"), whole_folder(old) as folder:
        (folder / "new").touch()
    assert names(old.parent) == ["old", "set"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no renameat2")
def test_at_no_moment_is_there_neither_of_two_folders(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_one_after_the_other", lambda *given: pytest.fail("a gap"))
    with whole_folder(old) as folder:
        (folder / "new").touch()
    assert names(old.parent) == ["new", "set"]


def a_file(place: Path) -> None:
    write_whole(place, b"whole")


def a_file_of_its_own(place: Path) -> None:
    assert write_new([place], b"whole") == place


def a_folder(place: Path) -> None:
    with whole_folder(place) as folder:
        (folder / "within").write_bytes(b"whole")


WAYS = [a_file, a_file_of_its_own, a_folder]


@pytest.mark.parametrize("write", WAYS)
def test_what_has_its_name_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None]
) -> None:
    """Else a power cut leaves an empty file of that name, or none though it was said to be kept."""
    flush, place = os.fsync, tmp_path / "new"
    unnamed, named = set[int](), set[int]()

    def noted(handle: int) -> None:
        (named if place.exists() else unnamed).add(os.fstat(handle).st_ino)
        flush(handle)

    monkeypatch.setattr(os, "fsync", noted)
    write(place)
    content = list(place.iterdir()) if place.is_dir() else [place]
    assert {path.stat().st_ino for path in content} <= unnamed
    assert tmp_path.stat().st_ino in named


@pytest.mark.parametrize("write", WAYS)
def test_the_next_write_sweeps_what_the_killed_left(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    (tmp_path / ".other.png-0123abcd.partial").write_bytes(b"half")
    left = tmp_path / ".frames-0123abcd.partial"
    left.mkdir()
    (left / "1.png").write_bytes(b"half")
    os.mkfifo(tmp_path / ".pipe-0123abcd.partial")
    users = [".mine.partial", "other-0123abcd.partial", ".a-0123abcz.partial"]
    for name in users:
        (tmp_path / name).write_bytes(b"not ours")
    write(tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["new", *users])


def test_what_others_write_now_is_not_swept(tmp_path: Path) -> None:
    with whole_file(tmp_path / "slow") as file, whole_folder(tmp_path / "frames") as folder:
        (folder / "1").touch()
        file.write(b"slow")
        write_whole(tmp_path / "quick", b"quick")
    assert names(tmp_path) == ["1", "frames", "quick", "slow"]
    assert (tmp_path / "slow").read_bytes() == b"slow"


def test_a_sweep_between_making_and_locking_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold, swept = scratch._hold, list[Path]()

    def late(handle: int, path: Path) -> bool:
        if len(swept) < 2:
            swept.append(path)
            scratch.sweep(tmp_path)
        return hold(handle, path)

    monkeypatch.setattr(scratch, "_hold", late)
    write_whole(tmp_path / "file", b"whole")
    swept.clear()
    with whole_folder(tmp_path / "folder") as folder:
        (folder / "new").touch()
    assert names(tmp_path) == ["file", "folder", "new"]


def test_the_old_file_is_kept_beside_the_new(tmp_path: Path) -> None:
    for content in (b"1", b"2", b"3"):
        with whole_file(tmp_path / "new", keep=tmp_path / "old") as file:
            file.write(content)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "new": b"3",
        "old": b"2",
    }
