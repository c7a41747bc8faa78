"""The folder of a run: what is kept there, and by which names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from training.files.atomic import write_whole
from training.files.scratch import sweep
from training.files.strict_json import Malformed, encode, read
from training.models.modelset import MANIFEST, OF_RUN

MAX_DESCRIPTION_BYTES = 1 << 20


Precision = Literal["float32", "bfloat16"]


class Computed(Struct):
    """How a run computes."""

    device: str
    precision: Precision
    channels_last: bool
    seconds_a_step: dict[str, float] = {}
    """By the words of each way that was measured."""


class _Described(Struct):
    name: str
    computed: Computed | None = None


@dataclass(frozen=True)
class RunFolder:
    """The files of a run, which need not be there yet.

    Those that are not appended to are written whole or not at all, so that a run that was killed
    goes on from what it had.
    """

    path: Path

    @classmethod
    def of_model_set(cls, folder: Path) -> "RunFolder | None":
        """Return the run whose result is the model set in ``folder``; None where it is of none."""
        run = cls(folder.absolute().parent)
        return run if run.model_set.name == folder.name and run.has_events else None

    @property
    def events(self) -> Path:
        """What happened, a JSON object a line."""
        return self.path / "events.jsonl"

    @property
    def checkpoint(self) -> Path:
        """From where it goes on; the one before is beside it (``run/checkpoints.py``)."""
        return self.path / "checkpoint.pt"

    @property
    def description(self) -> Path:
        """What is trained, on what, from what."""
        return self.path / "run.json"

    @property
    def launch(self) -> Path:
        """How it was started from the window, and what it was asked since."""
        return self.path / "launch.json"

    @property
    def waiting(self) -> Path:
        """What it waits for, where it was asked for together with another."""
        return self.path / "waiting.json"

    @property
    def title(self) -> Path:
        """What the user calls it."""
        return self.path / "title.txt"

    @property
    def log(self) -> Path:
        """What the processes said that were started from the window."""
        return self.path / "log.txt"

    @property
    def samples(self) -> Path:
        """What the model makes so far."""
        return self.path / "samples.png"

    @property
    def model_set(self) -> Path:
        """The folder of its result."""
        return self.path / OF_RUN

    @property
    def has_events(self) -> bool:
        return self.events.is_file()

    @property
    def exists(self) -> bool:
        """Whether this is the folder of a run at all."""
        told = (self.launch, self.waiting, self.description, self.events)
        return any(file.is_file() for file in told)

    @property
    def result(self) -> Path | None:
        """The folder of the model set that it made; None where it has made none yet."""
        return self.model_set if (self.model_set / MANIFEST).is_file() else None

    @property
    def recipe(self) -> str | None:
        """The name of the recipe; None where the description is not there, or damaged."""
        return described.name if (described := self._described) else None

    @property
    def computed(self) -> Computed | None:
        """How it has computed so far; None where that is not told."""
        return described.computed if (described := self._described) else None

    @property
    def _described(self) -> _Described | None:
        try:
            return read(self.description, _Described, MAX_DESCRIPTION_BYTES)
        except (OSError, Malformed):
            return None

    def describe(self, about: dict[str, Any]) -> None:
        """Keep ``about``, which has a ``name``, unless that was done before.

        Raises
        ------
        UserError
            Where it cannot be written.
        """
        if self.recipe is None:
            write_whole(self.description, encode(about, indent=1))

    def clear_leftovers(self) -> None:
        """Remove what a training that was killed while it wrote has left."""
        sweep(self.path)
