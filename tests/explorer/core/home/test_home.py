"""Places, settings and the session: kept, moved, and never lost to a damaged file."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.blend.field import FieldKind
from explorer.core.board.board import Board
from explorer.core.board.modes import SLERP
from explorer.core.comparison import Against, Comparison
from explorer.core.gallery.view import Selection, orders
from explorer.core.history import Edit, History
from explorer.core.home.home import (
    AtClosing,
    Home,
    Settings,
    ThemeChoice,
    favourites_folder,
    find_home,
    read_settings,
    write_settings,
)
from explorer.core.paths.path import PuckPath
from explorer.core.paths.walking import Ease, Ends, Pace
from explorer.core.scores import REALISM
from explorer.core.session import Session, load_session, reset_session, save_session
from tests.explorer.core.boards import any_board, odd_board
from training.files.errors import UserError


def test_a_home_holds_everything(tmp_path: Path) -> None:
    home = find_home(tmp_path, {"PEGASUS_HOME": "/elsewhere"})
    for field in dataclasses.fields(Home):
        assert getattr(home, field.name).parent == tmp_path, field.name
    assert home.favourites.name == "Pegasi"
    assert list(tmp_path.iterdir()) == []  # nothing is made before it is needed


def test_the_environment_names_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_home(None, {"PEGASUS_HOME": str(tmp_path)}) == Home.at(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert find_home(Path("relative")).runs == tmp_path / "relative" / "runs"


def test_without_one_the_platform_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PEGASUS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_PICTURES_DIR", str(tmp_path / "My pictures"))
    home = find_home(None, {})
    assert all(getattr(home, field.name).is_absolute() for field in dataclasses.fields(Home))
    assert home.favourites.name == "Pegasi"
    assert len({getattr(home, field.name) for field in dataclasses.fields(Home)}) == 8


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    assert read_settings(path) == Settings()
    settings = Settings(
        favourites=tmp_path / "f",
        data=tmp_path / "d",
        models=tmp_path / "m",
        theme=ThemeChoice.LIGHT,
        threads=3,
        at_closing=AtClosing.PAUSE,
        reduced_motion=True,
        unknown={"colour": [1, {"a": 2}]},
    )
    for field in dataclasses.fields(Settings):
        assert getattr(settings, field.name) != getattr(Settings(), field.name)
    write_settings(path, settings)
    assert read_settings(path) == settings
    home = Home.at(tmp_path)
    assert favourites_folder(home, settings) == tmp_path / "f"
    assert favourites_folder(home, Settings()) == home.favourites


def test_every_setting_explains_itself() -> None:
    for field in dataclasses.fields(Settings):
        if field.name != "unknown":
            assert field.metadata["title"] and field.metadata["description"].endswith(".")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"data": 1}', '{"data": ""}', '{"data": "\\u0000"}']
)
def test_damaged_settings_are_not_lost(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    with pytest.raises(UserError, match="mend the file"):
        read_settings(path)
    assert path.read_text() == text


def odd_session(tmp_path: Path) -> Session:
    return Session(
        board=odd_board(),
        gallery=tmp_path / "Größe",
        selection=Selection(frozenset({"cat"}), "test", "realism", True, "R&D a", 7.5),
        thumbnail=96,
        field=FieldKind.SCORE,
        score=REALISM.name,
        data=tmp_path / "data",
        geometry=bytes(range(256)),
        layout=b"\0\xff",
        scroll=37,
        path_shown=True,
        training_data=Path("/mine"),
        skip_unreadable=True,
        path=PuckPath(((0.1, 0.2), (0.3, 0.4)), 2.5, Ends.ROUND, Ease.NONE, Pace.LEGS),
        history=History(
            (Edit("Move", Board(), odd_board()), Edit("Clear", odd_board(), Board())), 1
        ),
        comparison=Comparison(
            Against.BOARD, SLERP, tmp_path / "models", odd_board(), "Größe", False, 16
        ),
        evidence=True,
        seed=4711,
    )


def test_every_field_of_a_session_comes_back(tmp_path: Path) -> None:
    session, path = odd_session(tmp_path), tmp_path / "deep" / "session.json"
    parts = (Selection, session.selection), (Comparison, session.comparison)
    for kind, made in ((Session, session), *parts):
        for field in dataclasses.fields(kind):
            assert getattr(made, field.name) != getattr(kind(), field.name), field.name
    save_session(path, session)
    assert load_session(path) == (session, None)


@given(
    any_board(),
    st.none() | st.frozensets(st.text()),
    st.sampled_from(sorted(orders())),
    st.binary(),
)
def test_any_session_comes_back(
    tmp_path_factory: pytest.TempPathFactory, board: Any, classes: Any, order: str, layout: bytes
) -> None:
    path = tmp_path_factory.mktemp("session") / "session.json"
    session = Session(board, selection=Selection(classes, order=order), layout=layout)
    save_session(path, session)
    assert load_session(path) == (session, None)


def test_the_first_start_has_nothing_to_say(tmp_path: Path) -> None:
    assert load_session(tmp_path / "session.json") == (Session(), None)


def test_a_thumbnail_size_stays_usable(tmp_path: Path) -> None:
    save_session(tmp_path / "s.json", Session(thumbnail=100_000))
    assert load_session(tmp_path / "s.json")[0].thumbnail == 256


def test_resetting_keeps_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    reset_session(path)
    save_session(path, odd_session(tmp_path))
    content = path.read_text()
    reset_session(path)
    assert load_session(path) == (Session(), None)
    assert (tmp_path / "session-before.json").read_text() == content


def test_a_field_that_is_not_known_is_not_ignored(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    save_session(path, Session())
    path.write_text(json.dumps(json.loads(path.read_text()) | {"more": 1}))
    session, message = load_session(path)
    assert session == Session()
    assert message is not None and 'unknown field "more"' in message
