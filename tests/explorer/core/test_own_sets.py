"""The user's own model sets: renamed, deleted and brought back; others say why not."""

import shutil
from pathlib import Path

import pytest

from explorer.core.home.home import Home
from explorer.core.models import KnownSet, Models, Origin, set_name
from explorer.core.own_sets import IN_USE, OwnSets, why_not_deleted, why_not_renamed
from explorer.core.runs.runs import Runs
from explorer.core.runs.waiting import Waiting
from explorer.core.titles import LONGEST_TITLE, entitle
from training.files.errors import UserError
from training.models.modelset import ModelSet
from training.run.locking import run_lock


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


@pytest.fixture
def own(home: Home) -> OwnSets:
    """Two sets; that they are none is of no matter here."""
    for name in ("one", "two"):
        (home.models / name).mkdir(parents=True)
        (home.models / name / "modelset.json").write_text("{}")
    return OwnSets(home.models, lambda: home.models / "two")


def test_a_name_is_kept_beside_the_set_whose_folder_stays(own: OwnSets, home: Home) -> None:
    one = home.models / "one"
    own.rename(one, "  R&D\nfirst ")
    assert own.title(one) == set_name(one) == "R&D first" and one.is_dir()
    own.rename(one, " ")
    assert own.title(one) == "" and set_name(one) == "one"


def test_a_name_that_others_wrote_is_one_short_line(own: OwnSets, home: Home) -> None:
    path = home.models / "one" / "title.txt"
    path.write_bytes(b"first\x1b[2J\nsecond \xff\n")
    assert set_name(path.parent) == "first\\x1b[2J second \N{REPLACEMENT CHARACTER}"
    with path.open("r+b") as file:
        file.truncate(1 << 40)  # takes no room, and more memory than there is
    assert len(set_name(path.parent)) == LONGEST_TITLE


def test_a_deleted_set_is_no_longer_listed_and_comes_back(
    own: OwnSets, home: Home, tmp_path: Path
) -> None:
    models, one = Models(home, tmp_path / "shipped"), home.models / "one"
    trashed = own.delete(one)
    assert [known.name for known in models.known()] == ["shipped", "two"]
    own.restore(trashed, one)
    assert [known.name for known in models.known()] == ["shipped", "one", "two"]
    trashed = own.delete(one)
    own.empty_trash()
    assert not trashed.exists() and (home.models / "two").is_dir()


def test_what_is_in_use_or_elsewhere_is_not_deleted(
    own: OwnSets, home: Home, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="use another set"):
        own.delete(home.models / "two")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for act in (own.delete, lambda folder: own.rename(folder, "mine")):
        with pytest.raises(UserError, match="not among the program's own"):
            act(elsewhere)
    assert elsewhere.is_dir() and not list(elsewhere.iterdir())


def test_what_a_training_needs_at_its_end_is_not_deleted(own: OwnSets, home: Home) -> None:
    one, runs = home.models / "one", Runs(home.runs)
    guarded = OwnSets(home.models, lambda: home.models / "two", runs.bases)
    run = home.runs / "later"
    run.mkdir(parents=True)
    words = ("train", "prior", "--base", str(one), "--epochs", "1")
    Waiting(home.runs / "first", words, 0.0).write(run)
    assert runs.bases() == {one}
    with pytest.raises(UserError, match="A training takes"):
        guarded.delete(one)
    with run_lock(run):  # it goes on, and nothing says from what
        (run / "waiting.json").unlink()
        assert runs.bases() == set()
    guarded.delete(one)


@pytest.mark.parametrize("origin", Origin)
def test_only_own_sets_can_be_renamed_and_deleted(origin: Origin, tmp_path: Path) -> None:
    known = KnownSet("a", tmp_path, origin, False, None, "")
    can = origin is Origin.INSTALLED
    assert bool(why_not_renamed(known)) is not can
    assert bool(why_not_deleted(known, None)) is not can
    if can:
        assert why_not_deleted(known, tmp_path) == IN_USE
        assert why_not_deleted(KnownSet("a", tmp_path, origin, True, None, ""), None) == IN_USE


def test_a_set_goes_by_the_name_of_the_training_that_made_it(
    home: Home, tmp_path: Path, tiny_set: ModelSet
) -> None:
    run = home.runs / "vae-1"
    shutil.copytree(tiny_set.folder, run / "modelset")
    (run / "events.jsonl").write_text('{"kind": "end"}\n')
    entitle(run, "Good one")
    models = Models(home, tmp_path / "shipped")
    assert [known.title for known in models.known()] == ["shipped", "Good one"]
    assert models.find("Good one") == run / "modelset"
    installed = models.install(run)
    assert installed.name == "vae-1" and set_name(installed) == "Good one"
    assert models.find("Good one") == installed
