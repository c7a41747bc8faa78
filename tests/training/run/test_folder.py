"""A run folder says what is there, and a kill while it was described costs nothing."""

import json
from pathlib import Path

import pytest

from training.files.atomic import whole_file
from training.files.errors import UserError
from training.models.modelset import MANIFEST
from training.run.folder import RunFolder


@pytest.mark.parametrize("damaged", ["", '{"name": "va', "[]", '{"recipe": {}}', "null"])
def test_a_damaged_description_is_written_anew(tmp_path: Path, damaged: str) -> None:
    run = RunFolder(tmp_path)
    run.description.write_text(damaged)
    assert run.recipe is None
    run.describe({"name": "vae"})
    assert run.recipe == "vae"


def test_a_whole_description_stays(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    run.describe({"name": "vae", "started": 1})
    run.describe({"name": "vae", "started": 2})
    assert json.loads(run.description.read_text())["started"] == 1
    assert [file.name for file in run.path.iterdir()] == ["run.json"]


def test_a_description_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "run.json").mkdir()
    with pytest.raises(UserError, match="could not be saved"):
        RunFolder(tmp_path).describe({"name": "vae"})
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_a_result_is_a_model_set_with_a_manifest(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    run.model_set.mkdir(parents=True)
    assert run.result is None and not run.exists
    (run.model_set / MANIFEST).touch()
    assert run.result == run.model_set
    assert RunFolder.of_model_set(run.model_set) is None  # no training has ever written there
    run.events.touch()
    assert run.exists
    assert RunFolder.of_model_set(run.model_set) == run
    assert RunFolder.of_model_set(run.path) is None


def test_leftovers_of_a_killed_training_go_and_what_is_being_written_stays(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    for file in (run.checkpoint, run.samples, run.description, run.launch):
        (tmp_path / f".{file.name}-0123abcd.partial").touch()
    (tmp_path / ".modelset-0123abcd.partial").mkdir()
    run.checkpoint.touch()
    with whole_file(run.launch):  # as the window may
        run.clear_leftovers()
        (half,) = (file.name for file in tmp_path.iterdir() if file != run.checkpoint)
        assert half.startswith(".launch.json-")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["checkpoint.pt", "launch.json"]
