"""Folders are exchanged whole or left as they were; leftovers of the killed go."""

from pathlib import Path

import pytest

from training.files.atomic import clear_leftovers, whole_file, whole_folder
from training.files.errors import UserError


@pytest.fixture
def old(tmp_path: Path) -> Path:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "old").touch()
    return tmp_path / "set"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_folder_takes_the_place_of_another(old: Path) -> None:
    with whole_folder(old) as folder:
        (folder / "within").mkdir()
        (folder / "within" / "new").write_text("new")
        assert names(old) == ["old"]
    assert names(old.parent) == ["new", "set", "within"]


def test_a_folder_that_another_process_made_stays(old: Path) -> None:
    with whole_folder(old, is_made=(old / "old").is_file) as folder:
        (folder / "new").touch()
    assert names(old.parent) == ["old", "set"]


def test_a_folder_that_could_not_be_filled_leaves_the_old(old: Path) -> None:
    with pytest.raises(UserError, match="disk is full"), whole_folder(old) as folder:
        (folder / "new").touch()
        raise OSError("the disk is full")
    assert names(old.parent) == ["old", "set"]


def test_a_folder_that_cannot_be_renamed_leaves_the_old(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if (self / "new").exists():
            raise OSError("no renaming")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UserError, match="no renaming"), whole_folder(old) as folder:
        (folder / "new").touch()
    assert names(old.parent) == ["old", "set"]


def test_leftovers_of_one_file_alone_go(tmp_path: Path) -> None:
    path = tmp_path / "[a]"
    with whole_file(path) as file:
        file.write(b"whole")
        (killed,) = tmp_path.iterdir()
        killed.with_name(killed.name.replace("-", "-0")).write_bytes(b"half")
        other = killed.with_name(killed.name.replace("[a]", "[b]"))
        other.touch()
    assert len(names(tmp_path)) == 3
    clear_leftovers(path)
    assert names(tmp_path) == sorted([path.name, other.name])
