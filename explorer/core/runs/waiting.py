"""Trainings that wait for the result of another."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from training.files.atomic import write_whole
from training.files.strict_json import Malformed, encode, read
from training.run.folder import RunFolder

MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class Waiting:
    """What a run waits for, and how it is started then, as ``waiting.json`` in its folder keeps it.

    ``after`` is the folder of another run, ``started`` when this was asked for.
    """

    after: Path
    arguments: tuple[str, ...]
    started: Annotated[float, Meta(ge=0, le=32_503_680_000)]

    @classmethod
    def read(cls, run: Path) -> "Waiting | None":
        """Return what ``run`` waits for; None where that is nothing."""
        try:
            return read(RunFolder(run).waiting, cls, MAX_BYTES)
        except (OSError, Malformed):
            return None

    def write(self, run: Path) -> None:
        """Keep it in ``run``, whole or not at all."""
        write_whole(RunFolder(run).waiting, encode(self, indent=1))
