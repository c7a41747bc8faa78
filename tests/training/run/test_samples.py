"""The picture by which a person follows a training, and the log that it leaves."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.explorer.tiny_set import write_tiny_set
from training.data import cache
from training.learning.device import CPU
from training.recipes import VaeRecipe
from training.run.builder import build
from training.run.events import EventLog, read_events
from training.run.loop import fit
from training.run.samples import write_samples

TINY = VaeRecipe(epochs=2, batch_size=16, latent_shape=(4, 4, 4), widths=(8, 8, 8, 8))


class _Shows:
    def __init__(self, samples: np.ndarray) -> None:
        self._samples = samples

    def samples(self) -> np.ndarray:
        return self._samples


def test_rows_and_columns_stand_where_they_belong(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).integers(0, 256, (2, 3, 32, 32, 3), np.uint8)
    write_samples(_Shows(samples), tmp_path / "samples.png")
    with Image.open(tmp_path / "samples.png") as picture:
        sheet = np.asarray(picture)
    assert sheet.shape == (64, 96, 3)
    np.testing.assert_array_equal(sheet[32:, 64:], samples[1, 2])
    assert [path.name for path in tmp_path.iterdir()] == ["samples.png"]


def test_nothing_to_show_writes_nothing(tmp_path: Path) -> None:
    write_samples(object(), tmp_path / "samples.png")
    write_samples(_Shows(np.zeros((2, 0, 32, 32, 3), np.uint8)), tmp_path / "samples.png")
    assert list(tmp_path.iterdir()) == []


def test_a_vae_shows_held_out_pictures_above_its_own_each_epoch(
    official_archive: Path, tmp_path: Path
) -> None:
    data = cache.load(official_archive, tmp_path / "cache")
    base = write_tiny_set(tmp_path / "base", ("classifier",))
    task: Any = build(TINY, data, CPU, base)
    shown: list[np.ndarray] = []
    fit(task, tmp_path / "run", {}, epoch_done=lambda: shown.append(task.samples()))
    assert len(shown) == TINY.epochs
    originals, rebuilt = shown[-1]
    held_out = data.train.images[data.validation_indices()]
    assert all((held_out == picture).all((1, 2, 3)).any() for picture in originals)
    assert rebuilt.shape == originals.shape and rebuilt.dtype == np.uint8
    assert (shown[0][1] != rebuilt).any()


def test_half_a_line_of_a_killed_process_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    EventLog(path).write("step", step=1)
    with path.open("a") as file:
        file.write('{"time": 3, "ki')
    EventLog(path).write("start", step=1)
    assert [event["kind"] for event in read_events(path)] == ["step", "start"]
