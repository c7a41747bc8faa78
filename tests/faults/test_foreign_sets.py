"""Model sets from outside: tried in a process of their own, and refused in one sentence."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from safetensors.torch import load_file, save_file

from explorer.core.engine import trial
from explorer.core.engine.engine import Engine
from explorer.core.home.home import Home
from explorer.core.models import Models
from explorer.core.soundness import Soundness
from training.files.errors import UserError
from training.latent.scoring import Calibration
from training.models import load, modelset
from training.models.modelset import MANIFEST, ModelSet, Probe, file_of
from training.models.signatures import JOINED

MAX_NOTE = 4000
"""Bytes, of what is known of one tiny set."""


@pytest.fixture
def folder(tiny_set: ModelSet, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_set.folder, tmp_path / "set"))


def change(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Change a manifest, and bring its fingerprints in line with the files."""
    path = folder / MANIFEST
    manifest = json.loads(path.read_text())
    edit(manifest)
    for entry in (
        *(p["weights"] for p in manifest["parts"].values()),
        *manifest["graphs"].values(),
    ):
        entry["sha256"] = file_of(folder / entry["file"]).sha256
    path.write_text(json.dumps(manifest))


def without_probe(manifest: dict[str, Any]) -> None:
    """As a set of another program: nobody says what it gives."""
    manifest["probe"] = {}


def poison_graph(folder: Path, value: float) -> None:
    path = folder / "decoder.onnx"
    model = onnx.load(path)
    tensor = max(model.graph.initializer, key=lambda one: int(np.prod(one.dims)))
    values = numpy_helper.to_array(tensor).copy()
    values.flat[0] = value
    tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    onnx.save(model, path)


def poison_weights(folder: Path, value: float) -> None:
    path = folder / "vae.safetensors"
    weights = load_file(path)
    next(iter(weights.values())).view(-1)[0] = value
    save_file(weights, path)


def test_a_sound_set_is_tried_once_and_known_then(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, without_probe)
    tries: list[Path] = []
    alone = trial.tried

    def counted(place: Path, go_on: trial.GoOn) -> Probe:
        tries.append(place)
        return alone(place, go_on)

    monkeypatch.setattr(trial, "tried", counted)
    for _ in range(2):
        soundness = Soundness(tmp_path / "tried", tmp_path)
        found = soundness.tried(soundness.read(folder))
        assert set(found.probe) == {*found.graphs, *JOINED}
    assert tries == [folder]


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("poison", [poison_graph, poison_weights])
def test_numbers_that_are_none_are_refused_at_the_trial(
    folder: Path, poison: Callable[[Path, float], None], value: float
) -> None:
    poison(folder, value)
    change(folder, without_probe)
    with pytest.raises(UserError, match=r"numbers"):
        trial.try_here(modelset.read(folder))


