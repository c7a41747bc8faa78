"""`pegasus evaluate` asks the training half for what the command line and the settings say."""

import json
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.core import evaluation
from explorer.core.home.home import Home, Settings, write_settings
from explorer.core.models import SHIPPED
from explorer.core.search.generations import Wanted
from training.measure import evaluate
from training.models.modelset import ModelSet


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
    assert main(["evaluate", "--no-pegasi"]) == 0
    assert "accuracy" in capsys.readouterr().out
    (options,) = asked
    assert (options.data, options.models) == (tmp_path / "data", SHIPPED)
    assert (options.cache, options.json, options.device) == (home.cache, None, "auto")


def test_everything_is_passed_on(asked: list[evaluate.Options], tmp_path: Path) -> None:
    words = ["--data", "d", "--models", "m", "--device", "cpu", "--json", str(tmp_path / "j")]
    assert main(["evaluate", "--no-pegasi", *words]) == 0
    (options,) = asked
    assert (options.data, options.models, options.device) == (Path("d"), Path("m"), "cpu")
    assert "accuracy" in (tmp_path / "j").read_text()


def test_pegasi_are_searched_for_and_drawn(
    asked: list[evaluate.Options],
    class_folders: Path,
    tiny_set: ModelSet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evaluation, "WANTED", Wanted(count=2, candidates=48, seed=11))
    monkeypatch.setattr(evaluation, "PAIRS", 20)  # the judge that ships is no tiny one
    sheet, report = tmp_path / "sheet", tmp_path / "figures.json"
    words = ["--data", str(class_folders), "--models", str(tiny_set.folder)]
    assert main(["evaluate", *words, "--sheet", str(sheet), "--json", str(report)]) == 0
    figures = json.loads(report.read_text())
    assert figures["classifier"] == {"accuracy": 0.5}
    pegasi = figures["pegasi"]
    assert 0 <= pegasi["judge_pass_20"] <= pegasi["found"] == len(list(sheet.glob("pegasi/*.png")))
    assert (sheet / "blends.png").is_file()
    assert (sheet / "pegasi.png").is_file() == bool(pegasi["found"])


def test_a_set_that_cannot_search_has_no_pegasi(
    asked: list[evaluate.Options], class_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge = str(SHIPPED.parent / "reports" / "judge")
    assert main(["evaluate", "--data", str(class_folders), "--models", judge]) == 0
    assert "pegasi" not in capsys.readouterr().out


def test_a_sheet_that_cannot_be_is_told_first(
    asked: list[evaluate.Options], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["evaluate", "--data", "d", "--sheet", str(tmp_path / "file")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "cannot be a folder" in line and not asked


def test_without_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate"]) == 2
    assert "pegasus data get" in capsys.readouterr().err
