"""Files of a model set that look as they did: read beside all else, once the set is in use."""

import os
import shutil
from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE
from training.models.modelset import ModelSet


def test_damage_that_neither_size_nor_time_tells_of_is_told_in_the_window(
    program: Program, qtbot: QtBot, tiny_set: ModelSet, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_set.folder, tmp_path / "set"))
    program.models.load(folder)
    qtbot.waitUntil(lambda: program.models.folder == folder, timeout=PATIENCE)
    # The look at the set as it was is over: of the change, a later one tells.
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)
    weights = folder / "vae.safetensors"
    times = weights.stat()
    with weights.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))
    os.utime(weights, ns=(times.st_atime_ns, times.st_mtime_ns))
    before = program.blend.renderer
    program.models.load(folder)
    qtbot.waitUntil(lambda: program.blend.renderer is not before, timeout=PATIENCE)
    told = program.window.notice
    qtbot.waitUntil(lambda: "vae.safetensors" in told.text, timeout=PATIENCE)
    assert "damaged or changed" in told.text