def test_weights_of_another_network_than_the_graphs_are_refused(folder: Path) -> None:
    path = folder / "vae.safetensors"
    save_file({name: value * 1.5 for name, value in load_file(path).items()}, path)
    change(folder, without_probe)
    with pytest.raises(UserError, match="other numbers than its graph"):
        trial.try_here(modelset.read(folder))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("sys.exit(3)", "status 3"),
        ("print('garbage')", "status 0"),
        ("time.sleep(60)", "take longer than 1 s"),
    ],
)
def test_whatever_the_trial_does_is_a_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    (tmp_path / "odd_trial.py").write_text(f"import os, signal, sys, time\n{body}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(trial, "PROGRAM", "odd_trial")
    monkeypatch.setattr(trial, "SECONDS", 1 if "sleep" in body else 60)
    with pytest.raises(UserError, match=said) as caught:
        trial.tried(folder)
    assert "\n" not in str(caught.value)


class Enough(Exception):
    """Nobody waits for the trial any more."""


def test_a_trial_that_nobody_waits_for_is_ended(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    body = f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    (tmp_path / "odd_trial.py").write_text(body)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(trial, "PROGRAM", "odd_trial")

    def go_on() -> None:
        if pid.is_file() and pid.read_text():
            raise Enough

    with pytest.raises(Enough):
        trial.tried(folder, go_on)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_what_is_known_of_sets_is_bounded(folder: Path, tmp_path: Path) -> None:
    known = tmp_path / "tried"
    known.mkdir()
    for number in range(9):
        (known / f"{number}.json").write_bytes(bytes(1000))
        os.utime(known / f"{number}.json", (number, number))
    Soundness(known, folder, most=1000 + MAX_NOTE).read(folder)
    left = sorted(path.name for path in known.iterdir())
    assert len(left) < 9 and left[-1].startswith("files-") and "0.json" not in left
    assert "8.json" in left


def test_what_is_known_of_a_set_in_use_is_let_go_last(folder: Path, tmp_path: Path) -> None:
    known = tmp_path / "tried"
    Soundness(known, folder).read(folder)
    (note,) = known.iterdir()
    os.utime(note, (1000, 1000))
    Soundness(known, folder).read(folder)
    assert note.stat().st_mtime > 1000


def test_a_set_whose_files_cannot_be_read_is_listed_beside_the_others(
    folder: Path, tmp_path: Path
) -> None:
    home = Home.at(tmp_path / "home")
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["graphs"]["decoder"]["file"] = 300 * "x"  # a name that no disk takes
    (folder / MANIFEST).write_text(json.dumps(manifest))
    shutil.copytree(folder, home.models / "odd")
    shipped, odd = Models(home).known()
    assert not shipped.problem and odd.name == "odd"
    assert "cannot be read (File name too long)" in odd.problem
    with pytest.raises(UserError, match="cannot be read"):
        Models(home).use(folder)


def test_a_set_that_crashes_is_neither_used_nor_remembered(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd_trial.py").write_text("import os\nos.abort()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(trial, "PROGRAM", "odd_trial")
    models = Models(Home.at(tmp_path / "home"))
    before = models.current()
    with pytest.raises(UserError, match="SIGABRT"):
        models.use(folder)
    assert models.current() == before


@pytest.mark.parametrize(
    ("calibration", "refused"),
    [({"temperature": 1e-300}, True), ({"temperature": 1e300, "sharpening": 1e308}, False)],
)
def test_no_chances_are_told_that_are_no_numbers(
    tiny_set: ModelSet, calibration: dict[str, float], refused: bool
) -> None:
    from explorer.core.engine.openvino_backend import OpenVinoBackend

    odd = replace(tiny_set, calibration=Calibration(**calibration))
    engine = Engine(odd, OpenVinoBackend(odd, sizes=(1,)))
    images = np.zeros((1, 3, 32, 32), np.float32)
    with pytest.raises(UserError, match="no numbers") if refused else nullcontext():
        assert np.isfinite(engine.score(images).probabilities).all()


WILD: dict[str, tuple[str, dict[str, Any]]] = {
    "very deep": ("vae", {"decoder_depth": 10**9}),
    "very wide": ("critic", {"hidden": 10**7}),
    "many layers": ("vae", {"widths": [8] * 100_000}),
    "negative": ("classifier", {"classes": -5}),
    "not a number": ("vae", {"decoder_depth": "deep"}),
    "nothing a side": ("prior", {"patch": 0}),
    "an unknown setting": ("vae", {"colour": 3}),
    "a list of lists": ("vae", {"widths": [[8, 8], [8]]}),
    "other sizes": ("pegasus", {"mixed": 9}),
    "an architecture that is a list": ("vae", {"architecture": ["coursework"]}),
}


@pytest.mark.parametrize(("kind", "settings"), WILD.values(), ids=WILD.keys())
def test_sizes_are_bounded_before_anything_is_built(
    folder: Path, kind: str, settings: dict[str, Any]
) -> None:
    change(folder, lambda manifest: manifest["parts"][kind]["network"].update(settings))
    with pytest.raises(UserError, match=r"sizes|does not know"):
        load.network(modelset.read(folder), kind)


def test_a_huge_latent_is_refused(folder: Path) -> None:
    change(folder, lambda manifest: manifest.update(latent_shape=[4096, 4096, 4096]))
    with pytest.raises(UserError, match="latents of at most"):
        modelset.read(folder)


def test_a_graph_of_other_sizes_than_the_manifest_is_refused(folder: Path) -> None:
    change(folder, lambda manifest: manifest.update(latent_shape=[6, 4, 400]))
    with pytest.raises(UserError, match="does not fit"):
        trial.try_here(modelset.read(folder))


class Blind:
    """A backend whose numbers are none."""

    def __init__(self, first: Any, value: float) -> None:
        self._first, self._value = first, value
        self.outputs = first.outputs

    def run(self, graph: str, inputs: Any) -> dict[str, Any]:
        outputs = self._first.run(graph, inputs)
        return {name: np.full_like(values, self._value) for name, values in outputs.items()}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_no_picture_and_no_score_is_made_of_what_is_no_number(
    tiny_set: ModelSet, value: float
) -> None:
    from explorer.core.blend.renderer import Renderer, RenderRequest
    from explorer.core.board.board import Board, Source
    from explorer.core.engine.openvino_backend import OpenVinoBackend

    engine = Engine(tiny_set, Blind(OpenVinoBackend(tiny_set, sizes=(1,)), value))
    board = Board()
    for name in ("horse", "bird"):
        board = board.add(Source.of(name, name, np.zeros((32, 32, 3), np.uint8)))
    result = Renderer(engine).render(RenderRequest(board))
    assert result.picture is None and result.error is not None
    assert "no numbers" in result.error and "nan" not in result.error.lower()
    for ask in (engine.score, engine.parts):
        with pytest.raises(UserError, match="no numbers"):
            ask(np.zeros((1, 3, 32, 32), np.float32))


def test_files_that_look_as_they_did_are_read_in_the_background(
    folder: Path, tmp_path: Path
) -> None:
    soundness = Soundness(tmp_path / "tried", folder)
    model_set = soundness.read(folder)
    path = folder / "decoder.onnx"
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a failing disk does
    assert soundness.read(folder).fingerprint == model_set.fingerprint
    with pytest.raises(UserError, match="damaged or changed"):
        soundness.look_again(model_set)
    with pytest.raises(UserError, match="damaged or changed"):  # it is not trusted any more
        soundness.read(folder)


def test_a_file_of_another_time_is_read_at_once(folder: Path, tmp_path: Path) -> None:
    soundness = Soundness(tmp_path / "tried", folder)
    soundness.read(folder)
    path = folder / "decoder.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    with pytest.raises(UserError, match="damaged or changed"):
        soundness.read(folder)
