"""Every command has a home of its own here."""

from pathlib import Path

import pytest

from explorer.core.home.home import Home


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PEGASUS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PEGASUS_DATA", raising=False)
    return Home.at(tmp_path / "home")
