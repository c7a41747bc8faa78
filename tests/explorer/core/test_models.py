"""The known model sets: listed, used, remembered, installed from runs, and gone back from."""

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.core.engine import trial
from explorer.core.engine.trial import GoOn
from explorer.core.home.home import Home, Settings, read_settings, write_settings
from explorer.core.models import Models, Origin, set_name
from explorer.core.own_sets import OwnSets
from explorer.core.runs.runs import Runs
from explorer.core.runs.watch import RunWatch
from tests.explorer.tiny_set import no_graphs, write_tiny_set
from training.files.errors import UserError
from training.models import modelset
from training.models.modelset import ModelSet, Probe


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


@pytest.fixture
def models(home: Home, tmp_path: Path, tiny_set: ModelSet) -> Models:
    shutil.copytree(tiny_set.folder, tmp_path / "shipped")
    return Models(home, tmp_path / "shipped")


@pytest.fixture
def run(home: Home, tiny_set: ModelSet) -> Path:
    return _finished_run(home, tiny_set, "vae-1")


def _finished_run(home: Home, model_set: ModelSet, name: str) -> Path:
    run = home.runs / name
    shutil.copytree(model_set.folder, run / "modelset")
    (run / "events.jsonl").write_text('{"kind": "end"}\n')
    return run


def _with_temperature(model_set: ModelSet, folder: Path, temperature: float) -> ModelSet:
    """The same set, but another one."""
    shutil.copytree(model_set.folder, folder)
    manifest = folder / "modelset.json"
    old, new = (
        f'"temperature": {model_set.calibration.temperature}',
        f'"temperature": {temperature}',
    )
    manifest.write_text(manifest.read_text().replace(old, new))
    return modelset.read(folder)


def test_a_run_and_the_set_made_of_it_have_one_name(models: Models, home: Home, run: Path) -> None:
    _finished_run(
        home, _with_temperature(modelset.read(run / "modelset"), home.cache, 3.5), "vae-2"
    )
    installed, runs = models.install(run), Runs(home.runs, sets=home.models)
    own = OwnSets(home.models, models.current, runs=home.runs)
    assert set_name(installed) == RunWatch(run).look().folder.name == "vae-1"
    runs.rename(run, "Mine")
    assert set_name(installed) == RunWatch(run).look().title == "Mine"
    own.rename(installed, "Other")
    assert runs.title(run) == own.title(installed) == "Other"
    assert models.find("Other") == installed
    assert runs.title(home.runs / "vae-2") == ""


def test_the_shipped_set_is_used_at_first(models: Models, home: Home, tmp_path: Path) -> None:
    assert models.current() == tmp_path / "shipped"
    [only] = models.known()
    assert (only.name, only.origin, only.in_use, only.problem) == (
        "shipped",
        Origin.SHIPPED,
        True,
        "",
    )
    assert not home.settings.exists()


def test_a_runs_result_is_installed_used_and_left(models: Models, home: Home, run: Path) -> None:
    other = replace(Settings(), data=home.cache)
    write_settings(home.settings, other)
    used = models.use(run)
    assert used.folder == home.models / "vae-1" == models.current()
    assert {(known.name, known.origin, known.in_use) for known in models.known()} == {
        ("shipped", Origin.SHIPPED, False),
        ("vae-1", Origin.INSTALLED, True),
    }
    shutil.rmtree(run)
    assert modelset.read(models.current()).fingerprint == used.fingerprint
    models.revert()
    assert read_settings(home.settings) == other
    assert (home.models / "vae-1").is_dir()


def test_installing_twice_copies_once(models: Models, home: Home, run: Path) -> None:
    assert models.install(run) == models.install(run)
    models.use(run / "modelset")
    assert [folder.name for folder in home.models.iterdir()] == ["vae-1"]


def test_another_set_of_the_same_name_is_kept(
    models: Models, home: Home, run: Path, tiny_set: ModelSet
) -> None:
    first = _with_temperature(tiny_set, home.models / "vae-1", 2.25)
    assert models.install(run) == home.models / "vae-1-2"
    assert modelset.read(home.models / "vae-1").fingerprint == first.fingerprint


