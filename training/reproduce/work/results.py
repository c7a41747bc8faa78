"""What a finished training leaves: numbers and curves as JSON, pictures beside them."""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from training.files.atomic import write_whole
from training.reproduce.work.curves import summary

RESULT, PICTURES = "result.json", "pictures.npz"
TEST, DREAMS = "test", "dreams"
"""What pictures are made from: a data set's test pictures, or dreams, which may be passed on."""


@dataclass(frozen=True)
class Result:
    """Numbers of one training.

    Attributes
    ----------
    figures
        Numbers by name, as measured.
    curves
        Numbers after each epoch, by name.
    device
        What computed it.
    """

    variant: str
    recipe: dict[str, Any]
    share: float
    data: str
    figures: dict[str, float]
    curves: dict[str, list[float]] = field(default_factory=dict)
    device: str = ""

    @property
    def numbers(self) -> dict[str, float]:
        """All numbers: those measured, those of the curves, and how far it overfits."""
        numbers = {**self.figures, **summary(self.curves)}
        if "training_accuracy" in numbers and "test_accuracy" in numbers:
            numbers["gap"] = numbers["training_accuracy"] - numbers["test_accuracy"]
        return numbers

    def write(self, folder: Path, pictures: Mapping[str, np.ndarray]) -> None:
        """Keep the result in ``folder``: the pictures first, so that a result has them."""
        if pictures:
            content = io.BytesIO()
            np.savez_compressed(content, **pictures)  # type: ignore[arg-type]
            write_whole(folder / PICTURES, content.getvalue())
        write_whole(folder / RESULT, (json.dumps(asdict(self), indent=1) + "\n").encode())


def read_result(folder: Path) -> Result | None:
    """Return the result kept in ``folder``; None where there is none that can be read."""
    try:
        return Result(**json.loads((folder / RESULT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_pictures(folder: Path) -> dict[str, np.ndarray]:
    """Return the pictures (rows, columns, 32, 32, 3) uint8 of a result.

    Their names are what they are made from, a space, and what they show.
    """
    try:
        with np.load(folder / PICTURES) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, BadZipFile):
        return {}
