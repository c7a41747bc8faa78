"""Folders of 100,000 files of each kind, opened as data sets."""

import shutil

from tests.faults.many import KINDS, MANY, make, opened
from tests.soak.progress import Soak

SECONDS = 60
"""Of the processor that a kind may take, with a bar that shows how far it is: pictures take 20."""


def run(soak: Soak) -> None:
    """Open a folder of each kind; the memory is bounded in the process that does it."""
    kinds = list(KINDS)
    for number in soak.numbers("kinds", len(kinds)):
        folder = soak.room / kinds[number]
        shutil.rmtree(folder, ignore_errors=True)
        make(kinds[number], folder / "data")
        said = opened(folder / "data", folder / "cache")
        soak.count(f"{kinds[number]}: seconds", round(said["seconds"]))
        soak.count(f"{kinds[number]}: MB", said["bytes"] >> 20)
        told = said.get("sentence") or said["pictures"] + said["left_out"] == MANY
        if not told or said["seconds"] > SECONDS:
            soak.fault("kinds", number, str(said))
        shutil.rmtree(folder)
