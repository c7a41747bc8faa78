"""The list of model sets: what each line says, and what is asked of it, undone where it edits."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from explorer.core.models import KnownSet, Origin
from explorer.ui.models.control import Line, ModelListControl
from explorer.ui.models.words import USED
from explorer.ui.parts.event import Event
from tests.explorer.control.fakes import FakeSteps, heard
from training.files.errors import UserError
from training.latent.scoring import Calibration
from training.models.modelset import ModelSet, Part

SHIPPED, MINE, BAD, RUN = map(Path, ("shipped", "mine", "bad", "run/modelset"))


class FakeList:
    def __init__(self) -> None:
        self.use_wanted, self.compare_wanted = Event[Path](), Event[Path]()
        self.renamed, self.delete_wanted = Event[Path, str](), Event[Path]()
        self.lines: dict[Path, Line] = {}
        self.problem = ""

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.lines = {line.folder: line for line in lines}

    def set_problem(self, text: str) -> None:
        self.problem = text


class FakeSets:
    """Sets that are listed when asked for; it keeps their names, too."""

    def __init__(self) -> None:
        self.known = Event[list[KnownSet]]()
        self.folder: Path | None = SHIPPED
        self.used: list[Path] = []
        self.asked = 0
        self.titles: dict[Path, str] = {}

    def ask_known(self) -> None:
        self.asked += 1

    def use(self, folder: Path) -> None:
        self.used.append(folder)

    def title(self, folder: Path) -> str:
        return self.titles.get(folder, "")

    def rename(self, folder: Path, title: str) -> None:
        self.titles[folder] = title

    def delete(self, folder: Path) -> Path:
        if folder == BAD:
            raise UserError("It cannot be moved: change its rights.")
        self.titles[folder] = "deleted"
        return Path("trash") / folder

    def restore(self, trashed: Path, folder: Path) -> None:
        assert trashed == Path("trash") / folder
        self.titles[folder] = "restored"


class Desk(NamedTuple):
    control: ModelListControl
    sets: FakeSets
    steps: FakeSteps
    view: FakeList


@pytest.fixture
def desk() -> Desk:
    sets, steps, view = FakeSets(), FakeSteps(), FakeList()
    control = ModelListControl(sets, sets, steps, view)
    classes = ("airplane", *(f"class{i}" for i in range(12)))
    parts = {"vae": Part(None), "classifier": Part(None)}
    some = ModelSet(MINE, "mine", classes, (16, 4, 4), Calibration(), parts, {})
    sets.known.emit(
        [
            KnownSet("shipped", SHIPPED, Origin.SHIPPED, True, some, ""),
            KnownSet("mine", MINE, Origin.INSTALLED, False, some, ""),
            KnownSet("bad", BAD, Origin.INSTALLED, False, None, "It is damaged: get it anew."),
            KnownSet("run", RUN, Origin.RUN, False, some, ""),
        ]
    )
    return Desk(control, sets, steps, view)


def test_each_line_says_what_a_set_is_and_what_cannot_be_done(desk: Desk) -> None:
    shipped, mine, bad, run = desk.view.lines.values()
    assert (shipped.name, shipped.state, shipped.why_not_used) == ("shipped", "in use", USED)
    assert "came with the program" in shipped.why_not_renamed == shipped.why_not_deleted
    assert (mine.origin, mine.state) == ("yours", "")
    assert not any((mine.why_not_used, mine.why_not_renamed, mine.why_not_deleted))
    assert mine.about.splitlines() == [
        "Parts: vae, classifier. Latent: 16 × 4 × 4.",
        "Classes: aeroplane, " + ", ".join(f"class{i}" for i in range(11)) + " and 1 more.",
        "mine",
    ]
    assert (bad.state, bad.why_not_used) == ("damaged", "It is damaged: get it anew.")
    assert not bad.why_not_deleted and bad.about.startswith("It is damaged")
    assert "training panel" in run.why_not_deleted and not run.why_not_used


def test_what_is_wanted_is_passed_on(desk: Desk) -> None:
    compared = heard(desk.control.compare)
    desk.view.use_wanted.emit(MINE)
    desk.view.compare_wanted.emit(RUN)
    assert desk.sets.used == [MINE] and compared == [RUN]


def test_names_and_deletions_are_undone_and_listed_anew(desk: Desk) -> None:
    desk.view.renamed.emit(MINE, "Mine, and good")
    assert desk.sets.titles[MINE] == "Mine, and good" and desk.sets.asked == 1
    assert desk.steps.done[-1].text == "Rename a model set"
    desk.steps.undo()
    assert desk.sets.titles[MINE] == "" and desk.sets.asked == 2
    desk.view.delete_wanted.emit(MINE)
    assert desk.sets.titles[MINE] == "deleted" and desk.steps.done[-1].text == "Delete a model set"
    desk.steps.undo()
    assert desk.sets.titles[MINE] == "restored" and desk.sets.asked == 4


def test_what_is_not_possible_is_told_and_is_no_step(desk: Desk) -> None:
    failed = heard(desk.control.failed)
    desk.view.delete_wanted.emit(BAD)
    assert failed == ["It cannot be moved: change its rights."] == [desk.view.problem]
    assert not desk.steps.done
    desk.view.use_wanted.emit(MINE)
    assert desk.view.problem == ""
