"""What a model makes so far, as one picture that a person can follow a training by."""

from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from PIL import Image


@runtime_checkable
class ShowsSamples(Protocol):
    """A task that has pictures to show."""

    def samples(self) -> np.ndarray:
        """Pictures (rows, columns, 32, 32, 3) uint8."""


def write_samples(task: object, path: Path) -> None:
    """Write a task's samples as a PNG, whole or not at all; nothing where it has none to show."""
    if not isinstance(task, ShowsSamples):
        return
    samples = task.samples()
    rows, columns, height, width, channels = samples.shape
    if not samples.size:
        return
    sheet = samples.swapaxes(1, 2).reshape(rows * height, columns * width, channels)
    scratch = path.with_name(f"{path.name}.partial")
    Image.fromarray(sheet).save(scratch, format="PNG")
    scratch.replace(path)
