"""`pegasus train`, `recipes` and `models`: from a first training to exploring with the result."""

import dataclasses
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.commands import models as models_command
from explorer.commands import train as train_command
from explorer.commands.train import read_options
from explorer.core.home.home import Home, read_settings
from explorer.core.models import Models
from explorer.core.runs.result import NO_VAE
from explorer.core.runs.runs import Runs
from explorer.core.runs.settings import settings_of
from tests.explorer.tiny_set import no_graphs, write_tiny_set
from training.files.errors import UserError
from training.models import modelset
from training.models.modelset import ModelSet
from training.recipes import RECIPES

TINY = ("--batch-size", "54", "--widths", "24", "32", "32", "--init", "scratch")


@pytest.fixture
def shipped(
    tiny_set_without_prior: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A set that stands for the one that ships."""
    folder = Path(shutil.copytree(tiny_set_without_prior.folder, tmp_path / "shipped"))
    for command in (models_command, train_command):
        monkeypatch.setattr(command, "Models", lambda home: Models(home, folder))
    return folder


def _finished_run(home: Home, shipped: Path, name: str) -> None:
    shutil.copytree(shipped, home.runs / name / "modelset")
    (home.runs / name / "events.jsonl").write_text('{"kind": "end"}\n')


@pytest.mark.parametrize("beside_a_vae", [True, False])
def test_training_ends_in_a_set_and_says_what_it_is_for(
    beside_a_vae: bool,
    shipped: Path,
    official_archive: Path,
    home: Home,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    alone = write_tiny_set(tmp_path / "alone", ("classifier",), no_graphs).folder
    words = ["train", "classifier", "--data", str(official_archive), "--epochs", "2", *TINY]
    assert main([*words, "--base", str(shipped if beside_a_vae else alone)]) == 0
    printed = capsys.readouterr()
    use = "pegasus models use classifier"
    assert (use in printed.out, NO_VAE in printed.out) == (beside_a_vae, not beside_a_vae)
    assert printed.err == ""
    [state] = Runs(home.runs).find()
    assert (state.name, str(state.status)) == ("classifier", "finished")
    assert state.result is not None
    assert "classifier" in modelset.read(state.result).parts


def test_a_setting_out_of_bounds_is_refused_before_anything_starts(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "nowhere")  # it is not looked for
    words = ["train", "classifier", "--data", nowhere, "--depth", "1", "--base", "None"]
    assert main(words) == 2
    assert capsys.readouterr().err == "depth takes 2 to 3, and 1 is here: choose another.\n"
    assert not home.runs.exists() or not any(home.runs.iterdir())


def test_ctrl_c_keeps_what_was_reached(official_archive: Path, home: Home) -> None:
    words = ["train", "classifier", "--data", str(official_archive), "--epochs", "99999", *TINY]
    command = [sys.executable, "-m", "explorer", *words, "--base", "None"]
    command += ["--home", str(home.settings.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 300
        while not any(state.step for state in Runs(home.runs).find()):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    [state] = Runs(home.runs).find()
    assert f"Stopped at step {state.step}; the same command goes on".encode() in out
    assert b"Traceback" not in err and str(state.status) == "stopped"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert f"Going on from step {state.step}".encode() in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=300)


def test_what_is_not_given_comes_from_the_home(
    official_archive: Path, home: Home, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEGASUS_DATA", str(official_archive))
    options = read_options("vae", ["--epochs", "3"], home)
    assert (options.data, options.run) == (official_archive, home.runs / "vae")
    assert (options.cache, options.base) == (home.cache, shipped)
    assert options.recipe == dataclasses.replace(RECIPES["vae"](), epochs=3)


def test_what_is_given_goes_first(home: Home, tmp_path: Path) -> None:
    words = ["--data=" + str(tmp_path), "--run", "here", "--init", "there"]
    options = read_options("prior", words, home)
    assert (options.data, options.run, options.init) == (tmp_path, Path("here"), "there")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train", "va"], "Did you mean 'vae'?"),
        (["train", "vae"], "No data set is known yet"),
        (["train", "vae", "--data", "/nowhere"], "no data set at /nowhere"),
        (["train", "vae", "--data", ".", "--epochs", "many"], "see `pegasus train vae --help`"),
        (["recipes", "unicorn"], "choose one of classifier"),
        (["models", "use", "unicorn"], "`pegasus models list` shows the names"),
        (["models", "use", "/nowhere"], "`pegasus models list` shows the names"),
        (["models", "use"], "NAME is missing after `pegasus models use`"),
        (["models", "use", "."], "holds no model set"),
        (["models"], "see `pegasus models --help`"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


def test_train_without_a_recipe_shows_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train"]) == 2
    assert main(["train", "--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_help_of_a_recipe_needs_no_data(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", name, "--help"])
    assert ended.value.code == 0
    assert "--epochs" in capsys.readouterr().out


@pytest.mark.parametrize("name", RECIPES)
def test_every_setting_of_a_recipe_is_explained(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = settings_of(RECIPES[name])
    assert [row.name for row in rows] == [field.name for field in dataclasses.fields(RECIPES[name])]
    assert main(["recipes", name]) == 0
    out = capsys.readouterr().out
    assert all(row.text and row.text in out for row in rows)


def test_recipes_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes", "--json", str(tmp_path / "recipes.json")]) == 0
    assert capsys.readouterr().out.count("\n") == len(RECIPES)
    stored = json.loads((tmp_path / "recipes.json").read_text())
    assert set(stored) == set(RECIPES)
    assert stored["vae"]["settings"]["epochs"]["default"] == RECIPES["vae"]().epochs


def test_models_are_listed_used_and_gone_back_from(
    home: Home, shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _finished_run(home, shipped, "vae")
    assert main(["models", "use", "vae"]) == 0
    assert read_settings(home.settings).models == home.models / "vae"
    capsys.readouterr()
    assert main(["models", "list", "--json", str(tmp_path / "models.json")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [
        ["shipped", "shipped"],
        ["vae", "installed"],
    ]
    assert [line.endswith("in use") for line in lines[1:]] == [False, True]
    stored = json.loads((tmp_path / "models.json").read_text())["models"]
    assert [one["in_use"] for one in stored] == [False, True]
    assert stored[0]["latent_shape"] == [6, 4, 4]
    assert main(["models", "revert"]) == 0
    assert read_settings(home.settings).models is None
    assert (home.models / "vae").is_dir()


def test_an_unusable_set_is_listed_with_its_reason(
    home: Home, shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _finished_run(home, shipped, "vae")
    (home.runs / "vae" / "modelset" / "vae.safetensors").unlink()
    assert main(["models", "list"]) == 0
    out = capsys.readouterr().out
    assert "unusable" in out and "vae.safetensors is missing" in out
    with pytest.raises(UserError):
        Models(home, shipped).use(home.runs / "vae")
