"""`pegasus reproduce` asks the training half for what the command line and the settings say."""

from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.core.home.home import Home, Settings, write_settings
from explorer.core.models import SHIPPED
from training.reproduce import command
from training.reproduce.command import Options


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    seen: list[Options] = []

    def run(options: Options) -> int:
        seen.append(options)
        return 0

    monkeypatch.setattr(command, "run", run)
    return seen


def test_settings_fill_in(asked: list[Options], home: Home, tmp_path: Path) -> None:
    write_settings(home.settings, Settings(data=tmp_path / "data"))
    assert main(["reproduce"]) == 0
    wanted = Options(data=tmp_path / "data", cache=home.cache, models=SHIPPED)
    assert asked == [wanted]


def test_everything_is_passed_on(asked: list[Options], home: Home) -> None:
    words = ["1a", "2b", "--data", "d", "--out", "o", "--seeds", "5", "--quick"]
    more = ["--labels", "coarse", "--models", "m", "--device", "cpu", "--pictures", "dreams"]
    assert main(["reproduce", *words, *more]) == 0
    (options,) = asked
    assert (options.figures, options.data, options.out) == (("1a", "2b"), Path("d"), Path("o"))
    assert (options.seeds, options.quick, options.labels) == (5, True, "coarse")
    assert options.pictures == "dreams"
    assert (options.models, options.device, options.cache) == (Path("m"), "cpu", home.cache)


def test_bad_input_is_one_line(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce"]) == 2
    assert "pegasus data get" in capsys.readouterr().err
    assert main(["reproduce", "9z", "--data", "d"]) == 2
    assert "There is no figure '9z'" in capsys.readouterr().err
    assert main(["reproduce", "--seeds", "many", "--data", "d"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
