"""A folder is watched until the program ends."""

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
