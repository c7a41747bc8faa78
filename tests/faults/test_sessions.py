"""Session and settings on disk: damage is told and put aside, and a full disk loses nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from explorer.core.home.home import Settings, write_settings
from explorer.core.session import Session, load_session, save_session
from tests.explorer.core.boards import odd_board
from tests.faults.limits import run_with_file_limit
from tests.faults.test_store import files


def test_session_and_settings_survive_a_full_disk(tmp_path: Path) -> None:
    save_session(tmp_path / "session.json", Session(odd_board()))
    write_settings(tmp_path / "settings.json", Settings(data=tmp_path))
    before = files(tmp_path)
    told = run_with_file_limit(
        10,
        f"""
from explorer.core.home.home import *
from explorer.core.session import *
folder = Path({str(tmp_path)!r})
for save in (
    lambda: save_session(folder / "session.json", Session()),
    lambda: write_settings(folder / "settings.json", Settings()),
    lambda: write_settings(folder / "settings.json", Settings(data=folder / "other")),
):
    try:
        save()
    except UserError as error:
        print(error)
""",
    )
    assert told.count("could not be saved") == 2  # "{}" is short enough
    assert files(tmp_path) == before | {"settings.json": b"{}"}


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.99])
def test_a_session_cut_short_is_put_aside(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "session.json"
    save_session(path, Session(odd_board()))
    content = path.read_bytes()[: int(path.stat().st_size * keep)]
    path.write_bytes(content)
    session, message = load_session(path)
    assert session == Session()
    assert message is not None
    assert "is damaged" in message and "session-before.json" in message
    assert files(tmp_path) == {"session-before.json": content}
    assert load_session(path) == (Session(), None)


def test_a_session_of_a_newer_version_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_text('{"format": 2}')
    session, message = load_session(path)
    assert session == Session()
    assert message is not None and "newer version" in message
    assert files(tmp_path) == {"session-before.json": b'{"format": 2}'}


@pytest.mark.parametrize(
    "name, value",
    [
        ("board", None),
        ("gallery", 5),
        ("gallery", ""),
        ("selection", {}),
        ("thumbnail", 3),
        ("geometry", "!"),
        ("geometry", "A" * 200_000),
        ("models", "\0"),
    ],
)
def test_a_session_with_a_wrong_field_is_put_aside(tmp_path: Path, name: str, value: Any) -> None:
    path = tmp_path / "session.json"
    save_session(path, Session(odd_board()))
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    session, message = load_session(path)
    assert session == Session()
    assert message is not None and "is damaged" in message


def test_a_session_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "session.json").mkdir()
    session, message = load_session(tmp_path / "session.json")
    assert session == Session()
    assert message is not None and "cannot be read" in message
