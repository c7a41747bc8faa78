"""Model sets from outside: whole ones load, anything else is refused in one sentence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.tiny_set import CLASSES, new_part, no_graphs
from training.files.errors import UserError
from training.latent.scoring import Calibration
from training.models import load, modelset
from training.models.modelset import ModelSet
from training.models.publishing import NewPart, extend


@pytest.fixture
def folder(tiny_set: ModelSet, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_set.folder, tmp_path / "set"))


def _change(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    path = folder / modelset.MANIFEST
    manifest = json.loads(path.read_text())
    edit(manifest)
    path.write_text(json.dumps(manifest))


def test_it_reads_what_was_written(folder: Path) -> None:
    model_set = modelset.read(folder)
    assert set(model_set.graphs) == {"encoder", "decoder", "scorer", "parts", "prior"}
    assert model_set.calibration == Calibration(1.5)
    assert load.network(model_set, "vae") is not None


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no model set"):
        modelset.read(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}'])
def test_a_damaged_manifest(folder: Path, text: str) -> None:
    (folder / modelset.MANIFEST).write_text(text)
    with pytest.raises(UserError, match="damaged"):
        modelset.read(folder)


def test_another_version(folder: Path) -> None:
    _change(folder, lambda manifest: manifest.update(format=99))
    with pytest.raises(UserError, match="format 99"):
        modelset.read(folder)


@pytest.mark.parametrize("name", ["vae.safetensors", "decoder.onnx"])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(UserError, match="missing"):
        modelset.read(folder)


@pytest.mark.parametrize("name", ["vae.safetensors", "decoder.onnx"])
def test_a_truncated_file(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match="damaged or changed"):
        modelset.read(folder)


@pytest.mark.parametrize("name", ["../vae.safetensors", "/etc/passwd", "..", ""])
def test_a_file_elsewhere(folder: Path, name: str) -> None:
    _change(folder, lambda manifest: manifest["parts"]["vae"]["weights"].update(file=name))
    with pytest.raises(UserError, match="damaged"):
        modelset.read(folder)


@pytest.mark.parametrize("value", [0, -1, float("nan"), "warm"])
def test_a_temperature_out_of_range(folder: Path, value: object) -> None:
    _change(folder, lambda manifest: manifest.update(temperature=value))
    with pytest.raises(UserError, match="damaged"):
        modelset.read(folder)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "steep"])
def test_a_sharpening_out_of_range(folder: Path, value: object) -> None:
    _change(folder, lambda manifest: manifest.update(sharpening=value))
    with pytest.raises(UserError, match="damaged"):
        modelset.read(folder)


def test_a_set_from_before_sharpening_has_none_and_keeps_its_name(folder: Path) -> None:
    before = modelset.read(folder)
    _change(folder, lambda manifest: manifest.pop("sharpening"))
    model_set = modelset.read(folder)
    assert model_set.calibration == Calibration(1.5) and model_set.fingerprint == before.fingerprint
    _change(folder, lambda manifest: manifest.update(sharpening=0.1))
    changed = modelset.read(folder)
    assert changed.calibration == Calibration(1.5, 0.1)
    assert changed.fingerprint != before.fingerprint


def test_sizes_that_do_not_fit(folder: Path) -> None:
    _change(folder, lambda manifest: manifest["parts"]["vae"]["network"].update(widths=[8, 8]))
    with pytest.raises(UserError, match="sizes"):
        load.network(modelset.read(folder), "vae")


def test_an_architecture_of_another_version(folder: Path) -> None:
    _change(folder, lambda m: m["parts"]["vae"]["network"].update(architecture="unheard-of"))
    with pytest.raises(UserError, match="'unheard-of', which this version does not know"):
        load.network(modelset.read(folder), "vae")


def test_weights_that_are_no_weights(folder: Path) -> None:
    path = folder / "vae.safetensors"
    path.write_bytes(b"\xff" * 100)
    sum_now = modelset.file_of(path).sha256
    _change(folder, lambda manifest: manifest["parts"]["vae"]["weights"].update(sha256=sum_now))
    with pytest.raises(UserError, match="damaged"):
        modelset.weights(modelset.read(folder), "vae")


def test_graphs_alone_can_be_read_but_not_trained_on(folder: Path) -> None:
    _change(folder, lambda manifest: manifest.update(parts={}))
    model_set = modelset.read(folder)
    with pytest.raises(UserError, match="no weights of a vae"):
        modelset.weights(model_set, "vae")


def test_a_failing_export_leaves_the_old_set_whole(folder: Path) -> None:
    def fail(model_set: ModelSet) -> dict[str, modelset.File]:
        raise OSError("disk full")

    base = modelset.read(folder)
    part = NewPart("critic", {}, {}, {}, "", {}, "0")
    with pytest.raises(UserError, match="disk full"):
        extend(base, part, folder, base.classes, fail)
    assert modelset.read(folder).fingerprint == base.fingerprint
    assert [p.name for p in folder.parent.iterdir()] == ["set"]


@pytest.mark.parametrize(("classes", "kept"), [(CLASSES, True), (("a", "b", "c", "d"), False)])
def test_a_prior_goes_with_the_classes_that_it_counts(
    tiny_set: ModelSet, tmp_path: Path, classes: tuple[str, ...], kept: bool
) -> None:
    extend(tiny_set, new_part("classifier"), tmp_path / "new", classes, no_graphs)
    model_set = modelset.read(tmp_path / "new")
    assert ("prior" in model_set.parts) is kept
    assert "vae" in model_set.parts and not {"critic", "pegasus"} & set(model_set.parts)