def test_nothing_is_left_where_the_disk_is_full(
    models: Models, home: Home, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path, dirs_exist_ok: bool) -> None:
        (target / "vae.safetensors").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(UserError, match="No space left"):
        models.use(run)
    assert list(home.models.iterdir()) == []
    assert models.current().name == "shipped"


def test_an_unfinished_run_has_nothing_to_use(models: Models, home: Home) -> None:
    run = home.runs / "vae-2"
    (run / "modelset").mkdir(parents=True)
    with pytest.raises(UserError, match="let it finish"):
        models.use(run)


def test_a_set_elsewhere_is_used_where_it_is(
    models: Models, tmp_path: Path, tiny_set: ModelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_temperature(tiny_set, tmp_path / "elsewhere", 3.5)
    monkeypatch.chdir(tmp_path)
    models.use(Path("elsewhere"))
    assert models.current() == tmp_path / "elsewhere"
    last = models.known()[-1]
    assert (last.origin, last.in_use) == (Origin.OPENED, True)
    assert models.find(last.name) == tmp_path / "elsewhere"


def test_using_the_shipped_set_forgets_the_choice(models: Models, home: Home, run: Path) -> None:
    models.use(run)
    models.use(models.find("shipped"))
    assert read_settings(home.settings).models is None


def test_a_damaged_set_is_listed_and_refused(models: Models, home: Home, run: Path) -> None:
    (run / "modelset" / "decoder.onnx").write_bytes(b"damaged")
    with pytest.raises(UserError, match="damaged"):
        models.use(run)
    damaged = models.known()[-1]
    assert damaged.model_set is None and "damaged" in damaged.problem
    assert not home.models.exists() and models.current().name == "shipped"


def test_a_chosen_set_that_is_gone_is_listed_as_such(models: Models, home: Home, run: Path) -> None:
    models.use(run)
    shutil.rmtree(home.models)
    gone = models.known()[-1]
    assert gone.in_use and "is no model set" in gone.problem


def test_a_set_without_a_vae_is_refused(models: Models, tmp_path: Path) -> None:
    write_tiny_set(tmp_path / "classifier", ("classifier",), no_graphs)
    with pytest.raises(UserError, match="no VAE"):
        models.use(tmp_path / "classifier")


@pytest.mark.parametrize("named", [".", "modelset"])
def test_a_runs_result_without_a_vae_is_refused_and_not_installed(
    models: Models, home: Home, tmp_path: Path, named: str
) -> None:
    classifier = write_tiny_set(tmp_path / "classifier", ("classifier",), no_graphs)
    run = _finished_run(home, classifier, "classifier")
    with pytest.raises(UserError, match="no VAE"):
        models.use(run / named)
    assert not home.models.exists() and models.current() == models.shipped


@pytest.mark.parametrize("named", [".", "modelset"])
def test_a_runs_result_that_fails_its_trial_is_not_installed(
    models: Models, home: Home, run: Path, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def crash(folder: Path, go_on: GoOn) -> Probe:
        tried.append(folder)
        raise UserError("It ends the program that runs it.")

    monkeypatch.setattr(trial, "tried", crash)
    with pytest.raises(UserError, match="ends the program"):
        models.use(run / named)
    assert tried == [run / "modelset"]
    assert not home.models.exists() and models.current() == models.shipped


def test_sets_are_found_by_name_and_by_path(models: Models, home: Home, run: Path) -> None:
    assert models.find("vae-1") == run / "modelset"
    assert models.find(str(run)) == run / "modelset"
    installed = models.install(run)
    assert models.find("vae-1") == installed
    assert models.find(str(installed)) == installed
    with pytest.raises(UserError, match="pegasus models list"):
        models.find("unicorn")


def test_strange_things_in_the_folders_are_passed_over(models: Models, home: Home) -> None:
    for parent in (home.models, home.runs):
        (parent / "empty").mkdir(parents=True)
        (parent / ".installing-x" / "vae").mkdir(parents=True)
        (parent / "file").touch()
    assert [known.name for known in models.known()] == ["shipped"]
