"""`pegasus evaluate` asks the training half for what the command line and the settings say."""

from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.core.home import Home, Settings, write_settings
from explorer.core.models import SHIPPED
from training import evaluate


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[evaluate.Options]:
    seen: list[evaluate.Options] = []

    def measure(options: evaluate.Options, tell: object) -> evaluate.Report:
        seen.append(options)
        return {"classifier": {"accuracy": 0.5}}

    monkeypatch.setattr(evaluate, "measure", measure)
    return seen


def test_settings_fill_in(
    asked: list[evaluate.Options],
    home: Home,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_settings(home.settings, Settings(data=tmp_path / "data"))
    assert main(["evaluate"]) == 0
    assert "accuracy" in capsys.readouterr().out
    (options,) = asked
    assert (options.data, options.models) == (tmp_path / "data", SHIPPED)
    assert (options.cache, options.json, options.device) == (home.cache, None, "auto")


def test_everything_is_passed_on(asked: list[evaluate.Options], tmp_path: Path) -> None:
    words = ["--data", "d", "--models", "m", "--device", "cpu", "--json", str(tmp_path / "j")]
    assert main(["evaluate", *words]) == 0
    (options,) = asked
    assert (options.data, options.models, options.device) == (Path("d"), Path("m"), "cpu")
    assert "accuracy" in (tmp_path / "j").read_text()


def test_without_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate"]) == 2
    assert "pegasus data get" in capsys.readouterr().err
