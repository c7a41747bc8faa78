"""Doors for models: manifests, weights, graphs, compiled graphs, checkpoints.

Fingerprints are brought in line with what was changed, as whoever makes a hostile set would do.
"""

import io
import json
import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np

from tests.faults.fuzzing import Attempt, Door
from tests.faults.mutation import damaged, either

SET = "set"


def manifests(room: Path) -> Attempt:
    """Model JSON: sizes, names, numbers, anything; then what is built by it."""
    from training.files.errors import UserError
    from training.models import load, modelset

    source = _set(room)
    whole = (source / modelset.MANIFEST).read_bytes()

    def attempt(rng: random.Random, folder: Path) -> None:
        _linked(source, folder)
        (folder / modelset.MANIFEST).write_bytes(either(rng, whole))
        found = modelset.read(folder)
        refused: list[UserError] = []
        for kind in found.parts:
            try:
                load.network(found, kind)
            except UserError as error:
                refused.append(error)
        if refused:
            raise refused[0]

    return attempt


def weights(room: Path) -> Attempt:
    """Weights, as the reference takes them: no picture is made of what is no number."""
    from explorer.core.engine.engine import Engine
    from explorer.core.engine.torch_backend import TorchBackend
    from training.models import modelset

    source = _set(room)
    files = sorted(path.name for path in source.glob("*.safetensors"))

    def attempt(rng: random.Random, folder: Path) -> None:
        _change(rng, source, folder, rng.choice(files))
        found = modelset.read(folder)
        engine = Engine(found, TorchBackend(found, threads=1))
        images = engine.decode(engine.encode(np.zeros((1, 32, 32, 3), np.uint8)))
        assert np.isfinite(images).all() and np.isfinite(engine.score(images).probabilities).all()

    return attempt


def graphs(room: Path) -> Attempt:
    """ONNX graphs in a trial, which may crash: that is a sentence where the trial was started."""
    from explorer.core.engine import openvino_backend, trial

    openvino_backend.import_openvino()
    source = _set(room)
    files = sorted(path.name for path in source.glob("*.onnx"))

    def attempt(rng: random.Random, folder: Path) -> None:
        _change(rng, source, folder, rng.choice(files), parts=False)
        status, output = _forked(folder)
        trial._heard(folder, status, output, b"")

    return attempt


def compiled(room: Path) -> Attempt:
    """Compiled graphs: whatever is in the cache, the picture is the right one."""
    from explorer.core.engine.openvino_backend import OpenVinoBackend
    from training.models import modelset
    from training.models.probe import probe_inputs

    found, cache = modelset.read(_set(room)), room / "compiled"
    inputs = probe_inputs("decoder", found)
    right = OpenVinoBackend(found, cache).run("decoder", inputs)["images"]
    whole = {path.name: path.read_bytes() for path in cache.iterdir()}

    def attempt(rng: random.Random, folder: Path) -> None:
        for name, content in whole.items():
            (folder / name).write_bytes(damaged(rng, content))
        shown = OpenVinoBackend(found, folder, threads=1).run("decoder", inputs)["images"]
        assert np.abs(shown - right).max() < 1e-5

    return attempt


def checkpoints(room: Path) -> Attempt:
    """Checkpoints: bytes changed, or one thing in what they hold; the run goes on or says why."""
    import torch

    from tests.conftest import write_official_archive
    from training.coursework_recipes import CourseworkVaeRecipe
    from training.data import cache
    from training.run.folder import RunFolder
    from training.run.job import Job, carry_out

    room.mkdir(parents=True, exist_ok=True)
    recipe = CourseworkVaeRecipe(epochs=2, batch_size=9, latent_numbers=6, width=4)
    data, base = write_official_archive(room, each=4), RunFolder(room / "run")
    cache.load(data, room / "cache")

    def trained(run: Path, steps: int) -> None:
        job = Job(recipe, data, run, room / "cache", device="cpu", precision="float32")
        done: list[int] = []
        carry_out(job, lambda: len(done) >= steps, lambda *told: done.append(told[0]))

    if not base.checkpoint.is_file():
        trained(base.path, 2)
    whole, kept = base.checkpoint.read_bytes(), torch.load(base.checkpoint, weights_only=True)
    others = {file.name: file.read_bytes() for file in base.path.iterdir() if file.is_file()}

    def attempt(rng: random.Random, folder: Path) -> None:
        run = RunFolder(folder / "run")
        run.path.mkdir()
        for name, content in others.items():
            (run.path / name).write_bytes(content)
        if rng.random() < 0.5:
            run.checkpoint.write_bytes(damaged(rng, whole))
        else:
            torch.save(_changed(rng, kept), run.checkpoint)
        trained(run.path, 1)

    return attempt


def _changed(rng: random.Random, value: Any) -> Any:
    """Return what a checkpoint holds with one thing changed, anywhere in it."""
    import torch

    if isinstance(value, dict) and value and rng.random() < 0.95:
        key = rng.choice(list(value))
        if rng.random() < 0.1:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: _changed(rng, value[key])}
    if isinstance(value, list | tuple) and value and rng.random() < 0.95:
        place = rng.randrange(len(value))
        return [*value[:place], _changed(rng, value[place]), *value[place + 1 :]]
    odd: list[Any] = [None, -1, 10**9, float("nan"), float("inf"), "x", [], {}, torch.zeros(3)]
    if isinstance(value, torch.Tensor):
        odd += [value.flatten(), value[None], value.double(), value.long(), value * float("nan")]
        odd += [value.to(torch.complex64), value.expand(2, *value.shape), torch.zeros(0)]
    return rng.choice(odd)


def _set(room: Path) -> Path:
    """The model set in a room, which is made where there is none."""
    folder = room / SET
    if not folder.is_dir():
        from tests.explorer.tiny_set import write_tiny_set

        write_tiny_set(folder)
    return folder


def _linked(source: Path, folder: Path) -> None:
    for path in source.iterdir():
        os.link(path, folder / path.name)
    manifest = folder / "modelset.json"
    manifest.unlink()
    shutil.copy(source / "modelset.json", manifest)


def _change(rng: random.Random, source: Path, folder: Path, name: str, parts: bool = True) -> None:
    """Make a set in ``folder`` with one file damaged, which the manifest takes for whole."""
    from training.models.modelset import MANIFEST, file_of

    _linked(source, folder)
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    (folder / name).write_bytes(damaged(rng, content))
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["probe"] = {}
    for part in manifest["parts"].values():
        part["weights"] = part["weights"] if parts else None
    entries = [part["weights"] for part in manifest["parts"].values() if part["weights"]]
    for entry in (*entries, *manifest["graphs"].values()):
        entry["sha256"] = file_of(folder / entry["file"]).sha256
    (folder / MANIFEST).write_text(json.dumps(manifest))


def _forked(folder: Path) -> tuple[int, bytes]:
    """Run a trial in a fork, which spares starting Python; return its status and what it says."""
    from explorer.core.engine import trial

    said = folder / "said"
    child = os.fork()
    if not child:
        try:
            with said.open("wb") as file:
                sys.stdout = io.TextIOWrapper(file)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                trial.main(folder)
                sys.stdout.flush()
            os._exit(0)
        finally:
            os._exit(1)
    try:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except BaseException:
        os.kill(child, 9)
        os.waitpid(child, 0)
        raise
    return status, said.read_bytes()


MODEL_DOORS: dict[str, Door] = {
    made.__name__: made for made in (manifests, weights, graphs, compiled, checkpoints)
}
