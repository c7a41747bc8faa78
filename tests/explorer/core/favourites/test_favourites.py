"""The folder of favourites is the truth: saved, annotated, deleted, found again."""

import dataclasses
import json
import os
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

from explorer.core.favourites import store
from explorer.core.favourites.file import KEYWORD, read_favourite
from explorer.core.favourites.finding import ancestors, descendants
from explorer.core.favourites.listing import Damaged, Listed
from explorer.core.favourites.store import TRASH, WORTH_WRITING, Favourites
from tests.explorer.core.favourites.favourites import PICTURE, assert_same, keep, odd_recipe
from tests.noting import noting
from training.files.errors import UserError


def with_chunks(content: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Put chunks in front of the closing one."""
    added = b""
    for kind, data in chunks:
        added += struct.pack(">I4s", len(data), kind) + data
        added += struct.pack(">I", zlib.crc32(kind + data))
    return content[:-12] + added + content[-12:]


def test_notes_change_and_nothing_else(folder: Favourites) -> None:
    path = keep(folder)
    other = (b"iTXt", b"Comment\0\0\0en\0\0by another program")
    path.write_bytes(with_chunks(path.read_bytes(), (b"prVt", b"\0\1\2"), other))
    before = path.read_bytes()
    changed = folder.annotate(path, rating=1, notes="Wings too small")
    assert (changed.rating, changed.notes) == (1, "Wings too small")
    again = read_favourite(path)
    assert (again.rating, again.notes) == (1, "Wings too small")
    assert_same(again.recipe, odd_recipe())
    assert np.array_equal(again.picture, PICTURE)
    assert b"\0\1\2" in path.read_bytes() and other[1] in path.read_bytes()
    folder.annotate(path, rating=4, notes="A *fine* one, schön ♞\n")
    assert path.read_bytes() == before


def test_one_of_rating_and_notes_can_change_alone(folder: Favourites) -> None:
    path = keep(folder)
    assert folder.annotate(path, rating=0).notes == "A *fine* one, schön ♞\n"
    assert folder.annotate(path, notes="").rating == 0


@pytest.mark.parametrize("rating, notes", [(6, ""), (-1, ""), (0, "x" * 10_001)])
def test_bad_notes_are_refused(folder: Favourites, rating: int, notes: str) -> None:
    path = keep(folder)
    before = path.read_bytes()
    with pytest.raises(UserError, match=r"from 0 to 5|up to 10000"):
        folder.annotate(path, rating, notes)
    assert path.read_bytes() == before


def test_a_recipe_packed_anew_by_another_program_can_be_annotated(folder: Favourites) -> None:
    path = keep(folder)
    with Image.open(path) as image:
        info = PngInfo()
        assert isinstance(image, PngImageFile)
        info.add_text(KEYWORD, str(image.text[KEYWORD]), zip=True)
        image.save(path, pnginfo=info)
    assert b"zTXt" in path.read_bytes()
    folder.annotate(path, rating=2)
    assert read_favourite(path).rating == 2


def test_the_folder_is_the_truth(folder: Favourites, tmp_path: Path) -> None:
    assert folder.scan() == ()  # and none was made
    assert not folder.folder.exists()
    old = keep(folder, created=datetime(2020, 1, 1, tzinfo=UTC), id="old")
    new = keep(folder, created=datetime(2021, 1, 1, tzinfo=UTC), id="new")
    (folder.folder / "notes.txt").write_text("mine")
    (folder.folder / ".hidden.png").write_bytes(b"")
    assert [entry.path for entry in folder.scan()] == [new, old]
    new.rename(tmp_path / "elsewhere.png")
    assert [entry.path for entry in folder.scan()] == [old]
    (tmp_path / "elsewhere.png").rename(folder.folder / "Renamed by hand.PNG")
    assert [entry.path.name for entry in folder.scan()] == ["Renamed by hand.PNG", old.name]  # type: ignore[union-attr]


def test_a_scan_reads_only_what_changed(folder: Favourites) -> None:
    paths = [keep(folder, id=f"id{i}") for i in range(3)]
    before = {entry.path: entry for entry in folder.scan()}
    folder.annotate(paths[1], rating=0)
    after = {entry.path: entry for entry in folder.scan()}
    assert after[paths[0]] is before[paths[0]]
    assert after[paths[1]] is not before[paths[1]]
    assert after[paths[2]] is before[paths[2]]


def test_damaged_files_are_listed_as_such(folder: Favourites) -> None:
    good, bad = keep(folder, id="good"), keep(folder, id="bad!")
    bad.write_bytes(bad.read_bytes()[:500])
    Image.fromarray(PICTURE).save(folder.folder / "plain.png")
    listed = folder.scan()
    assert listed[0].path == good
    damaged = {entry.path: entry for entry in listed[1:]}
    assert damaged.keys() == {bad, folder.folder / "plain.png"}
    assert all(isinstance(entry, Damaged) for entry in damaged.values())
    assert "open it as a picture" in damaged[folder.folder / "plain.png"].problem  # type: ignore[union-attr]


def test_saving_never_takes_the_place_of_another(folder: Favourites) -> None:
    paths = {keep(folder) for _ in range(3)}  # same moment, same id
    assert len(paths) == 3
    assert len(folder.scan()) == 3


def test_hostile_ids_name_no_other_folder(folder: Favourites) -> None:
    assert keep(folder, id="../x").parent == folder.folder
    assert [path.name for path in folder.folder.parent.iterdir()] == ["Pegasi"]


def test_deleting_can_be_undone(folder: Favourites) -> None:
    path = keep(folder)
    content = path.read_bytes()
    trashed = folder.delete(path)
    assert folder.scan() == ()
    assert folder.trashed() == (trashed,)
    assert folder.restore(trashed) == path
    assert path.read_bytes() == content
    assert folder.trashed() == ()


def test_neither_deleting_nor_restoring_overwrites(folder: Favourites) -> None:
    first = keep(folder)
    trashed = [folder.delete(first)]
    assert keep(folder) == first
    trashed.append(folder.delete(first))
    assert keep(folder) == first
    assert len(set(trashed)) == 2
    assert len({first, *map(folder.restore, trashed)}) == 3
    assert len(folder.scan()) == 3


def test_a_damaged_file_can_be_deleted(folder: Favourites) -> None:
    path = keep(folder)
    path.write_bytes(b"")
    folder.restore(folder.delete(path))
    assert path.read_bytes() == b""


def test_only_the_folders_own_files_are_touched(folder: Favourites, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.png"
    stranger.write_bytes(keep(folder).read_bytes())
    with pytest.raises(UserError, match="is not in"):
        folder.delete(stranger)
    with pytest.raises(UserError, match="is not in"):
        folder.annotate(stranger, 1)
    with pytest.raises(UserError, match="not in the trash"):
        folder.restore(stranger)
    with pytest.raises(UserError, match="is not in"):
        folder.delete(folder.folder / "gone.png")
    with pytest.raises(UserError, match="not in the trash"):
        folder.restore(folder.folder / TRASH / "gone.png")


def test_lineage(folder: Favourites) -> None:
    def made(name: str, *parents: str) -> Listed:
        path = keep(folder, id=name, parents=parents)
        (listed,) = [e for e in folder.scan() if e.path == path]
        assert isinstance(listed, Listed)
        return listed

    a, b = made("a"), made("b", "a", "gone")
    c, d = made("c", "b"), made("d", "c", "a")
    family = [a, b, c, d]
    assert [f.id for f in ancestors(d, family)] == ["c", "a", "b"]
    assert [f.id for f in descendants(a, family)] == ["b", "d", "c"]
    loop = [made("x", "y"), made("y", "x")]
    assert ancestors(loop[0], loop) == descendants(loop[0], loop) == (loop[1],)


def test_an_index_spares_reading_what_did_not_change(
    folder: Favourites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [keep(folder, id=f"id{i}") for i in range(WORTH_WRITING)]
    (folder.folder / "plain.png").write_bytes(b"")
    indexed = Favourites(folder.folder, tmp_path / "cache")
    before = [str(entry) for entry in indexed.scan()]
    read = list[tuple[Any, ...]]()
    monkeypatch.setattr(store, "listed", noting(read, store.listed))
    again = Favourites(folder.folder, tmp_path / "cache")
    assert [str(entry) for entry in again.scan()] == before and not read
    again.annotate(paths[3], rating=1)
    paths[5].unlink()
    entries = {entry.path: entry for entry in Favourites(folder.folder, tmp_path / "cache").scan()}
    changed = entries[paths[3]]
    assert read == [(paths[3],)] and isinstance(changed, Listed) and changed.rating == 1
    assert paths[5] not in entries and len(entries) == WORTH_WRITING


def test_a_folder_whose_path_is_no_text_is_read_anew_each_time(
    folder: Favourites, tmp_path: Path
) -> None:
    for i in range(WORTH_WRITING):
        keep(folder, id=f"id{i}")
    odd = folder.folder.rename(tmp_path / "caf\udce9")
    for _ in range(2):
        entries = Favourites(odd, tmp_path / "cache").scan()
        assert len(entries) == WORTH_WRITING and all(entry.path.is_file() for entry in entries)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": 99, "files": {}}', b"\0" * 9])
def test_a_damaged_index_costs_time_and_nothing_else(
    folder: Favourites, tmp_path: Path, content: bytes
) -> None:
    for i in range(WORTH_WRITING):
        keep(folder, id=f"id{i}")
    Favourites(folder.folder, tmp_path / "cache").scan()
    (index,) = (tmp_path / "cache").iterdir()
    index.write_bytes(content)
    assert len(Favourites(folder.folder, tmp_path / "cache").scan()) == WORTH_WRITING
    assert len(index.read_bytes()) > 1000  # and it is mended


def test_an_index_of_another_format_is_made_anew(folder: Favourites, tmp_path: Path) -> None:
    for i in range(WORTH_WRITING):
        keep(folder, id=f"id{i}")
    Favourites(folder.folder, tmp_path / "cache").scan()
    (index,) = (tmp_path / "cache").iterdir()
    known = json.loads(index.read_bytes())
    for _, entry in known["files"].values():
        entry["notes"] = "in other words"
    index.write_text(json.dumps({**known, "format": known["format"] + 1}))
    entries = Favourites(folder.folder, tmp_path / "cache").scan()
    assert len(entries) == WORTH_WRITING
    assert not any("other words" in str(entry) for entry in entries)


def test_a_look_ends_in_time_and_the_next_goes_on(folder: Favourites) -> None:
    paths = [keep(folder, id=f"id{i}") for i in range(4)]
    for age, path in enumerate(paths):
        os.utime(path, (1e9 - age, 1e9 - age))
    look = folder.look(0)
    assert [entry.path for entry in look.entries] == [paths[0]] and look.unread == 3
    assert folder.look(0).unread == 2
    assert {entry.path for entry in folder.look().entries} == set(paths)


def test_tags_are_kept_and_missing_in_files_without_any(folder: Favourites) -> None:
    path = keep(folder)
    plain = path.read_bytes()
    assert b'"tags"' not in plain
    assert folder.annotate(path, tags=["a", "b c"]).tags == ("a", "b c")
    assert read_favourite(path).tags == ("a", "b c")
    assert folder.annotate(path, rating=4).tags == ("a", "b c")
    folder.annotate(path, tags=())
    assert path.read_bytes() == plain
    with pytest.raises(UserError, match="64 tags"):
        folder.annotate(path, tags=["x" * 101])
    saved = folder.save(dataclasses.replace(read_favourite(path), tags=("new",)))
    assert saved.path is not None and read_favourite(saved.path).tags == ("new",)
