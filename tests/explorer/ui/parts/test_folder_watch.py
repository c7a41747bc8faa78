"""A folder is watched until the program ends."""

import shutil
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.ui.parts.folder_watch import SETTLE_MILLISECONDS, FolderWatch


def test_what_comes_is_told_and_nothing_any_more_once_it_is_closed(
    tmp_path: Path, qtbot: QtBot
) -> None:
    watch, told = FolderWatch(), list[bool]()
    watch.changed.connect(lambda: told.append(True))
    watch.watch(tmp_path)
    (tmp_path / "one").touch()
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    told.clear()
    watch.close()
    (tmp_path / "two").touch()
    qtbot.wait(2 * SETTLE_MILLISECONDS)
    assert not told


def test_a_folder_that_goes_and_comes_back_is_watched_again(tmp_path: Path, qtbot: QtBot) -> None:
    folder, away = tmp_path / "in" / "folder", tmp_path / "away"
    watch, told = FolderWatch(), list[bool]()
    watch.changed.connect(lambda: told.append(folder.is_dir()))
    watch.watch(folder)

    def is_told_after(change: Callable[[], object], there: bool) -> None:
        told.clear()
        change()
        qtbot.waitUntil(lambda: told[-1:] == [there], timeout=60_000)

    is_told_after(lambda: folder.mkdir(parents=True), True)
    is_told_after((folder / "one").touch, True)
    is_told_after(lambda: folder.rename(away), False)
    folder.touch()  # a file in its place
    folder.unlink()
    is_told_after(lambda: away.rename(folder), True)
    is_told_after((folder / "two").touch, True)
    is_told_after(lambda: shutil.rmtree(folder.parent), False)
    is_told_after(lambda: folder.mkdir(parents=True), True)
    is_told_after((folder / "three").touch, True)
    told.clear()
    (folder.parent / "beside").touch()
    qtbot.wait(2 * SETTLE_MILLISECONDS)
    assert not told
    watch.close()
