"""What is made late: once, when it is wanted, with all that waited for it; else in turn."""

from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from explorer.ui.parts import late
from explorer.ui.parts.late import Late, MadeInTurn
from tests.explorer.ui.conftest import PATIENCE
from tests.noting import noting

NEVER = 10**8
"""Milliseconds that no test waits."""


def test_it_is_made_once_and_what_waits_for_it_is_done_in_order() -> None:
    made: list[tuple[()]] = []
    part, seen = Late(noting(made, lambda: len(made))), list[str]()
    part.then(lambda number: seen.append(f"first {number}"))
    part.then(lambda number: part.then(lambda _: seen.append("asked for meanwhile")))
    part.then(lambda number: seen.append(f"last {part()}"))
    assert not part.is_made and not made and not seen
    assert part() == part() == 1 and part.is_made and made == [()]
    assert seen == ["first 1", "last 1", "asked for meanwhile"]
    part.then(lambda number: seen.append("at once"))
    assert seen[-1] == "at once"


def test_the_rest_is_made_in_turn_once_it_may_begin(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "PAUSE_MILLISECONDS", 1)
    monkeypatch.setattr(late, "LATEST_MILLISECONDS", NEVER)
    parent, made = QObject(), list[int]()
    rest = MadeInTurn([partial(made.append, i) for i in range(3)], parent)
    rest.wait()
    qtbot.wait(20)
    assert not made
    rest.begin()
    qtbot.waitUntil(lambda: len(made) == 3, timeout=PATIENCE)
    rest.begin()
    qtbot.wait(20)
    assert made == [0, 1, 2]


def test_it_begins_by_itself_and_stops_when_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "LATEST_MILLISECONDS", 1)
    monkeypatch.setattr(late, "PAUSE_MILLISECONDS", NEVER)
    parent, made = QObject(), list[int]()
    rest = MadeInTurn([lambda: made.append(1), lambda: made.append(2)], parent)
    rest.wait()
    qtbot.waitUntil(lambda: made == [1], timeout=PATIENCE)
    rest.stop()
    monkeypatch.setattr(late, "PAUSE_MILLISECONDS", 1)
    rest.begin()
    qtbot.wait(20)
    assert made == [1]
