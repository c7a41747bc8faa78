"""``pegasus models list`` calls a set what the window calls it."""

import pytest

from explorer.__main__ import main
from explorer.core.home.home import Home
from explorer.core.titles import entitle


def test_a_set_that_was_renamed_has_both_names(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        folder = home.models / name
        folder.mkdir(parents=True)
        (folder / "modelset.json").write_text("{}")
    entitle(home.models / "two", "Good one")
    assert main(["models", "list"]) == 0
    names = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    assert {"shipped", "one", "Good one (two)"} <= set(names) and "two" not in names
