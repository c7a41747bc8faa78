"""Favourites: kept, opened, rated, deleted and restored, on a real folder and with no window."""

import zipfile
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from explorer.core.board.board import Board
from explorer.core.favourites.file import read_favourite
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.store import Favourites
from explorer.ui.favourites.captions import CAPTIONS
from explorer.ui.favourites.control import FavouritesControl
from tests.explorer.control.fake_views import FakeFavouritesView
from tests.explorer.control.fakes import (
    FakeChores,
    FakeEngine,
    FakeReference,
    FakeSteps,
    FakeWatch,
    heard,
    source,
    two_pins,
)

PICTURE = np.full((32, 32, 3), 77, np.uint8)


class Desk(NamedTuple):
    control: FavouritesControl
    folder: Path
    reference: FakeReference
    chores: FakeChores
    steps: FakeSteps
    watch: FakeWatch
    view: FakeFavouritesView
    failed: list[str]

    def keep(self, board: Board) -> None:
        self.control.keep(board, FakeEngine().modelset)
        self.chores.settle()

    @property
    def kept(self) -> Listed:
        (favourite,) = self.view.items
        return favourite

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.png"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder, reference, chores = tmp_path / "Pegasi", FakeReference(PICTURE), FakeChores()
    steps, watch, view = FakeSteps(), FakeWatch(), FakeFavouritesView()
    control = FavouritesControl(Favourites(folder), reference, chores, steps, watch, view)
    made = Desk(control, folder, reference, chores, steps, watch, view, heard(control.failed))
    made.keep(two_pins())
    steps.clear()
    return made


def test_what_is_kept_is_on_disk_and_shown(desk: Desk) -> None:
    told, doing = heard(desk.control.told), heard(desk.control.doing)
    desk.control.keep(two_pins().move_puck(0.3, 0.5), FakeEngine().modelset)
    assert len(doing) == 1 and not told
    desk.chores.settle()
    assert len(desk.view.items) == len(desk.files) == 2 and not desk.failed
    assert desk.view.items[0].read().recipe.board.puck == (0.3, 0.5)
    assert np.array_equal(desk.view.items[0].read().picture, PICTURE)
    assert told[0].startswith("Kept as pegasus-") and desk.watch.folder == desk.folder


def test_keeping_is_a_step_that_is_undone_alone_and_done_again(desk: Desk) -> None:
    old = desk.kept
    desk.keep(two_pins().move_puck(0.3, 0.5))
    new = desk.view.items[0]
    assert [step.text for step in desk.steps.done] == ["Keep a favourite"]
    desk.steps.undo()
    desk.chores.settle()
    assert desk.kept.id == old.id and desk.files == [old.path]
    desk.steps.redo()
    desk.chores.settle()
    assert [item.id for item in desk.view.items] == [new.id, old.id] and not desk.failed
    desk.steps.undo()
    assert desk.files == [old.path] and not new.path.is_file()


def test_what_cannot_be_kept_is_told_and_is_not_going_on_any_more(desk: Desk) -> None:
    doing = heard(desk.control.doing)
    desk.reference.error = "The set has no VAE: train one."
    desk.keep(two_pins().move_puck(0.3, 0.5))
    assert desk.failed == ["The set has no VAE: train one."] and doing[-1] == ""
    desk.reference.broken = BrokenProcessPool()
    desk.keep(two_pins().move_puck(0.3, 0.5))
    assert "keep it again" in desk.failed[1] and len(desk.files) == 1


def test_a_deleted_favourite_is_gone_at_once_and_comes_back(desk: Desk) -> None:
    gone = desk.kept
    desk.view.delete_wanted.emit(gone)
    assert desk.view.items == () and not desk.files  # before the folder is read again
    desk.chores.settle()
    assert desk.view.items == ()
    desk.steps.undo()
    desk.chores.settle()
    assert desk.kept.id == gone.id and desk.files == [gone.path]
    desk.steps.redo()
    desk.chores.settle()
    assert desk.view.items == () and not desk.files and not desk.failed


def test_one_that_vanished_cannot_be_deleted_and_is_no_step(desk: Desk) -> None:
    favourite = desk.kept
    desk.files[0].unlink()
    desk.view.delete_wanted.emit(favourite)
    desk.chores.settle()
    assert len(desk.failed) == 1 and not desk.steps.done and desk.view.items == ()


def test_one_whose_trash_was_emptied_cannot_come_back(desk: Desk) -> None:
    desk.view.delete_wanted.emit(desk.kept)
    (trashed,) = (desk.folder / ".trash").iterdir()
    trashed.unlink()
    desk.steps.undo()
    desk.chores.settle()
    assert "trash" in desk.failed[0] and not desk.steps.undone and desk.view.items == ()


