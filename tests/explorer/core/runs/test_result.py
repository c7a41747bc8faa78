"""What the result of a run is for."""

import shutil
from pathlib import Path

import pytest

from explorer.core.runs.result import FOR_REPORTS, NO_VAE, why_not_explored
from explorer.core.runs.watch import RunWatch
from tests.explorer.tiny_set import no_graphs, write_tiny_set
from training.files.places import RESOURCES
from training.models.modelset import ModelSet
from training.run.events import EventLog

JUDGES = "judge", "coursework-judge"


def test_a_set_with_a_vae_is_explored(tiny_set: ModelSet) -> None:
    assert why_not_explored(tiny_set.folder) == ""


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_is_for_reports(name: str) -> None:
    assert why_not_explored(RESOURCES / "reports" / name) == FOR_REPORTS


def test_a_classifier_alone_has_nothing_to_explore(tmp_path: Path) -> None:
    write_tiny_set(tmp_path / "modelset", ("classifier",), no_graphs)
    EventLog(tmp_path / "events.jsonl").write("end", step=1)
    assert why_not_explored(tmp_path / "modelset") == NO_VAE
    assert RunWatch(tmp_path).look().why_not_explored == NO_VAE


def test_what_is_damaged_says_so_when_it_is_used(tiny_set: ModelSet, tmp_path: Path) -> None:
    shutil.copy(tiny_set.folder / "modelset.json", tmp_path)
    assert why_not_explored(tmp_path) == why_not_explored(tmp_path / "nowhere") == ""
