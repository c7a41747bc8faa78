"""`pegasus doctor` names what is broken, and only that."""

import json
import shutil
from importlib import metadata
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.commands.parts import health
from explorer.commands.parts.choices import find_data, find_models, require_data
from explorer.core.engine import trial
from explorer.core.engine.trial import tried  # before another takes its place in each test
from explorer.core.gallery import starter
from explorer.core.home import libraries
from explorer.core.home.home import Home, Settings, write_settings
from explorer.core.models import SHIPPED
from training.files.errors import UserError
from training.models.modelset import ModelSet


@pytest.fixture
def models(tiny_set_without_prior: ModelSet) -> Path:
    return tiny_set_without_prior.folder


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(starter, "starter_gallery", lambda: range(3))
    monkeypatch.setattr(metadata, "requires", lambda name: ["numpy>=1", "ruff; extra == 'dev'"])


def _findings(tmp_path: Path, *arguments: str) -> tuple[int, dict[str, tuple[str, str]]]:
    code = main(["doctor", "--json", str(tmp_path / "found.json"), *arguments])
    found = json.loads((tmp_path / "found.json").read_text())["findings"]
    return code, {entry["what"]: (entry["state"], entry["text"]) for entry in found}


def test_all_is_well(
    home: Home, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, findings = _findings(tmp_path, "--models", str(models))
    assert code == 0, findings
    assert {what for what, (state, _) in findings.items() if state == "note"} == {"data"}
    assert findings["backend"] == ("ok", "OpenVino gives the numbers that it should")
    assert findings["starter gallery"] == ("ok", "3 dreams")
    assert "trains on" in findings["torch"][1]
    assert "classifier" in findings["model set"][1]
    assert "BROKEN" not in capsys.readouterr().out
    assert not home.settings.parent.exists()  # looking changes nothing


def test_each_fault_is_told_beside_the_others(
    home: Home, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(models, damaged)
    (damaged / "decoder.onnx").write_bytes(b"")
    write_settings(home.settings, Settings(data=tmp_path / "gone", models=damaged))
    home.cache.write_bytes(b"no folder")
    code, findings = _findings(tmp_path)
    assert code == 1
    broken = {what for what, (state, _) in findings.items() if state == "broken"}
    assert broken == {"data", "model set", "cache folder"}
    assert "decoder.onnx" in findings["model set"][1]
    assert capsys.readouterr().out.count("BROKEN") == 3


def test_damaged_settings(home: Home, models: Path, tmp_path: Path) -> None:
    home.settings.parent.mkdir()
    home.settings.write_text("{")
    code, findings = _findings(tmp_path, "--models", str(models), "--data", str(models))
    assert code == 1 and findings["settings"][0] == "broken" and findings["backend"][0] == "ok"


def test_missing_package(
    home: Home, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: ["numpy", "no_such_package>=2"])
    code, findings = _findings(tmp_path, "--models", str(models))
    assert code == 1
    assert findings["packages"] == ("broken", "no_such_package missing: run `make setup`")


@pytest.mark.parametrize(("display", "state"), [(":0", "broken"), ("", "note")])
def test_missing_qt_libraries(monkeypatch: pytest.MonkeyPatch, display: str, state: str) -> None:
    monkeypatch.setattr(health, "missing_packages", lambda platform: ("libegl1",))
    finding = health.check_screen({"DISPLAY": display})
    assert finding.state == state and "install libegl1" in finding.text


def test_no_screen_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_loads", lambda *arguments: True)
    assert health.check_screen({}).state == "note"


def test_a_check_that_fails_is_a_finding() -> None:
    def fail() -> health.Finding:
        raise ZeroDivisionError("by zero")

    (finding,) = health.guarded("x", fail)
    assert finding == health.Finding("x", "broken", "ZeroDivisionError: by zero")


def test_little_space_is_a_note(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=5 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert {finding.state for finding in health.check_folders(home)} == {"note"}


def test_which_data_is_used(home: Home, tmp_path: Path) -> None:
    assert find_data(home, None, {}) is None
    with pytest.raises(UserError, match="pegasus data get"):
        require_data(home, None, {})
    write_settings(home.settings, Settings(data=tmp_path / "kept"))
    assert find_data(home, None, {}) == tmp_path / "kept"
    assert find_data(home, None, {"PEGASUS_DATA": "named"}) == Path("named")
    assert find_data(home, Path("given"), {"PEGASUS_DATA": "named"}) == Path("given")


def test_which_models_are_used(home: Home, tmp_path: Path) -> None:
    assert find_models(home, None) == SHIPPED
    write_settings(home.settings, Settings(models=tmp_path / "kept"))
    assert find_models(home, None) == tmp_path / "kept"
    assert find_models(home, Path("given")) == Path("given")


def test_compiled_graphs_that_are_damaged_are_made_anew(
    home: Home, models: Path, tmp_path: Path
) -> None:
    home.compiled.mkdir(parents=True)
    assert _findings(tmp_path, "--models", str(models))[1]["backend"][0] == "ok"
    for file in home.compiled.iterdir():
        file.write_bytes(file.read_bytes()[:-9] + bytes(9))
    code, findings = _findings(tmp_path, "--models", str(models))
    state, text = findings["backend"]
    assert (code, state) == (0, "note") and "compiled anew" in text and "decoder" in text
    assert _findings(tmp_path, "--models", str(models))[1]["backend"][0] == "ok"


def test_a_set_from_outside_is_tried_in_a_process_of_its_own(
    home: Home, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd_trial.py").write_text("import os\nos.abort()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(trial, "PROGRAM", "odd_trial")
    monkeypatch.setattr(trial, "tried", tried)
    code, findings = _findings(tmp_path, "--models", str(models))
    state, text = findings["model set"]
    assert code == 1 and state == "broken" and "SIGABRT" in text