def test_stars_and_notes_are_written_and_undone_each_by_itself(desk: Desk) -> None:
    desk.view.rated.emit(desk.kept, 4)
    desk.chores.settle()
    desk.view.noted.emit(desk.kept, "white wings")
    desk.chores.settle()
    assert (desk.kept.rating, desk.kept.notes) == (4, "white wings")
    assert [step.text for step in desk.steps.done] == ["Rate a favourite", "Notes of a favourite"]
    desk.view.rated.emit(desk.kept, 4)  # as it is already
    assert len(desk.steps.done) == 2
    desk.steps.undo()
    now = read_favourite(desk.files[0])
    assert (now.rating, now.notes) == (4, "")
    desk.steps.undo()
    assert read_favourite(desk.files[0]).rating == 0
    desk.chores.settle()
    assert desk.kept.rating == 0


def test_the_newest_look_wins_whichever_ends_last(desk: Desk) -> None:
    desk.control.look()
    first = desk.chores.answer()
    desk.keep(two_pins().move_puck(0.2, 0.5))
    assert len(desk.view.items) == 2
    first()
    assert len(desk.view.items) == 2


def test_a_change_of_the_folder_is_seen_and_damaged_files_are_counted(desk: Desk) -> None:
    (desk.folder / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    Image.fromarray(PICTURE).save(desk.folder / "plain.png")
    desk.watch.changed.emit()
    desk.chores.settle()
    count, problems = desk.view.damaged
    assert count == 2 and "bad.png" in problems and "plain.png" in problems
    assert len(desk.view.items) == 1


def test_one_that_is_opened_and_not_changed_is_kept_once(desk: Desk) -> None:
    told, opened = heard(desk.control.told), heard(desk.control.opened)
    desk.view.opened.emit(desk.kept)
    assert [favourite.path for favourite in opened] == [desk.kept.path]
    desk.keep(desk.kept.read().recipe.board)
    assert "kept already" in told[0] and len(desk.files) == 1


def test_what_came_from_a_favourite_names_it_as_its_parent(desk: Desk) -> None:
    parent = desk.kept
    desk.view.opened.emit(parent)
    desk.keep(two_pins().move_puck(0.2, 0.5))
    desk.keep(Board().add(source(1)).add(source(2)))  # of other pictures
    parents = {f.read().recipe.board.puck: f.parents for f in desk.view.items if f is not parent}
    assert parents[0.2, 0.5] == (parent.id,) and parents[0.5, 0.5] == ()


def test_one_of_another_folder_is_kept_here_with_its_own_pixels(desk: Desk, tmp_path: Path) -> None:
    other = desk.kept
    desk.control.set_folder(tmp_path / "elsewhere")
    desk.chores.settle()
    assert desk.view.items == ()
    desk.reference.picture = np.zeros_like(PICTURE)  # which is not asked
    desk.view.opened.emit(other)
    desk.keep(other.read().recipe.board)
    assert np.array_equal(desk.kept.read().picture, PICTURE) and len(desk.files) == 1
    assert desk.kept.path.parent == tmp_path / "elsewhere"
    assert desk.watch.folder == desk.control.folder == tmp_path / "elsewhere"


def test_a_step_of_the_last_folder_can_be_undone_in_it(desk: Desk, tmp_path: Path) -> None:
    desk.view.delete_wanted.emit(desk.kept)
    desk.control.set_folder(tmp_path / "elsewhere")
    desk.steps.undo()
    desk.chores.settle()
    assert len(desk.files) == 1 and desk.view.items == () and not desk.failed


def test_exports_are_written_and_what_fails_is_told(desk: Desk, tmp_path: Path) -> None:
    told, out = heard(desk.control.told), tmp_path / "large.png"
    desk.view.export_wanted.emit(desk.kept, out, 4)
    desk.control.exports.sheet(tmp_path / "sheet.png")
    desk.control.exports.archive(tmp_path / "all.zip")
    desk.chores.settle()
    assert len(told) == 3 and str(out) in told[0]
    with Image.open(out) as image:
        assert image.size == (128, 128)
    desk.view.delete_wanted.emit(desk.kept)
    desk.control.exports.sheet(tmp_path / "none.png")
    desk.chores.settle()
    assert "no favourites to export" in desk.failed[0] and not (tmp_path / "none.png").exists()


def test_the_folder_is_shown_where_it_is(desk: Desk) -> None:
    desk.view.folder_wanted.emit()
    assert desk.view.folder == desk.folder
    used = heard(desk.control.used)
    desk.view.used.emit(desk.kept)
    assert [favourite.path for favourite in used] == [desk.kept.path]


def test_favourites_are_found_by_what_is_said_of_them(desk: Desk) -> None:
    desk.keep(Board().add(source(10)).add(source(20, "airplane")))
    desk.view.noted.emit(desk.view.items[-1], "White <wings>")
    desk.chores.settle()
    for text, count in (("aeroplane", 1), ("airplane HORSE", 1), ("<wings>", 1), ("zebra", 0)):
        desk.view.text_typed.emit(text)
        assert len(desk.view.items) == count, text
    desk.view.text_typed.emit("")
    assert len(desk.view.items) == 2


def test_sheet_and_archive_are_of_what_is_selected(desk: Desk, tmp_path: Path) -> None:
    for x in (0.2, 0.4):
        desk.keep(two_pins().move_puck(x, 0.5))
    chosen = tuple(desk.view.items[:2])
    for selected, count in ((chosen, 2), (chosen[:1], 3), ((), 3)):
        desk.view.selected.emit(selected)
        desk.control.exports.archive(tmp_path / "a.zip")
        desk.chores.settle()
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            names = archive.namelist()
        assert len(names) == count
        if count == 2:
            assert set(names) == {f.path.name for f in chosen}


def test_a_film_is_of_what_is_selected_from_old_to_new(desk: Desk, tmp_path: Path) -> None:
    for shade, x in ((10, 0.2), (200, 0.4)):
        desk.reference.picture = np.full((32, 32, 3), shade, np.uint8)
        desk.keep(two_pins().move_puck(x, 0.5))
    for selected, shades in ((desk.view.items[:2], [10, 200]), ((), [77, 10, 200])):
        desk.view.selected.emit(tuple(selected))
        desk.control.exports.film(tmp_path / "a.gif")
        desk.chores.settle()
        with Image.open(tmp_path / "a.gif") as film:
            seen = []
            for frame in range(film.n_frames):  # type: ignore[attr-defined]
                film.seek(frame)
                seen.append(int(np.asarray(film.convert("L")).mean()))
        assert seen == pytest.approx(shades, abs=2) and not desk.failed


def test_captions_of_a_sheet_are_of_choice(desk: Desk, tmp_path: Path) -> None:
    heights = []
    desk.view.noted.emit(desk.kept, "white")
    desk.chores.settle()
    notes = [caption for caption in CAPTIONS if caption.label in ("Notes", "Name of its file")]
    for chosen in ((), notes[:1], notes):
        desk.control.exports.sheet(tmp_path / "sheet.png", chosen)
        desk.chores.settle()
        with Image.open(tmp_path / "sheet.png") as sheet:
            heights.append(sheet.height)
    assert heights[0] < heights[1] < heights[2]
    assert {caption.label: caption.text(desk.kept) for caption in CAPTIONS}["Notes"] == "white"


def test_tags_are_written_found_and_undone(desk: Desk) -> None:
    desk.view.tagged.emit(desk.kept, ("Best of May", "grey"))
    desk.chores.settle()
    assert read_favourite(desk.files[0]).tags == desk.kept.tags == ("Best of May", "grey")
    desk.view.text_typed.emit("best may")
    assert len(desk.view.items) == 1 and desk.steps.done[-1].text == "Tags of a favourite"
    desk.steps.undo()
    desk.chores.settle()
    assert read_favourite(desk.files[0]).tags == () and desk.view.items == ()


def test_a_lineage_is_shown_alone_and_left_again(desk: Desk) -> None:
    told, first = heard(desk.control.told), desk.kept
    desk.keep(Board().add(source(1)).add(source(2)))  # of other pictures
    desk.view.lineage_wanted.emit(first)
    assert "no other favourite" in told[-1] and len(desk.view.items) == 2
    desk.view.opened.emit(first)
    for x in (0.2, 0.3):
        desk.keep(two_pins().move_puck(x, 0.5))
        child = desk.view.items[0]
        desk.view.opened.emit(child)
    desk.view.lineage_wanted.emit(child)
    assert len(desk.view.items) == 3 and desk.view.items[-1].id == first.id
    assert desk.view.lineage is child
    desk.view.all_wanted.emit()
    assert len(desk.view.items) == 4 and desk.view.lineage is None


def test_the_newest_are_seen_while_the_others_are_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.ui.favourites.control.FIRST_LOOK", 0.0)
    for x in (0.1, 0.2, 0.3):
        desk.keep(two_pins().move_puck(x, 0.5))
    newest = desk.view.items[0].id
    desk.view.unread.clear()
    desk.control.set_folder(desk.folder)  # of which nothing is known
    desk.chores.answer()()
    assert [item.id for item in desk.view.items] == [newest] and desk.view.unread[-1] == 3
    desk.chores.settle()
    assert len(desk.view.items) == 4 and desk.view.unread[-1] == 0


def test_one_that_went_is_not_opened_and_that_is_told(desk: Desk) -> None:
    opened, gone = heard(desk.control.opened), desk.kept
    desk.files[0].unlink()
    desk.view.opened.emit(gone)
    assert not opened and "There is no file" in desk.failed[0]
